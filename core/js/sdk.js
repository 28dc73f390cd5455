/** What makes the unmodified AWS SDK for JavaScript v3 talk to an engine in its own process. */

/** Engines that must never be called again, and why. */
const stopped = new WeakMap();

/** A `requestHandler` for `new DynamoDBClient({ requestHandler: … })` and `new DynamoDBStreamsClient({ … })`. */
export function requestHandler(engine) {
  return {
    async handle(request, { abortSignal } = {}) {
      if (abortSignal?.aborted) {
        throw Object.assign(new Error("Request aborted"), { name: "AbortError" });
      }
      // Host and path are whatever the SDK made of region, account and endpoint: the target says which service is meant,
      // the signature which region.
      const target = header(request, "x-amz-target") ?? "";
      const { status, headers, body } = answer(engine, target, bytes(request.body), header(request, "authorization"));
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
export function clientConfig(engine) {
  return {
    region: engine.region,
    credentials: { accessKeyId: "TIMEMARK", secretAccessKey: "none" },
    maxAttempts: 1,
    requestHandler: requestHandler(engine),
  };
}

/** An engine answers errors too; if it throws, it has trapped, and its memory is in no state that one could trust. */
function answer(engine, target, body, authorization) {
  if (!stopped.has(engine)) {
    try {
      return engine.handle(target, body, authorization);
    } catch (error) {
      stopped.set(engine, error);
    }
  }
  const cause = stopped.get(engine);
  const reason = `The Timemark engine has stopped (${cause?.message ?? cause}) and cannot be used any more: make a new one`;
  throw Object.assign(new Error(reason, { cause }), { name: "EngineStoppedError" });
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
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError("Timemark reads request bodies that are text or bytes, not streams");
}
