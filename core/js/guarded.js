/** The engine as the package exports it: its arguments are checked, and once it has stopped it is not called again. */

import { Engine as Bound } from "./engine.js";

/** The last moment that the clock can show: 9999-12-31T23:59:59.999Z. */
const SECONDS_MAX = 253402300799.999;

/** What broke the memory that all engines of this module share; `undefined` while it is whole. */
let broken;

export class Engine {
  #bound;
  /** Why it is not called any more. */
  #stopped;

  constructor(options) {
    if (broken) throw stopped(broken);
    this.#bound = this.#run(() => new Bound(options));
  }

  call(operation, input) {
    text(operation, "operation");
    return this.#run((bound) => bound.call(operation, input));
  }

  handle(target, body, authorization) {
    text(target, "target");
    const copied = bytes(body, "body");
    if (authorization !== undefined && authorization !== null) text(authorization, "authorization");
    return this.#run((bound) => bound.handle(target, copied, authorization));
  }

  get region() {
    return this.#run((bound) => bound.region);
  }

  now() {
    return this.#run((bound) => bound.now());
  }

  advance(seconds) {
    number(seconds, "seconds");
    return this.#run((bound) => bound.advance(seconds));
  }

  advanceTo(epochSeconds) {
    number(epochSeconds, "epochSeconds");
    if (epochSeconds < 0 || epochSeconds > SECONDS_MAX) {
      throw new TypeError(`epochSeconds must be from 0 to ${SECONDS_MAX}: ${epochSeconds}`);
    }
    return this.#run((bound) => bound.advanceTo(epochSeconds));
  }

  nextDue() {
    return this.#run((bound) => bound.nextDue());
  }

  explain(backupArn) {
    text(backupArn, "backupArn");
    return this.#run((bound) => bound.explain(backupArn));
  }

  digest() {
    return this.#run((bound) => bound.digest());
  }

  free() {
    const bound = this.#bound;
    this.#bound = undefined;
    // What has trapped is still borrowed: its memory goes with the module's.
    if (bound && !this.#stopped && !broken) bound.free();
    this.#stopped ??= new Error("it was freed");
  }

  [Symbol.dispose ?? Symbol.for("dispose")]() {
    this.free();
  }

  /** Runs what may trap. An error that the engine throws on purpose leaves it as it was. */
  #run(action) {
    const cause = this.#stopped ?? broken;
    if (cause) throw stopped(cause);
    try {
      return action(this.#bound);
    } catch (error) {
      if (!isTrap(error, this.#bound)) throw error;
      this.#stopped = error;
      if (breaksMemory(error)) broken = error;
      throw stopped(error);
    }
  }
}

/** Whether the module itself failed, and not a request: then the engine is still borrowed by what failed. */
function isTrap(error, bound) {
  if (error instanceof WebAssembly.RuntimeError) return true;
  // The end of the stack, or an error of the caller's own getter.
  if (!(error instanceof RangeError) || bound === undefined) return false;
  try {
    bound.now();
    return false;
  } catch {
    return true;
  }
}

/** A panic and the end of the stack end one engine; whatever else traps has left the shared memory in an unknown state. */
const breaksMemory = (error) => error instanceof WebAssembly.RuntimeError && !/unreachable/i.test(error.message);

/** The error of an engine that is not called any more. */
export function stopped(cause) {
  const reason = `The Timemark engine has stopped (${cause?.message ?? cause}) and cannot be used any more: make a new one`;
  return Object.assign(new Error(reason, { cause }), { name: "EngineStoppedError" });
}

function text(value, argument) {
  if (typeof value !== "string") throw new TypeError(`${argument} must be a string: ${kind(value)}`);
}

function number(value, argument) {
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new TypeError(`${argument} must be a number: ${kind(value)}`);
  }
}

/** By what the value is and not by whose it is: a Buffer under jsdom is no instance of that realm's Uint8Array. */
function bytes(value, argument) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") return new Uint8Array(value);
  throw new TypeError(`${argument} must be a Uint8Array: ${kind(value)}`);
}

const kind = (value) => (value === null ? "null" : Number.isNaN(value) ? "NaN" : typeof value);
