/**
 * In place of `inlined.js` in what `require` loads: the bytes of the engine's module from the file beside the script. Reading
 * the text takes ten times as long, so it is for where there is no such file: in a bundle, and outside of Node.
 */

import { decoded } from "./decoded.js";

/** The bytes. */
export function inlined() {
  const bytes = file();
  if (bytes) return bytes;
  require("./inline/engine_bg.js");
  return decoded();
}

/** The file. One of another length, the packing says which it has, is not the engine's but stands beside a bundle. */
function file() {
  // Its user would be asked whether it may be read.
  if (globalThis.Deno) return undefined;
  try {
    const bytes = process.getBuiltinModule("node:fs").readFileSync(`${__dirname}/engine_bg.wasm`);
    return bytes.length === ENGINE_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
}
