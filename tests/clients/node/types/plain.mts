// Compiled with the strictest options and without the types of the DOM and of Node, never run.

import { Engine, clientConfig, waiterConfig } from "timemark";
import { init } from "timemark/slim";

await init(new URL("https://example.org/engine_bg.wasm"));
declare class URL {
  constructor(text: string);
  readonly href: string;
}
const engine = new Engine(null);
let after: string | undefined;
do {
  const page = engine.call("ListBackups", { ExclusiveStartBackupArn: after });
  after = page.LastEvaluatedBackupArn;
} while (after);
engine.advanceTo(new Date(0));
engine.call("ListBackups", { TimeRangeLowerBound: new Date(0), TimeRangeUpperBound: 1 });
Engine.open(engine.fork().save()).reset();
const waits: { client: number; minDelay: number } = waiterConfig(5, { maxWaitTime: 1 });
const handler: object = clientConfig(engine, { autoAdvance: "before", followTime: true }).requestHandler;
engine[Symbol.dispose]();
engine.free();
export { handler, waits };
