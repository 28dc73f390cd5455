// What a newcomer does: load an example, ask for a backup, watch it, see its window, restore it. By mouse, and by
// keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, closed, dialog, focused, jump, leave, load, now, panel, reach, tab, table, until } from "./lib/page.js";
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

test("a backup is made, watched, explained and restored", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await button(page, "worst").click();

  await page.getByLabel("Backup name").fill("before-the-move");
  await button(page, "Create backup").click();
  const row = backup(page, "before-the-move");
  await row.getByText("CREATING").waitFor();
  await row.getByRole("progressbar").waitFor();
  await page.getByRole("complementary", { name: "The last call" }).getByText('"BackupStatus": "CREATING"').waitFor();

  await button(page, "10 writes").click();
  await until(page, row.getByText("AVAILABLE"));
  await page.getByText(/^maybe: \d+ in, \d+ not$/).waitFor();
  await page.getByRole("status").getByText("Backup before-the-move of Music is AVAILABLE.").waitFor();

  await tab(page, "Window");
  for (const verdict of ["● certainly in", "◐ maybe"]) {
    assert.ok((await panel(page).getByText(verdict, { exact: true }).count()) > 4, verdict);
  }
  assert.ok((await panel(page).getByText(/^not in: partition \d was cut at /).count()) > 0);
  assert.ok((await panel(page).getByText(/in, though the earlier .* is not$/).count()) > 0, "causal anomalies are told");

  await tab(page, "Backups");
  await button(page, "Details before-the-move").click();
  const items = Number(await dialog(page).locator("dt:text-is('Items') + dd").textContent());
  assert.ok(items > 10, `${items} items`);
  await page.keyboard.press("Escape");

  await button(page, "Restore before-the-move").click();
  assert.equal(await dialog(page).getByLabel("New table name").inputValue(), "Music-restored");
  await dialog(page).getByText("What will not come back").waitFor();
  await dialog(page).getByRole("button", { name: "Restore" }).click();
  await closed(page);
  await table(page, /^Music-restored\s*CREATING/).getByRole("progressbar").waitFor();
  await until(page, table(page, /^Music-restored\s*ACTIVE/));
  await table(page, "Music-restored").getByText(`${items} items`).waitFor();

  await button(page, "Delete before-the-move").click();
  assert.ok(await button(page, "Delete backup").isDisabled());
  await dialog(page).getByLabel("Type delete to confirm").fill("delete");
  await button(page, "Delete backup").click();
  await row.waitFor({ state: "detached" });

  assert.deepEqual(complaints, []);
  await close();
});

test("a table with everything, restored with overrides, tells what it dropped and puts it back", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await button(page, "New table…").click();
  await page.getByLabel("Table name").fill("Everything");
  await button(page, "Add index").click();
  await page.getByText("Stream, tags, class, encryption, protection").click();
  await page.getByLabel("Stream", { exact: true }).selectOption("NEW_IMAGE");
  await page.getByLabel("Tags, a line each: Key=Value").fill("team=blue");
  await button(page, "Create table").click();
  await until(page, table(page, /^Everything\s*ACTIVE/));
  await button(page, "Details of Everything").click();
  await dialog(page).getByLabel("Attribute (epoch seconds)").fill("until");
  await dialog(page).getByRole("button", { name: "Turn on" }).click();
  await dialog(page).getByText("Items expire by the attribute").waitFor();
  await leave(page);
  await button(page, "10 writes").first().click();
  await button(page, "Create backup").click();
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));

  await button(page, "Restore nightly").click();
  for (const lost of ["Time to live on until", "The stream (NEW_IMAGE)", "Tags: team"]) {
    await dialog(page).getByText(lost).waitFor();
  }
  await dialog(page).getByLabel("by-kind-1").uncheck();
  await dialog(page).getByText("Change capacity or encryption").click();
  await dialog(page).getByLabel("Capacity").selectOption("PROVISIONED");
  await dialog(page).getByRole("button", { name: "Restore" }).click();
  await until(page, table(page, /^Everything-restored\s*ACTIVE/));
  await table(page, /^Everything-restored/).click();
  await button(page, "Details of Everything-restored").click();
  await dialog(page).getByText("5 reads, 5 writes a second").waitFor();
  assert.equal(await dialog(page).getByText("by-kind-1").count(), 0);
  await dialog(page).getByRole("button", { name: "Put back: TagResource" }).click();
  await dialog(page).getByText("team=blue").waitFor();
  assert.equal(await dialog(page).getByRole("button", { name: "Put back: TagResource" }).count(), 0);
  assert.deepEqual(complaints, []);
  await close();
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

  // What the service refuses is told in its words, and what was shown stays.
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

