/** The fixtures of test runners: what a failed test leaves, and what matchers say. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { Engine } from "timemark";
import { cases, here, modules, node, tool } from "./lib/run.js";

const labs = join(here, "timemark-labs");
afterEach(() => rmSync(labs, { recursive: true, force: true }));

const RUNNERS = {
  Jest: () => tool("jest/bin/jest.js", "--rootDir", join(cases, "jest"), "--testMatch", "**/failing.cjs"),
  Vitest: () => tool("vitest/vitest.mjs", "run", "--config", join(cases, "vitest/failing.config.js")),
  "node:test": () => node("--test", join(cases, "node-test/failing.js")),
};

for (const [name, runner] of Object.entries(RUNNERS)) {
  test(`${name}: each failed test leaves its lab, and says how to open it`, async () => {
    const error = await runner().then(() => assert.fail("it must fail"), (error) => error);
    if (name !== "node:test") assert.match(error.output, /Music holds 1 item; expected: 1\n +missing: {"Artist":{"S":"Missing"}}/);
    const folder = { Jest: "jest", Vitest: "vitest", "node:test": "node-test" }[name];
    for (const suite of ["one", "other"]) {
      const [, file] = error.output.match(new RegExp(`npx timemark open (timemark-labs/cases-${folder}-failing-${suite}\\S*-a-failing-test\\.timemark)`));
      const engine = Engine.open(readFileSync(join(here, file)));
      assert.deepEqual(engine.call("Scan", { TableName: "Music" }).Items, [{ Artist: { S: suite } }]);
    }
    assert.deepEqual(readdirSync(labs).filter((file) => file.includes("as-it-should")), [], "it failed as it should");
    // What is refused is shown at the line that called.
    if (name === "Jest") assert.match(error.output, />.*test\("refused", .*engine\.call\("Scan"/);
  });
}

/** The matchers by themselves. */
const matchers = await import(new URL("timemark/matchers.js", `file://${modules}/`));

function filled() {
  const engine = new Engine({ now: 1_000, settings: { Pace: "REALISTIC" } });
  const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "S" }];
  const KeySchema = [{ AttributeName: "id", KeyType: "HASH" }];
  engine.call("CreateTable", { TableName: "Music", BillingMode: "PAY_PER_REQUEST", AttributeDefinitions, KeySchema });
  engine.advance(20);
  return engine;
}

