import type { Engine } from "./engine.js";

export { Engine } from "./engine.js";
export type { EngineOptions, EngineResponse, LabSettings } from "./engine.js";

/**
 * Loads the engine. Needed once in a browser, before the first `new Engine()`; does nothing in Node.
 *
 * @param source what to load, where it is not the file `engine_bg.wasm` beside this package's `browser.js`
 */
export function init(source?: string | URL | Response | BufferSource | WebAssembly.Module): Promise<void>;

/** The part of the SDK's HTTP request that is read. */
export interface SdkRequest {
  headers: Record<string, string>;
  body?: any;
}

/** The SDK's HTTP response. */
export interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** What every version of the SDK takes as `requestHandler`; written out, so that this package depends on none. */
export interface SdkRequestHandler {
  handle(
    request: SdkRequest,
    options?: { abortSignal?: { readonly aborted: boolean } },
  ): Promise<{ response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): {};
}

/**
 * Makes the unmodified `@aws-sdk/client-dynamodb` and `client-dynamodb-streams` v3 talk to an engine, without a network. An engine that has trapped
 * is not called again: from then on every request throws an `EngineStoppedError`.
 */
export function requestHandler(engine: Engine): SdkRequestHandler;

/** What `clientConfig` gives. */
export interface SdkClientConfig {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  requestHandler: SdkRequestHandler;
}

/** A whole configuration for an engine: `new DynamoDBClient(clientConfig(engine))`, and the same for streams. It makes one attempt a call. */
export function clientConfig(engine: Engine): SdkClientConfig;
