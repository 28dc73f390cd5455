// Keeps the page for when there is no network. `cargo xtask build` fills in what stands between double braces.
//
// The page itself comes from the network whenever that answers, so a new version is seen with the next visit. It names its
// files by their content: so whichever version a page is, it gets its own files or none, and never those of another.

// The scope belongs to the name, because one host may have several copies of the page.
const PREFIX = `timemark ${registration.scope} `;
const CACHE = PREFIX + "{{version}}";

// The files of this version, each with its integrity: what the network gives must be this version too.
const FILES = {{files}};

const PAGE = new URL("./", location).pathname;

addEventListener("install", (event) => event.waitUntil((async () => {
  const requests = Object.entries(FILES).map(([path, integrity]) =>
    new Request(path, { integrity, cache: path === "./" ? "no-cache" : "default" }));
  const cache = await caches.open(CACHE);
  try {
    // All of them or none.
    await cache.addAll(requests);
  } catch (error) {
    // The browser tries again at a later visit; until then the version before is kept.
    await caches.delete(CACHE);
    throw error;
  }
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === PAGE || pathname === `${PAGE}index.html`) event.respondWith(fetch(request).catch(() => kept("./")));
  } else if (FILES[pathname.slice(PAGE.length)]) {
    event.respondWith(kept(request).then((response) => response.ok ? response : fetch(request)));
  }
});

// The file as this version has it; an error as of a network that does not answer if the browser has cleared it.
async function kept(request) {
  const cache = await caches.open(CACHE);
  return await cache.match(request, { ignoreVary: true }) ?? Response.error();
}
