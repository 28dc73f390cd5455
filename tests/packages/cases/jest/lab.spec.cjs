const { afterEach, beforeEach, describe, expect } = require("@jest/globals");
const { CreateBackupCommand, RestoreTableFromBackupCommand, waitUntilTableExists } = require("@aws-sdk/client-dynamodb");
const { PutCommand } = require("@aws-sdk/lib-dynamodb");
const { labTest } = require("timemark/jest");
const { create } = require("../table.cjs");

const test = labTest({
  autoAdvance: "before",
  async seed({ client, document }) {
    await create(client);
    await document.send(new PutCommand({ TableName: "Music", Item: { Artist: "No One You Know", Year: 2015 } }));
  },
});

test("a backup is restored", async ({ engine, client }) => {
  const { BackupDetails } = await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  await client.send(new RestoreTableFromBackupCommand({ TargetTableName: "Restored", BackupArn: BackupDetails.BackupArn }));
  expect(engine).toBeAvailable(BackupDetails);
  expect(engine).toHoldItems("Restored", [{ Artist: "No One You Know", Year: 2015 }]);
  expect(engine).toHaveDropped("Restored", BackupDetails, ["Tags"]);
});

test.each([["one"], ["two"]])("each test has a lab of its own: %s", async (name, { engine, document }) => {
  const Item = { Artist: name, Cover: Uint8Array.of(1, 2), Prices: new Set([1, 2.5]), Tracks: [null, true, { Title: "one" }] };
  await document.send(new PutCommand({ TableName: "Music", Item }));
  expect(engine).toHoldItems("Music", [{ Artist: "No One You Know", Year: 2015 }, Item]);
  expect(engine).not.toHoldItems("Music", []);
});

test("bytes may be a Buffer, whatever the environment", ({ engine }) => {
  const Item = { Artist: { S: "bytes" }, Cover: { B: Buffer.from([1, 2]) } };
  engine.call("PutItem", { TableName: "Music", Item });
  expect(engine).toHoldItems("Music", [{ Artist: "No One You Know", Year: 2015 }, Item]);
});

describe("with fake timers", () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
    jest.setTimerTickMode({ mode: "nextAsync" });
  });
  afterEach(() => jest.useRealTimers());

  labTest({ followTime: true, engine: { settings: { Pace: "REALISTIC" } } })("the clock follows them", async ({ client }) => {
    const began = Date.now();
    await create(client);
    const waited = await waitUntilTableExists({ client, maxWaitTime: 300 }, { TableName: "Music" });
    expect(waited.state).toBe("SUCCESS");
    expect(Date.now() - began).toBeGreaterThan(19_000);
  });
});

test.each`
  table      | count
  ${"Music"} | ${1}
`("each row of a template has one too: $table", ({ table, count }, { engine }) => {
  expect(engine.call("ListTables").TableNames).toEqual([table]);
  expect(engine.call("Scan", { TableName: table }).Count).toBe(count);
});
