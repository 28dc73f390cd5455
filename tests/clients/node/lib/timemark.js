/**
 * The package under test: the file that `cargo xtask package` leaves, installed. It is loaded as a bundler does, whose
 * parts the tests can reach; `tests/packages` loads it by its name in every place.
 *
 * A test that fails leaves the lab of each of its engines in `target/labs`, and says so.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";

const target = new URL("../../../../target/", import.meta.url);

export const packageFolder = new URL("../node_modules/timemark/", import.meta.url);

const timemark = await import(new URL("index.js", packageFolder));

export const { clientConfig, init, requestHandler, waiterConfig } = timemark;

/** The engines of the test that runs, weakly: some tests wait until an engine is collected. */
let engines = [];

export const Engine = new Proxy(timemark.Engine, {
  construct(Bound, options, Made) {
    const engine = Reflect.construct(Bound, options, Made);
    engines.push(new WeakRef(engine));
    return engine;
  },
});

beforeEach(() => {
  engines = [];
});

afterEach((test) => {
  if (!test.error) return;
  const name = test.name.replace(/[^\p{L}\p{N}.-]+/gu, "-");
  const made = engines.map((engine) => engine.deref()).filter((engine) => engine !== undefined);
  for (const [number, engine] of made.entries()) {
    const words = left(engine, number === 0 ? name : `${name}-${number + 1}`);
    // Among the failures at the end of a run only the error is printed.
    Object(test.error.cause ?? test.error).stack += `\n    ${words}`;
  }
});

/** Leaves the lab of an engine in a file. Returns how to open it, or why there is none. */
function left(engine, name) {
  const file = new URL(`labs/${encodeURIComponent(name)}.timemark`, target);
  try {
    mkdirSync(new URL(".", file), { recursive: true });
    writeFileSync(file, engine.save());
  } catch (problem) {
    return `the lab of ${name} could not be saved: ${problem.message}`;
  }
  return `the lab as the test left it: timemark open ${fileURLToPath(file)}`;
}
