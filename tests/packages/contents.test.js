/** What is in the packed file, and whether tools for packages find fault with it. */

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { here, modules, node, run, tool } from "./lib/run.js";

const npm = join(here, "../../target/npm");
const packed = join(npm, readdirSync(npm).find((file) => file.endsWith(".tgz")));
const golden = join(here, "files.txt");

test("the files are those that are written down (UPDATE_GOLDEN=1 writes them)", async () => {
  const { stdout } = await run("tar", "-tzf", packed);
  const files = stdout.replaceAll("package/", "").split("\n").filter(Boolean).sort().join("\n") + "\n";
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, files);
  assert.equal(files, readFileSync(golden, "utf8"));
});

test("publint finds nothing", async () => {
  const { output } = await tool("publint/src/cli.js", join(modules, "timemark"));
  assert.match(output, /All good!/);
});

test("are the types wrong? They are not", async () => {
  // Vitest and slim are for `import` alone.
  const ignored = ["--exclude-entrypoints", "engine_bg.wasm", "--ignore-rules", "cjs-resolves-to-esm"];
  const { output } = await tool("@arethetypeswrong/cli/dist/index.js", packed, ...ignored, "--no-emoji", "--format", "ascii");
  assert.match(output, /No problems found/);
});

test("the manifest has nothing that a user would have to install or run", () => {
  const manifest = JSON.parse(readFileSync(join(modules, "timemark/package.json"), "utf8"));
  for (const name of ["dependencies", "scripts", "private"]) assert.equal(manifest[name], undefined, name);
  assert.deepEqual(Object.keys(manifest.peerDependencies), Object.keys(manifest.peerDependenciesMeta));
});

test("the sizes are within bounds", (context) => {
  const kib = (bytes) => Math.round(bytes.length / 1024);
  const module = readFileSync(join(modules, "timemark/engine_bg.wasm"));
  const sizes = { packed: kib(readFileSync(packed)), module: kib(module), "module, gzip": kib(gzipSync(module, { level: 9 })) };
  context.diagnostic(`KiB: ${JSON.stringify(sizes)}`);
  assert.ok(sizes.packed < 2_200 && sizes["module, gzip"] < 900, JSON.stringify(sizes));
});

test("the first answer comes soon after the import", async (context) => {
  const program = [
    "const begin = performance.now();",
    'const { Engine } = await import("timemark");',
    'new Engine().call("ListTables");',
    "console.log(performance.now() - begin);",
  ];
  const times = [];
  for (let n = 0; n < 5; n++) {
    const { stdout } = await node("--input-type=module", "--eval", program.join("\n"));
    times.push(Math.round(Number(stdout)));
  }
  context.diagnostic(`milliseconds: ${times}`);
  // 20 to 55 by the version of Node; the bound is for a busy machine.
  assert.ok(Math.min(...times) < 150, `${times}`);
});

test("in Node the module is read from its file; where that is missing or another, from the text", async () => {
  const copy = mkdtempSync(join(tmpdir(), "timemark-"));
  cpSync(join(modules, "timemark"), copy, { recursive: true });
  const program = [
    `const { Engine } = await import(${JSON.stringify(pathToFileURL(join(copy, "node.js")))});`,
    'new Engine().call("ListTables");',
    'console.log(Symbol.for("timemark.engine_bg.wasm") in globalThis ? "text" : "file");',
  ];
  const source = async () => (await node("--input-type=module", "--eval", program.join("\n"))).stdout.trim();
  try {
    assert.equal(await source(), "file");
    writeFileSync(join(copy, "engine_bg.wasm"), "the module of another program");
    assert.equal(await source(), "text");
    rmSync(join(copy, "engine_bg.wasm"));
    assert.equal(await source(), "text");
  } finally {
    rmSync(copy, { recursive: true });
  }
});
