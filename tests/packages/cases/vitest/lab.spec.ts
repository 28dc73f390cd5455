import { CreateBackupCommand, CreateTableCommand, RestoreTableFromBackupCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, expect, test as plain, vi } from "vitest";
import { Engine } from "timemark";
import { labTest } from "timemark/vitest";
import { create } from "../table.cjs";

const test = labTest({
  autoAdvance: "before",
  async seed({ client, document }) {
    await create(client);
    await document.send(new PutCommand({ TableName: "Music", Item: { Artist: "No One You Know" } }));
  },
});

test("a backup is restored", async ({ engine, client }) => {
  const { BackupDetails } = await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  await client.send(new RestoreTableFromBackupCommand({ TargetTableName: "Restored", BackupArn: BackupDetails!.BackupArn }));
  expect(engine).toBeAvailable(BackupDetails);
  expect(engine).toHoldItems("Restored", [{ Artist: { S: "No One You Know" } }]);
  expect(engine).toHaveDropped("Restored", BackupDetails, ["Tags"]);
  expect(engine).not.toHaveDropped("Restored", "Music", ["TimeToLive"]);
});

test.for(["one", "two"])("each test has a lab of its own: %s", async (name, { engine, document, streams }) => {
  expect(engine).toBeInstanceOf(Engine);
  await document.send(new PutCommand({ TableName: "Music", Item: { Artist: name, Set: new Set([1, 2]), Deep: { list: [null, true] } } }));
  expect(engine).toHoldItems("Music", [{ Artist: name, Set: new Set([2, 1]), Deep: { list: [null, true] } }, { Artist: "No One You Know" }]);
  expect((await streams.send(new ListStreamsCommand({}))).Streams).toEqual([]);
});

const followed = labTest({ followTime: true, engine: { settings: { Pace: "REALISTIC" } } });

// Before the lab of a test is made, so that its clock follows these.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

followed("the clock follows fake timers", async ({ client }) => {
  const began = Date.now();
  await create(client);
  let state: string | undefined;
  waitUntilTableExists({ client, maxWaitTime: 300 }, { TableName: "Music" }).then((waited) => (state = waited.state));
  while (!state) await vi.advanceTimersByTimeAsync(1_000);
  expect(state).toBe("SUCCESS");
  expect(Date.now() - began).toBeGreaterThan(19_000);
});
