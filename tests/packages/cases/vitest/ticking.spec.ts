// Timers that tick by themselves, which Vitest has since its version 4.
import { waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { labTest } from "timemark/vitest";
import { create } from "../table.cjs";

// Before the lab of the test is made, so that its clock follows these.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.setTimerTickMode("nextTimerAsync");
});
afterEach(() => {
  vi.useRealTimers();
});

labTest({ followTime: true, engine: { settings: { Pace: "REALISTIC" } } })("the clock follows them", async ({ client }) => {
  const began = Date.now();
  await create(client);
  expect((await waitUntilTableExists({ client, maxWaitTime: 300 }, { TableName: "Music" })).state).toBe("SUCCESS");
  expect(Date.now() - began).toBeGreaterThan(19_000);
});
