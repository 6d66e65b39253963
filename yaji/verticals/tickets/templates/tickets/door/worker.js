// The door's service worker: from the network, and without it the page that was seen last.
const SHELF = "yaji-door-1";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request)
      .then((answer) => {
        if (answer.ok && new URL(event.request.url).origin === self.location.origin) {
          const copy = answer.clone();
          event.waitUntil(caches.open(SHELF).then((shelf) => shelf.put(event.request, copy)));
        }
        return answer;
      })
      .catch(() => caches.match(event.request).then((kept) => kept || Response.error())),
  );
});
