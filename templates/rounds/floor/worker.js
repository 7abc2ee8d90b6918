{% load static %}// Opens a meeting's page that this device has kept (static/js/offline.js), and its files, when the server cannot be reached.
const PATIENCE = 5000;
const LASTS = 24 * 3600 * 1000;
const FILES = location.origin + "{% get_static_prefix %}";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method === "GET" && (mode === "navigate" || url.startsWith(FILES))) event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  if (!kept || Date.now() - (kept.headers.get("X-Kept-At") || Date.now()) > LASTS) return fetch(request);
  const impatience = new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
  try {
    const fresh = await Promise.race([fetch(request), impatience]);
    if ([403, 404].includes(fresh.status)) await caches.delete(`meeting:${new URL(request.url).pathname}`);
    return fresh.status > 501 ? kept : fresh;
  } catch {
    return kept;
  }
}
