{% load i18n static %}{% get_current_language as LANGUAGE_CODE %}// The door's service worker: everything comes from the network. What every phone gets alike is kept for when there is
// none; pages are not, for they hold names, counts and secrets. Leaving the door empties the shelf.
const PREFIX = "yaji-door-";
const SHELF = `${PREFIX}2`;
const STATIC = new URL("{% get_static_prefix as prefix %}{{ prefix|escapejs }}", self.location.href).href;
const MANIFEST = new URL("{% url 'tickets:door_manifest' as manifest %}{{ manifest|escapejs }}", self.location.href).href;
const LEAVE = new URL("{% url 'tickets:leave_door' as leave %}{{ leave|escapejs }}", self.location.href).href;
const OFFLINE = "<!doctype html><html lang=\"{{ LANGUAGE_CODE|escapejs }}\"><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>{% translate 'Door' as door %}{{ door|escapejs }}</title><h1>{% translate 'No connection. Try again; nobody was let in.' as offline %}{{ offline|escapejs }}</h1></html>";

const empty = (spared) =>
  caches
    .keys()
    .then((names) => names.filter((name) => name.startsWith(PREFIX) && name !== spared))
    .then((names) => Promise.all(names.map((name) => caches.delete(name))));
const isShell = (address) => address.startsWith(STATIC) || address === MANIFEST;
const keep = (request, answer) => caches.open(SHELF).then((shelf) => shelf.put(request, answer));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(empty(SHELF).then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "POST" && request.url === LEAVE) event.waitUntil(empty(""));
  if (request.method !== "GET") return;
  if (isShell(request.url)) {
    const answer = fetch(request).then((fresh) => {
      if (fresh.ok) event.waitUntil(keep(request, fresh.clone()));
      return fresh;
    });
    event.respondWith(answer.catch(() => caches.match(request).then((kept) => kept || Response.error())));
  } else if (request.mode === "navigate") {
    const words = { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } };
    event.respondWith(fetch(request).catch(() => new Response(OFFLINE, words)));
  }
});
