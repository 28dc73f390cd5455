import type { ClockOptions, Engine, EngineOptions } from "./index.cjs";

// @ts-ignore: `any` where it is not installed
type Client = import("@aws-sdk/client-dynamodb").DynamoDBClient;
// @ts-ignore: `any` where it is not installed
type Streams = import("@aws-sdk/client-dynamodb-streams").DynamoDBStreamsClient;
// @ts-ignore: `any` where it is not installed
type Document = import("@aws-sdk/lib-dynamodb").DynamoDBDocumentClient;

/** What a test is given. Each client is made when it is first asked for, and needs its package of the SDK. */
export interface Lab {
  readonly engine: Engine;
  readonly client: Client;
  readonly streams: Streams;
  readonly document: Document;
}

/** How the labs of tests are made. */
export interface LabOptions extends ClockOptions {
  /** Fills the lab from which that of each test is forked. It runs once, before the first of them. */
  seed?: ((lab: Lab) => unknown) | undefined;
  /** The options of the engine. */
  engine?: EngineOptions | undefined;
  /** Where the lab of a failed test is left as a file. Default `timemark-labs`. */
  folder?: string | undefined;
}

/** A setting that no restore brings back. */
export type DroppedSetting =
  | "Tags"
  | "TimeToLive"
  | "Stream"
  | "PointInTimeRecovery"
  | "DeletionProtection"
  | "TableClass"
  | "ContributorInsights"
  | "KinesisDestination"
  | "ResourcePolicy";

/** A backup: its ARN, or what CreateBackup answered. */
type Backup = string | { BackupArn?: string | undefined };

/** What can be expected of an engine, or of a lab. Nothing of it changes the engine. */
export interface LabMatchers<R> {
  /** The table holds these items and no others, in any order: attribute values, or plain values as the document client has. */
  toHoldItems(tableName: string, items: readonly object[]): R;
  /** The backup is AVAILABLE. */
  toBeAvailable(backup: Backup | undefined): R;
  /**
   * The restored table lacks these settings, which its source has, or had when it was backed up. The source is a table's
   * name, a backup's ARN, or its BackupDetails.
   */
  toHaveDropped(tableName: string, source: Backup | undefined, settings: readonly DroppedSetting[]): R;
}
