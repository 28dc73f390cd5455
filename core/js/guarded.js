/** The engine as the package exports it: its arguments are checked, and once it has stopped it is not called again. */

import { Engine as Bound, __wbg_reset_state as instantiateAnew } from "./engine.js";
import { isReady } from "./load.js";

/** The last moment that the clock can show: 9999-12-31T23:59:59.999Z. */
const SECONDS_MAX = 253402300799.999;

/** Makes the answers to HTTP requests. The body that it is given is in the module's memory. */
const ANSWERS = {
  make: (status, requestId, crc32, body) => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": String(crc32), "x-amzn-requestid": requestId },
    body: body.slice(),
  }),
};

/**
 * The instance of the module that new engines are made in, which share its memory.
 *
 * `broken` is the error that left the memory in an unknown state, `alive` the number of engines that are not freed, and
 * `lost` whether some of the memory goes back only with the instance: what has trapped is still borrowed.
 */
let present = { broken: undefined, alive: 0, lost: false };

/** Has new engines made in a new instance, so that the memory of this one can be collected. */
function renew() {
  try {
    instantiateAnew();
  } catch (error) {
    present.broken ??= error;
    return;
  }
  present = { broken: undefined, alive: 0, lost: false };
}

/** An engine is gone, freed or collected. */
function leave(instance) {
  instance.alive--;
  if (instance === present && instance.lost && instance.alive === 0) renew();
}

/** Older workers are never told what is collected. */
const collected = globalThis.FinalizationRegistry
  ? new FinalizationRegistry(leave)
  : { register() {}, unregister() {} };

/** In place of the options of an engine: what makes the one inside. */
class Made {
  constructor(make) {
    this.make = make;
  }
}

export class Engine {
  #bound;
  /** The instance of the module that it is in. */
  #instance = present;
  /** Why it is not called any more. */
  #stopped;

  constructor(options) {
    if (!isReady()) throw new Error("Timemark is not loaded yet: `await init()` before the first engine");
    this.#bound = this.#run(options instanceof Made ? options.make : () => new Bound(options));
    this.#instance.alive++;
    collected.register(this, this.#instance, this);
  }

  static open(file) {
    const copied = bytes(file, "file");
    return new this(new Made(() => Bound.open(copied)));
  }

  fork() {
    return this.#run((bound) => new Engine(new Made(() => bound.fork())));
  }

  reset() {
    return this.#run((bound) => bound.reset());
  }

  call(operation, input) {
    text(operation, "operation");
    return this.#run((bound) => bound.call(operation, input));
  }

  handle(target, body, authorization) {
    text(target, "target");
    const copied = bytes(body, "body");
    if (authorization !== undefined && authorization !== null) text(authorization, "authorization");
    return this.#run((bound) => bound.handle(target, copied, authorization, ANSWERS));
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

  advanceTo(time) {
    const epochSeconds = isDate(time) ? time.getTime() / 1000 : time;
    number(epochSeconds, "time", "a Date or epoch seconds");
    if (epochSeconds < 0 || epochSeconds > SECONDS_MAX) {
      throw new TypeError(`time must be from 0 to ${SECONDS_MAX} epoch seconds: ${epochSeconds}`);
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

  compare(left, right) {
    const sides = { Left: side(left, "left"), Right: side(right, "right"), Limit: 10_000 };
    const whole = { Counts: { Same: 0, OnlyLeft: 0, OnlyRight: 0, Different: 0 }, Differences: [] };
    let page = {};
    do {
      page = this.call("CompareTables", page.NextToken ? { ...sides, NextToken: page.NextToken } : sides);
      for (const [name, count] of Object.entries(page.Counts)) whole.Counts[name] += count;
      whole.Differences = whole.Differences.concat(page.Differences);
    } while (page.NextToken);
    return whole;
  }

  save() {
    return this.#run((bound) => bound.save());
  }

  usage() {
    return this.#run((bound) => bound.usage());
  }

  digest() {
    return this.#run((bound) => bound.digest());
  }

  free() {
    const bound = this.#bound;
    if (bound === undefined) return;
    this.#bound = undefined;
    if (!this.#stopped) this.#disown(bound, "free");
    this.#stopped ??= this.#instance.broken ?? new Error("it was freed");
    collected.unregister(this);
    leave(this.#instance);
  }

  [Symbol.dispose ?? Symbol.for("dispose")]() {
    this.free();
  }

  /** Gives up what is in the module: its memory too, if nothing has trapped there. */
  #disown(bound, how) {
    if (how === "free" && !this.#instance.broken) return bound.free();
    this.#instance.lost = true;
    // Nothing frees it later, when it is collected.
    bound.__destroy_into_raw();
  }

  /** Runs what may trap. An error that the engine throws on purpose leaves it as it was. */
  #run(action) {
    const cause = this.#stopped ?? this.#instance.broken;
    if (cause) throw stopped(cause);
    try {
      return action(this.#bound);
    } catch (error) {
      if (!isTrap(error, this.#bound)) throw traced(error, this.#run);
      this.#stopped = error;
      this.#instance.lost = true;
      if (this.#bound) this.#disown(this.#bound, "leave");
      if (breaksMemory(error)) {
        this.#instance.broken = error;
        if (this.#instance === present) renew();
      }
      throw stopped(error);
    }
  }
}

/** A side of a comparison: a table's name or ARN, a backup's ARN, or what CompareTables takes. */
function side(value, name) {
  if (typeof value === "string") return value.includes("/backup/") ? { BackupArn: value } : { TableName: value };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} must be the name of a table, the ARN of a backup, or an object with either`);
  }
  return value;
}

/** An error of the service begins with who called, not inside the module. Errors of the caller's own getters stay as they are. */
function traced(error, within) {
  if (Error.captureStackTrace && Object.hasOwn(error, "name")) Error.captureStackTrace(error, within);
  return error;
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

function number(value, argument, wanted = "a number") {
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new TypeError(`${argument} must be ${wanted}: ${kind(value)}`);
  }
}

/** By what the value is and not by whose it is: a Buffer under jsdom is no instance of that realm's Uint8Array. */
function bytes(value, argument) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") return new Uint8Array(value);
  throw new TypeError(`${argument} must be a Uint8Array: ${kind(value)}`);
}

const isDate = (value) => Object.prototype.toString.call(value) === "[object Date]";

const kind = (value) => (value === null ? "null" : Number.isNaN(value) ? "NaN" : typeof value);
