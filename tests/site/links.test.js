// A lab as a link: copied here, opened there, and never in the place of what was there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, closed, dialog, load, now, panel, tab, table, until } from "./lib/page.js";
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

const PERMISSIONS = { permissions: ["clipboard-read", "clipboard-write"] };
const preview = (page) => page.getByRole("region", { name: "Preview" });

/// Copies the link of what the page shows.
async function copied(page) {
  await button(page, "Lab").click();
  await button(page, "Link…").click();
  await dialog(page).getByRole("button", { name: "Copy link" }).click();
  await page.keyboard.press("Escape");
  await closed(page);
  return page.evaluate(() => navigator.clipboard.readText());
}

/// What the page shows of a lab: the clock, the time line, every call with its answer, the writes of the window.
async function seen(page) {
  const told = { now: await now(page), chart: await chart(page).innerHTML() };
  for (const name of ["Requests", "Window", "Backups"]) {
    await tab(page, name);
    told[name] = await panel(page).innerText();
  }
  const calls = panel(page).getByRole("list", { name: "Calls, latest first" });
  await tab(page, "Requests");
  for (const number of [0, 3, 12]) {
    await calls.locator(".call-row").nth(number).click();
    told[`answer ${number}`] = (await panel(page).innerText()).split("Answered: ")[1];
    await calls.locator(".call-row").nth(number).click();
  }
  return told;
}

/// A lab with work of its own: a table, writes, a backup whose window is open.
async function worked(page) {
  await alive(page);
  await button(page, "worst").click();
  await button(page, "10 writes").click();
  await page.getByLabel("Backup name").fill("linked");
  await button(page, "Create backup").click();
  await button(page, "10 writes").click();
  await until(page, backup(page, "linked").getByText("AVAILABLE"));
}

test("a link opens the same time line with the same answers", async () => {
  const { page, complaints, close } = await open(browser, site.url, PERMISSIONS);
  await worked(page);
  const link = await copied(page);
  assert.ok(link.startsWith(`${site.url}#v1.`) && link.length < 8_192, `${link.length} characters`);
  const made = await seen(page);
  await close();

  const other = await open(browser, link);
  await preview(other.page).waitFor();
  await backup(other.page, "linked").waitFor();
  assert.deepEqual(await seen(other.page), made);
  assert.deepEqual([...complaints, ...other.complaints], []);
  await other.close();
});

/// Waits until all of the page's own lab is stored.
const stored = (page) => page.locator(".kept[data-kept=stored]").waitFor({ state: "attached" });

/// What the browser keeps: the digest of each chunk.
const chunks = (page) => page.evaluate(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open("timemark"));
  const all = await done(database.transaction("chunks").objectStore("chunks").getAll());
  database.close();
  const digests = all.map((bytes) => crypto.subtle.digest("SHA-256", bytes));
  return (await Promise.all(digests)).map((digest) => new Uint8Array(digest).join());
});

test("a preview leaves alone what is stored, and becomes one's own only by a copy", async () => {
  const { page, close } = await open(browser, site.url, PERMISSIONS);
  page.on("dialog", (question) => question.accept());
  await worked(page);
  const link = await copied(page);
  // What is stored is another lab than the link's.
  await button(page, "Back it up now").or(button(page, "Restore linked")).first().waitFor();
  await page.getByLabel("Backup name").fill("my-own");
  await button(page, "Create backup").click();
  await backup(page, "my-own").waitFor();
  await stored(page);
  const before = await chunks(page);
  assert.ok(before.length > 1);

  // In the same window: only the fragment changes, and the page is opened anew.
  await Promise.all([page.waitForEvent("load"), page.evaluate((address) => { location.href = address; }, link)]);
  await preview(page).waitFor();
  assert.equal(await backup(page, "my-own").count(), 0);
  await button(page, "10 writes").click();
  await load(page, "Parent and child");
  await page.waitForTimeout(300);
  assert.deepEqual(await chunks(page), before, "a preview stores nothing");
  await button(page, "Leave it").click();
  await page.waitForURL(site.url);
  await backup(page, "my-own").waitFor();
  assert.equal(await preview(page).count(), 0);
  assert.deepEqual(await chunks(page), before);

  await Promise.all([page.waitForEvent("load"), page.evaluate((address) => { location.href = address; }, link)]);
  await preview(page).waitFor();
  await button(page, "Make a copy").click();
  await preview(page).waitFor({ state: "detached" });
  await backup(page, "linked").waitFor();
  assert.equal(page.url(), site.url, "a reload does not open the link again");
  await page.getByText(/^What you had before, \d+ calls, is set aside\.$/).waitFor();
  await stored(page);
  await page.reload();
  await backup(page, "linked").waitFor();
  assert.equal(await backup(page, "my-own").count(), 0);
  await close();
});

test("a bad link is refused in words, and the page opens as usual", async () => {
  for (const [fragment, words] of [
    ["v1.AAAA", "The link is damaged: a part of it is missing, or was changed on its way."],
    ["v2.whatever", "The link was made by a newer version of this page. Reload the page to get that."],
  ]) {
    const { page, complaints, close } = await open(browser, `${site.url}#${fragment}`);
    await page.getByRole("alert").getByText(words, { exact: true }).waitFor();
    await alive(page);
    assert.equal(await preview(page).count(), 0);
    await button(page, "Dismiss").click();
    await page.getByText(words, { exact: true }).waitFor({ state: "detached" });
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("the names of parts of the page are no links", async () => {
  const { page, close } = await open(browser, `${site.url}#main`);
  await alive(page);
  await page.evaluate(() => { window.isSame = true; });
  await page.evaluate(() => { location.hash = "#app"; });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.isSame), true);
  await close();
});

test("what is too large for a link is offered as a file", async () => {
  const { page, close } = await open(browser, site.url);
  await load(page, "Orders under load");
  await table(page, /^Orders\s*ACTIVE/).waitFor();
  for (let round = 0; round < 12; round += 1) await button(page, "10 writes").click();
  await button(page, "Lab").click();
  await button(page, "Link…").click();
  await dialog(page).getByText("This lab has too many calls for a link: mail and chats would cut it.").waitFor();
  await button(page, "Save it as a file…").click();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save file").click()]);
  assert.match(download.suggestedFilename(), /\.timemark$/);
  await close();
});
