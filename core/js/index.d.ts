import type {
  AttributeValue,
  CancellationReason,
  EngineOptions,
  ErrorCode,
  ExplainBackupOutput,
  Operations,
} from "./operations.js";

export type * from "./operations.js";

/**
 * Loads the engine. Required once in a browser, before the first `new Engine()`; does nothing in Node.
 *
 * @param source the engine's module: a URL as text or `URL`, a `Response`, the bytes of the file, or a compiled module.
 *   Default the file `engine_bg.wasm` beside this package's `browser.js`.
 */
export function init(source?: string | object): Promise<void>;

/**
 * DynamoDB's on-demand backup in memory, with a clock that you move.
 *
 * Every method throws a `TypeError` that names an argument of a wrong type. Where the module itself fails, which is a bug
 * of this package, it throws an `EngineStoppedError` with the `cause`, as does every later call of that engine; if the
 * memory that engines share is affected, so does every call of every engine made so far; later ones get another memory.
 */
export class Engine {
  /**
   * An engine without tables.
   *
   * @throws {TypeError} for an option that is unknown, of a wrong type or out of range
   */
  constructor(options?: EngineOptions | null);

  /**
   * Calls an operation of the API or of the lab with a plain object and returns its answer as one. Times are epoch
   * seconds, binary values are `Uint8Array`s. The input may be omitted if the operation requires no member.
   *
   * @throws {EngineError} if the service would answer with an error; then nothing has changed.
   */
  call<Name extends keyof Operations>(operation: Name, ...input: Input<Name>): Operations[Name]["output"];

  /**
   * Answers an HTTP request, given the value of `X-Amz-Target`, the body, and the value of `Authorization`, if there is one.
   * The credential scope of `Authorization` is the region (`Credential=any/20261126/eu-west-1/dynamodb/aws4_request`);
   * without it the request is for the engine's own region. The returned body is a copy.
   */
  handle(target: string, body: Uint8Array, authorization?: string | null): EngineResponse;

  /** The engine's own region: that of requests that name none, and of `call`. */
  readonly region: string;

  /** The virtual time, in epoch seconds. */
  now(): number;

  /**
   * Moves the clock forward by a number of seconds, with a fraction. Returns the number of tasks that ran on the way.
   *
   * @throws {EngineError} `ValidationException` for negative seconds.
   */
  advance(seconds: number): number;

  /**
   * Moves the clock to a time, in epoch seconds, and returns how many things were due on the way. A time that has passed
   * moves nothing.
   *
   * @throws {TypeError} for a time before 1970 or after the year 9999
   */
  advanceTo(epochSeconds: number): number;

  /** When the next task is due, in epoch seconds; `undefined` if none is. */
  nextDue(): number | undefined;

  /**
   * Explains a backup: the verdict on each write, certainly in, maybe in or certainly out, and what happened.
   *
   * @throws {EngineError} `BackupNotFoundException` if there is no such backup.
   */
  explain(backupArn: string): ExplainBackupOutput;

  /** The engine as a lab file (`.timemark`), which `timemark open` serves and the playground opens. */
  save(): Uint8Array;

  /** A digest of the engine's state, in hexadecimal. Equal states have equal digests, here and natively. */
  digest(): string;

  /** Gives the engine's memory back. Every later call throws an `EngineStoppedError`; to free it again does nothing. */
  free(): void;
}

/** The arguments of a call, after the operation's name. */
export type Input<Name extends keyof Operations> = {} extends Operations[Name]["input"]
  ? [input?: Operations[Name]["input"] | null]
  : [input: Operations[Name]["input"]];

/** The error that an engine throws: an `Error` whose name is the service's error code. */
export interface EngineError extends Error {
  name: ErrorCode;
  /** For `ConditionalCheckFailedException`: the item, if the request asked for it. */
  Item?: { [name: string]: AttributeValue };
  /** For `TransactionCanceledException`: the reason for each item. */
  CancellationReasons?: CancellationReason[];
}

/** The answer to an HTTP request. */
export interface EngineResponse {
  status: number;
  headers: { [name: string]: string };
  body: Uint8Array;
}

/** The members of the SDK's HTTP request that are read. */
export interface SdkRequest {
  headers: { [name: string]: string };
  body?: unknown;
}

/** The SDK's HTTP response. */
export interface SdkResponse {
  statusCode: number;
  headers: { [name: string]: string };
  body: Uint8Array;
}

/** The type of the SDK's option `requestHandler`, in every version. It is written out, so that this package depends on none. */
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
 * Returns a request handler with which the unmodified `@aws-sdk/client-dynamodb` and `client-dynamodb-streams` v3 call
 * an engine, without a network. An engine that has trapped is not called again: from then on every request throws an
 * `EngineStoppedError`.
 */
export function requestHandler(engine: Engine): SdkRequestHandler;

/** The client configuration that `clientConfig` returns, for the engine's own region. With another `region` the client acts in that. */
export interface SdkClientConfig {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  requestHandler: SdkRequestHandler;
}

/**
 * Returns the complete client configuration for an engine: `new DynamoDBClient(clientConfig(engine))`, and likewise for
 * streams. Each call makes one attempt.
 */
export function clientConfig(engine: Engine): SdkClientConfig;
