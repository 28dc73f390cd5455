import type { Engine } from "./index.cjs";

/** A server that listens. */
export interface Server {
  /** The engine that it serves. */
  engine: Engine;
  /** The address, without a slash at the end: the `endpoint` of a client. */
  url: string;
  /** Stops listening, and waits for the answers under way. */
  close(): Promise<void>;
}

/**
 * Serves an engine over HTTP on 127.0.0.1, as DynamoDB and DynamoDB Streams. Its clock goes on as the wall clock does, at the
 * engine's `Speed`. Requests to other hosts than this machine, and of pages from other sites, are refused; pages of this
 * machine may not use the lab's operations. A body may have 16 MB.
 *
 * @param options.engine default a new engine, whose `Speed` is the engine's default
 * @param options.port default 8000; 0 for any that is free
 * @throws if the port is taken
 */
export function serve(options?: { engine?: Engine; port?: number }): Promise<Server>;
