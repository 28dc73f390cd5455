/** Timemark in a browser: `await init()` before the first engine. */

import load from "./engine.js";

let loading;

/**
 * Loads the engine, once. The wasm file is looked for beside this one; a bundler that puts it elsewhere, or a page
 * that has it already, says what to load: a URL, a Response, bytes or a WebAssembly.Module.
 */
export function init(source) {
  loading ??= load(source === undefined ? undefined : { module_or_path: source }).then(
    () => {},
    (error) => {
      loading = undefined; // A client that was offline may try again.
      throw error;
    },
  );
  return loading;
}

export { Engine } from "./guarded.js";
export { clientConfig, requestHandler } from "./sdk.js";
