/** The README's program is run, and must print the output that the README shows. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const block = (language) => readme.match(new RegExp("```" + language + "\\n([^]*?)```"))?.[1];

test("the README's first program prints what the README says", () => {
  const program = new URL("./readme-program.tmp.mjs", import.meta.url);
  writeFileSync(program, block("js"));
  try {
    const run = spawnSync(process.execPath, ["--no-warnings", program.pathname], { encoding: "utf8" });
    assert.equal(run.stderr, "");
    assert.equal(run.stdout, block("text"));
  } finally {
    rmSync(program);
  }
});
