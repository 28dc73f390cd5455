/** Timemark in workerd, which compiles no module at run time: it is given the compiled one. */

import module from "./engine_bg.wasm";
import { loadSync } from "./load.js";

loadSync(module);

/** Does nothing in workerd; it exists so that the same code runs elsewhere. */
export async function init() {}

export * from "./exports.js";
