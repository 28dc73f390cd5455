// Nothing that axe finds fault with, in any view: light, dark and in the reader's own colours, from a small phone to a wide
// screen. With SHOTS=folder set, a picture of each view is left there.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { alive, button, dialog, leave, panel, tab, until } from "./lib/page.js";
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

/// Opens a dialog, and leaves it at the next view.
const shown = (name, reach) => [name, async (page) => {
  if (await dialog(page).isVisible()) {
    await leave(page);
  }
  await reach(page);
}];

/// The views, each reached from the one before.
const VIEWS = [
  ["alive", async () => {}],
  shown("help", (page) => page.keyboard.press("?")),
  shown("examples", (page) => button(page, "Examples").click()),
  shown("the lab as a file", (page) => button(page, "Lab").click()),
  shown("link", async (page) => {
    await button(page, "Lab").click();
    await button(page, "Link…").click();
    await dialog(page).getByLabel("Link", { exact: true }).waitFor();
  }),
  shown("jump", (page) => button(page, "Jump to…").click()),
  shown("new-table", async (page) => {
    await button(page, "New table…").click();
    await button(page, "Add index").click();
    await page.getByText("Stream, tags, class, encryption, protection").click();
    await page.getByLabel("Table name").fill("?");
    await button(page, "Create table").click();
    await dialog(page).getByRole("alert").getByText("ValidationException").waitFor();
  }),
  shown("imagined", async (page) => {
    await alive(page);
    await page.locator(".verdicts").getByText("certainly in").waitFor();
  }),
  shown("creating", async (page) => {
    await button(page, "Create backup").click();
    await button(page, "10 writes").click();
    await panel(page).getByText("CREATING").waitFor();
  }),
  shown("available", async (page) => {
    await until(page, panel(page).getByText("AVAILABLE"));
    await button(page, "10 writes").click();
  }),
  shown("filter", async (page) => {
    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("Created before (UTC)").fill("never");
  }),
  shown("window", (page) => tab(page, "Window")),
  shown("items", async (page) => {
    await tab(page, "Items");
    await page.getByText("Query and filter", { exact: true }).click();
    await page.getByLabel("Names and values (JSON)").fill("{");
  }),
  shown("item", async (page) => {
    await button(page, "Put item…").click();
    await button(page, "Add attribute").click();
    await dialog(page).getByText("Condition and update").click();
  }),
  shown("item-json", async (page) => {
    await button(page, "Put item…").click();
    await button(page, "DynamoDB JSON").click();
    await dialog(page).getByLabel("Item", { exact: true }).fill("{");
  }),
  shown("import", async (page) => {
    await button(page, "Import…").click();
    await dialog(page).getByLabel("Paste items, or drop a file here").fill('[{"Artist": 1}]');
  }),
  shown("requests", async (page) => {
    await tab(page, "Requests");
    await page.getByText("Send any operation by hand").click();
    await panel(page).getByRole("list", { name: "Calls, latest first" }).getByRole("button").first().click();
  }),
  shown("code", (page) => tab(page, "Code")),
  shown("table", (page) => button(page, "Details of Music").click()),
  shown("recovery", async (page) => {
    await button(page, "Details of Music").click();
    await button(page, "Turn recovery on").click();
    await dialog(page).getByText(/^On: any moment from/).waitFor();
  }),
  shown("restore-moment", async (page) => {
    await button(page, "Details of Music").click();
    await button(page, "Restore to a moment…").click();
    await dialog(page).getByLabel(/^Moment/).fill("?");
  }),
  shown("delete-table", (page) => button(page, "Delete Music").click()),
  shown("backup", async (page) => {
    await tab(page, "Backups");
    await button(page, "Details nightly").click();
  }),
  shown("restore-refused", async (page) => {
    await button(page, "Restore nightly").click();
    await page.getByText("Change capacity or encryption").click();
    await page.getByLabel("New table name").fill("Music");
    await dialog(page).getByRole("button", { name: "Restore" }).click();
    await dialog(page).getByText("Table already exists: Music").waitFor();
  }),
  shown("delete", (page) => button(page, "Delete nightly").click()),
  shown("past", (page) => page.getByRole("slider", { name: "Moment" }).fill("300")),
  shown("set-aside", (page) => button(page, "10 writes").click()),
];

const COLOURS = { light: {}, dark: { colorScheme: "dark" }, forced: { forcedColors: "active" } };
const WIDTHS = { light: [320, 768, 1280], dark: [390, 1920], forced: [390, 1280] };

for (const [colours, settings] of Object.entries(COLOURS)) {
  for (const width of WIDTHS[colours]) {
    test(`axe finds nothing: ${colours}, ${width} px`, async () => {
      const { page, complaints, close } = await open(browser, site.url, { width, reducedMotion: "reduce", ...settings });
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
          await page.screenshot({ path: join(SHOTS, `${view}-${colours}-${width}.png`) });
        }
      }
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
      await close();
    });
  }
}

/// A golden link, and one that is not whole.
const [LINK] = (await readFile(new URL("../../web/src/calls/link/golden/music.txt", import.meta.url), "utf8")).split("\n");

for (const [colours, settings] of Object.entries(COLOURS)) {
  test(`axe finds nothing in the preview of a link, nor in what a bad one leads to: ${colours}`, async () => {
    for (const [view, fragment] of [["preview", LINK], ["bad-link", "v1.AAAA"]]) {
      const address = `${site.url}#${fragment}`;
      const { page, complaints, close } = await open(browser, address, { width: 390, reducedMotion: "reduce", ...settings });
      await page.getByText(view === "preview" ? "A lab from a link." : "The link is damaged:").waitFor();
      await page.evaluate(AXE);
      const { violations } = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), TAGS);
      assert.deepEqual(violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes[0].failureSummary}`), []);
      assert.deepEqual(complaints, []);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${view}-${colours}-390.png`) });
      await close();
    }
  });
}
