// Clocks of a meeting, drawn from the server's time: the device's own clock plays no part. Each poll brings the time
// along (X-Now); what counts is how far it is from this page's stopwatch.
const live = () => document.getElementById("live");
const arrived = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
const { keptAt, keptNow } = document.documentElement.dataset; // of a page that this device has kept (offline.js)
const { now } = document.querySelector("[data-now]").dataset;
let offset = keptAt ? Number(keptNow) + Date.now() - keptAt - performance.now() : now - arrived;
let asked = 0;

export const serverNow = () => Math.round(performance.now() + offset);

function told(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

function tick() {
  for (const clock of document.querySelectorAll("[data-until], [data-since]")) {
    const left = clock.dataset.until ? Number(clock.dataset.until) - serverNow() : serverNow() - Number(clock.dataset.since);
    const over = Boolean(clock.dataset.until) && left <= -1000;
    const text = over ? `+${told(left)}` : told(Math.max(left, 0));
    if (clock.textContent !== text) clock.textContent = text;
    clock.toggleAttribute("data-over", over);
  }
}

// Whether the network is there, said on the page by parts of data-connection.
export function connected(yes) {
  const box = document.querySelector("[data-connection]");
  if (!box) return;
  box.querySelector("[data-offline]").hidden = yes;
  box.hidden = [...box.children].every((part) => part.hidden);
}

// The own hand: among those who wait, by the code that the page knows.
export function showMyHand() {
  const mine = document.querySelector("[data-me]");
  if (!mine) return;
  const waiting = [...document.querySelectorAll("[data-hands] [data-person]")].map((row) => row.dataset.person);
  const place = waiting.indexOf(mine.dataset.me) + 1;
  mine.querySelector("[data-when-down]").hidden = place > 0;
  mine.querySelector("[data-when-up]").hidden = place === 0;
  mine.querySelector("[data-my-place]").textContent = place ? `${place} / ${waiting.length}` : "";
  for (const row of document.querySelectorAll("[data-person]")) {
    row.toggleAttribute("data-mine", row.dataset.person === mine.dataset.me);
  }
}

// Asks for news about every two seconds, or every data-every: not all phones at once, and none while nobody looks.
let next = 0;

function later(milliseconds) {
  clearTimeout(next);
  next = setTimeout(ask, milliseconds);
}

function ask() {
  later(6000); // should no answer come
  if (!document.hidden) window.htmx?.trigger("#live", "news");
}

function wait() {
  const seconds = Number(live()?.dataset.every || 1.9);
  later(1000 * seconds * (0.9 + Math.random() * 0.2));
}

document.addEventListener("visibilitychange", ask);
document.addEventListener("htmx:beforeRequest", () => {
  asked = performance.now();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const time = Number(detail.xhr.getResponseHeader("X-Now"));
  const half = (performance.now() - asked) / 2;
  const guess = time - (asked + half);
  if (time && Math.abs(guess - offset) > half + 250) offset = guess;
  if (time) connected(true);
  wait();
});
for (const trouble of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(trouble, () => connected(false));
addEventListener("offline", () => connected(false));
document.addEventListener("htmx:afterSwap", () => {
  tick();
  showMyHand();
});
setInterval(tick, 250);
if (live()) wait();
tick();
showMyHand();
