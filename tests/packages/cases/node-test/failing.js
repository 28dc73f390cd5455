// Tests that fail, to see what they leave.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { labTest } from "timemark/node-test";
import { create } from "../table.cjs";

const test = labTest({ seed: ({ client }) => create(client) });

for (const suite of ["one", "other"]) {
  describe(suite, () => {
    test("a failing test", ({ engine }) => {
      engine.call("PutItem", { TableName: "Music", Item: { Artist: { S: suite } } });
      assert.equal(engine.call("Scan", { TableName: "Music" }).Count, 0);
    });
  });
}
