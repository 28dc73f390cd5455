// A page with very much in it: it stays usable, draws in time, and says what it does not show.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, button, chart, jump, panel, tab } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";

/// The longest that showing something may keep the browser from drawing, in milliseconds.
const TASK_MS_MAX = 50;

const TABLES = 1_000;
const BACKUPS = 3_000;

/// The calls that DynamoDB takes at once: table operations that are under way, and backups within a second.
const TABLES_AT_ONCE = 500;
const BACKUPS_A_SECOND = 50;

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

/// The processor's time for the longest task of the page's main thread while something is done, in milliseconds. Not the wall
/// clock's: that grows with whatever else the machine does.
async function longestTask(page, act) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await act();
  await page.waitForTimeout(100);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const main = new Set(traceEvents.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && main.has(`${pid} ${tid}`));
  assert.ok(tasks.length > 0, "the browser tells of its tasks");
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000);
}

/// Sends bodies of an operation by the form of the tab Requests, and waits until all are sent.
async function send(page, operation, bodies) {
  await page.getByLabel("Operation", { exact: true }).selectOption(operation);
  // As it is pasted: typing so much takes the browser seconds.
  await page.getByLabel("Body (JSON)").evaluate((area, text) => {
    area.value = text;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, bodies.map((body) => JSON.stringify(body)).join("\n"));
  await button(page, "Send").click();
  await page.locator(".progress-banner").waitFor({ state: "detached" });
}

const numbered = (count, body) => Array.from({ length: count }, (_, number) => body(number));

/// Looks at everything that a page with so much in it shows, each piece with a name.
async function look(page, shows) {
  await shows("the list of backups", async () => {
    await tab(page, "Backups");
    await panel(page).getByText("1 to 50 of 3,000 backups").waitFor();
  });
  await shows("a backup by its name", async () => {
    await page.getByLabel("Find backups by name").fill("-1234");
    assert.equal(await panel(page).getByRole("row").count(), 2);
  });
  await shows("that backup on the time line", async () => {
    await panel(page).getByRole("button", { name: "nightly-1234", exact: true }).click();
    await page.getByRole("heading", { name: "nightly-1234, a backup of Music" }).waitFor();
  });
  await shows("all backups again", () => page.getByLabel("Find backups by name").fill(""));
  await shows("the next page", async () => {
    await button(page, "Next page").click();
    await panel(page).getByText("51 to 100 of 3,000 backups").waitFor();
  });
  await button(page, "Previous page").click();
  // What has no bar and no lane is counted.
  await chart(page).getByText("+2,994 earlier").waitFor();
  await chart(page).getByText("997 tables more without a lane").waitFor();
  await shows("the time line, zoomed", async () => {
    for (const name of ["Zoom in", "Zoom out", "Zoom out", "Earlier", "Later", "Around T"]) await button(page, name).click();
  });
  await shows("a drag of T", async () => {
    await button(page, "What if I asked now?").click();
    const slider = page.getByRole("slider", { name: "When the backup would be asked for" });
    await slider.focus();
    for (const _ of "1234567890") await page.keyboard.press("ArrowLeft");
    await button(page, "Back to now").click();
  });
  await shows("a table by its name", async () => {
    await page.getByLabel("Filter tables by name").fill("0777");
    await page.getByRole("button", { name: /^table-0777/ }).click();
    await page.getByRole("heading", { name: /^If you asked for a backup of table-0777/ }).waitFor();
  });
  await page.getByLabel("Filter tables by name").fill("Music");
  await page.getByRole("button", { name: /^Music/ }).click();
  for (const name of ["Items", "Window", "Requests", "Backups"]) await shows(`the tab ${name}`, () => tab(page, name));
  await shows("the clock", async () => {
    await button(page, "60×").click();
    await button(page, "Run").click();
    await page.waitForTimeout(1_000);
    await button(page, "Pause").click();
  });
  await page.getByLabel("Filter tables by name").fill("");
}

test("1,000 tables and 3,000 backups", async () => {
  const { page, complaints, close } = await open(browser, site.url, { height: 800 });
  await alive(page);
  await tab(page, "Requests");
  await page.getByText("Send any operation by hand").click();

  const table = (number) => ({
    TableName: `table-${String(number).padStart(4, "0")}`,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  for (let made = 0; made < TABLES; made += TABLES_AT_ONCE) {
    await send(page, "CreateTable", numbered(TABLES_AT_ONCE, (number) => table(made + number)));
    for (const _ of "1234567890") await button(page, "+1 s").click();
  }
  await page.getByText(`+${(TABLES + 1 - 8).toLocaleString("en")} more. Filter by name to find them.`).waitFor();
  for (let made = 0; made < BACKUPS; made += BACKUPS_A_SECOND) {
    const backup = (number) => ({ TableName: "Music", BackupName: `nightly-${String(made + number).padStart(4, "0")}` });
    await send(page, "CreateBackup", numbered(BACKUPS_A_SECOND, backup));
    await button(page, "+1 s").click();
  }
  await jump(page, "+5 min");

  const longest = new Map();
  await look(page, async (what, act) => longest.set(what, await longestTask(page, act)));
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.equal(sideways, 0);
  const height = await page.locator(".page").evaluate((scroller) => scroller.scrollHeight);
  assert.ok(height < 6_000, `the page is ${height} px high`);
  console.log("the longest tasks in ms:", JSON.stringify(Object.fromEntries(longest)));
  const slow = [...longest].filter(([, ms]) => ms > TASK_MS_MAX);
  assert.deepEqual(slow, [], "tasks that kept a frame from being drawn");
  assert.deepEqual(complaints, []);
  await close();
});
