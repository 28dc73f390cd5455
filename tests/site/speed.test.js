// How the page feels with much in it, and what Lighthouse says of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import lighthouse from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { alive, backup, button, dialog, load, table, until } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";

let site;
let browser;

/// The longest that the page may keep the browser from drawing, in milliseconds.
const FRAME_MS_MAX = 50;

/// The longest from the click on a link to a page that can be used, in milliseconds, on [`FOUR_G`] with the processor
/// slowed [`CPU_RATE`] times.
const USABLE_MS_MAX = 1_500;

/// A usual mobile connection: 9 Mbit/s each way, 170 ms there and back.
const FOUR_G = { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

const CPU_RATE = 4;

/// Where Lighthouse's browser listens.
const PORT = 9333;

before(async () => {
  site = await serve();
  browser = await browse();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/// Tasks longer than the browser's own bound (50 ms), since the last time.
const longTasks = (page) => page.evaluate(() => window.longTasks.splice(0));

async function watched() {
  const opened = await open(browser, site.url);
  await opened.page.evaluate(() => {
    window.longTasks = [];
    const note = (list) => window.longTasks.push(...list.getEntries().map((entry) => Math.round(entry.duration)));
    new PerformanceObserver(note).observe({ type: "longtask" });
  });
  return opened;
}

test("no frame over 50 ms with 100,000 items and more than 1,000 writes on screen", async () => {
  const { page, complaints, close } = await watched();
  // The watcher sees what it is to see.
  await page.evaluate(() => setTimeout(() => {
    const end = performance.now() + 120;
    while (performance.now() < end);
  }));
  await page.waitForTimeout(400);
  assert.ok((await longTasks(page)).some((ms) => ms > FRAME_MS_MAX), "a task of 120 ms is noticed");

  await load(page, /^Music catalogue/);
  await button(page, "Import…").click();
  await dialog(page).getByRole("button", { name: "100,000", exact: true }).click();
  await table(page, /^Music/).getByText("100,020 items").waitFor({ timeout: 120_000 });
  await page.waitForTimeout(300);
  await longTasks(page);

  await button(page, "Create backup").click();
  await button(page, "60×").click();
  await page.getByRole("button", { name: "Generator is off" }).click();
  await button(page, "Run").click();
  await page.waitForTimeout(2_000);
  for (const name of ["Zoom in", "Zoom out", "Zoom out", "Earlier", "Later"]) {
    await button(page, name).click();
    await page.waitForTimeout(100);
  }
  for (const name of ["Items", "Window", "Requests", "Backups"]) {
    await page.getByRole("tab", { name }).click();
    await page.waitForTimeout(100);
  }
  await button(page, "3600×").click();
  await page.waitForTimeout(1_500);
  await button(page, "Pause").click();
  const tasks = await longTasks(page);
  const text = await page.locator(".detail").innerText();
  assert.match(text, /write|Point/);
  assert.deepEqual(tasks.filter((ms) => ms > FRAME_MS_MAX), [], "tasks that kept a frame from being drawn, in ms");
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  assert.deepEqual(complaints, []);
  await close();
});

test("frames come while the clock runs at 3600×", async () => {
  const { page, close } = await watched();
  await load(page, /^Orders under load/);
  await button(page, "3600×").click();
  await button(page, "Run").click();
  await page.waitForTimeout(500);
  const frames = await page.evaluate(
    () => new Promise((done) => {
      let frames = 0;
      const end = performance.now() + 2_000;
      const count = (now) => {
        frames += 1;
        if (now < end) requestAnimationFrame(count);
        else done(frames);
      };
      requestAnimationFrame(count);
    }),
  );
  // 120 at 60 a second; a machine with two busy cores and no graphics card may drop some.
  assert.ok(frames >= 90, `${frames} frames in two seconds`);
  await close();
});

/// When the page can be used, in milliseconds since the navigation began: the first frame that has the clock's buttons.
async function usableMs() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector("main#main")) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => { window.usableMs = performance.now(); }));
    });
    watcher.observe(document, { childList: true, subtree: true });
  });
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", FOUR_G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_RATE });
  await page.goto(site.url);
  const usable = await page.waitForFunction(() => window.usableMs);
  const ms = Math.round(await usable.jsonValue());
  await page.getByRole("button", { name: "Create backup" }).waitFor();
  await context.close();
  return ms;
}

test("usable within 1.5 s on 4G with a slow processor", async () => {
  const runs = [];
  for (let run = 0; run < 5; run += 1) runs.push(await usableMs());
  console.log("usable after ms:", runs.join(", "));
  // The least: what the page itself takes. Whatever else the machine does meanwhile only adds to it, four times over.
  const least = Math.min(...runs);
  assert.ok(least <= USABLE_MS_MAX, `usable after ${least} ms (${runs.join(", ")})`);
});

test("Lighthouse is content in all four categories", async () => {
  const own = await browse([`--remote-debugging-port=${PORT}`]);
  try {
    // One run's figures sway with whatever else the machine does; the median of three is what Lighthouse itself advises.
    const runs = [];
    for (let run = 0; run < 3; run += 1) {
      runs.push((await lighthouse(site.url, { port: PORT, output: "json", logLevel: "error" })).lhr);
    }
    const lhr = computeMedianRun(runs);
    const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score]));
    const names = ["performance", "accessibility", "best-practices", "seo"];
    const low = names.filter((name) => !(scores[name] >= 0.95));
    const why = Object.values(lhr.audits)
      .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative")
      .map(({ id, displayValue }) => `${id} ${displayValue ?? ""}`);
    assert.deepEqual(low, [], `${JSON.stringify(scores)}: ${why.join("; ")}`);
    console.log("Lighthouse:", JSON.stringify(scores));
  } finally {
    await own.close();
  }
});