test("a table that is protected is deleted once it is not", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await table(page, /^Music\s*ACTIVE/).waitFor();
  await button(page, "Details of Music").click();
  await button(page, "Turn protection on").click();
  await button(page, "Turn protection off").waitFor();
  await page.keyboard.press("Escape");
  await until(page, table(page, /^Music\s*ACTIVE/));
  const remove = async () => {
    await button(page, "Delete Music").click();
    await dialog(page).getByLabel("Type delete to confirm").fill("delete");
    await dialog(page).getByRole("button", { name: "Delete table" }).click();
  };
  await remove();
  await dialog(page).getByText(/protected against deletion/).waitFor();
  await leave(page);
  await button(page, "Details of Music").click();
  await button(page, "Turn protection off").click();
  await button(page, "Turn protection on").waitFor();
  await page.keyboard.press("Escape");
  await until(page, table(page, /^Music\s*ACTIVE/));
  await remove();
  await closed(page);
  await table(page, /^Music\s*DELETING/).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("a bad write is undone: the table as it was the second before", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const table_ = table(page, /^Music\s*ACTIVE/);
  const before = await table_.innerText();
  await button(page, "Details of Music").click();
  await dialog(page).getByText(/^Off\. While it is on/).waitFor();
  await dialog(page).getByLabel("Days back (1 to 35)").fill("36");
  await button(page, "Turn recovery on").click();
  await dialog(page).getByRole("alert").getByText("ValidationException").waitFor();
  await dialog(page).getByLabel("Days back (1 to 35)").fill("7");
  await button(page, "Turn recovery on").click();
  await dialog(page).getByText(/^On: any moment from/).waitFor();
  await leave(page);

  await jump(page, "+1 min");
  const good = await now(page);
  await button(page, "+1 s").click();
  await button(page, "10 writes").click();
  assert.notEqual(await table_.innerText(), before, "the bad writes are in");
  await jump(page, "+5 min");
  await jump(page, "+1 min");

  // Picked on the time line: where the table can be restored, the marker offers it.
  await button(page, "Zoom out").click();
  await button(page, "Zoom out").click();
  await page.locator("svg .restorable").waitFor();
  const slider = page.getByRole("slider", { name: "When the backup would be asked for" });
  const last = Math.floor((await now(page)) / 1000);
  await slider.fill(String(Number(await slider.inputValue()) - (last - Math.floor(good / 1000))));
  await button(page, "Restore to this moment…").click();
  const written = new Date(Math.floor(good / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ");
  assert.equal(await dialog(page).getByLabel(/^Moment \(UTC\)/).inputValue(), written);

  // Typed: what is no time is told, and what cannot be restored is refused in AWS's words.
  const moment = dialog(page).getByLabel(/^Moment \(UTC\)/);
  await moment.fill("yesterday");
  await dialog(page).getByText("Times are written as").waitFor();
  assert.ok(await dialog(page).getByRole("button", { name: "Restore", exact: true }).isDisabled());
  await moment.fill("2026-01-01");
  await dialog(page).getByRole("button", { name: "Restore", exact: true }).click();
  await dialog(page).getByRole("alert").getByText("InvalidRestoreTimeException").waitFor();
  await moment.fill(written);
  await dialog(page).getByText("Point-in-time recovery over 7 days").waitFor();
  await dialog(page).getByRole("button", { name: "Restore", exact: true }).click();
  await closed(page);
  await until(page, table(page, /^Music-restored\s*ACTIVE/));
  const figures = (text) => text.match(/\d+ items/)[0];
  assert.equal(figures(await table(page, /^Music-restored/).innerText()), figures(before));
  await table(page, /^Music-restored/).click();
  // A new table's backups are enabled a little later.
  await jump(page, "+1 min");
  await button(page, "Details of Music-restored").click();
  await dialog(page).getByRole("button", { name: "Put back: UpdateContinuousBackups" }).click();
  await dialog(page).getByText(/^On: any moment from/).waitFor();
  assert.equal(await dialog(page).getByRole("button", { name: /^Put back/ }).count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("a deleted table leaves a SYSTEM backup for 35 days; AWS Backup's list under their type", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await button(page, "As AWS Backup").click();
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  await backup(page, "nightly").getByText("AWS_BACKUP").waitFor();
  await backup(page, "nightly").getByText(/days left$/).waitFor();
  await button(page, "ALL").click();
  assert.equal(await backup(page, "nightly").count(), 0);

  await button(page, "Details of Music").click();
  await button(page, "Turn recovery on").click();
  await dialog(page).getByText(/^On: any moment from/).waitFor();
  await leave(page);
  await button(page, "Delete Music").click();
  await dialog(page).getByLabel("Type delete to confirm").fill("delete");
  await button(page, "Delete table").click();
  await closed(page);
  const left = backup(page, "Music$DeletedTableBackup");
  await until(page, left.getByText("34 days left"));
  await left.getByText("SYSTEM").waitFor();
  assert.equal(await table(page, /^Music/).count(), 0);

  await left.getByRole("button").click();
  await button(page, "Delete Music$DeletedTableBackup").click();
  await dialog(page).getByLabel("Type delete to confirm").fill("delete");
  await button(page, "Delete backup").click();
  await dialog(page).getByRole("alert").waitFor();
  await leave(page);
  await button(page, "Restore Music$DeletedTableBackup").click();
  await dialog(page).getByRole("button", { name: "Restore", exact: true }).click();
  await closed(page);
  await until(page, table(page, /^Music-restored\s*ACTIVE/));

  await jump(page, "+35 days");
  await left.waitFor({ state: "detached" });
  await button(page, "AWS_BACKUP").click();
  assert.equal(await backup(page, "nightly").count(), 0, "its 35 days are over too");
  assert.deepEqual(complaints, []);
  await close();
});

test("what if I asked now: T is dragged, and the counts follow", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const counts = async () => (await page.getByRole("list").filter({ hasText: "certainly in" }).last().innerText());
  const before = await counts();
  const box = await chart(page).boundingBox();
  const from = { x: box.x + box.width / 2 + 45, y: box.y + 120 };
  const marker = await page.getByRole("slider", { name: "When the backup would be asked for" });
  const at = Number(await marker.inputValue());
  const x = await page.locator(".chart svg .flag line").first().getAttribute("x1");
  await page.mouse.move(box.x + Number(x), from.y);
  await page.mouse.down();
  await page.mouse.move(box.x + Number(x) - 120, from.y, { steps: 8 });
  await page.mouse.up();
  assert.ok(Number(await marker.inputValue()) < at - 20, "the marker moved");
  assert.notEqual(await counts(), before);
  await button(page, "Back to now").click();
  assert.equal(await counts(), before);
  // The same without a mouse.
  await marker.focus();
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press("ArrowLeft");
  assert.notEqual(await counts(), before);
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

test("the past is visited, another future begun, and the first one taken back", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await button(page, "Create backup").click();
  await backup(page, "nightly").waitFor();
  await button(page, "Undo").click();
  await backup(page, "nightly").waitFor({ state: "detached" });
  await page.getByText("doing something starts a new future").waitFor();
  await button(page, "Redo").click();
  await backup(page, "nightly").waitFor();
  await page.keyboard.press("Control+z");
  await backup(page, "nightly").waitFor({ state: "detached" });
  await page.getByLabel("Backup name").fill("another");
  await button(page, "Create backup").click();
  await backup(page, "another").waitFor();
  await page.getByText("is set aside").waitFor();
  await button(page, "Take it back").click();
  await backup(page, "nightly").waitFor();
  assert.equal(await backup(page, "another").count(), 0);

  await page.getByRole("slider", { name: "Moment" }).fill("0");
  await page.getByText("You are in the past").waitFor();
  await button(page, "Back to the present").click();
  await backup(page, "nightly").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("any operation can be sent by hand, and every call stands with its answer", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  await tab(page, "Requests");
  await page.getByText("Send any operation by hand").click();
  await page.getByLabel("Operation", { exact: true }).selectOption("DescribeTable");
  await page.getByLabel("Body (JSON)").fill('{"TableName": "Nowhere"}');
  await button(page, "Send").click();
  await page.getByRole("alert").getByText("ResourceNotFoundException").waitFor();
  await page.getByLabel("Body (JSON)").fill('{"TableName": "Music"}');
  await button(page, "Send").click();
  const calls = panel(page).getByRole("list", { name: "Calls, latest first" });
  await calls.getByRole("button").first().click();
  await calls.getByRole("group", { name: "The answer" }).getByText('"TableStatus": "ACTIVE"').waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("an error is told in AWS's words, beside what caused it", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await button(page, "New table…").click();
  await page.getByLabel("Table name").fill("no blanks");
  await button(page, "Create table").click();
  await dialog(page).getByRole("alert").getByText("1 validation error detected").waitFor();
  await page.getByLabel("Table name").fill("Notes");
  await button(page, "Create table").click();
  await closed(page);
  await until(page, table(page, /^Notes\s*ACTIVE/));
  await button(page, "Create backup").click();
  const alert = page.getByRole("alert").filter({ hasText: "ContinuousBackupsUnavailableException" });
  await alert.getByText("Backups are being enabled for the table: Notes. Please retry later").waitFor();
  await alert.getByText("Let some time pass, then ask again.").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("what is typed is only ever text", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const hostile = [
    `<img src=x onerror=alert(1)>"'</script><script>alert(1)</script>`,
    "\u202Egnp.exe", "\u200B\uFEFF", "{{constructor.constructor('alert(1)')()}}", "__proto__",
  ];
  const items = hostile.map((text) => ({ Artist: text, SongTitle: text, [text]: text, style: "x" }));
  await button(page, "Import…").click();
  await dialog(page).getByLabel("Paste items, or drop a file here").fill(
    JSON.stringify(items).replaceAll('"__proto__":', '"__proto__ ":'),
  );
  await dialog(page).getByRole("button", { name: "Write 5 items" }).click();
  for (const view of ["Window", "Items", "Requests", "Code", "Backups"]) {
    await tab(page, view);
    await page.waitForTimeout(50);
  }
  await tab(page, "Items");
  await panel(page).getByText(hostile[0]).first().waitFor();
  await button(page, "Create backup").click();
  await button(page, "New table…").click();
  await page.getByLabel("Table name").fill(hostile[0]);
  await button(page, "Create table").click();
  await dialog(page).getByText("failed to satisfy constraint").waitFor();
  assert.equal(await page.locator("img, iframe, script:not([src])").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("time runs when it is let, stands when it is not, and jumps", async () => {
  const { page, close } = await open(browser, site.url);
  const start = await now(page);
  await button(page, "60×").click();
  await page.waitForTimeout(300);
  assert.equal(await now(page), start);
  await button(page, "Run").click();
  await page.waitForTimeout(1000);
  await button(page, "Pause").click();
  const passed = (await now(page)) - start;
  assert.ok(passed > 10_000 && passed < 240_000, `${passed} ms`);
  await button(page, "+1 s").click();
  assert.equal((await now(page)) - start, passed + 1000);
  await button(page, "Jump to…").click();
  await dialog(page).getByRole("button", { name: "+35 days" }).click();
  assert.equal((await now(page)) - start, passed + 1000 + 35 * 86_400_000);
  await button(page, "Jump to…").click();
  await dialog(page).getByLabel("Date and time (UTC)").fill("2027-01-01 00:00:00");
  await dialog(page).getByRole("button", { name: "Jump", exact: true }).click();
  assert.equal(await now(page), Date.parse("2027-01-01T00:00:00Z"));
  await close();
});

test("all of it can be done with the keyboard", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  const { keyboard } = page;
  await reach(page, "Skip to the time line");
  await table(page, /^Music\s*ACTIVE/).waitFor();

  // The time line has a cursor: what it stands on is said and shown.
  await reach(page, "Writes on the time line; the arrow keys go from write to write");
  await keyboard.press("Home");
  await keyboard.press("ArrowRight");
  await page.getByText(/partition \d, (put|overwrite|delete) .*: certainly in; no backup yet\.$/).first().waitFor();
  await keyboard.press("+");
  await keyboard.press("0");

  await reach(page, "Create backup");
  await keyboard.press("Enter");
  await backup(page, "nightly").getByText("CREATING").waitFor();
  await page.evaluate(() => document.activeElement.blur());
  for (let presses = 0; presses < 10 && !(await backup(page, "nightly").getByText("AVAILABLE").isVisible()); presses += 1) {
    await keyboard.press("n");
    await page.waitForTimeout(50);
  }
  await reach(page, "Restore nightly");
  await keyboard.press("Enter");
  await dialog(page).waitFor();
  await keyboard.press("Escape");
  await closed(page);
  assert.equal(await focused(page), "Restore nightly");
  await keyboard.press("Enter");
  await reach(page, "New table name");
  await keyboard.press("Enter");
  await table(page, /^Music-restored\s*CREATING/).waitFor();

  await page.getByRole("tab", { name: "Backups" }).focus();
  await keyboard.press("ArrowRight");
  assert.equal(await focused(page), "Window");
  await keyboard.press("Home");
  assert.equal(await focused(page), "Items");
  assert.equal(await page.getByRole("tab", { name: "Items" }).getAttribute("aria-selected"), "true");

  await page.evaluate(() => document.activeElement.blur());
  for (const [key, seen] of [["?", "They count while you do not type"], ["j", "+35 days"], ["e", "Parent and child"]]) {
    await keyboard.press(key);
    await dialog(page).getByText(seen).first().waitFor();
    await keyboard.press("Escape");
    await closed(page);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("every example loads with one click and can be reset", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  for (const [example, name] of [[/^Orders under load/, "Orders"], [/^Parent and child/, "Shop"], [/^Music catalogue/, "Music"]]) {
    await load(page, example);
    await table(page, new RegExp(`^${name}\\s*ACTIVE`)).waitFor();
    await button(page, "10 writes").click();
    const written = await table(page, new RegExp(`^${name}`)).innerText();
    await load(page, example);
    await page.waitForTimeout(50);
    assert.notEqual(await table(page, new RegExp(`^${name}`)).innerText(), written);
  }
  assert.deepEqual(complaints, []);
  await close();
});
