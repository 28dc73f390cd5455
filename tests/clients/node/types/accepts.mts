// Compiled with --strict, never run.

import { DynamoDBClient as Newest, type ClientDefaults as NewestDefaults } from "@aws-sdk/client-dynamodb";
import { DynamoDBClient as Older, type ClientDefaults as OlderDefaults } from "client-dynamodb-3-600";
import {
  type AttributeValue,
  type BackupDetails,
  type EngineError,
  type EngineOptions,
  type EngineResponse,
  type ExplainBackupOutput,
  type LabSettings,
  type Operations,
  type SdkRequestHandler,
  Engine,
  clientConfig,
  init,
  requestHandler,
} from "timemark";

const settings: LabSettings = { Pace: "CUSTOM", Delays: { BackupCreation: 5 }, ConsistencyWindow: "ADVERSARIAL" };
const options: EngineOptions = { seed: 1, now: 0, region: "us-east-1", settings };
await init();
const engine = new Engine(options);

// Whole configurations, and the handler among other settings.
new Newest(clientConfig(engine));
new Older(clientConfig(engine));
new Newest({ ...clientConfig(engine), region: "eu-west-1" });
new Older({ ...clientConfig(engine), region: "eu-west-1" });
const handler: SdkRequestHandler = requestHandler(engine);
new Newest({ requestHandler: handler });
new Older({ requestHandler: handler });

// A client's handler may be anything with string keys; as the handler proper it must fit too.
type Proper<T> = Extract<T, { handle: unknown }>;
const newest: Proper<NewestDefaults["requestHandler"]> = handler;
const older: Proper<OlderDefaults["requestHandler"]> = handler;

const held: number = engine.usage().heldBytes;
const bound: number | null = engine.usage().maxBytes;
const response: EngineResponse = engine.handle("DynamoDB_20120810.ListTables", new Uint8Array());
const due: number | undefined = engine.nextDue();
const file: Uint8Array = engine.save();
const numbers: number[] = [engine.now(), engine.advance(1), engine.advanceTo(2), response.status];
const texts: string[] = [engine.region, engine.digest()];
export { newest, older, held, bound, file, due, numbers, texts };

