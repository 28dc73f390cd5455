// Compiled with the strictest options and without the types of the DOM and of Node, never run.

import { Engine, init } from "timemark";

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
engine.free();
