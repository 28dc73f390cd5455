// The last call, the focus, counts, and references.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, dialog, focused, load, panel, tab, table, until } from "./lib/page.js";
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

test("the last call is that of the moment that is shown", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const call = page.getByRole("complementary", { name: "The last call" });
  await button(page, "Create backup").click();
  await call.getByText("CreateBackup").first().waitFor();
  await button(page, "Undo").click();
  await call.getByText(/^(Put|Delete)Item$/).waitFor();
  assert.equal(await call.getByText("CreateBackup").count(), 0, "it was not made yet");
  await button(page, "Redo").click();
  await call.getByText("CreateBackup").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the focus stays near a control that goes away or is disabled", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await alive(page);
  const pressed = async (control) => {
    await control.focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(300);
    const name = await page.evaluate(() => document.activeElement.tagName);
    assert.notEqual(name, "BODY", `after ${await control.count() ? "the control that is disabled" : "the control that is gone"}`);
  };
  // An error that is dismissed.
  await page.getByLabel("Backup name").fill("no blanks");
  await button(page, "Create backup").click();
  await pressed(button(page, "Dismiss"));
  // What is undone and done again, until nothing is left to be.
  await page.getByLabel("Backup name").fill("nightly");
  await button(page, "Create backup").click();
  await backup(page, "nightly").waitFor();
  await pressed(button(page, "Undo"));
  await pressed(button(page, "Back to the present"));
  await pressed(button(page, "Undo"));
  await pressed(button(page, "Redo"));
  // A future that is set aside, and taken back or forgotten.
  await button(page, "Undo").click();
  await page.getByLabel("Backup name").fill("another");
  await button(page, "Create backup").click();
  await pressed(button(page, "Take it back"));
  await pressed(button(page, "Forget it"));
  // A backup, by the dialog that its own button opened.
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  await button(page, "Delete nightly").click();
  await dialog(page).getByRole("textbox").fill("delete");
  await pressed(dialog(page).getByRole("button", { name: "Delete backup", exact: true }));
  assert.equal(await backup(page, "nightly").count(), 0);
  // The last page of a list.
  await tab(page, "Requests");
  for (let presses = 0; presses < 9 && (await button(page, "Next page").isEnabled()); presses += 1) {
    await pressed(button(page, "Next page"));
  }
  assert.equal(await focused(page), "Previous page");
  assert.deepEqual(complaints, []);
  await close();
});

test("counts have separators", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await load(page, /^Music catalogue/);
  await button(page, "Import…").click();
  await dialog(page).getByRole("button", { name: "10,000", exact: true }).click();
  await table(page, /^Music/).getByText("10,020 items").waitFor({ timeout: 60_000 });
  await button(page, "Create backup").click();
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  for (const view of ["Items", "Backups", "Window", "Requests", "Code"]) {
    await tab(page, view);
    await page.waitForTimeout(600);
    // What is written by the page itself: neither JSON and programs, nor values of items, nor dates.
    const bare = await page.evaluate(() => {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode;
        if (parentElement.closest("pre, td, th, time, select, option, [class~=time], .link, svg, script, style")) continue;
        const text = data.replace(/\d{4}-\d\d-\d\d/g, "").replace(/\d+×/g, "");
        if (/(^|[^\d,.])\d{4,}/.test(text)) found.push(data);
      }
      return found;
    });
    assert.deepEqual(bare, [], view);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("with more than fifty tables, the name of a reference's table is typed", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await load(page, /^Parent and child/);
  await tab(page, "Window");
  const target = () => panel(page).getByLabel("names the key of an item of");
  assert.equal(await target().evaluate((field) => field.tagName), "SELECT");
  await tab(page, "Requests");
  await page.getByText("Send any operation by hand").click();
  await page.getByLabel("Operation", { exact: true }).selectOption("CreateTable");
  const body = (number) => JSON.stringify({
    TableName: `other-${number}`,
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  });
  await page.getByLabel("Body (JSON)").fill(Array.from({ length: 60 }, (_, number) => body(number)).join("\n"));
  await button(page, "Send").click();
  await page.locator(".progress-banner").waitFor({ state: "detached" });
  await tab(page, "Window");
  assert.equal(await target().evaluate((field) => field.tagName), "INPUT");
  assert.match(await target().inputValue(), /^\w+/);
  await panel(page).getByText(/whose Customer is missing/).waitFor();
  const named = await target().inputValue();
  // A table without items, and one that does not exist.
  await target().fill("other-7");
  await panel(page).getByText(/whose Customer is missing/).waitFor();
  await target().fill("nothing");
  await panel(page).getByText(/^What names a Customer is not looked through/).waitFor();
  await target().fill(named);
  await panel(page).getByText(/whose Customer is missing: order#/).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("the orders whose customer is missing are named", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await load(page, /^Parent and child/);
  await tab(page, "Window");
  const attribute = panel(page).getByLabel("The attribute");
  assert.equal(await attribute.inputValue(), "Customer");
  await panel(page).getByText(/^The backup between has \d+ items? whose Customer is missing: order#\d+ \(customer#\d+\)/).waitFor();
  await panel(page).getByText(/in the backup, though an earlier one is not: each partition is cut on its own/).waitFor();
  await attribute.fill("");
  await attribute.press("Enter");
  await panel(page).getByText(/whose Customer is missing/).waitFor({ state: "detached" });
  await attribute.fill("Kind");
  await attribute.press("Enter");
  await panel(page).getByText(/whose Kind is missing/).waitFor();
  await attribute.fill("Customer");
  await attribute.press("Enter");
  await button(page, "Create backup").click();
  await panel(page).getByText(/^Once it is made, the backup nightly can have \d+ items? whose Customer is missing/).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});
