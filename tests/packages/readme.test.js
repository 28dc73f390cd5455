/** The package's README: its programs print what it shows, and its tests pass. */

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { here, modules, node } from "./lib/run.js";

const readme = readFileSync(join(modules, "timemark/README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([^]*?)^```/gm)].map(([, language, text]) => ({ language, text }));

/** Beside the packages, so that they are found by their names. */
mkdirSync(join(here, "target"), { recursive: true });
const folder = mkdtempSync(join(here, "target/readme-"));
after(() => rmSync(folder, { recursive: true }));

let programs = 0;
for (const [index, { language, text }] of blocks.entries()) {
  const next = blocks[index + 1];
  if (language !== "js" || next?.language !== "text") continue;
  programs += 1;
  test(`the program that prints ${JSON.stringify(next.text.split("\n")[0])}`, async () => {
    const file = join(folder, `${index}.mjs`);
    writeFileSync(file, text);
    assert.equal((await node(file)).output, next.text);
  });
}

const written = (name) => {
  const found = blocks.filter(({ text }) => text.startsWith(`// ${name}\n`));
  assert.equal(found.length, 1);
  writeFileSync(join(folder, name), found[0].text);
};

test("the test for Jest", async () => {
  written("music.test.js");
  writeFileSync(join(folder, "package.json"), "{}");
  const { output } = await node(join(modules, "jest/bin/jest.js"), "--rootDir", folder);
  assert.match(output, /Tests: +1 passed, 1 total/);
});

test("the test for Vitest", async () => {
  written("music.test.mjs");
  const { output } = await node(join(modules, "vitest/vitest.mjs"), "run", "--root", folder, "music.test.mjs");
  assert.match(output, /Tests +1 passed \(1\)/);
});

test("every block of the README is run", () => {
  const known = blocks.filter(({ language }) => ["js", "text", "sh"].includes(language));
  assert.equal(known.length, blocks.length);
  assert.equal(programs + 2, blocks.filter(({ language }) => language === "js").length);
});
