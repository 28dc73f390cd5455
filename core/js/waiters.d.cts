import type { BackupDescription, WaiterConfig } from "./index.cjs";

/** What a waiter is given: a client of the SDK's version 3, of AWS or of an engine; pauses are in seconds and double. */
export interface PollConfig extends WaiterConfig<{ send(command: any): Promise<any> }> {
  abortSignal?: { readonly aborted: boolean };
}

/**
 * Waits until a backup is AVAILABLE.
 *
 * @throws the client's errors; a `TimeoutError` after `maxWaitTime` seconds; an error if the backup was deleted
 */
export function waitUntilBackupAvailable(
  config: PollConfig,
  input: { BackupArn: string },
): Promise<{ state: "SUCCESS"; reason: BackupDescription }>;

/**
 * Waits until a table can be backed up, which a new table can some seconds after it is ACTIVE.
 *
 * @throws the client's errors; a `TimeoutError` after `maxWaitTime` seconds
 */
export function waitUntilBackupsEnabled(
  config: PollConfig,
  input: { TableName: string },
): Promise<{ state: "SUCCESS"; reason: object }>;
