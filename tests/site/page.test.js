// What a page must not do to its user: lose work without a question, jump under the pointer, grow wider than the
// screen, or hide an error.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, closed, dialog, now, panel, settled, tab, table, until } from "./lib/page.js";
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

const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test("it opens alive, and asks before work is lost, which is what no storage has", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException("No storage in this window.", "SecurityError"); };
  });
  await page.reload();
  const asked = [];
  page.on("dialog", async (question) => {
    asked.push(question.type());
    await question.accept();
  });
  await page.getByRole("heading", { name: "A backup is not one instant. Drag T and see." }).waitFor();
  await alive(page);
  await button(page, "+1 s").focus();
  await page.reload();
  assert.deepEqual(asked, [], "nothing is lost yet");
  await alive(page);
  await button(page, "10 writes").click();
  await page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  assert.deepEqual(complaints, []);
  await close();
});

test("nothing jumps: not for an error, not for the next step", async () => {
  const { page, complaints, close } = await open(browser, site.url, { height: 800 });
  await alive(page);
  const tops = new Set();
  const look = async () => tops.add((await chart(page).boundingBox()).y);
  await look();
  await page.getByLabel("Backup name").fill("no blanks");
  await button(page, "Create backup").click();
  await page.getByRole("alert").getByText("ValidationException").waitFor();
  await look();
  const alert = await page.locator(".failure").boundingBox();
  assert.ok(alert.y >= 0 && alert.y + alert.height <= 800, "the error is in sight");
  await button(page, "Dismiss").click();
  await page.getByLabel("Backup name").fill("nightly");
  await button(page, "Create backup").click();
  await backup(page, "nightly").getByText("CREATING").waitFor();
  await look();
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  await look();
  assert.equal(tops.size, 1, `the chart begins at ${[...tops].join(", ")}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("a refused query says so beside its form", async () => {
  const { page, close } = await open(browser, site.url);
  await alive(page);
  await tab(page, "Items");
  await page.getByText("Query and filter", { exact: true }).click();
  await page.getByLabel("FilterExpression").fill("#k = :k");
  await button(page, "Query").click();
  await panel(page).getByRole("alert").getByText("ValidationException").waitFor();
  await close();
});

for (const width of [390, 1280]) {
  test(`names as long as the service allows keep the page in its width: ${width} px`, async () => {
    const { page, complaints, close } = await open(browser, site.url, { width, height: 800 });
    const long = "W".repeat(255);
    await button(page, "New table…").click();
    await page.getByLabel("Table name").fill(long);
    await button(page, "Create table").click();
    await closed(page);
    await until(page, table(page, new RegExp(`^${long}\\s*ACTIVE`)));
    await button(page, "10 writes").first().click();
    await page.getByLabel("Backup name").fill(long);
    await button(page, "Create backup").click();
    await backup(page, long).waitFor();
    for (const name of ["Backups", "Items", "Window", "Requests", "Code"]) {
      await tab(page, name);
      assert.equal(await sideways(page), 0, `${name} makes the page wider`);
    }
    await tab(page, "Backups");
    const row = await backup(page, long).boundingBox();
    assert.ok(row.height < 80, `a row of ${row.height} px`);
    for (const action of ["Restore", "Details", "Delete"]) {
      const box = await button(panel(page), `${action} ${long}`).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= width, `${action} is cut off`);
    }
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("the clock stands behind a dialog, and typed text is not lost by one key", async () => {
  const { page, close } = await open(browser, site.url);
  await alive(page);
  await button(page, "3600×").click();
  await button(page, "Run").click();
  await button(page, "Put item…").click();
  const before = await now(page);
  const field = dialog(page).getByLabel("Value of Artist");
  await field.fill("Nina Simone");
  await page.waitForTimeout(300);
  assert.equal(await now(page), before);
  await page.keyboard.press("Escape");
  await dialog(page).getByRole("alert").getByText("What you typed is lost").waitFor();
  await button(page, "Go on typing").click();
  assert.equal(await field.inputValue(), "Nina Simone");
  await page.keyboard.press("Escape");
  await button(page, "Close it").click();
  await closed(page);
  await page.waitForFunction((then) => Date.parse(document.querySelector(".clock time").dateTime) > then, before);
  await close();
});

test("many tables are a short list with a filter", async () => {
  const { page, close } = await open(browser, site.url);
  await alive(page);
  await tab(page, "Requests");
  await page.getByText("Send any operation by hand").click();
  await page.getByLabel("Operation", { exact: true }).selectOption("CreateTable");
  for (let number = 0; number < 12; number += 1) {
    await page.getByLabel("Body (JSON)").fill(JSON.stringify({
      TableName: `Table-${number}`, BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }));
    await button(page, "Send").click();
  }
  const cards = page.locator(".cards li");
  await page.getByText("+5 more. Filter by name to find them.").waitFor();
  assert.equal(await cards.count(), 8);
  await page.getByLabel("Filter tables by name").fill("table-11");
  await settled(() => cards.count(), 1);
  await close();
});

test("calls are found, sent again and copied", async () => {
  const { page, close } = await open(browser, site.url);
  await alive(page);
  await tab(page, "Requests");
  const calls = panel(page).getByRole("list", { name: "Calls, latest first" });
  assert.equal(await calls.getByText("AdvanceClock").count(), 0);
  await page.getByLabel("Operation, table or error").fill("CreateTable");
  await settled(() => calls.getByRole("listitem").count(), 1);
  await calls.getByRole("button").first().click();
  await button(page, "Copy as boto3").waitFor();
  await button(page, "Send again").click();
  await page.getByRole("alert").getByText("Table already exists: Music").waitFor();
  await settled(() => calls.getByRole("listitem").count(), 2);
  await close();
});
