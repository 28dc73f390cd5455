// Compiled with --strict; each line with "wrong" must be refused, and no other.

import type { ClientDefaults as NewestDefaults } from "@aws-sdk/client-dynamodb";
import type { ClientDefaults as OlderDefaults } from "client-dynamodb-3-600";
import { type SdkRequestHandler, Engine, init, clientConfig, requestHandler } from "timemark";

type Proper<T> = Extract<T, { handle: unknown }>;
type Broken = Omit<SdkRequestHandler, "handle"> & { handle(): Promise<{ response: number }> };
declare const broken: Broken;

export const newest: Proper<NewestDefaults["requestHandler"]> = broken; // wrong
export const older: Proper<OlderDefaults["requestHandler"]> = broken; // wrong
new Engine({ settings: { Pace: "HASTY" } }); // wrong
new Engine({ sede: 1 }); // wrong
requestHandler("engine"); // wrong
clientConfig(new Engine());

const engine = new Engine();
const TableName = "Movies";
init(5); // wrong
engine.call("CreateBackups", { TableName, BackupName: "one" }); // wrong
engine.call("CreateBackup", { TableName, BackupName: "one", BackupNames: "two" }); // wrong
engine.call("CreateBackup", { TableName, BackupName: 1 }); // wrong
engine.call("CreateBackup", { TableName }); // wrong
engine.call("CreateBackup"); // wrong
engine.call("CreateBackup", { TableName, BackupName: "one" }, {}); // wrong
engine.call("ListBackups", { BackupType: "NIGHTLY" }); // wrong
engine.call("ListBackups", { TimeRangeLowerBound: "2026-01-01" }); // wrong
engine.advanceTo("2026-01-01"); // wrong
clientConfig(engine, { autoAdvance: "now" }); // wrong
requestHandler(engine, { autoAdvances: true }); // wrong
Engine.open("today.timemark"); // wrong
engine.call("PutItem", { TableName, Item: { id: "1" } }); // wrong
engine.call("PutItem", { TableName, Item: { id: { S: "1", N: "1" } } }); // wrong
engine.call("Scan", { TableName, ScanFilter: { id: {} } }); // wrong
engine.call("UpdateTable", { TableName, ReplicaUpdates: [] }); // wrong
engine.call("InjectFault", { Operation: "CreateBackup", Error: "Mishap" }); // wrong
engine.call("ListTables").TableNames?.[0]?.BackupArn; // wrong
export const status: string = engine.call("ListTables").TableNames; // wrong
export const count: string | undefined = engine.call("Scan", { TableName }).Count; // wrong
engine.call("TagResource", { ResourceArn: "arn", Tags: [] }).Tags; // wrong
engine.call(JSON.parse('"ListTables"') as string); // wrong
engine.call("ListTables", { Limit: 5 });
