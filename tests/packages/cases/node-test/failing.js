// A test that fails, to see what it leaves.
import assert from "node:assert/strict";
import { labTest } from "timemark/node-test";
import { create } from "../table.cjs";

labTest({ seed: ({ client }) => create(client) })("a failing test", ({ engine }) => {
  assert.equal(engine.call("Scan", { TableName: "Music" }).Count, 1);
});
