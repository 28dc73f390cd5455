// Compiled with --strict, never run.

import { DynamoDBClient as Newest, type ClientDefaults as NewestDefaults } from "@aws-sdk/client-dynamodb";
import { DynamoDBClient as Older, type ClientDefaults as OlderDefaults } from "client-dynamodb-3-600";
import {
  type EngineOptions,
  type EngineResponse,
  type LabSettings,
  type SdkRequestHandler,
  Engine,
  clientConfig,
  init,
  requestHandler,
} from "timemark";

const settings: LabSettings = { Pace: "CUSTOM", Delays: { BackupCreation: 5 }, ConsistencyWindow: "ADVERSARIAL" };
const options: EngineOptions = { seed: 1, now: 0, region: "us-east-1", settings };
await init();
const engine = new Engine(options);

// Whole configurations, and the handler among other settings.
new Newest(clientConfig(engine));
new Older(clientConfig(engine));
new Newest({ ...clientConfig(engine), region: "eu-west-1" });
new Older({ ...clientConfig(engine), region: "eu-west-1" });
const handler: SdkRequestHandler = requestHandler(engine);
new Newest({ requestHandler: handler });
new Older({ requestHandler: handler });

// A client's handler may be anything with string keys; as the handler proper it must fit too.
type Proper<T> = Extract<T, { handle: unknown }>;
const newest: Proper<NewestDefaults["requestHandler"]> = handler;
const older: Proper<OlderDefaults["requestHandler"]> = handler;

const response: EngineResponse = engine.handle("DynamoDB_20120810.ListTables", new Uint8Array());
const due: number | undefined = engine.nextDue();
const numbers: number[] = [engine.now(), engine.advance(1), engine.advanceTo(2), response.status];
const texts: string[] = [engine.region, engine.digest()];
export { newest, older, due, numbers, texts };
