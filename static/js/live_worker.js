// Holds the empty shell of the live page, and nothing else: no text, no name, no answer of the portal stays here.
"use strict";

// The portal writes SHELL above this file: the address of the shell, the files it is drawn with, and their version.
const { shell, assets, version } = SHELL;
const CACHE = `cmsic-coquille-${version}`;
const HELD = /\/(direct|presences)$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([shell, ...assets])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && HELD.test(address.pathname)) event.respondWith(fetch(request).catch(() => caches.match(shell)));
  else if (assets.includes(address.pathname)) event.respondWith(fetch(request).catch(() => caches.match(address.pathname)));
});
