/// <reference lib="esnext.disposable" />

import type {
  AttributeValue,
  CancellationReason,
  ComparedCounts,
  ComparedSide,
  Difference,
  EngineOptions,
  ErrorCode,
  ExplainBackupOutput,
  Operations,
} from "./operations.cjs";

export type * from "./operations.cjs";

/**
 * Does nothing where the engine is ready when this package is loaded, which is almost everywhere. It exists for browsers
 * that compile large modules only asynchronously; there it is required once, before the first engine.
 */
export function init(): Promise<void>;

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
   * Returns the engine of a lab file (`.timemark`): what `save`, the page or the server wrote.
   *
   * @throws {Error} if the file is damaged, of a newer version, or no lab file
   */
  static open(file: Uint8Array): Engine;

  /**
   * Calls an operation of the API or of the lab with a plain object and returns its answer as one. Times are epoch
   * seconds, and those of the input may be
   * `Date`s; binary values are `Uint8Array`s. The input may be omitted if the operation requires no member.
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
   * Moves the clock to a time, in epoch seconds or as a `Date`, and returns how many things were due on the way. A time
   * that has passed moves nothing.
   *
   * @throws {TypeError} for a time before 1970 or after the year 9999
   */
  advanceTo(time: number | Date): number;

  /** When the next task is due, in epoch seconds; `undefined` if none is. */
  nextDue(): number | undefined;

  /**
   * Explains a backup: the verdict on each write, certainly in, maybe in or certainly out, and what happened.
   *
   * @throws {EngineError} `BackupNotFoundException` if there is no such backup.
   */
  explain(backupArn: string): ExplainBackupOutput;

  /**
   * Compares the items of two tables, of a table at two moments, or of a table and a backup: all pages of CompareTables in one.
   * A side is a table's name, a backup's ARN, or an object with one of these and, of a table, a `Time`.
   *
   * @throws {EngineError} as for CompareTables
   */
  compare(left: string | ComparedSide, right: string | ComparedSide): Comparison;

  /**
   * Returns another engine that is the same as this one, its clock and what is due included, and from now on independent
   * of it. It copies no item: it takes microseconds, however much there is.
   */
  fork(): Engine;

  /** Goes back to the engine as it was made: new, opened or forked. */
  reset(): void;

  /** The engine as a lab file (`.timemark`), which `timemark open` serves and the playground opens. */
  save(): Uint8Array;

  /** How much the engine holds, and the module that it is in. */
  usage(): EngineUsage;

  /** A digest of the engine's state, in hexadecimal. Equal states have equal digests, here and natively. */
  digest(): string;

  /** Gives the engine's memory back. Every later call throws an `EngineStoppedError`; to free it again does nothing. */
  free(): void;

  /** Frees the engine at the end of a `using` declaration's block. */
  [Symbol.dispose](): void;
}

/** In what two sides differ. */
export interface Comparison {
  /** How many items there are in all. */
  Counts: Required<ComparedCounts>;
  /** The items that differ. */
  Differences: Difference[];
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

/** How much an engine holds, and the module that it is in. */
export interface EngineUsage {
  /** What counts against `MaxBytes`. */
  heldBytes: number;
  /** The setting `MaxBytes`; null without a bound. */
  maxBytes: number | null;
  /** The memory of the module, which all its engines share and which never shrinks. */
  moduleBytes: number;
  /** The requests that the engine has had, refused ones included. */
  requests: number;
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

/** How the clock of an engine moves while a client is used. */
export interface ClockOptions {
  /**
   * Whether a poll moves the clock: a description (`DescribeTable`, `DescribeBackup`, …) or `ListBackups` that finds
   * something under way. The clock goes to when that is done, a new table's backups enabled included.
   *
   * `true` or `"after"`: the poll is answered first, so code sees CREATING once. `"before"`: the poll is answered as of when
   * it is done, so that the SDK's own waiters end at their first poll, whatever pauses they would make. Default `false`.
   */
  autoAdvance?: boolean | "after" | "before" | undefined;
  /**
   * Whether the clock goes on as `Date.now()` does from now on: with the fake timers of a test runner, as these are moved;
   * without them, as the wall clock. Default `false`.
   */
  followTime?: boolean | undefined;
}

/**
 * Returns a request handler with which the unmodified `@aws-sdk/client-dynamodb` and `client-dynamodb-streams` v3 call
 * an engine, without a network. An engine that has trapped is not called again: from then on every request throws an
 * `EngineStoppedError`.
 *
 * @throws {TypeError} for an option that is unknown or of a wrong type
 */
export function requestHandler(engine: Engine, options?: ClockOptions): SdkRequestHandler;

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
 *
 * @throws {TypeError} for an option that is unknown or of a wrong type
 */
export function clientConfig(engine: Engine, options?: ClockOptions): SdkClientConfig;

/** The first argument of a waiter: the client, and how long it waits and pauses, in seconds. */
export interface WaiterConfig<Client> {
  client: Client;
  maxWaitTime: number;
  minDelay?: number;
  maxDelay?: number;
}

/**
 * Returns the first argument of the SDK's waiters, with pauses of a millisecond between polls, where the SDK's own are 20 to
 * 120 seconds, and 60 seconds as the longest wait: `waitUntilTableExists(waiterConfig(client), { TableName })`.
 */
export function waiterConfig<Client>(
  client: Client,
  options?: { maxWaitTime?: number; minDelay?: number; maxDelay?: number },
): WaiterConfig<Client> & { minDelay: number; maxDelay: number };
