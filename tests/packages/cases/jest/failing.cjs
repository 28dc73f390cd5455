// Tests that fail, to see what they leave.
const { describe, expect } = require("@jest/globals");
const { labTest } = require("timemark/jest");
const { create } = require("../table.cjs");

const test = labTest({ seed: ({ client }) => create(client) });

for (const suite of ["one", "other"]) {
  describe(suite, () => {
    test("a failing test", ({ engine }) => {
      engine.call("PutItem", { TableName: "Music", Item: { Artist: { S: suite } } });
      expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]);
    });
  });
}

test.failing("as it should", ({ engine }) => expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]));

test("refused", ({ engine }) => engine.call("Scan", { TableName: "Musik" }));
