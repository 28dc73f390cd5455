/** Wrong arguments are refused by name, and an engine that has stopped says so and can be freed. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createContext, runInContext } from "node:vm";
import { test } from "node:test";
import { Engine, clientConfig, packageFolder } from "./lib/timemark.js";

const MORE = [undefined, null, 7, true, Symbol("s"), [], {}, () => {}];

test("an argument of a wrong type is a TypeError that names it, and the engine lives on", () => {
  const engine = new Engine();
  const named = (argument) => ({ name: "TypeError", message: new RegExp(`^${argument} must be`) });
  for (const value of MORE) {
    assert.throws(() => engine.call(value), named("operation"));
    assert.throws(() => engine.handle(value, new Uint8Array()), named("target"));
    assert.throws(() => engine.handle("", value), named("body"));
    assert.throws(() => engine.explain(value), named("backupArn"));
    assert.throws(() => Engine.open(value), named("file"));
  }
  for (const value of [undefined, null, 7, true, Symbol("s"), [], () => {}]) {
    assert.throws(() => engine.compare(value, "Music"), named("left"));
    assert.throws(() => engine.compare("Music", value), named("right"));
  }
  for (const value of [undefined, null, "7", 7n, true, Number.NaN, {}]) {
    assert.throws(() => engine.advance(value), named("seconds"));
    assert.throws(() => engine.advanceTo(value), named("time"));
  }
  for (const value of [-1, Number.POSITIVE_INFINITY, 1e300, new Date(-1), new Date(Number.NaN)]) {
    assert.throws(() => engine.advanceTo(value), named("time"));
  }
  assert.deepEqual(engine.call("ListTables"), { TableNames: [] });
});

test("an error begins with the line that called", () => {
  const engine = new Engine();
  const thrown = (call) => {
    try {
      call();
    } catch (error) {
      return error;
    }
  };
  const [, , second] = thrown(() => engine.call("Scan", { TableName: "Music" })).stack.split("\n");
  assert.ok(second.includes(import.meta.filename), second);
  // Whose error it is not, keeps its own beginning.
  const own = thrown(() => engine.call("Scan", { get TableName() { throw new SyntaxError("mine"); } }));
  assert.match(own.stack, /^SyntaxError: mine\n +at .*TableName/);
});

test("a configuration is for an engine", () => {
  for (const value of MORE) assert.throws(() => clientConfig(value), { name: "TypeError", message: /^engine must be/ });
});

test("wrong options are refused by name", () => {
  for (const [options, message] of [
    [7, /^options must be an object/],
    ["seed", /^options must be an object/],
    [{ sed: 1 }, /^options\.sed is unknown/],
    [{ seed: 0.5 }, /^options\.seed must be a whole number/],
    [{ seed: -1 }, /^options\.seed/],
    [{ seed: -1n }, /^options\.seed/],
    [{ now: -0.001 }, /^options\.now must be a Date, or epoch seconds/],
    [{ now: 253402300800 }, /^options\.now/],
    [{ now: Number.NaN }, /^options\.now/],
    [{ now: new Date(Number.NaN) }, /^options\.now/],
    [{ region: "US East" }, /^options\.region must be a region's name/],
    [{ region: "" }, /^options\.region/],
    [{ account: 123456789012 }, /^options\.account must be a string of 12 digits/],
    [{ account: "12345678901x" }, /^options\.account/],
    [{ settings: { pace: "INSTANT" } }, /^options\.settings\.pace is unknown/],
    [{ settings: { Pace: 7 } }, /^options\.settings/],
    [{ settings: { Pace: "CUSTOM", Delays: { Backup: 1 } } }, /^options\.settings\.Delays\.Backup is unknown/],
  ]) {
    assert.throws(() => new Engine(options), { name: "TypeError", message }, String(message));
  }
  for (const options of [undefined, null, {}, { seed: undefined, now: null }, { seed: 7n, now: 0 }, { now: new Date() }]) new Engine(options).free();
});

test("bytes of another realm are bytes", () => {
  const context = createContext({});
  const engine = new Engine();
  const status = (body) => engine.handle("DynamoDB_20120810.ListTables", body).status;
  assert.equal(status(runInContext("new Uint8Array([123, 125])", context)), 200);
  assert.equal(status(runInContext("new Uint8Array([123, 125]).buffer", context)), 200);
  assert.equal(status(new DataView(new Uint8Array([32, 123, 125]).buffer, 1)), 200);
  assert.equal(status(Buffer.from("{}")), 200);
});

test("an engine that was freed throws EngineStoppedError from every method, and is freed once", () => {
  const engine = new Engine();
  engine.free();
  engine.free();
  const stopped = { name: "EngineStoppedError", message: /stopped \(it was freed\)/ };
  for (const act of [
    () => engine.call("ListTables"),
    () => engine.handle("", new Uint8Array()),
    () => engine.region,
    () => engine.now(),
    () => engine.advance(1),
    () => engine.advanceTo(1),
    () => engine.nextDue(),
    () => engine.explain("arn"),
    () => engine.compare("Music", "Songs"),
    () => engine.usage(),
    () => engine.digest(),
    () => engine.save(),
    () => engine.fork(),
    () => engine.reset(),
  ]) {
    assert.throws(act, stopped);
  }
});

test("a getter that throws is the caller's error, not the engine's end", () => {
  const engine = new Engine();
  const mine = new RangeError("mine");
  const input = Object.defineProperty({}, "Limit", { enumerable: true, get: () => { throw mine; } });
  assert.throws(() => engine.call("ListTables", input), (error) => error === mine);
  assert.deepEqual(engine.call("ListTables"), { TableNames: [] });
});

/** Runs a program in which a method of the module inside fails as it would in a trap. */
function trapped(error) {
  const program = [
    `import { Engine as Bound } from ${JSON.stringify(new URL("engine.js", packageFolder))};`,
    `import { Engine, requestHandler } from ${JSON.stringify(new URL("index.js", packageFolder))};`,
    "const [one, other] = [new Engine(), new Engine()];",
    "const works = Bound.prototype.call;",
    `Bound.prototype.call = () => { throw ${error}; };`,
    "const attempt = (act) => { try { return act() ?? 'done'; } catch (e) { return `${e.name}/${e.cause?.message}`; } };",
    "const first = attempt(() => one.call('ListTables'));",
    "Bound.prototype.call = works;",
    "const all = [() => one.call('ListTables'), () => one.now(), () => one.region, () => one.digest(), () => one.free()];",
    "const others = [() => JSON.stringify(other.call('ListTables')), () => typeof new Engine().now()];",
    "console.log(JSON.stringify([first, ...all.map(attempt), ...others.map(attempt)]));",
  ];
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", program.join("\n")]));
}

