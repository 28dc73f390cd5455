// How the page feels with much in it, and what Lighthouse says of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import lighthouse from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { alive, backup, button, dialog, load, table, until } from "../lib/page.js";
import { browse, open, serve, taskMs } from "../lib/site.js";
import { clockMs, startMs } from "../lib/start.js";

let site;
let browser;

/// The longest that the page may keep the browser from drawing, in milliseconds.
const FRAME_MS_MAX = 50;

/// The frames that are drawn in two seconds, at least. 120 would be all; two busy cores without a graphics card drop some.
const FRAMES_MIN = 90;

/// The longest from the click on a link to a page that can be used, in milliseconds, on a line of 4G with the processor slowed
/// four times.
const USABLE_MS_MAX = 1_500;

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

test("no frame over 50 ms with 100,000 items and more than 1,000 writes on screen", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  // The measure sees what it is to see.
  const seen = await taskMs(browser, page, () => page.evaluate(() => setTimeout(() => {
    const end = performance.now() + 300;
    while (performance.now() < end);
  })).then(() => page.waitForTimeout(500)));
  assert.ok(seen > FRAME_MS_MAX, `a task of 300 ms is seen as one of ${seen}`);

  await load(page, /^Music catalogue/);
  await button(page, "Import…").click();
  await dialog(page).getByRole("button", { name: "100,000", exact: true }).click();
  await table(page, /^Music/).getByText("100,020 items").waitFor({ timeout: 120_000 });

  const longest = await taskMs(browser, page, async () => {
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
  });
  const text = await page.locator(".detail").innerText();
  assert.match(text, /write|Point/);
  console.log("the longest task in ms:", longest);
  assert.ok(longest <= FRAME_MS_MAX, `a task of ${longest} ms kept a frame from being drawn`);
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  assert.deepEqual(complaints, []);
  await close();
});

/// The frames that the browser draws in two seconds.
const frames = (page) => page.evaluate(
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

test("frames come while the clock runs at 3600×", async () => {
  const { page, close } = await open(browser, site.url);
  await load(page, /^Orders under load/);
  await button(page, "3600×").click();
  await button(page, "Run").click();
  await page.waitForTimeout(500);
  // The most of three times: what else the machine does only takes frames away.
  const counts = [];
  for (let run = 0; run < 3; run += 1) counts.push(await frames(page));
  console.log("frames in two seconds:", counts.join(", "));
  assert.ok(Math.max(...counts) >= FRAMES_MIN, `${counts} frames in two seconds`);
  await close();
});

test("usable within 1.5 s on 4G with a slow processor", async () => {
  const starts = [];
  for (let run = 0; run < 7; run += 1) starts.push(await startMs(browser, site.url));
  const clocks = [];
  for (let run = 0; run < 3; run += 1) clocks.push(Math.round(await clockMs(browser, site.url)));
  const median = starts.toSorted((one, other) => one.usableMs - other.usableMs)[3];
  console.log("usable after ms:", JSON.stringify(median), "the others:", starts.map(({ usableMs }) => usableMs).join(", "));
  console.log("by the clock of a throttled browser, which counts the machine's other work too:", clocks.join(", "));
  assert.ok(median.usableMs <= USABLE_MS_MAX, `usable after ${median.usableMs} ms`);
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
