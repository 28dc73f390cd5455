// Nothing that axe finds fault with, in any view, light and dark, on a phone and on a desk. With SHOTS=folder set, a
// picture of each view is left there.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browse, open, serve } from "./lib/site.js";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SHOTS = process.env.SHOTS;

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await browse();
});

after(async () => {
  await browser?.close();
  site?.close();
});

const button = (page, name) => page.getByRole("button", { name, exact: true });
const tab = (page, name) => page.getByRole("tab", { name }).click();

/// The views, each reached from the one before.
const VIEWS = [
  ["empty", async () => {}],
  ["refused", async (page) => {
    await page.getByText("New table").click();
    await page.getByLabel("Table name").fill("?");
    await button(page, "Create table").click();
    await page.getByRole("alert").getByText("ValidationException").waitFor();
  }],
  ["imagined", async (page) => {
    await page.getByText("New table").click();
    await button(page, "Load the Music example").first().click();
    await page.getByText("writes certainly in").waitFor();
  }],
  ["creating", async (page) => {
    await button(page, "Create backup").click();
    await button(page, "10 writes").click();
    await page.getByRole("tabpanel").getByText("CREATING").waitFor();
  }],
  ["available", async (page) => {
    const made = page.getByRole("tabpanel").getByText("AVAILABLE");
    while (!(await made.isVisible())) {
      await button(page, "+1 s").click();
      await button(page, "Next event").click();
      await page.waitForTimeout(50);
    }
    await button(page, "10 writes").click();
  }],
  ["window", (page) => tab(page, "Window")],
  ["items", (page) => tab(page, "Items")],
  ["restore", async (page) => {
    await tab(page, "Backups");
    await button(page, "Restore nightly").click();
    await page.getByRole("dialog").waitFor();
  }],
  ["restore-refused", async (page) => {
    await page.getByLabel("New table name").fill("Music");
    await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
    await page.getByRole("dialog").getByText("Table already exists: Music").waitFor();
  }],
  ["delete", async (page) => {
    await page.keyboard.press("Escape");
    await button(page, "Delete nightly").click();
    await page.getByRole("dialog").getByText("cannot be brought back").waitFor();
  }],
];

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`axe finds nothing: ${colorScheme}, ${width} px`, async () => {
      const { page, complaints, close } = await open(browser, site.url, { width, colorScheme });
      await page.evaluate(AXE);
      const found = [];
      for (const [view, reach] of VIEWS) {
        await reach(page);
        const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), TAGS);
        for (const { id, nodes } of violations) {
          found.push(...nodes.map((node) => `${view}: ${id}: ${node.target} ${node.failureSummary}`));
        }
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (sideways > 0) found.push(`${view}: the page is ${sideways} px too wide`);
        if (SHOTS) {
          await page.screenshot({ path: join(SHOTS, `${view}-${colorScheme}-${width}.png`), fullPage: width < 1000 });
        }
      }
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
}
