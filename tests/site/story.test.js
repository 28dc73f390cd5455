// What a newcomer does: load an example, ask for a backup, watch it, see its window, restore it. By mouse, and by
// keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, closed, dialog, focused, leave, load, now, panel, reach, settled, tab, table, until } from "./lib/page.js";
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
  await settled(() => dialog(page).getByLabel("New table name").inputValue(), "Music-restored");
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
  assert.equal(await page.locator("body :is(img, iframe, script)").count(), 0);
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
  await page.getByRole("tab", { name: "Items", selected: true }).waitFor();

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
    await settled(async () => (await table(page, new RegExp(`^${name}`)).innerText()) !== written, true);
  }
  assert.deepEqual(complaints, []);
  await close();
});
