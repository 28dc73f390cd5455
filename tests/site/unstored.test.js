// A browser that stores nothing, has no more room, or takes away what it stored: the page goes on in memory, and says so.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, button, items, kept } from "./lib/page.js";
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

for (const [what, stub] of [
  ["no IndexedDB", () => { IDBFactory.prototype.open = () => { throw new DOMException("No storage in this window.", "SecurityError"); }; }],
  ["a full disk", () => {
    IDBObjectStore.prototype.add = () => { throw new DOMException("The disk is full.", "QuotaExceededError"); };
  }],
]) {
  test(`with ${what} the page works in memory, and says so`, async () => {
    const context = await browser.newContext();
    await context.addInitScript(stub);
    const page = await context.newPage();
    await page.goto(site.url);
    await alive(page);
    const asked = [];
    page.on("dialog", async (question) => {
      asked.push(question.type());
      await question.accept();
    });
    const before = await items(page);
    await button(page, "10 writes").click();
    await kept(page, "memory");
    await page.getByText("Not stored").waitFor();
    assert.match(await page.locator(".kept").getAttribute("title"), /lost when the page is left/);
    assert.ok(await items(page) > before);
    await page.reload();
    assert.deepEqual(asked, ["beforeunload"], "it asks before what is not stored is lost");
    await context.close();
  });
}

test("what the browser takes away is said, and the page goes on", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  const asked = [];
  page.on("dialog", async (question) => {
    asked.push(question.type());
    await question.accept();
  });
  await alive(page);
  const browserSide = await page.context().newCDPSession(page);
  const write = async (state) => {
    await button(page, "10 writes").click();
    await kept(page, state);
    return items(page);
  };
  const first = await write("stored");
  // A browser that is short of room takes everything of a page at once.
  await browserSide.send("Storage.clearDataForOrigin", { origin: new URL(site.url).origin, storageTypes: "indexeddb" });
  await kept(page, "memory");
  const lost = await write("memory");
  assert.notEqual(lost, first);
  await page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  // The page begins anew, and stores again.
  await alive(page);
  await kept(page, "untouched");
  await write("stored");
  // A tab that was frozen goes on where it stood.
  await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
  await browserSide.send("Page.setWebLifecycleState", { state: "active" });
  const last = await write("stored");
  await page.reload();
  await kept(page, "stored");
  assert.equal(await items(page), last);
  assert.deepEqual([asked, complaints], [["beforeunload"], []]);
  await close();
});
