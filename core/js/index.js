/** Timemark in Node: the engine is ready when this module is. */

import { readFileSync } from "node:fs";
import { initSync } from "./engine.js";

initSync({ module: readFileSync(new URL("./engine_bg.wasm", import.meta.url)) });

/** Does nothing in Node; it exists so that the same code runs in a browser. */
export async function init() {}

export { Engine } from "./engine.js";
export { clientConfig, requestHandler } from "./sdk.js";
