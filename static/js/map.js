// The opinion map: its slider through time, and a reader who is not moved when a newer map takes the place of the old.
const slider = () => document.getElementById("step");
const steps = () => [...document.querySelectorAll("[data-step]")];
const asOf = () => document.getElementById("as-of")?.textContent;
let soon = 0;
let kept = null;

function say() {
  const input = slider();
  if (!input) return;
  const text = steps()[input.value].textContent;
  input.hidden = false;
  input.setAttribute("aria-valuetext", text);
  document.getElementById("step-said").textContent = text;
}

function show() {
  const { part, page } = slider().closest("[data-part]").dataset;
  const at = `?at=${steps()[slider().value].dataset.step}`;
  history.replaceState(history.state, "", page + at);
  window.htmx.ajax("GET", part + at, { target: "#live", swap: "outerHTML" });
}

document.addEventListener("input", ({ target }) => {
  if (target !== slider()) return;
  say();
  clearTimeout(soon);
  soon = setTimeout(show, 300); // after the last of several key presses
});

// What stands still: the focused element, or else the section that the reader has before their eyes.
function anchor() {
  const focused = document.activeElement.closest("#live [id], #live a[href]");
  const above = [...document.querySelectorAll("#live section")].filter((one) => one.getBoundingClientRect().top <= 80);
  return focused || above.at(-1) || null;
}

function again({ id, href }) {
  if (id) return document.getElementById(id);
  return [...document.querySelectorAll("#live a[href]")].find((one) => one.getAttribute("href") === href);
}

document.addEventListener("htmx:beforeSwap", () => {
  const at = anchor();
  const open = [...document.querySelectorAll("#live details[open][id]")].map((one) => one.id);
  kept = { open, asOf: asOf(), focused: at?.contains(document.activeElement) };
  if (at) Object.assign(kept, { id: at.id, href: at.getAttribute("href"), top: at.getBoundingClientRect().top });
});
document.addEventListener("htmx:afterSettle", () => {
  if (!kept) return;
  for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
  say();
  const at = kept.id || kept.href ? again(kept) : null;
  if (at) {
    if (kept.focused && document.activeElement === document.body) at.focus({ preventScroll: true });
    scrollBy({ top: at.getBoundingClientRect().top - kept.top, behavior: "instant" });
  }
  if (asOf() !== kept.asOf && !document.activeElement.closest(".map-steps")) {
    document.getElementById("map-news").textContent = asOf();
  }
  kept = null;
});
say();
