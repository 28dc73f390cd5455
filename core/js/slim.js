/** Timemark without the module inside: `await init(source)` before the first engine. */

import { isReady, loadOnce } from "./load.js";

/** Loads the engine from a URL, a Response, bytes or a WebAssembly.Module, once. */
export async function init(source) {
  if (source === undefined && !isReady()) throw new TypeError("source must be a URL, a Response, bytes or a module: undefined");
  return loadOnce(source);
}

export * from "./exports.js";
