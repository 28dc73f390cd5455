/** An engine that holds as much as it may refuses what would grow, and goes on with everything else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { overSdks } from "./lib/sdks.js";
import { settle } from "./lib/tables.js";
import { Engine } from "./lib/timemark.js";

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

test("the end of a module's memory is met as an error", { timeout: 300_000 }, () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  // As large as an item may be, so that the memory fills in a few thousand calls; only the key is another each time.
  const item = { pk: { S: "00000" }, text: { S: "x".repeat(400_000) } };
  const body = Buffer.from(JSON.stringify({ TableName: "Music", Item: item }));
  const at = body.indexOf("00000");
  let status = 200;
  let n = 0;
  for (; status === 200 && n < 12_000; n++) {
    body.write(String(n).padStart(5, "0"), at);
    ({ status } = engine.handle("DynamoDB_20120810.PutItem", body));
  }
  assert.equal(status, 400);
  assert.ok(n > 7_000, `${n} items of 400 KB fit`);
  assert.equal(engine.call("GetItem", { TableName: "Music", Key: { pk: { S: "00007" } } }).Item.text.S.length, 400_000);
  engine.call("CreateBackup", { TableName: "Music", BackupName: "full" });
  engine.call("DeleteTable", { TableName: "Music" });
  assert.deepEqual(engine.call("ListTables"), { TableNames: [] });
  engine.free();
});