test("after a panic every method of the engine throws EngineStoppedError with the cause; others go on", () => {
  const stopped = "EngineStoppedError/unreachable";
  const found = trapped('new WebAssembly.RuntimeError("unreachable")');
  assert.deepEqual(found, [stopped, stopped, stopped, stopped, stopped, "done", '{"TableNames":[]}', "number"]);
});

test("after any other trap all engines of the memory are stopped, and new ones are made in another", () => {
  const stopped = "EngineStoppedError/memory access out of bounds";
  const found = trapped('new WebAssembly.RuntimeError("memory access out of bounds")');
  assert.deepEqual(found, [stopped, stopped, stopped, stopped, stopped, "done", stopped, "number"]);
});

/** Runs a program that traps as imitated, with engines of 40 MB, and tells whether the memory is collected. */
function collectedAfter(error, ...lines) {
  const program = [
    `import { Engine as Bound, initSync } from ${JSON.stringify(new URL("engine.js", packageFolder))};`,
    `import { Engine } from ${JSON.stringify(new URL("index.js", packageFolder))};`,
    "const memory = new WeakRef(initSync().memory);",
    "const keys = [{ AttributeName: 'pk', KeyType: 'HASH' }];",
    "const attributes = [{ AttributeName: 'pk', AttributeType: 'S' }];",
    "const table = { TableName: 'Music', BillingMode: 'PAY_PER_REQUEST', KeySchema: keys, AttributeDefinitions: attributes };",
    "function make() {",
    "  const engine = new Engine();",
    "  engine.call('CreateTable', table);",
    "  for (let n = 0; n < 100; n++) engine.call('PutItem', { TableName: 'Music', Item: { pk: { S: `${n}` }, t: { S: 'x'.repeat(400_000) } } });",
    "  return engine;",
    "}",
    "let one = make(); let other = make();",
    "const works = Bound.prototype.now;",
    `Bound.prototype.now = () => { throw ${error}; };`,
    "try { one.now(); } catch (e) { if (e.name !== 'EngineStoppedError') throw e; }",
    "Bound.prototype.now = works;",
    ...lines,
    "for (let n = 0; n < 20; n++) { await new Promise((done) => setTimeout(done, 10)); gc(); }",
    "const next = make();",
    "console.log(JSON.stringify([memory.deref() === undefined, next.call('ListTables').TableNames, next.now() > 0]));",
  ];
  const flags = ["--expose-gc", "--input-type=module", "--eval", program.join("\n")];
  return JSON.parse(execFileSync(process.execPath, flags));
}

test("the memory that a trap has broken is collected, though engines of it are still referred to", () => {
  const found = collectedAfter('new WebAssembly.RuntimeError("memory access out of bounds")', "one.free();", "globalThis.kept = other;");
  assert.deepEqual(found, [true, ["Music"], true]);
});

test("the memory of an engine that panicked is collected when the last engine of it is freed, and not before", () => {
  const panic = 'new WebAssembly.RuntimeError("unreachable")';
  assert.deepEqual(collectedAfter(panic, "one.free(); other.free();"), [true, ["Music"], true]);
  assert.deepEqual(collectedAfter(panic, "one.free(); globalThis.kept = other;"), [false, ["Music"], true]);
});

test("the memory of an engine that panicked is collected when no engine of it is referred to", () => {
  const panic = 'new WebAssembly.RuntimeError("unreachable")';
  assert.deepEqual(collectedAfter(panic, "one = other = undefined;"), [true, ["Music"], true]);
});
