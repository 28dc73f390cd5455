// A page with very much in it: it stays usable, draws in time, and says what it does not show.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { alive, button, chart, closed, dialog, jump, leave, panel, settled, tab, table } from "../lib/page.js";
import { browse, open, serve, taskMs } from "../lib/site.js";

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

const longestTask = (page, act) => taskMs(browser, page, act);

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

/// Fails if any of these tasks, each with its name, kept a frame from being drawn.
function assertShort(longest) {
  console.log("the longest tasks in ms:", JSON.stringify(Object.fromEntries(longest)));
  const slow = [...longest].filter(([, ms]) => ms > TASK_MS_MAX);
  assert.deepEqual(slow, [], "tasks that kept a frame from being drawn");
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
    await settled(() => panel(page).getByRole("row").count(), 2);
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
  const longest = new Map();
  const shows = async (what, act) => longest.set(what, await longestTask(page, act));
  await shows("all backups at once AVAILABLE", async () => {
    await jump(page, "+5 min");
    await page.locator(".progress-banner").waitFor({ state: "detached" });
  });
  await look(page, shows);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.equal(sideways, 0);
  const height = await page.locator(".page").evaluate((scroller) => scroller.scrollHeight);
  assert.ok(height < 6_000, `the page is ${height} px high`);
  assertShort(longest);
  assert.deepEqual(complaints, []);
  await close();
});

/// A file with a text, on the disk: one that the page's own task would have to make is none to measure.
async function file(text) {
  const path = join(await mkdtemp(join(tmpdir(), "timemark-")), "items.json");
  await writeFile(path, text);
  return path;
}

/// Writes what the import dialog has read, and waits until it is written.
async function write(page, words) {
  await dialog(page).getByRole("button", { name: `Write ${words}`, exact: true }).click();
  await closed(page);
  await page.locator(".progress-banner").waitFor({ state: "detached", timeout: 120_000 });
}

test("an import of 100,000 items, from a file, a paste, and by a press", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const item = (number) => ({ Artist: `artist ${number}`, SongTitle: "Prelude", Length: number, Tags: ["new", null] });
  const longest = new Map();
  const shows = async (what, act) => longest.set(what, await longestTask(page, act));

  await button(page, "Import…").click();
  const lines = await file(numbered(100_000, (number) => JSON.stringify(item(number))).join("\n"));
  await shows("a file of lines is read", async () => {
    await dialog(page).getByLabel("Or choose a file").setInputFiles(lines);
    await dialog(page).getByText("100,000 items; the first:").waitFor({ timeout: 60_000 });
  });
  await shows("its items are written", () => write(page, "100,000 items"));
  await table(page, /^Music/).getByText("100,020 items").waitFor();

  // As `aws dynamodb scan` writes it, longer than a field of the browser can take.
  const typed = (number) => ({ Artist: { S: `artist ${number}` }, SongTitle: { S: "Fugue" }, Length: { N: `${number}` } });
  const answer = JSON.stringify({ Items: numbered(20_000, typed), Count: 20_000, ScannedCount: 20_000 });
  await button(page, "Import…").click();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    window.pasting = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  }, answer);
  await shows("a pasted answer of a Scan is read", async () => {
    await dialog(page).getByLabel("Paste items, or drop a file here").evaluate((area) => area.dispatchEvent(window.pasting));
    await dialog(page).getByText("The pasted text").waitFor();
    await dialog(page).getByText("20,000 items; the first:").waitFor({ timeout: 60_000 });
  });
  await shows("its items are written, too", () => write(page, "20,000 items"));
  await table(page, /^Music/).getByText("120,020 items").waitFor();

  await button(page, "Import…").click();
  await shows("example items are written", async () => {
    await dialog(page).getByRole("button", { name: "100,000", exact: true }).click();
    await table(page, /^Music/).getByText("220,020 items").waitFor({ timeout: 120_000 });
  });
  assertShort(longest);
  assert.deepEqual(complaints, []);
  await close();
});

