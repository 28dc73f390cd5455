/** Waiters do not wait: the SDK's own, ours, and loops, each with a clock that moves by itself. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { CreateBackupCommand } from "@aws-sdk/client-dynamodb";
import { waitUntilBackupAvailable, waitUntilBackupsEnabled } from "timemark/waiters";
import { movieTable } from "./lib/movies.js";
import { overSdks } from "./lib/sdks.js";
import { Engine, clientConfig, requestHandler, waiterConfig } from "./lib/timemark.js";

const TableName = "Movies";
const realistic = () => new Engine({ now: 1_000, settings: { Pace: "REALISTIC" } });

/** Fails if the wall clock moves by more than two seconds meanwhile. */
async function soon(action) {
  const begin = performance.now();
  await action();
  const took = performance.now() - begin;
  assert.ok(took < 2_000, `it took ${took} ms`);
}

overSdks("clock", (_, sdk) => {
  const client = (engine, options) => new sdk.DynamoDBClient(clientConfig(engine, options));

  // A client takes commands of its own version only, so ours wait with the installed one; loops by hand do with any.
  const isInstalled = sdk.CreateBackupCommand === CreateBackupCommand;
  const available = async (config, input) => {
    if (isInstalled) return (await waitUntilBackupAvailable(config, input)).reason;
    for (;;) {
      const { BackupDescription } = await config.client.send(new sdk.DescribeBackupCommand(input));
      if (BackupDescription.BackupDetails.BackupStatus === "AVAILABLE") return BackupDescription;
      await new Promise((done) => setTimeout(done, 1));
    }
  };

  /** A table made, backed up, restored and deleted, each waited for. */
  async function story(engine, client, config) {
    const { TableDescription } = await client.send(new sdk.CreateTableCommand(movieTable(TableName)));
    assert.equal(TableDescription.TableStatus, "CREATING");
    assert.equal((await sdk.waitUntilTableExists(config, { TableName })).state, "SUCCESS");
    const { BackupDetails } = await client.send(new sdk.CreateBackupCommand({ TableName, BackupName: "nightly" }));
    assert.equal(BackupDetails.BackupStatus, "CREATING");
    const { BackupArn } = BackupDetails;
    const made = await available(config, { BackupArn });
    assert.equal(made.BackupDetails.BackupStatus, "AVAILABLE");
    await client.send(new sdk.RestoreTableFromBackupCommand({ TargetTableName: "Restored", BackupArn }));
    await sdk.waitUntilTableExists(config, { TableName: "Restored" });
    if (isInstalled) await waitUntilBackupsEnabled(config, { TableName: "Restored" });
    await client.send(new sdk.DeleteTableCommand({ TableName }));
    await sdk.waitUntilTableNotExists(config, { TableName });
    const { TableNames } = await client.send(new sdk.ListTablesCommand({}));
    assert.deepEqual(TableNames, ["Restored"]);
    assert.ok(engine.now() > 1_300, `minutes passed: ${engine.now()}`);
  }

  // Older versions accept no pause under a second.
  if (isInstalled) test("polls are answered first, and waiters have short pauses", async () => {
    const engine = realistic();
    const own = client(engine, { autoAdvance: true });
    await soon(() => story(engine, own, waiterConfig(own)));
  });

  test("polls are answered as of the end, and waiters have the SDK's own pauses", async () => {
    const engine = realistic();
    const own = client(engine, { autoAdvance: "before" });
    await soon(() => story(engine, own, { client: own, maxWaitTime: 600 }));
  });

  test("the clock follows fake timers, and waiters have the SDK's own pauses", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_700_000_000_000 });
    try {
      const engine = realistic();
      const own = client(engine, { followTime: true });
      let isDone = false;
      const told = story(engine, own, { client: own, maxWaitTime: 2_000, minDelay: 20, maxDelay: 120 });
      const done = told.finally(() => { isDone = true; });
      while (!isDone) {
        await new Promise((next) => setImmediate(next));
        mock.timers.tick(1_000);
      }
      await done;
    } finally {
      mock.timers.reset();
    }
  });
});

const send = (engine, options) => {
  const handler = requestHandler(engine, options);
  return async (operation, input = {}) => {
    const headers = { "x-amz-target": `DynamoDB_20120810.${operation}` };
    const { response } = await handler.handle({ headers, body: JSON.stringify(input) });
    return JSON.parse(new TextDecoder().decode(response.body));
  };
};

