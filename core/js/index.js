/** Timemark with the module inside: ready when this module is, wherever a module may be compiled at once. */

import { inlined } from "./inlined.js";
import { isReady, loadOnce, loadSync } from "./load.js";

try {
  loadSync(inlined());
} catch {
  // Some browsers compile large modules only asynchronously, and some hosts none at all: `init` finds out, and says so.
}

/** Does nothing where the engine is ready already, which is almost everywhere. */
export async function init() {
  if (!isReady()) await loadOnce(inlined());
}

export * from "./exports.js";
