// What is pressed or written in a meeting or a round goes through a queue on this device: <form data-queue>. Each entry
// has a key made here, so that the server counts it once however often it is sent; it leaves the queue when the server
// has it. Entries of <form data-queue="together"> travel as one request, in their order.
import { connected, serverNow } from "./live.js";

const box = document.querySelector("[data-connection]");
const name = `queue:${box?.dataset.name}`;
const refusals = `refused:${box?.dataset.name}`;
const AT_ONCE = 100;
let sending = false;
let soon = 0; // when a good word goes away again

export function read(key = name) {
  try {
    return JSON.parse(localStorage.getItem(key)) || [];
  } catch {
    return [];
  }
}

export function write(entries, key = name) {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
    return true;
  } catch {
    return false;
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function say(part, text) {
  const line = box.querySelector(`[data-${part}]`);
  line.hidden = !text;
  if (part === "told") line.textContent = text;
  if (part === "waiting") box.querySelector("[data-waiting-count]").textContent = text;
  box.hidden = [...box.children].every((child) => child.hidden);
}

// What does not count is told until somebody has read it, also where the page opens anew.
function showRefusals() {
  const told = box?.querySelector("[data-refused]");
  if (!told) return;
  const lines = read(refusals).map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  told.querySelector("ul").replaceChildren(...lines);
  told.hidden = !lines.length;
  box.hidden = [...box.children].every((child) => child.hidden);
}

function refuse(text) {
  write([...new Set([...read(refusals), text])], refusals);
  showRefusals();
}

function refresh() {
  const waiting = read().length;
  say("waiting", waiting ? String(waiting) : "");
  if (!waiting && document.getElementById("live")) window.htmx?.trigger("#live", "news");
}

// "done" when the server has it, "refused" when it does not count, "later" when it could not be reached, "login" when somebody has to sign in.
async function send(entries) {
  const [first] = entries;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const fields = { ...first.fields, csrfmiddlewaretoken: token };
  if (first.together) fields.together = JSON.stringify(entries.map((entry) => entry.fields));
  const body = new URLSearchParams(fields);
  let answer;
  try {
    const headers = { Accept: "application/json" };
    answer = await fetch(first.url, { method: "POST", body, headers, signal: AbortSignal.timeout(8000) });
  } catch {
    return "later";
  }
  if (answer.status >= 500) return "later";
  const json = answer.headers.get("Content-Type")?.includes("json");
  if (answer.redirected || (!answer.ok && !json)) return "login";
  const { told, done } = json ? await answer.json() : { told: "", done: true };
  if (!done && box.querySelector("[data-refused]")) {
    refuse(told);
    return "refused";
  }
  say("told", told);
  box.toggleAttribute("data-calm", done);
  clearTimeout(soon);
  if (told && done) soon = setTimeout(() => say("told", ""), 6000);
  return done ? "done" : "refused";
}

function together([first, ...others]) {
  if (!first.together) return [first];
  const alike = (entry) => entry.together && entry.url === first.url;
  return [first, ...others.filter(alike)].slice(0, AT_ONCE);
}

// One tab sends at a time: two would send in another order.
async function flush() {
  if (sending || !box) return;
  sending = true;
  const all = async () => {
    for (let entries = read(); entries.length; entries = read()) {
      const batch = together(entries);
      const keys = new Set(batch.map((entry) => entry.fields.key));
      const outcome = await send(batch);
      connected(outcome !== "later");
      say("login", outcome === "login" ? " " : "");
      if (outcome === "later" || outcome === "login") break;
      write(read().filter((entry) => !keys.has(entry.fields.key)));
      document.dispatchEvent(new CustomEvent("delivered", { detail: outcome }));
    }
  };
  await (navigator.locks ? navigator.locks.request(name, all) : all());
  sending = false;
  refresh();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!box || !form.matches("[data-queue]")) return;
    const fields = Object.fromEntries(new FormData(form, event.submitter));
    delete fields.csrfmiddlewaretoken;
    const entry = { act: form.dataset.act, url: form.action, fields: { ...fields, key: newKey(), at: serverNow() } };
    if (form.dataset.queue) entry.together = true;
    if (!write([...read(), entry])) return; // no room on this device: the plain form goes its way
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("queued", { detail: entry }));
    for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    flush();
  },
  true,
);

// On a page without a living part the texts that were written here stand above the others.
function show({ url, fields }) {
  const list = document.querySelector("[data-sent]");
  if (list && url === location.href.split("?")[0]) {
    list.prepend(Object.assign(document.createElement("li"), { textContent: fields.text }));
  }
}

read().forEach(show);
document.addEventListener("queued", ({ detail }) => show(detail));
box?.querySelector("[data-heard]")?.addEventListener("click", () => {
  write([], refusals);
  showRefusals();
});
showRefusals();
addEventListener("online", flush);
setInterval(() => read().length && flush(), 3000);
flush();
