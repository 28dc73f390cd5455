/** The package as a user installs it: found by its name, typed for both versions of the SDK, usable in a browser. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageFolder } from "./lib/timemark.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const installed = join(here, "node_modules");

/** A user's project, with the package and both versions of the SDK. */
const project = mkdtempSync(join(tmpdir(), "timemark-consumer-"));
after(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, "node_modules"));
symlinkSync(fileURLToPath(packageFolder), join(project, "node_modules/timemark"));
for (const name of ["@aws-sdk", "@types", "client-dynamodb-3-600"]) {
  symlinkSync(join(installed, name), join(project, "node_modules", name));
}
cpSync(join(here, "types"), project, { recursive: true });

/** Runs a program in the project and returns its output, whether it succeeds or not. */
function run(...args) {
  try {
    return { status: 0, output: execFileSync(process.execPath, args, { cwd: project, encoding: "utf8", stdio: "pipe" }) };
  } catch (error) {
    return { status: error.status, output: `${error.stdout}${error.stderr}` };
  }
}

const program = (...lines) => run("--input-type=module", "--eval", lines.join("\n"));

test("Node finds it by its name, ready to use", () => {
  const { output } = program(
    'import { Engine, init, requestHandler, clientConfig } from "timemark";',
    "await init();",
    "const engine = new Engine();",
    'console.log(engine.call("ListTables").TableNames.length, typeof requestHandler, typeof clientConfig);',
  );
  assert.equal(output, "0 function function\n");
});

test("the wasm file can be asked for by name", () => {
  const { output } = program('console.log(import.meta.resolve("timemark/engine_bg.wasm"));');
  assert.match(output, /\/timemark\/engine_bg\.wasm\n$/);
});

test("without the module inside: the engine is there after init, and not before", () => {
  const { output } = program(
    'import { readFileSync } from "node:fs";',
    'const entry = import.meta.resolve("timemark/package.json").replace("package.json", "slim.js");',
    'const wasm = readFileSync(new URL(import.meta.resolve("timemark/engine_bg.wasm")));',
    "const { Engine, init } = await import(entry);",
    "try { new Engine(); } catch (error) { console.log(error.message.slice(-38)); }",
    "await init().catch((error) => console.log(error.name));",
    "await init(new Uint8Array([1])).catch(() => console.log('bad bytes: no'));",
    "await init(wasm);",
    "await init();",
    'console.log("after:", new Engine().call("ListTables").TableNames.length);',
  );
  assert.equal(output, "`await init()` before the first engine\nTypeError\nbad bytes: no\nafter: 0\n");
});

test("every file that the package names is in it", () => {
  const manifest = JSON.parse(readFileSync(new URL("package.json", packageFolder), "utf8"));
  const named = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(named));
  const files = named([manifest.exports, manifest.main, manifest.module, manifest.types, manifest.bin ?? []]);
  assert.ok(files.includes("./index.js") && files.includes("./index.cjs"));
  for (const file of files) assert.ok(readFileSync(new URL(file, packageFolder)).length > 0, file);
  assert.equal(manifest.dependencies, undefined);
});

/** Runs TypeScript's compiler. */
const compile = (...args) => run(join(installed, "typescript/lib/tsc.js"), ...args).output;

test("TypeScript takes what is right and refuses what is wrong, for both versions of the SDK", () => {
  const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
  const output = compile(...options, "accepts.mts", "refuses.mts");
  const found = [...output.matchAll(/^(\S+)\((\d+),/gm)].map(([, file, line]) => `${file}:${line}`);
  const lines = readFileSync(join(project, "refuses.mts"), "utf8").split("\n");
  const wrong = lines.flatMap((line, n) => (line.endsWith("// wrong") ? [`refuses.mts:${n + 1}`] : []));
  assert.deepEqual(found, wrong, output);
});

test("the types need neither those of the DOM nor those of Node, and are as strict as types can be", () => {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: "es2022",
    lib: ["es2022"],
    types: [],
    module: "nodenext",
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["plain.mts"] }));
  assert.equal(compile("--project", "."), "");
});

test("the types are whole, and tell nothing of the module inside", () => {
  assert.ok(!existsSync(new URL("engine.d.ts", packageFolder)) && !existsSync(new URL("engine_bg.wasm.d.ts", packageFolder)));
  for (const file of ["index.d.cts", "operations.d.cts"]) {
    const code = readFileSync(new URL(file, packageFolder), "utf8").replaceAll(/\/\*.*?\*\//gs, "");
    assert.doesNotMatch(code, /\bany\b|wasm|__/i, file);
  }
});