test("a poll is answered truly, and the next one sees the end", async () => {
  const engine = realistic();
  const ask = send(engine, { autoAdvance: true });
  await ask("CreateTable", movieTable(TableName));
  assert.equal(engine.now(), 1_000);
  const status = async () => (await ask("DescribeTable", { TableName })).Table.TableStatus;
  assert.deepEqual([await status(), await status()], ["CREATING", "ACTIVE"]);
  // The clock stands where the table can be backed up, and not before; further polls leave it there.
  const at = engine.now();
  const { BackupDetails } = await ask("CreateBackup", { TableName, BackupName: "one" });
  assert.equal(BackupDetails.BackupStatus, "CREATING");
  assert.equal(await status(), "ACTIVE");
  assert.equal(engine.now(), at);
  const listed = async () => (await ask("ListBackups")).BackupSummaries[0].BackupStatus;
  assert.deepEqual([await listed(), await listed()], ["CREATING", "AVAILABLE"]);
});

test("nothing but polls moves the clock, and a poll counts as the one request that it is", async () => {
  const [engine, other] = [realistic(), realistic()];
  const [ask, plain] = [send(engine, { autoAdvance: true }), send(other)];
  for (const [operation, input] of [["CreateTable", movieTable(TableName)], ["ListTables"], ["Scan", { TableName }], ["DescribeLimits"]]) {
    await ask(operation, input);
    await plain(operation, input);
  }
  assert.equal(engine.digest(), other.digest());
  await ask("DescribeTable", { TableName });
  await plain("DescribeTable", { TableName });
  other.advanceTo(engine.now());
  assert.ok(engine.now() > 1_000);
  assert.equal(engine.digest(), other.digest());
});

test("an injected fault is answered once, and moves nothing", async () => {
  const engine = realistic();
  const ask = send(engine, { autoAdvance: true });
  await ask("CreateTable", movieTable(TableName));
  engine.call("InjectFault", { Operation: "DescribeTable", Error: "InternalServerError", Count: 1 });
  assert.match((await ask("DescribeTable", { TableName })).__type, /InternalServerError/);
  assert.equal(engine.now(), 1_000);
  assert.equal((await ask("DescribeTable", { TableName })).Table.TableStatus, "CREATING");
  assert.ok(engine.now() > 1_000);
});

test("a fault that is still to come stops no clock, and comes", async () => {
  const engine = realistic();
  const ask = send(engine, { autoAdvance: true });
  await ask("CreateTable", movieTable(TableName));
  engine.call("InjectFault", { Operation: "DescribeTable", Error: "InternalServerError", Count: 1, Skip: 1 });
  assert.equal((await ask("DescribeTable", { TableName })).Table.TableStatus, "CREATING");
  assert.ok(engine.now() > 1_000);
  assert.match((await ask("DescribeTable", { TableName })).__type, /InternalServerError/);
  assert.equal((await ask("DescribeTable", { TableName })).Table.TableStatus, "ACTIVE");
});

test("options are checked by name", () => {
  const engine = new Engine();
  for (const [options, message] of [
    [{ autoAdvances: true }, /autoAdvances is unknown/],
    [{ autoAdvance: "now" }, /autoAdvance must be/],
    [{ autoAdvance: 1 }, /autoAdvance must be/],
    [{ followTime: "yes" }, /followTime must be/],
    [null, /options must be/],
    [7, /options must be/],
  ]) {
    assert.throws(() => clientConfig(engine, options), { name: "TypeError", message });
    assert.throws(() => requestHandler(engine, options), { name: "TypeError", message });
  }
});

test("our waiters end with an error of the client, at the end of their time, and when aborted", async () => {
  const input = { BackupArn: "arn" };
  const answering = (BackupStatus) => ({ send: async () => ({ BackupDescription: { BackupDetails: { BackupStatus } } }) });
  const wait = (client, options) => waitUntilBackupAvailable({ client, maxWaitTime: 0.05, minDelay: 0.01, ...options }, input);
  assert.equal((await wait(answering("AVAILABLE"))).state, "SUCCESS");
  await assert.rejects(wait(answering("CREATING")), { name: "TimeoutError" });
  await assert.rejects(wait(answering("DELETED")), /the backup was deleted/);
  await assert.rejects(wait({ send: async () => { throw new Error("mine"); } }), /mine/);
  await assert.rejects(wait(answering("CREATING"), { abortSignal: AbortSignal.abort() }), { name: "AbortError" });
  for (const options of [{ maxWaitTime: 0 }, { maxWaitTime: undefined }, { minDelay: 0 }, { maxDelay: 0.001 }]) {
    await assert.rejects(wait(answering("CREATING"), options), TypeError);
  }
});
