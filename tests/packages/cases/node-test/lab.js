import assert from "node:assert/strict";
import { CreateBackupCommand } from "@aws-sdk/client-dynamodb";
import { labTest } from "timemark/node-test";
import { create } from "../table.cjs";

const test = labTest({ seed: ({ client }) => create(client) });

test("a lab of its own", async ({ client, engine }, context) => {
  assert.equal(context.name, "a lab of its own");
  await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  assert.equal(engine.call("ListBackups").BackupSummaries.length, 1);
});

test("and another", { timeout: 10_000 }, ({ engine }) => {
  assert.equal(engine.call("ListBackups").BackupSummaries.length, 0);
});
