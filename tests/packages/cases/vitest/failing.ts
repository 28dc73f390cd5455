// Tests that fail, to see what they leave.
import { describe, expect } from "vitest";
import { labTest } from "timemark/vitest";
import { create } from "../table.cjs";

const test = labTest({ seed: ({ client }) => create(client) });

for (const suite of ["one", "other"]) {
  describe(suite, () => {
    test("a failing test", ({ engine }) => {
      engine.call("PutItem", { TableName: "Music", Item: { Artist: { S: suite } } });
      expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]);
    });
  });
}

test.fails("as it should", ({ engine }) => expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]));
