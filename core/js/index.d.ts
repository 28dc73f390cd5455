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
 * Loads the engine. Needed once in a browser, before the first `new Engine()`; does nothing in Node.
 *
 * @param source what to load, where it is not the file `engine_bg.wasm` beside this package's `browser.js`: a URL, as
 *   text or `URL`, a `Response`, the bytes of the file, or a compiled module
 */
export function init(source?: string | object): Promise<void>;

/**
 * DynamoDB's on-demand backup in memory, with a clock that you move.
 *
 * Every method throws a `TypeError` that names an argument of a wrong type. Where the module itself fails, which is a bug
 * of this package, it throws an `EngineStoppedError` with the `cause`, as does every later call of that engine; if the
 * memory that all engines share is affected, so does every call of every engine.
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
   * seconds, binary values `Uint8Array`s. The input may be left out where the operation requires no member.
   *
   * @throws {EngineError} where the service would answer with an error; then nothing has changed
   */
  call<Name extends keyof Operations>(operation: Name, ...input: Input<Name>): Operations[Name]["output"];

  /** Answers an HTTP request: the value of `X-Amz-Target` and the body. The body that comes back is a copy. */
  handle(target: string, body: Uint8Array): EngineResponse;

  /** The region in every ARN. */
  readonly region: string;

  /** The virtual time, in epoch seconds. */
  now(): number;

  /**
   * Moves the clock forward by so many seconds and returns how many things were due on the way.
   *
   * @throws {EngineError} `ValidationException` for negative seconds
   */
  advance(seconds: number): number;

  /**
   * Moves the clock to a time, in epoch seconds, and returns how many things were due on the way. A time that has passed
   * moves nothing.
   *
   * @throws {TypeError} for a time before 1970 or after the year 9999
   */
  advanceTo(epochSeconds: number): number;

  /** When the next thing is due, in epoch seconds; `undefined` if nothing is. */
  nextDue(): number | undefined;

  /**
   * Explains a backup: which writes are certainly in, maybe in, certainly out, and what happened.
   *
   * @throws {EngineError} `BackupNotFoundException`
   */
  explain(backupArn: string): ExplainBackupOutput;

  /** A digest of all that the engine remembers, in hexadecimal: equal for equal histories, here and natively. */
  digest(): string;

  /** Gives the engine's memory back. Every later call throws an `EngineStoppedError`; to free it again does nothing. */
  free(): void;
}

/** The arguments of a call after the operation's name. */
export type Input<Name extends keyof Operations> = {} extends Operations[Name]["input"]
  ? [input?: Operations[Name]["input"] | null]
  : [input: Operations[Name]["input"]];

/** What an engine throws: an `Error` whose name is the service's code. */
export interface EngineError extends Error {
  name: ErrorCode;
  /** With `ConditionalCheckFailedException`: the item, if it was asked for. */
  Item?: { [name: string]: AttributeValue };
  /** With `TransactionCanceledException`: a reason for each item. */
  CancellationReasons?: CancellationReason[];
}

/** An answer as HTTP would carry it. */
export interface EngineResponse {
  status: number;
  headers: { [name: string]: string };
  body: Uint8Array;
}

/** The part of the SDK's HTTP request that is read. */
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
