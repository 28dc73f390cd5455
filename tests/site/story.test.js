// What a newcomer does: load the example, ask for a backup, watch it, restore it. By mouse, and by keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, open, serve } from "./lib/site.js";

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
const backup = (page, name) => page.getByRole("tabpanel").getByRole("row").filter({ hasText: name });
const table = (page, name) => page.getByRole("complementary", { name: "Tables and writes" }).getByRole("button", { name });

/// Moves the clock from event to event until something is to be seen.
async function until(page, seen) {
  for (let tries = 0; tries < 8 && !(await seen.isVisible()); tries += 1) {
    await button(page, "Next event").click();
    await page.waitForTimeout(50);
  }
  await seen.waitFor({ timeout: 1000 });
}

test("a backup is made, watched and restored", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await button(page, "Load the Music example").first().click();
  await table(page, /^Music\s*ACTIVE/).waitFor();

  await page.getByLabel("Backup name").fill("before-the-move");
  await button(page, "Create backup").click();
  const row = backup(page, "before-the-move");
  await row.getByText("CREATING").waitFor();
  await page.getByRole("complementary", { name: "The last call" }).getByText('"BackupStatus": "CREATING"').waitFor();

  await button(page, "10 writes").click();
  await until(page, row.getByText("AVAILABLE"));
  await page.getByText(/^maybe: \d+ in, \d+ not$/).waitFor();
  await page.getByRole("status").getByText("Backup before-the-move of Music is AVAILABLE.").waitFor();

  await page.getByRole("tab", { name: "Window" }).click();
  const panel = page.getByRole("tabpanel");
  for (const verdict of ["● certainly in", "◐ maybe"]) {
    assert.ok((await panel.getByText(verdict, { exact: true }).count()) > 4, verdict);
  }
  await page.getByRole("tab", { name: "Backups" }).click();
  const items = Number(await row.getByRole("cell").nth(4).textContent());
  assert.ok(items > 10, `${items} items`);

  await button(page, "Restore before-the-move").click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("New table name").inputValue(), "Music-restored");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await dialog.waitFor({ state: "detached" });
  await table(page, /^Music-restored\s*CREATING/).waitFor();
  await until(page, table(page, /^Music-restored\s*ACTIVE/));
  await table(page, "Music-restored").getByText(`${items} items`).waitFor();

  assert.deepEqual(complaints, []);
  await close();
});

test("an error is told in AWS's words, beside what caused it", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await page.getByText("New table").click();
  await page.getByLabel("Table name").fill("no blanks");
  await button(page, "Create table").click();
  const alert = page.getByRole("alert").filter({ hasText: "ValidationException" });
  await alert.getByText("1 validation error detected").waitFor();
  await page.getByLabel("Table name").fill("Notes");
  await button(page, "Create table").click();
  await alert.waitFor({ state: "detached" });
  await until(page, table(page, /^Notes\s*ACTIVE/));
  await button(page, "Put item").click();
  await button(page, "Create backup").click();
  await page.getByText("Backups are being enabled for the table: Notes. Please retry later").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("what is typed is only ever text", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await button(page, "Load the Music example").first().click();
  const hostile = `<img src=x onerror=alert(1)>"'</script><script>alert(1)</script>`;
  await page.getByLabel("Artist (partition key)").fill(hostile);
  await page.getByLabel("Text", { exact: true }).fill(hostile);
  await button(page, "Put item").click();
  await page.getByRole("tab", { name: "Window" }).click();
  await page.getByRole("tabpanel").getByText(hostile).waitFor();
  await page.getByRole("tab", { name: "Items" }).click();
  await page.getByRole("tabpanel").getByText(hostile).first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("time runs when it is let, and stands when it is not", async () => {
  const { page, close } = await open(browser, site.url);
  const clock = page.getByRole("group", { name: "Virtual time" }).getByRole("time");
  const read = async () => Date.parse(await clock.getAttribute("datetime"));
  const start = await read();
  await button(page, "60×").click();
  await page.waitForTimeout(300);
  assert.equal(await read(), start);
  await button(page, "Run").click();
  await page.waitForTimeout(1000);
  await button(page, "Pause").click();
  const passed = (await read()) - start;
  assert.ok(passed > 10_000 && passed < 240_000, `${passed} ms`);
  await button(page, "+1 s").click();
  assert.equal((await read()) - start, passed + 1000);
  await close();
});

test("all of it can be done with the keyboard", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  const { keyboard } = page;
  const focused = () =>
    page.evaluate(() => {
      const { ariaLabel, id, textContent } = document.activeElement;
      return ariaLabel ?? (textContent.trim() || id);
    });
  /// Presses Tab until the focus is on what has that name.
  const reach = async (name) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await focused()) === name) return;
      await keyboard.press("Tab");
    }
    assert.fail(`${name} cannot be reached; the focus is on ${await focused()}`);
  };
  await reach("Skip to the time line");
  await reach("Load the Music example");
  await keyboard.press("Enter");
  await table(page, /^Music\s*ACTIVE/).waitFor();
  await reach("Create backup");
  await keyboard.press("Enter");
  await backup(page, "nightly").getByText("CREATING").waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await reach("Next event");
  while (!(await backup(page, "nightly").getByText("AVAILABLE").isVisible())) {
    await keyboard.press("Enter");
    await page.waitForTimeout(50);
  }
  await reach("Restore nightly");
  await keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(), "Restore nightly");
  await keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("New table name").focus();
  await keyboard.press("Enter");
  await table(page, /^Music-restored\s*CREATING/).waitFor();

  await page.getByRole("tab", { name: "Backups" }).focus();
  await keyboard.press("ArrowRight");
  assert.match(await focused(), /^Window/);
  await keyboard.press("End");
  assert.match(await focused(), /^Items/);
  assert.equal(await page.getByRole("tab", { name: "Items" }).getAttribute("aria-selected"), "true");
  assert.deepEqual(complaints, []);
  await close();
});
