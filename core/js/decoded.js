/** The bytes of the engine's module, of the text that `inline/engine_bg.js` leaves. */

/** The bytes. */
export function decoded() {
  const text = globalThis[Symbol.for("timemark.engine_bg.wasm")];
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  if (globalThis.Buffer) return Buffer.from(text, "base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
