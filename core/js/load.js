/** Loading the engine's module, which happens once. */

import load, { initSync } from "./engine.js";

let ready = false;
let loading;

/** Whether engines can be made. */
export const isReady = () => ready;

/** Loads the module from its bytes, or from a compiled module, at once. */
export function loadSync(module) {
  initSync({ module });
  ready = true;
}

/** Loads the module from a URL, a Response, bytes or a WebAssembly.Module, unless it is loaded. */
export function loadOnce(source) {
  if (ready) return Promise.resolve();
  loading ??= load({ module_or_path: source }).then(
    () => {
      ready = true;
    },
    (error) => {
      loading = undefined; // A client that was offline may try again.
      throw error;
    },
  );
  return loading;
}