test("items of 400 KB", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const longest = new Map();
  const shows = async (what, act) => longest.set(what, await longestTask(page, act));
  /// The longest text that stands anywhere on the page, in characters: in an element, or in a field.
  const longestText = () => page.evaluate(() => {
    let most = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) most = Math.max(most, walker.currentNode.length);
    return Math.max(most, ...[...document.querySelectorAll("input, textarea")].map((field) => field.value.length));
  });
  const bounded = async (what) => {
    const characters = await longestText();
    assert.ok(characters <= 66_000, `${what} shows a text of ${characters} characters`);
  };
  const item = (number) => ({ Artist: "A", SongTitle: `Symphony ${number}`, Score: "fugue ".repeat(68_000).slice(number) });
  await button(page, "Import…").click();
  const items = await file(JSON.stringify(numbered(40, item)));
  await shows("a file of them is read", async () => {
    await dialog(page).getByLabel("Or choose a file").setInputFiles(items);
    await dialog(page).getByText("40 items; the first:").waitFor({ timeout: 60_000 });
  });
  await bounded("the import");
  await shows("they are written", () => write(page, "40 items"));
  await page.getByText(/^Only the first 8\.0 KB of 39\d\.\d KB are shown\.$/).waitFor();
  await bounded("the panel of the last call");

  await shows("the tab Items", async () => {
    await tab(page, "Items");
    await panel(page).getByText(/\(407,9\d\d characters\)/).first().waitFor();
  });
  await bounded("the tab Items");
  await shows("an item", async () => {
    await panel(page).getByRole("row").filter({ hasText: /Symphony \d+/ }).first().getByRole("button").click();
    await dialog(page).getByText("398.4 KB, too long for a field: it is kept as it is.").waitFor();
  });
  assert.equal(await button(page, "DynamoDB JSON").isDisabled(), true);
  await bounded("the dialog of an item");
  await shows("it is changed", async () => {
    await button(page, "Add attribute").click();
    await dialog(page).getByLabel("Attribute name").last().fill("Year");
    await dialog(page).getByLabel("Value of Year").fill("1747");
    await dialog(page).getByRole("button", { name: "Put item" }).click();
    await closed(page);
  });
  await panel(page).getByRole("row").filter({ hasText: "1747" }).waitFor();
  await shows("the tab Window", () => tab(page, "Window"));
  await bounded("the tab Window");
  await shows("the tab Requests", () => tab(page, "Requests"));
  await shows("a request", async () => {
    await panel(page).getByRole("button", { name: /PutItem/ }).first().click();
    await panel(page).getByText(/^Only the first 8\.0 KB of 39\d\.\d KB are shown\.$/).waitFor();
  });
  await bounded("the tab Requests");
  await shows("the tab Code", async () => {
    await tab(page, "Code");
    await panel(page).getByText(/It makes [\d,]+ of [\d,]+ calls/).waitFor({ timeout: 20_000 });
  });
  await panel(page).getByText(/PutItem with 39\d\.\d KB: the file has it/).waitFor();
  await bounded("the tab Code");
  assertShort(longest);
  assert.deepEqual(complaints, []);
  await close();
});

test("an item of very many attributes", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const longest = new Map();
  // What can be done again counts as the faster of two times: a task may meet the browser's collection of garbage.
  const shows = async (what, act, back) => {
    const tasks = [await longestTask(page, act)];
    if (back) {
      await back();
      tasks.push(await longestTask(page, act));
    }
    longest.set(what, Math.min(...tasks));
  };
  const many = Object.fromEntries(numbered(5_000, (number) => [`attribute ${number}`, number % 10]));
  await button(page, "Import…").click();
  await dialog(page).getByLabel("Or choose a file").setInputFiles(await file(JSON.stringify({ Artist: "A", SongTitle: "B", ...many })));
  await dialog(page).getByText("1 item; the first:").waitFor({ timeout: 60_000 });
  await shows("it is written", () => write(page, "1 item"));
  await shows("the tab Items", async () => {
    await tab(page, "Items");
    await panel(page).getByText(/^4,9\d\d more attributes have no column here\.$/).waitFor();
  }, () => tab(page, "Backups"));
  await shows("the item", async () => {
    await panel(page).getByRole("button", { name: "Edit A / B", exact: true }).click();
    await dialog(page).getByText("Not shown here, and kept as they are: 4,977 more attributes.").waitFor();
  }, () => leave(page));
  await leave(page);
  assertShort(longest);
  assert.deepEqual(complaints, []);
  await close();
});
