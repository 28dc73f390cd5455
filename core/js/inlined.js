/** The bytes of the engine's module, which is a text in the package so that no bundler needs to be told of a file. */

import "./inline/engine_bg.js";

/** The bytes. */
export function inlined() {
  const text = globalThis[Symbol.for("timemark.engine_bg.wasm")];
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  if (globalThis.Buffer) return Buffer.from(text, "base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
