/** An engine that holds as much as it may refuses what would grow, and goes on with everything else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { overSdks } from "./lib/sdks.js";
import { settle } from "./lib/tables.js";
import { Engine, packageFolder } from "./lib/timemark.js";

const { initSync } = await import(new URL("engine.js", packageFolder));

const TABLE = {
  TableName: "Music",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
};
const text = "x".repeat(100_000);

test("the default leaves room in the memory of a module", () => {
  const { Settings, HeldBytes } = new Engine().call("DescribeLab");
  assert.equal(Settings.MaxBytes, 3_000_000_000);
  assert.equal(HeldBytes, 0);
  assert.equal(new Engine({ settings: { MaxBytes: 0 } }).call("DescribeLab").Settings.MaxBytes, 0);
});

test("usage: what an engine holds of its bound, and the module's memory", () => {
  const engine = new Engine({ settings: { MaxBytes: 1_000_000 } });
  const { moduleBytes, ...empty } = engine.usage();
  assert.deepEqual(empty, { heldBytes: 0, maxBytes: 1_000_000, requests: 0 });
  assert.ok(moduleBytes > 1_000_000 && moduleBytes % 65_536 === 0, `${moduleBytes}`);
  engine.call("CreateTable", TABLE);
  engine.call("PutItem", { TableName: "Music", Item: { pk: { S: "a" }, text: { S: text } } });
  assert.throws(() => engine.call("PutItem", { TableName: "Musik", Item: {} }));
  const { heldBytes, requests } = engine.usage();
  assert.equal(heldBytes, engine.call("DescribeLab").HeldBytes);
  assert.ok(heldBytes > text.length && heldBytes < 4 * text.length, `${heldBytes}`);
  assert.equal(requests, 3);
  assert.equal(new Engine({ settings: { MaxBytes: 0 } }).usage().maxBytes, null);
});

overSdks("MaxBytes", (connect) => {
  test("writes are refused at the bound; reads, deletions, backups and restores that fit go on", async () => {
    const engine = new Engine({ settings: { MaxBytes: 2_000_000 } });
    // Three attempts: an error that the SDK repeats would be sent three times.
    const send = connect(engine, { maxAttempts: 3 });
    await send("CreateTable", TABLE);
    let count = 0;
    const put = () => send("PutItem", { TableName: "Music", Item: { pk: { S: String(count) }, text: { S: text } } });
    let refusal;
    while (refusal === undefined) {
      await put().then(() => count++, (error) => (refusal = error));
      assert.ok(count < 30, "the bound is never met");
    }
    assert.equal(refusal.name, "ValidationException");
    assert.match(refusal.message, /^The engine holds \d+ bytes and this request may add \d+, which is over MaxBytes \(2000000\)/);
    assert.equal(refusal.$metadata.attempts, 1);
    const digest = engine.digest();
    await assert.rejects(put(), { name: "ValidationException" });
    assert.equal(engine.digest(), digest, "a refusal changes nothing");

    const { Count } = await send("Scan", { TableName: "Music", Select: "COUNT" });
    assert.ok(Count > 0);
    const { BackupDetails } = await send("CreateBackup", { TableName: "Music", BackupName: "full" });
    settle(engine);
    const backup = { BackupArn: BackupDetails.BackupArn };
    const { BackupDescription } = await send("DescribeBackup", backup);
    assert.equal(BackupDescription.BackupDetails.BackupStatus, "AVAILABLE");
    const restore = { TargetTableName: "Copy", ...backup };
    await assert.rejects(send("RestoreTableFromBackup", restore), { name: "ValidationException" });

    for (let n = 0; n < count; n++) await send("DeleteItem", { TableName: "Music", Key: { pk: { S: String(n) } } });
    await send("DeleteTable", { TableName: "Music" });
    engine.advance(3600);
    // A backup and its copy are counted both.
    engine.call("UpdateLab", { Settings: { MaxBytes: 4_500_000 } });
    await send("RestoreTableFromBackup", restore);
    settle(engine);
    assert.equal((await send("Scan", { TableName: "Copy", Select: "COUNT" })).Count > 0, true);
    await send("PutItem", { TableName: "Copy", Item: { pk: { S: "more" } } });
  });
});

/** The most that the default may be exceeded by before it does not fit the 4 GiB that the memory of a module can have. */
const FITS = 2 ** 32 / 3_000_000_000;

/** What the module itself, its stack and a request need, whatever an engine holds. */
const OWN = 16_000_000;

for (const [what, bytes, keys] of [
  ["items as large as they may be", 400_000, Infinity],
  ["items of 100 bytes", 100, Infinity],
  ["a thousand items that are replaced again and again", 100, 1_000],
]) {
  test(`the count keeps up with the memory that is used: ${what}`, () => {
    const MaxBytes = 60_000_000;
    const engine = new Engine({ settings: { MaxBytes } });
    engine.call("CreateTable", TABLE);
    const body = Buffer.from(JSON.stringify({ TableName: "Music", Item: { pk: { S: "0000000" }, text: { S: "x".repeat(bytes) } } }));
    const at = body.indexOf("0000000");
    let status = 200;
    let count = 0;
    for (; status === 200; count++) {
      body.write(String(count % keys).padStart(7, "0"), at);
      ({ status } = engine.handle("DynamoDB_20120810.PutItem", body));
      assert.ok(count < 1_000_000, "the bound is never met");
    }
    assert.equal(status, 400);
    const used = initSync().memory.buffer.byteLength;
    assert.ok(used < MaxBytes * FITS + OWN, `${count} writes use ${used} bytes`);
    engine.free();
  });
}
