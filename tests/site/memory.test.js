// What the page keeps, and what it says of what it gives up.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, button, load, panel, tab } from "./lib/page.js";
import { browse, open, serve, taskMs } from "./lib/site.js";

let site;
let browser;

/// The most memory of the page, in MiB, however long the generator writes: script, wasm and document.
const MEMORY_MIB_MAX = 64;

/// The most that it grows by in the second half of the writes, in MiB: by then all is full.
const GROWTH_MIB_MAX = 8;

/// Ten minutes of the generator's usual four a second at 60×.
const WRITES = 10 * 60 * 60 * 4;

/// As many as a very patient visitor makes.
const WRITES_MAX = 1_000_000;

/// A frame, in milliseconds: longer ones count as a page that was hidden. At 60× it is half a minute of the clock.
const FRAME_MS = 480;

/// The longest that showing something may keep the browser from drawing, in milliseconds.
const TASK_MS_MAX = 50;

before(async () => {
  site = await serve();
  browser = await browse();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/// The memory of a page after its garbage is collected, in MiB: script, document, and wasm, which never shrinks, so that it
/// is the most that there ever was.
async function memoryMib(page, session) {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize = 0 } = await session.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.wasmMemory.buffer.byteLength);
  return (usedSize + embedderHeapUsedSize + wasm) / 1024 / 1024;
}

/// Opens the page with a clock of frames that runs as fast as the page takes them.
async function hurried() {
  const opened = await open(browser, site.url);
  await opened.page.addInitScript(() => {
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (...args) => {
      const made = await instantiateStreaming.apply(WebAssembly, args);
      window.wasmMemory = made.instance.exports.memory;
      return made;
    };
  });
  await opened.page.reload();
  await alive(opened.page);
  await opened.page.evaluate(() => {
    let now = performance.now();
    const channel = new MessageChannel();
    const asked = new Map();
    let frames = 0;
    // So many frames are left; then the page waits for the next.
    window.framesLeft = 0;
    channel.port1.onmessage = () => {
      if (window.framesLeft === 0) return;
      window.framesLeft -= 1;
      now += window.frameMs;
      const due = [...asked.values()];
      asked.clear();
      for (const frame of due) frame(now);
      if (asked.size > 0) channel.port2.postMessage(0);
    };
    window.requestAnimationFrame = (frame) => {
      asked.set((frames += 1), frame);
      return frames;
    };
    window.cancelAnimationFrame = (frame) => asked.delete(frame);
    window.hurry = (frames, frameMs) => {
      window.framesLeft = frames;
      window.frameMs = frameMs;
      channel.port2.postMessage(0);
    };
  });
  return opened;
}

test("the memory has a bound, and what is given up is said", async () => {
  const { page, complaints, close } = await hurried();
  const session = await page.context().newCDPSession(page);
  await load(page, /^Orders under load/);
  await page.getByLabel("a second").fill("4");
  await button(page, "60×").click();
  const written = [];
  const run = async (frames, frameMs) => {
    await page.evaluate(([frames, frameMs]) => window.hurry(frames, frameMs), [frames, frameMs]);
    await page.waitForFunction(() => window.framesLeft === 0, undefined, { timeout: 300_000, polling: 200 });
    written.push(await memoryMib(page, session));
  };
  await button(page, "Run").click();
  const frames = (10 * 60 * 1_000) / FRAME_MS;
  await run(frames / 2, FRAME_MS);
  await run(frames / 2, FRAME_MS);
  await page.getByLabel("a second").fill("100");
  // 240 writes a frame: 250 are the most that a frame makes.
  await run(Math.ceil((WRITES_MAX - WRITES) / 240), 40);
  await button(page, "Pause").click();
  const told = written.map((mib) => `${mib.toFixed(0)} MiB`).join(", ");
  console.log(`memory after ${WRITES / 2}, ${WRITES} and ${WRITES_MAX} writes:`, told);
  assert.ok(written[2] <= MEMORY_MIB_MAX, told);
  assert.ok(written[2] - written[1] <= GROWTH_MIB_MAX, told);

  // With a million writes behind it, the page is as quick as ever.
  const longest = new Map();
  const shows = async (what, act) => longest.set(what, await taskMs(browser, page, act));
  for (const name of ["Items", "Window", "Requests", "Code", "Backups"]) await shows(`the tab ${name}`, () => tab(page, name));
  await shows("the time line, zoomed", async () => {
    for (const name of ["Zoom out", "Zoom out", "Fit", "Earlier", "Around T", "Zoom in"]) await button(page, name).click();
  });
  console.log("the longest tasks in ms:", JSON.stringify(Object.fromEntries(longest)));
  const slow = [...longest].filter(([, ms]) => ms > TASK_MS_MAX);
  assert.deepEqual(slow, [], "tasks that kept a frame from being drawn");

  await tab(page, "Requests");
  await panel(page).getByText(/^To bound the memory, the moments before .* are given up\. Their [\d,]+ writes/).waitFor();
  await tab(page, "Code");
  await panel(page).getByText(/The oldest [\d,]+ writes are no longer kept/).waitFor();
  await panel(page).getByText(/It makes [\d,]+ of [\d,]+ calls/).waitFor({ timeout: 20_000 });
  assert.match(await panel(page).locator("pre").innerText(), /aws dynamodb create-table/, "it begins with nothing");
  assert.deepEqual(complaints, []);
  await close();
});

test("a long program is written without keeping the browser from drawing, and saved whole", async () => {
  const { page, complaints, close } = await open(browser, site.url);
  await load(page, /^Orders under load/);
  await page.getByLabel("a second").fill("100");
  await button(page, "60×").click();
  await button(page, "Run").click();
  await page.waitForTimeout(3_000);
  await button(page, "Pause").click();
  const all = panel(page).getByText(/It makes [\d,]+ of [\d,]+ calls/);
  const shown = async (language) => {
    await button(panel(page), language).click();
    await panel(page).getByRole("group", { name: `The program: ${language}` }).waitFor();
    await all.waitFor();
  };
  let download;
  const steps = [
    ["tab", () => tab(page, "Code").then(() => all.waitFor())],
    ...["boto3", "JavaScript", "Rust", "AWS CLI"].map((language) => [language, () => shown(language)]),
    ["download", async () => {
      const saved = page.waitForEvent("download");
      await button(panel(page), "Download").click();
      download = await saved;
    }],
  ];
  const longest = [];
  for (const [name, step] of steps) longest.push([name, await taskMs(browser, page, step)]);
  console.log("the longest tasks in ms:", JSON.stringify(Object.fromEntries(longest)));
  assert.deepEqual(longest.filter(([, ms]) => ms > TASK_MS_MAX), [], "tasks that keep a frame from being drawn, in ms");
  assert.equal(download.suggestedFilename(), "timemark.sh");
  const stream = await download.createReadStream();
  let text = "";
  for await (const chunk of stream) text += chunk;
  const calls = Number((await all.innerText()).match(/of ([\d,]+) calls/)[1].replaceAll(",", ""));
  const rows = text.split("\n").filter((line) => /^(PutItem|DeleteItem) \{|^\{"Orders": \[/.test(line)).length;
  assert.ok(calls > 1_000 && rows >= calls - 20, `${rows} of ${calls}`);
  assert.deepEqual(complaints, []);
  await close();
});
