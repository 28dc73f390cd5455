/** Where things are, and running programs. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const here = fileURLToPath(new URL("..", import.meta.url));
export const cases = join(here, "cases");
export const modules = join(here, "node_modules");
/** The places that need packages of their own. What they share with the others is copied into their folder. */
export const apart = join(here, "apart");

/** Runs a program and returns what it prints. A program that fails is an error that has it as `output`. */
export async function run(program, ...args) {
  // Without what tells a program that it is a test of this one.
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const options = { cwd: here, encoding: "utf8", env: { ...own, NO_COLOR: "1", NODE_NO_WARNINGS: "1" } };
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, options);
    return { stdout, output: stdout + stderr };
  } catch ({ stdout = "", stderr = "", message }) {
    throw Object.assign(new Error(`${message}\n${stdout}`), { output: stdout + stderr });
  }
}

export const node = (...args) => run(process.execPath, ...args);

/** Runs a script of an installed package. */
export const tool = (name, ...args) => node(join(modules, name), ...args);
