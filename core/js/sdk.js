/** What makes the unmodified AWS SDK for JavaScript v3 talk to an engine in its own process. */

import { advanceToEnd, isPoll } from "./advance.js";
import { stopped } from "./guarded.js";

/** Handlers' engines that threw where an engine answers, and why. */
const causes = new WeakMap();

/** A `requestHandler` for `new DynamoDBClient({ requestHandler: … })` and `new DynamoDBStreamsClient({ … })`. */
export function requestHandler(engine, options) {
  if (typeof engine?.handle !== "function") throw new TypeError("engine must be a Timemark engine");
  const { autoAdvance, followTime } = checked(options);
  const follow = followTime ? followed(engine) : () => {};
  return {
    async handle(request, { abortSignal } = {}) {
      if (abortSignal?.aborted) {
        throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
      }
      // Host and path are whatever the SDK made of region, account and endpoint: the target says which service is meant,
      // the signature which region.
      const target = header(request, "x-amz-target") ?? "";
      const read = { target, body: bytes(request.body), authorization: header(request, "authorization") };
      const polls = autoAdvance && isPoll(target);
      follow();
      if (polls && autoAdvance === "before") advanceToEnd(engine, read);
      const { status, headers, body } = answer(engine, read);
      if (polls && autoAdvance !== "before" && status === 200) advanceToEnd(engine, read);
      return { response: { statusCode: status, headers, body } };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/**
 * A whole configuration: `new DynamoDBClient(clientConfig(engine))`. One attempt only, because the pauses between
 * attempts are seconds of wall time; credentials because a browser has none of its own, and any will do.
 */
export function clientConfig(engine, options) {
  const handler = requestHandler(engine, options);
  return {
    region: engine.region,
    credentials: { accessKeyId: "TIMEMARK", secretAccessKey: "none" },
    maxAttempts: 1,
    requestHandler: handler,
  };
}

/** The first argument of the SDK's waiters, with pauses of a millisecond between polls in place of 20 seconds and more. */
export function waiterConfig(client, options) {
  return { client, maxWaitTime: 60, minDelay: 0.001, maxDelay: 0.001, ...options };
}

/** The options of a handler; one that is unknown, or of another value, is refused. */
function checked(options = {}) {
  if (options === null || typeof options !== "object") throw new TypeError("options must be an object");
  const { autoAdvance = false, followTime = false, ...others } = options;
  for (const name of Object.keys(others)) {
    throw new TypeError(`options.${name} is unknown: there are autoAdvance, followTime`);
  }
  if (![true, false, "after", "before"].includes(autoAdvance)) {
    throw new TypeError(`options.autoAdvance must be true, false, "after" or "before": ${String(autoAdvance)}`);
  }
  if (typeof followTime !== "boolean") throw new TypeError(`options.followTime must be a boolean: ${String(followTime)}`);
  return { autoAdvance, followTime };
}

/** What lets the engine's clock go on as `Date` does from now on, faked or not. */
function followed(engine) {
  const [virtual, wall] = [engine.now(), Date.now()];
  return () => engine.advanceTo(Math.max(virtual, virtual + (Date.now() - wall) / 1000));
}

/** An engine answers errors too; if it throws, it has stopped. */
function answer(engine, { target, body, authorization }) {
  if (causes.has(engine)) throw stopped(causes.get(engine));
  try {
    return engine.handle(target, body, authorization);
  } catch (error) {
    if (error?.name === "EngineStoppedError") throw error;
    causes.set(engine, error);
    throw stopped(error);
  }
}

function header(request, wanted) {
  const found = Object.entries(request.headers).find(([name]) => name.toLowerCase() === wanted);
  return found?.[1];
}

/** Versions of the SDK differ in what they send: text, bytes, nothing. */
function bytes(body) {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]") return new Uint8Array(body);
  throw new TypeError("Timemark reads request bodies that are text or bytes, not streams");
}