test("toHoldItems: attribute values and plain values, in any order, and what is missing or more", () => {
  const engine = filled();
  const put = (Item) => engine.call("PutItem", { TableName: "Music", Item });
  put({ id: { S: "a" }, n: { N: "1.50" }, s: { SS: ["y", "x"] }, b: { B: Uint8Array.of(1, 255) } });
  put({ id: { S: "b" }, big: { N: "12345678901234567890" }, m: { M: { z: { NULL: true }, a: { L: [{ BOOL: false }] } } } });
  const before = engine.digest();
  const plain = [
    { id: "b", big: 12345678901234567890n, m: { a: [false], z: null }, left: undefined },
    { id: "a", n: 1.5, s: new Set(["x", "y"]), b: Buffer.from([1, 255]) },
  ];
  assert.equal(matchers.toHoldItems(engine, "Music", plain).pass, true);
  assert.equal(engine.digest(), before);
  assert.equal(matchers.toHoldItems({ engine }, "Music", engine.call("Scan", { TableName: "Music" }).Items).pass, true);
  const { pass, message } = matchers.toHoldItems(engine, "Music", [plain[0], { id: "c" }]);
  assert.equal(pass, false);
  assert.match(message(), /holds 2 items; expected: 2\n {2}missing: {"id":{"S":"c"}}\n {2}not expected: {"b":{"B":"01ff"}/);
  assert.equal(matchers.toHoldItems(engine, "Music", [...plain, plain[0]]).pass, false);
  const near = [{ ...plain[0], big: plain[0].big + 1n }, plain[1]];
  assert.equal(matchers.toHoldItems(engine, "Music", near).pass, false, "numbers are compared by all their digits");
  assert.throws(() => matchers.toHoldItems(engine, "Musik", []), { name: "ResourceNotFoundException", message: /Table: Musik not found/ });
  assert.throws(() => matchers.toHoldItems(engine, "Music"), { name: "TypeError", message: /^items must be an array: undefined/ });
  assert.throws(() => matchers.toHoldItems("engine", "Music", []), TypeError);
  assert.throws(() => matchers.toHoldItems(engine, "Music", ["item"]), TypeError);
});

test("toHoldItems reads every page", () => {
  const engine = filled();
  const items = Array.from({ length: 8 }, (_, n) => ({ id: `${n}`, text: "x".repeat(300_000) }));
  for (const { id, text } of items) engine.call("PutItem", { TableName: "Music", Item: { id: { S: id }, text: { S: text } } });
  assert.ok(engine.call("Scan", { TableName: "Music" }).LastEvaluatedKey);
  assert.equal(matchers.toHoldItems(engine, "Music", items).pass, true);
});

test("toBeAvailable: not before the backup is, and looking moves no clock", () => {
  const engine = filled();
  const { BackupDetails } = engine.call("CreateBackup", { TableName: "Music", BackupName: "nightly" });
  const before = engine.digest();
  const { pass, message } = matchers.toBeAvailable(engine, BackupDetails);
  assert.equal(pass, false);
  assert.match(message(), /the backup nightly is CREATING at 1970-01-01T00:17:00\.000Z; what is due next is due at 1970/);
  assert.equal(engine.digest(), before);
  engine.advance(100);
  assert.equal(matchers.toBeAvailable(engine, BackupDetails.BackupArn).pass, true);
});

test("toHaveDropped: each setting that a restore drops, from a backup and from a table", () => {
  const engine = filled();
  const TableName = "Music";
  const { TableArn } = engine.call("DescribeTable", { TableName }).Table;
  const none = engine.call("CreateBackup", { TableName, BackupName: "bare" }).BackupDetails;
  engine.call("TagResource", { ResourceArn: TableArn, Tags: [{ Key: "team", Value: "blue" }] });
  engine.call("UpdateTimeToLive", { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "until" } });
  engine.call("UpdateTable", { TableName, StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } });
  engine.advance(4_000);
  engine.call("UpdateTable", { TableName, DeletionProtectionEnabled: true });
  engine.advance(4_000);
  engine.call("UpdateTable", { TableName, TableClass: "STANDARD_INFREQUENT_ACCESS" });
  engine.advance(4_000);
  engine.call("UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } });
  engine.call("UpdateContributorInsights", { TableName, ContributorInsightsAction: "ENABLE" });
  const StreamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/changes";
  engine.call("EnableKinesisStreamingDestination", { TableName, StreamArn });
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "dynamodb:GetItem", Resource: TableArn }],
  });
  engine.call("PutResourcePolicy", { ResourceArn: TableArn, Policy });
  engine.advance(4_000);
  const { BackupDetails } = engine.call("CreateBackup", { TableName, BackupName: "nightly" });
  engine.advance(100);
  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: BackupDetails.BackupArn });
  engine.advance(4_000);
  const all = ["Tags", "TimeToLive", "Stream", "PointInTimeRecovery", "DeletionProtection", "TableClass", "ContributorInsights"];
  all.push("KinesisDestination", "ResourcePolicy");
  for (const source of [BackupDetails, BackupDetails.BackupArn, TableName]) {
    const { pass, message } = matchers.toHaveDropped(engine, "Restored", source, all);
    assert.ok(pass, message());
  }
  assert.equal(matchers.toHaveDropped(engine, TableName, none, ["Tags"]).pass, false);
  assert.match(matchers.toHaveDropped(engine, TableName, none, ["Tags"]).message(), /Music has dropped nothing; asked for: Tags/);
  // Of a source that is gone the backup still knows these two.
  engine.call("UpdateTable", { TableName, DeletionProtectionEnabled: false });
  engine.advance(4_000);
  engine.call("DeleteTable", { TableName });
  engine.advance(4_000);
  assert.match(matchers.toHaveDropped(engine, "Restored", BackupDetails, []).message(), /has dropped Stream, TimeToLive;/);
  assert.throws(() => matchers.toHaveDropped(engine, "Restored", "Musik", ["Tags"]), { name: "ResourceNotFoundException" });
  assert.throws(() => matchers.toHaveDropped(engine, "Restored", "Music", ["tags"]), { message: /^setting tags is unknown: there are Tags, / });
  assert.throws(() => matchers.toHaveDropped(engine, "Restored", "Music", "Tags"), { message: /^settings must be an array: Tags/ });
});

test("an engine that is printed is an Engine", () => {
  assert.equal(Engine.name, "Engine");
});

test("labs are seeded once, and each is its own", async () => {
  const { Labs } = await import(new URL("timemark/lab.js", `file://${modules}/`));
  assert.throws(() => new Labs({ seeds: 1 }), /options\.seeds is unknown/);
  assert.throws(() => new Labs({ seed: 1 }), /options\.seed must be a function/);
  let seeded = 0;
  const labs = new Labs({ seed: ({ engine }) => { seeded += 1; engine.advance(5); }, engine: { now: 0 } });
  const [one, other] = await Promise.all([labs.open(), labs.open()]);
  one.engine.advance(1);
  assert.deepEqual([seeded, one.engine.now(), other.engine.now()], [1, 6, 5]);
  assert.equal(one.client, one.client);
});
