/** The packed package, installed, in each place where people test. `cargo xtask test packages` runs this. */

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { bundlers } from "./cases/bundle/bundlers.js";
import { TOLD } from "./cases/story.js";
import { next, title, worker } from "./lib/hosts.js";
import { apart, cases, modules, node, run, tool } from "./lib/run.js";

const temporary = mkdtempSync(join(tmpdir(), "timemark-packages-"));
after(() => rmSync(temporary, { recursive: true }));
const folder = (name) => mkdtempSync(join(temporary, `${name}-`));

/** Programs that run scripts, each of its own npm package; those that there are for this machine. */
const RUNTIMES = {
  [`Node ${process.versions.node}`]: [process.execPath],
  "Node 22": [join(modules, "node-22/bin/node")],
  "Node 24": [join(modules, "node-24/bin/node")],
  Deno: [join(modules, "@deno/linux-x64-glibc/deno"), "run", "--allow-all", "--node-modules-dir=manual"],
  Bun: [join(modules, "@oven/bun-linux-x64/bin/bun")],
};

describe("the package", { concurrency: 2 }, () => {
  for (const [name, [program, ...args]] of Object.entries(RUNTIMES)) {
    const missing = existsSync(program) ? false : "there is none for this machine: untried";
    test(`${name}: import, with the SDK of today and of 2024`, { skip: missing }, async () => {
      const { stdout } = await run(program, ...args, join(cases, "node/import.mjs"));
      assert.equal(stdout, `${TOLD}\n${TOLD}\n`);
    });
    test(`${name}: require, which is the same instance as import`, { skip: missing }, async () => {
      const { stdout } = await run(program, ...args, join(cases, "node/require.cjs"));
      assert.equal(stdout, "CREATING AVAILABLE true\n");
    });
  }

  for (const [name, bundle] of Object.entries(bundlers)) {
    test(`${name}, for a browser, without configuration`, async () => {
      const out = folder(name);
      const { stdout } = await node(await bundle(join(cases, "bundle/engine.js"), out, false));
      assert.equal(stdout, "5 0\n");
      assert.deepEqual(readdirSync(out), ["out.mjs"], "no file that a server would have to send");
    });
  }
  for (const name of ["esbuild", "webpack"]) {
    test(`${name}, for Node, by import with the SDK and by require`, async () => {
      for (const [entry, told] of [["story.js", TOLD], ["required.cjs", "5 0"]]) {
        const out = folder(name);
        const { stdout } = await node(await bundlers[name](join(cases, "bundle", entry), out, true));
        assert.equal(stdout, `${told}\n`);
        assert.ok(!readdirSync(out).some((file) => file.endsWith(".wasm")));
      }
    });
  }

  test("workerd, with the module as a file of the worker", async () => {
    assert.equal(await worker(join(cases, "workerd/worker.js"), folder("workerd")), TOLD);
  });

  test("a plain page: ready at once, and slim with a URL", async () => {
    assert.equal(await title(join(cases, "page"), "index.html"), "5 0 true");
    assert.equal(await title(join(cases, "page"), "slim.html"), "slim 5");
  });

  test("a page that Vite has bundled, with the SDK", async () => {
    const { build } = await import("vite");
    const outDir = folder("page");
    await build({ configFile: false, root: join(cases, "bundle"), logLevel: "error", build: { outDir, target: "esnext" } });
    assert.equal(await title(outDir, "index.html"), TOLD);
  });

  for (const resolution of ["node16", "nodenext", "bundler"]) {
    test(`TypeScript, ${resolution}`, async () => {
      assert.equal((await tool("typescript/bin/tsc", "--project", join(cases, "types", `${resolution}.json`))).output, "");
    });
  }

  test("Jest: node, and jsdom with and without the SDK", async () => {
    const { output } = await tool("jest/bin/jest.js", "--config", join(cases, "jest/jest.config.cjs"));
    assert.match(output, /Tests: +13 passed, 13 total/);
  });

  test("Vitest: node and jsdom", async () => {
    const { output } = await tool("vitest/vitest.mjs", "run", "--config", join(cases, "vitest/vitest.config.js"));
    assert.match(output, /Tests +10 passed \(10\)/);
  });

  test("Vitest 3", async () => {
    for (const file of ["vitest/lab.spec.ts", "table.cjs"]) cpSync(join(cases, file), join(apart, "shared", file));
    const { output } = await node(join(apart, "node_modules/vitest/vitest.mjs"), "run", "--config", join(apart, "vitest.config.js"));
    assert.match(output, /RUN +v3\.[^]*Tests +4 passed \(4\)/);
  });

  test("Next, without configuration: on the server with the SDK, and in a browser", async () => {
    cpSync(join(cases, "story.js"), join(apart, "shared/story.js"));
    assert.deepEqual(await next(apart, "lab"), { text: TOLD, title: "5 0" });
  });

  test("node:test", async () => {
    const { output } = await node("--test", join(cases, "node-test/lab.js"));
    assert.match(output, /pass 2\n/);
  });
});
