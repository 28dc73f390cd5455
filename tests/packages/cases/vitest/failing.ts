// A test that fails, to see what it leaves.
import { expect } from "vitest";
import { labTest } from "timemark/vitest";
import { create } from "../table.cjs";

labTest({ seed: ({ client }) => create(client) })("a failing test", ({ engine }) => {
  expect(engine).toHoldItems("Music", [{ Artist: "Missing" }]);
});
