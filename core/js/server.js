/** An engine behind a port of this machine, for clients of any language where the Rust server cannot be installed. */

import { createServer } from "node:http";
import { isIPv4 } from "node:net";
import { Engine } from "./node.js";

const JSON_TYPE = "application/x-amz-json-1.0";
const TEXT_TYPE = "text/plain; charset=utf-8";

/** The longest body, in bytes. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** How long a client may take to send a request, in milliseconds. */
const REQUEST_MS = 60_000;

/** The prefix of the targets that change the lab. */
const LAB = /^Timemark_/;

/** Serves an engine on the loopback interface. Its clock goes on as the wall clock does, at the engine's `Speed`. */
export async function serve({ engine = new Engine(), port = 8000, ...others } = {}) {
  for (const name of Object.keys(others)) throw new TypeError(`options.${name} is unknown: there are engine, port`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new TypeError(`options.port must be a port: ${port}`);
  const follow = followed(engine);
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
    answer(engine, follow, request).then(
      (reply) => send(request, response, reply),
      () => response.destroy(), // The client left before its request was complete.
    );
  });
  server.maxConnections = 1024;
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    engine,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        server.close(done);
        server.closeIdleConnections();
      }),
  };
}

/** What lets the engine's clock go on as the wall clock does. */
function followed(engine) {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    const { Speed } = engine.call("DescribeLab").Settings;
    if (Speed > 0) engine.advance(seconds * Speed);
  };
}

/** Decides one request: refused by its head, or given to the engine as it is. */
async function answer(engine, follow, request) {
  const refused = refusal(request);
  if (refused) return { status: 403, type: TEXT_TYPE, body: refused };
  const { method, url, headers } = request;
  const target = headers["x-amz-target"] ?? "";
  const isForLab = LAB.test(target) || url.startsWith("/_timemark/");
  if (isForLab && !isOwnOrigin(headers)) {
    return { status: 403, type: TEXT_TYPE, body: "pages of other origins may not use the lab's operations\n" };
  }
  if (method === "GET" && url === "/") {
    return { status: 200, type: TEXT_TYPE, body: `healthy: dynamodb.${engine.region}.amazonaws.com ` };
  }
  if (method === "OPTIONS" && headers.origin) return { status: 200, type: TEXT_TYPE, body: "" };
  try {
    if (method === "GET" && url === "/_timemark/lab") {
      return { status: 200, type: "application/octet-stream", body: engine.save() };
    }
    // Other content types are those that a page of another site may send without asking.
    if (method !== "POST" || url.split("?")[0] !== "/" || !isJson(headers["content-type"])) {
      return { status: 404, type: TEXT_TYPE, body: "<UnknownOperationException/>\n" };
    }
    if (!LAB.test(target) && headers.authorization === undefined && !/[?&]X-Amz-Algorithm=/.test(url)) {
      return failure(400, "com.amazon.coral.service#MissingAuthenticationTokenException", "Request is missing Authentication Token");
    }
    const body = await received(request);
    if (body === undefined) {
      return { ...failure(413, "com.amazon.coral.service#RequestEntityTooLargeException", "The request entity is too large."), last: true };
    }
    follow();
    const { status, headers: given, body: bytes } = engine.handle(target, body, headers.authorization);
    return { status, headers: given, body: bytes };
  } catch (error) {
    if (error?.name !== "EngineStoppedError") throw error;
    return failure(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", error.message);
  }
}

const failure = (status, __type, message) => ({ status, type: JSON_TYPE, body: JSON.stringify({ __type, message }) });

const isJson = (type = "") => /^application\/(x-amz-json-1\.0|json)$/i.test(type.split(";")[0].trim());

/** The body; `undefined` if it is too long. */
async function received(request) {
  if (Number(request.headers["content-length"]) > BODY_BYTES_MAX) return undefined;
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > BODY_BYTES_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(request, response, { status, type, headers = { "content-type": type }, body, last }) {
  response.writeHead(status, {
    ...headers,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    ...(last ? { connection: "close" } : {}),
    ...shared(request),
  });
  response.end(body);
  // What was not read is read and dropped, so that the connection can be used again.
  if (!last) request.resume();
}

/** Why a request is refused: it names another machine, as by DNS rebinding, or a page of another site sent it. */
function refusal({ rawHeaders, headers }) {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1 || !isLoopback(headers.host)) {
    return "the Host header must name this machine: 127.0.0.1, localhost, *.localhost or [::1]\n";
  }
  if (headers.origin !== undefined && !isLoopback(authority(headers.origin))) {
    return "pages from other sites may not use this server (Origin is not a loopback address)\n";
  }
  return undefined;
}

/** Whether no page sent a request, or one of the same origin. */
function isOwnOrigin(headers) {
  if (headers.origin !== undefined) return authority(headers.origin)?.toLowerCase() === headers.host.toLowerCase();
  return ["same-origin", "none", undefined].includes(headers["sec-fetch-site"]);
}

/** The headers by which a browser lets a page of this machine read an answer. */
function shared({ headers: { origin, host } }) {
  if (origin === undefined || !isLoopback(authority(origin)) || !isLoopback(host)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "*, authorization",
    "access-control-expose-headers": "x-amzn-requestid, x-amz-crc32",
    vary: "origin",
  };
}

/** The host and port of an origin as browsers write it. */
const authority = (origin) => /^https?:\/\/([^/]+)$/i.exec(origin)?.[1];

/** Whether `host` or `host:port` is this machine. */
function isLoopback(text) {
  const [, host] = /^(\[::1\]|[\w.-]+)(?::\d{1,5})?$/.exec(text ?? "") ?? [];
  if (host === undefined) return false;
  return host === "[::1]" || (isIPv4(host) && host.startsWith("127.")) || /^([\w-]+\.)*localhost$/i.test(host);
}
