// How a table comes back: from its backup with overrides, at a moment before a bad write, and after it was deleted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, closed, dialog, jump, leave, now, settled, table, until } from "./lib/page.js";
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
  await settled(() => dialog(page).getByLabel(/^Moment \(UTC\)/).inputValue(), written);

  // Typed: an invalid time is reported, and a moment that cannot be restored is refused in AWS's words.
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
  await settled(async () => figures(await table(page, /^Music-restored/).innerText()), figures(before));
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
  await button(page, "Create backup").waitFor();
  assert.equal(await page.locator(".new-backup .primary").count(), 0, "a deleted table is restored, not backed up");
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