// Every operation, and no other, with the least that it can be called with; the compiler finds one that is not here.
const TableName = "Movies";
const Key = { id: { S: "1" } };
const BackupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies/backup/01790000000000-0123abcd";
const ResourceArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies";
const StreamArn = `${ResourceArn}/stream/2026-01-01T00:00:00.000`;
const KinesisArn = "arn:aws:kinesis:us-east-1:123456789012:stream/changes";
const KeySchema = [{ AttributeName: "id", KeyType: "HASH" as const }];
const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
const calls: { [Name in keyof Operations]: () => Operations[Name]["output"] } = {
  PutItem: () => engine.call("PutItem", { TableName, Item: { ...Key, poster: { B: new Uint8Array([1]) } } }),
  GetItem: () => engine.call("GetItem", { TableName, Key }),
  DeleteItem: () => engine.call("DeleteItem", { TableName, Key }),
  UpdateItem: () => engine.call("UpdateItem", { TableName, Key }),
  BatchWriteItem: () => engine.call("BatchWriteItem", { RequestItems: { Movies: [{ DeleteRequest: { Key } }] } }),
  BatchGetItem: () => engine.call("BatchGetItem", { RequestItems: { Movies: { Keys: [Key] } } }),
  TransactWriteItems: () => engine.call("TransactWriteItems", { TransactItems: [{ Delete: { TableName, Key } }] }),
  TransactGetItems: () => engine.call("TransactGetItems", { TransactItems: [{ Get: { TableName, Key } }] }),
  Query: () => engine.call("Query", { TableName, KeyConditionExpression: "id = :id" }),
  Scan: () => engine.call("Scan", { TableName, Select: "COUNT" }),
  ExecuteStatement: () => engine.call("ExecuteStatement", { Statement: "SELECT * FROM Movies", Limit: 10 }),
  BatchExecuteStatement: () =>
    engine.call("BatchExecuteStatement", { Statements: [{ Statement: "DELETE FROM Movies WHERE id = '1'" }] }),
  ExecuteTransaction: () =>
    engine.call("ExecuteTransaction", { TransactStatements: [{ Statement: "DELETE FROM Movies WHERE id = '1'" }] }),
  CreateBackup: () => engine.call("CreateBackup", { TableName, BackupName: "one" }),
  DescribeBackup: () => engine.call("DescribeBackup", { BackupArn }),
  ListBackups: () => engine.call("ListBackups"),
  DeleteBackup: () => engine.call("DeleteBackup", { BackupArn }),
  RestoreTableFromBackup: () => engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn }),
  RestoreTableToPointInTime: () => engine.call("RestoreTableToPointInTime", { TargetTableName: "Restored" }),
  DescribeContinuousBackups: () => engine.call("DescribeContinuousBackups", { TableName }),
  UpdateContinuousBackups: () =>
    engine.call("UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification }),
  CreateTable: () =>
    engine.call("CreateTable", {
      TableName,
      KeySchema,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  DescribeTable: () => engine.call("DescribeTable", { TableName }),
  ListTables: () => engine.call("ListTables", { Limit: undefined }),
  UpdateTable: () => engine.call("UpdateTable", { TableName, DeletionProtectionEnabled: true }),
  DeleteTable: () => engine.call("DeleteTable", { TableName }),
  ListTagsOfResource: () => engine.call("ListTagsOfResource", { ResourceArn }),
  TagResource: () => engine.call("TagResource", { ResourceArn, Tags: [{ Key: "a", Value: "b" }] }),
  UntagResource: () => engine.call("UntagResource", { ResourceArn, TagKeys: ["a"] }),
  UpdateTimeToLive: () => engine.call("UpdateTimeToLive", { TableName, TimeToLiveSpecification }),
  DescribeTimeToLive: () => engine.call("DescribeTimeToLive", { TableName }),
  DescribeLimits: () => engine.call("DescribeLimits"),
  DescribeEndpoints: () => engine.call("DescribeEndpoints", {}),
  ListStreams: () => engine.call("ListStreams", null),
  DescribeStream: () => engine.call("DescribeStream", { StreamArn }),
  GetShardIterator: () =>
    engine.call("GetShardIterator", { StreamArn, ShardId: "shardId-1", ShardIteratorType: "LATEST" }),
  GetRecords: () => engine.call("GetRecords", { ShardIterator: "iterator" }),
  DescribeContributorInsights: () => engine.call("DescribeContributorInsights", { TableName }),
  ListContributorInsights: () => engine.call("ListContributorInsights", { MaxResults: 1 }),
  UpdateContributorInsights: () =>
    engine.call("UpdateContributorInsights", { TableName, ContributorInsightsAction: "ENABLE" }),
  DescribeKinesisStreamingDestination: () => engine.call("DescribeKinesisStreamingDestination", { TableName }),
  EnableKinesisStreamingDestination: () =>
    engine.call("EnableKinesisStreamingDestination", { TableName, StreamArn: KinesisArn }),
  DisableKinesisStreamingDestination: () =>
    engine.call("DisableKinesisStreamingDestination", { TableName, StreamArn: KinesisArn }),
  UpdateKinesisStreamingDestination: () =>
    engine.call("UpdateKinesisStreamingDestination", { TableName, StreamArn: KinesisArn }),
  GetResourcePolicy: () => engine.call("GetResourcePolicy", { ResourceArn }),
  PutResourcePolicy: () => engine.call("PutResourcePolicy", { ResourceArn, Policy: "{}" }),
  DeleteResourcePolicy: () => engine.call("DeleteResourcePolicy", { ResourceArn }),
  DescribeTableReplicaAutoScaling: () => engine.call("DescribeTableReplicaAutoScaling", { TableName }),
  DescribeGlobalTable: () => engine.call("DescribeGlobalTable", { GlobalTableName: TableName }),
  DescribeGlobalTableSettings: () => engine.call("DescribeGlobalTableSettings", { GlobalTableName: TableName }),
  ListGlobalTables: () => engine.call("ListGlobalTables"),
  CreateGlobalTable: () =>
    engine.call("CreateGlobalTable", { GlobalTableName: TableName, ReplicationGroup: [{ RegionName: "us-east-1" }] }),
  ListExports: () => engine.call("ListExports"),
  ListImports: () => engine.call("ListImports"),
  DescribeLab: () => engine.call("DescribeLab"),
  UpdateLab: () => engine.call("UpdateLab", { Seed: 5 }),
  ResetLab: () => engine.call("ResetLab"),
  AdvanceClock: () => engine.call("AdvanceClock", { ToNextDue: true }),
  InjectFault: () => engine.call("InjectFault", { Operation: "CreateBackup", Error: "BackupInUseException" }),
  ListFaults: () => engine.call("ListFaults"),
  ClearFaults: () => engine.call("ClearFaults"),
  ExplainBackup: () => engine.call("ExplainBackup", { BackupArn }),
  DescribeTimeline: () => engine.call("DescribeTimeline", { TableName }),
  StartBackupJob: () => engine.call("StartBackupJob", { TableName, BackupName: "two", RetainDays: 7 }),
  CompareTables: () => engine.call("CompareTables", { Left: { BackupArn }, Right: { TableName, Time: new Date() } }),
  PlanRepair: () => engine.call("PlanRepair", { TableName, From: { BackupArn }, Keys: [Key] }),
};

// Answers have types of their own.
const details: BackupDetails | undefined = engine.call("CreateBackup", { TableName, BackupName: "one" }).BackupDetails;
const made: "CREATING" | "DELETED" | "AVAILABLE" | undefined = details?.BackupStatus;
const moment: number | undefined = details?.BackupCreationDateTime;
const poster: Uint8Array | undefined = engine.call("GetItem", { TableName, Key }).Item?.poster?.B;
const items: { [name: string]: AttributeValue }[] | undefined = engine.call("Scan", { TableName }).Items;
const nothing: null = engine.call("TagResource", { ResourceArn, Tags: [] });
const explained: ExplainBackupOutput = engine.explain(BackupArn);
const counted: number = engine.compare(BackupArn, { TableName, Time: 1_790_000_000 }).Counts.Same;
const included: boolean | undefined = explained.Changes?.[0]?.Included;
const said = (error: EngineError): boolean => error.name === "TransactionCanceledException" && !!error.CancellationReasons;
export { calls, made, moment, poster, items, nothing, counted, included, said };
