// Items: read, written in a form, as JSON, from a file, and by the thousand.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, button, closed, dialog, leave, panel, tab, table } from "./lib/page.js";
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

test("items are asked for, and written on a condition; a backup consumes nothing", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await table(page, /^Music\s*ACTIVE/).waitFor();
  await tab(page, "Items");
  const rows = panel(page).getByRole("row");
  await rows.nth(1).waitFor();
  const all = await rows.count();
  const lastCall = page.getByRole("complementary", { name: "The last call" });

  // The form begins with a Query that finds something.
  await page.getByText("Query and filter", { exact: true }).click();
  await button(page, "Query").click();
  await lastCall.getByText('"KeyConditionExpression": "#k = :k"').waitFor();
  await lastCall.getByText(/^consumed 0\.5 units$/).waitFor();
  await page.getByText("Query and filter (on)").waitFor();
  const found = await rows.count();
  assert.ok(found > 1 && found < all, `${found - 1} of ${all - 1}`);

  // A refusal is shown in the words of the service, and the former content stays.
  await page.getByLabel("FilterExpression").fill("#k = :k");
  await button(page, "Query").click();
  await page.getByRole("alert").getByText(/Filter Expression can only contain non-primary key attributes/).waitFor();
  assert.equal(await rows.count(), found);
  await page.getByLabel("FilterExpression").fill("attribute_not_exists(#k)");
  await button(page, "Scan with the filter").click();
  await panel(page).getByText("No item matches.").waitFor();
  await page.getByLabel("Names and values (JSON)").fill("{");
  await panel(page).getByText(/^line 1, column 2/).waitFor();
  assert.ok(await button(page, "Query").isDisabled());
  await button(page, "All items").click();
  await page.waitForFunction((count) => document.querySelectorAll('[role="tabpanel"] tr').length === count, all);

  // An item is updated, and then put on a condition that does not hold.
  await button(page, "Put item…").click();
  await dialog(page).getByLabel("Value of Artist").fill("Nina Simone");
  await dialog(page).getByText("Condition and update").click();
  await dialog(page).getByLabel("UpdateExpression").fill("SET #n = if_not_exists(#n, :zero) + :one");
  const placeholders = '{"#n": "Plays", ":zero": {"N": "41"}, ":one": {"N": "1"}}';
  await dialog(page).getByLabel("Names and values (JSON)").fill(placeholders);
  await dialog(page).getByRole("button", { name: "Update the item of this key" }).click();
  await dialog(page).getByText("UpdateItem has made this of it.").waitFor();
  assert.equal(await dialog(page).getByLabel("Value of Plays").inputValue(), "42");
  await dialog(page).getByLabel("ConditionExpression, of each write").fill("attribute_not_exists(#n)");
  await dialog(page).getByRole("button", { name: "Put item" }).click();
  await dialog(page).getByRole("alert").getByText("The conditional request failed").waitFor();
  await leave(page);
  await lastCall.getByRole("group", { name: "The answer" }).getByText('"N": "42"').waitFor();

  // By hand: each operation offers a body about the table.
  await tab(page, "Backups");
  await button(page, "Create backup").click();
  await lastCall.getByText("consumed 0 units").waitFor();
  await tab(page, "Requests");
  await page.getByText("Send any operation by hand").click();
  await page.getByLabel("Operation", { exact: true }).selectOption("TransactWriteItems");
  await button(page, "Send").click();
  await lastCall.getByText('"Code": "ConditionalCheckFailed"').waitFor();
  await page.getByLabel("Operation", { exact: true }).selectOption("UpdateItem");
  await button(page, "Send").click();
  await lastCall.getByText("consumed 1 unit").waitFor();
  const calls = panel(page).getByRole("list", { name: "Calls, latest first" });
  await calls.getByRole("button", { name: /UpdateItem\s*1 unit\s*200/ }).first().waitFor();
  await calls.getByRole("button", { name: /CreateBackup\s*0 units\s*200/ }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("items are put, read, changed and deleted, in a form and as JSON", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await tab(page, "Items");
  await button(page, "Put item…").click();
  await dialog(page).getByLabel("Value of Artist").fill("Nina Simone");
  await dialog(page).getByLabel("Value of SongTitle").fill("Feeling Good");
  await button(page, "DynamoDB JSON").click();
  const json = dialog(page).getByLabel("Item", { exact: true });
  const item = JSON.parse(await json.inputValue());
  assert.deepEqual(item, { Artist: { S: "Nina Simone" }, SongTitle: { S: "Feeling Good" } });
  await json.fill(JSON.stringify({ ...item, Year: { N: "1965" }, Tags: { SS: ["jazz"] } }));
  await dialog(page).getByRole("button", { name: "Put item" }).click();
  await closed(page);
  const row = panel(page).getByRole("row").filter({ hasText: "Feeling Good" });
  await row.getByText("1965").waitFor();

  await button(page, "Edit Nina Simone / Feeling Good").click();
  await dialog(page).getByLabel("Value of Year").fill("1966");
  await dialog(page).getByRole("button", { name: "Put item" }).click();
  await row.getByText("1966").waitFor();

  await button(page, "Put item…").click();
  await dialog(page).getByLabel("Value of Artist").fill("Nina Simone");
  await dialog(page).getByLabel("Value of SongTitle").fill("Feeling Good");
  await button(page, "Get the item of this key").click();
  await dialog(page).getByText("GetItem found this item.").waitFor();
  assert.equal(await dialog(page).getByLabel("Value of Year").inputValue(), "1966");
  await button(page, "Delete the item of this key").click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await close();
});

test("items come from a paste, from a file, and by the thousand with a bar", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await button(page, "Import…").click();
  const paste = dialog(page).getByLabel("Paste items, or drop a file here");
  await paste.fill('[{"Artist": "a", "SongTitle": "b"}, {"Artist": 1}]');
  await dialog(page).getByText("1 of 2 items cannot be written, so none is.").waitFor();
  await paste.fill('[{"Artist": "a", "SongTitle": "b"}]');
  await dialog(page).getByRole("button", { name: "Write 1 item", exact: true }).click();
  await tab(page, "Items");
  await panel(page).getByRole("row").filter({ hasText: "b" }).first().waitFor();

  await button(page, "Import…").click();
  const lines = Array.from({ length: 60 }, (_, n) => JSON.stringify({ Artist: `file ${n}`, SongTitle: "x" })).join("\n");
  await dialog(page).getByLabel("Or choose a file").setInputFiles({
    name: "songs.jsonl", mimeType: "application/json", buffer: Buffer.from(lines),
  });
  await dialog(page).getByRole("button", { name: "Write 60 items" }).click();
  await table(page, /^Music/).getByText("81 items").waitFor();

  await button(page, "Import…").click();
  await dialog(page).getByRole("button", { name: "10,000", exact: true }).click();
  await page.getByLabel("Writing 10,000 items to Music").waitFor();
  await table(page, /^Music/).getByText("10,081 items").waitFor({ timeout: 20_000 });
  assert.deepEqual(complaints, []);
  await close();
});
