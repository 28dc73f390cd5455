/** What a test is given: an engine forked from a seeded one, and clients of it. Every fixture is made of this. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { Engine, clientConfig } from "./node.js";

/** An engine, and clients that are made when they are first asked for. */
class Lab {
  #sdks;
  #config;
  #clients = {};

  constructor(engine, sdks, clock) {
    this.engine = engine;
    this.#sdks = sdks;
    this.#config = clientConfig(engine, clock);
  }

  get client() {
    return this.#made("client", "@aws-sdk/client-dynamodb", (sdk) => new sdk.DynamoDBClient(this.#config));
  }

  get streams() {
    return this.#made("streams", "@aws-sdk/client-dynamodb-streams", (sdk) => new sdk.DynamoDBStreamsClient(this.#config));
  }

  get document() {
    return this.#made("document", "@aws-sdk/lib-dynamodb", (sdk) => sdk.DynamoDBDocumentClient.from(this.client));
  }

  #made(name, from, make) {
    const sdk = this.#sdks[from];
    if (sdk === undefined) throw new Error(`\`${name}\` needs ${from}: npm install --save-dev ${from}`);
    return (this.#clients[name] ??= make(sdk));
  }
}

/** Forks labs from one that is seeded once, before the first test that uses it. */
export class Labs {
  #options;
  #seeded;

  constructor({ seed, folder = "timemark-labs", engine, autoAdvance, followTime, ...others } = {}) {
    for (const name of Object.keys(others)) {
      throw new TypeError(`options.${name} is unknown: there are seed, folder, engine, autoAdvance, followTime`);
    }
    if (seed !== undefined && typeof seed !== "function") throw new TypeError("options.seed must be a function");
    this.#options = { seed, folder, engine, clock: { autoAdvance, followTime } };
  }

  /** A lab of one's own. */
  async open() {
    this.#seeded ??= this.#seed();
    const { engine, sdks } = await this.#seeded;
    return new Lab(engine.fork(), sdks, this.#options.clock);
  }

  async #seed() {
    const [sdks, engine] = [await installed(), new Engine(this.#options.engine)];
    await this.#options.seed?.(new Lab(engine, sdks, this.#options.clock));
    return { engine, sdks };
  }

  /** Runs a test with a lab. */
  async lend(test) {
    const lab = await this.open();
    try {
      return await test(lab);
    } finally {
      lab.engine.free();
    }
  }

  /** Runs a test with a lab. If it fails, the lab is left in a file, and the error says how to open it. */
  use(place, test) {
    return this.lend(async (lab) => {
      try {
        return await test(lab);
      } catch (error) {
        append(error, this.leave(place, lab));
        throw error;
      }
    });
  }

  /** Leaves the lab of a test, given the test's file and its names from the outermost suite in. Returns how to open it, or why there is none. */
  leave({ path, names }, { engine }) {
    // Tests of one name in other files or suites have files of their own.
    const place = [relative("", path).replace(/\.[cm]?[jt]sx?$/, ""), ...names].join("-");
    const words = place.replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+/, "").slice(-150);
    const file = resolve(this.#options.folder, `${words}.timemark`);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, engine.save());
    } catch (problem) {
      return `the lab could not be saved: ${problem.message}`;
    }
    return `the lab as the test left it: npx timemark open ${relative("", file)}`;
  }
}

/** Says something more at the end of an error. */
export function append(error, words) {
  if (error === null || typeof error !== "object") return;
  // The stack begins with the message, and runners print the one or the other.
  const { message, stack } = error;
  error.message = `${message}\n\n${words}`;
  if (typeof stack === "string") error.stack = stack.replace(message, () => error.message);
}

/** The packages of the SDK that are installed. Their names are written out, for bundlers and for `require`. */
async function installed() {
  const loads = {
    "@aws-sdk/client-dynamodb": () => import("@aws-sdk/client-dynamodb"),
    "@aws-sdk/client-dynamodb-streams": () => import("@aws-sdk/client-dynamodb-streams"),
    "@aws-sdk/lib-dynamodb": () => import("@aws-sdk/lib-dynamodb"),
  };
  const found = {};
  for (const [name, load] of Object.entries(loads)) {
    try {
      found[name] = await load();
    } catch (error) {
      if (!/MODULE_NOT_FOUND/.test(error?.code)) throw error;
    }
  }
  return found;
}
