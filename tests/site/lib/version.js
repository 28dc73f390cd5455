// The built site as files in memory, another version of it, and a server of either.

import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, relative } from "node:path";
import { DIST, TYPES } from "./site.js";

/// The name of the host that the pages here are served under: at the addresses of this machine no service worker is registered.
const HOST = "timemark.test";

/// The files of the built site by their paths.
export async function built() {
  const entries = await readdir(DIST, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(DIST, join(entry.parentPath, entry.name)));
  const files = paths.filter((path) => !/\.(br|gz)$/.test(path)).map(async (path) => [path, await readFile(join(DIST, path))]);
  return Object.fromEntries(await Promise.all(files));
}

const hash = (algorithm, bytes) => `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;

/// The next version of a site: its engine has another name, and its page another title. The page's policy and the service
/// worker follow, as in a build.
export function nextVersion(files) {
  const [engine] = Object.keys(files).filter((path) => path.endsWith(".wasm"));
  const renamed = engine.replace(/-\w{16}\./, "-0123456789abcdef.");
  const script = (page) => /<script>([\s\S]*?)<\/script>/.exec(page)[1];
  const old = files["index.html"].toString();
  const named = old.replaceAll(engine, renamed).replace(/<title>/, "<title>Next: ");
  const page = Buffer.from(named.replace(hash("sha256", script(old)), hash("sha256", script(named))));
  const worker = files["service-worker.js"].toString()
    .replace(engine, renamed)
    .replace(hash("sha384", files["index.html"]), hash("sha384", page))
    .replace(/"[0-9a-f]{16}"/, '"fedcba9876543210"');
  const next = { ...files, [renamed]: files[engine], "index.html": page, "service-worker.js": Buffer.from(worker) };
  delete next[engine];
  return next;
}

/// A server whose `files` can be replaced. `asked` has the paths that were asked for, in order; `close` is as a power cut.
export async function deploy(files) {
  const site = { files, asked: [] };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://host").pathname.slice(1) || "index.html";
    site.asked.push(path);
    const bytes = site.files[path];
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    const cache = bytes && /-\w{16}\./.test(path) ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(bytes ? 200 : 404, { "content-type": type, "cache-control": cache, vary: "Accept-Encoding" });
    response.end(bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  site.url = `http://${HOST}:${server.address().port}/`;
  site.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return site;
}

/// What a browser is started with so that it finds such servers, and trusts them as it trusts HTTPS.
export const trusting = (...sites) => [
  `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
  `--unsafely-treat-insecure-origin-as-secure=${sites.map(({ url }) => new URL(url).origin).join()}`,
];
