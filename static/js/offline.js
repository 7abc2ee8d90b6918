// Keeps the page of a meeting or a round on this device, as last heard from the server, with its files: without network
// the worker (templates/rounds/floor/worker.js) opens it from here. Such a page says of when it is, and opens anew as
// soon as the server answers and nothing is left to send or to read.
import { isMine, settled } from "./kept.js";
import { connected, serverNow } from "./live.js";

const box = document.querySelector("[data-connection]");
const kept = Number(document.documentElement.dataset.keptNow);
const address = location.origin + location.pathname;
let page = null; // the server's page, with its living part as the last news brought it
let headers = null;

export async function fetchPage() {
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return null;
  page = new DOMParser().parseFromString(await answer.text(), "text/html");
  headers = new Headers(answer.headers);
  await keepPage();
  return page;
}

async function keepPage() {
  if (!page || !window.caches || !isMine()) return;
  // The device's clock is read only to know how much time has passed: whether it is right plays no part.
  Object.assign(page.documentElement.dataset, { keptAt: Date.now(), keptNow: serverNow() });
  headers.set("X-Kept-At", Date.now());
  const cache = await caches.open(`meeting:${location.pathname}`);
  await cache.put(address, new Response(`<!doctype html>${page.documentElement.outerHTML}`, { headers }));
}

async function keepFiles() {
  const folder = new URL("../", import.meta.url).href;
  const names = performance.getEntriesByType("resource").map((entry) => entry.name);
  const files = new Set(names.filter((name) => name.startsWith(folder)));
  const cache = await caches.open(`meeting:${location.pathname}`);
  await cache.addAll(files);
  for (const { url } of await cache.keys()) if (url !== address && !files.has(url)) await cache.delete(url);
}

async function start() {
  await settled;
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
  const worker = new URL(box.dataset.worker, location);
  await navigator.serviceWorker.register(worker, { scope: new URL("../", address).pathname });
  await fetchPage();
  await keepFiles();
  await navigator.serviceWorker.ready;
  for (const line of document.querySelectorAll("[data-ready]")) line.hidden = false;
}

function isBusy() {
  const said = box.querySelector("[data-waiting]:not([hidden]), [data-told]:not([hidden]), [data-login]:not([hidden])");
  const fields = document.querySelectorAll("textarea, input:not([type=hidden])");
  return said || [...fields].some((field) => field.value !== field.defaultValue);
}

async function openAnew() {
  const answer = await fetch(address, { method: "HEAD" }).catch(() => null);
  if (answer && answer.status < 502 && !isBusy()) location.reload();
}

if (kept) {
  const form = { timeZone: box.dataset.zone, month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  const line = box.querySelector("[data-kept]");
  line.querySelector("time").textContent = new Date(kept).toLocaleString(document.documentElement.lang, form);
  line.hidden = false;
  connected(false);
  setInterval(openAnew, 4000);
} else if (window.caches && navigator.serviceWorker && document.documentElement.dataset.account) {
  start().catch(() => {}); // the network went, or the device has no room: the page of before stays
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const live = page?.getElementById("live");
    if (!live) return;
    live.outerHTML = detail.xhr.response;
    keepPage();
  });
  const renews = document.getElementById("live") || document.querySelector("[data-cards]"); // the page by itself
  if (!renews) document.addEventListener("delivered", () => fetchPage().catch(() => {}));
}
