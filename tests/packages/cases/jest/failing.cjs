// A test that fails, to see what it leaves.
const { expect } = require("@jest/globals");
const { labTest } = require("timemark/jest");
const { create } = require("../table.cjs");

labTest({ seed: ({ client }) => create(client) })("a failing test", ({ engine }) => {
  expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]);
});
