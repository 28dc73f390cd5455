import { CreateBackupCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Engine, clientConfig, waiterConfig } from "timemark";
import { Engine as Slim } from "timemark/slim";
import { serve } from "timemark/server";
import { waitUntilBackupAvailable } from "timemark/waiters";
import { labTest as nodeTest } from "timemark/node-test";
import { labTest } from "timemark/vitest";
import { expect } from "vitest";

const engine: Engine = new Slim();
const client = new DynamoDBClient(clientConfig(engine, { autoAdvance: true }));
const { reason } = await waitUntilBackupAvailable(waiterConfig(client), { BackupArn: "arn" });
const status: "CREATING" | "DELETED" | "AVAILABLE" | undefined = reason.BackupDetails?.BackupStatus;
const server = await serve({ engine, port: 0 });
await server.close();

const test = labTest({ seed: ({ engine }) => engine.advance(1) });
test("a test", async ({ engine, client, document, streams, lab }) => {
  const sent = await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  expect(engine).toHoldItems("Music", [{ Artist: "one" }]);
  expect(lab).toBeAvailable(sent.BackupDetails);
  expect(engine).toHaveDropped("Restored", sent.BackupDetails, ["Tags"]);
  // @ts-expect-error: there is no such setting
  expect(engine).toHaveDropped("Restored", "Music", ["Tag"]);
  document.destroy();
  streams.destroy();
});
nodeTest({})("another", ({ engine }, context) => void [engine.now(), context]);
// @ts-expect-error: there is no such option
labTest({ seeds: 1 });
export { status };
