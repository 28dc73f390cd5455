// How long the page takes to start on a slow line and a slow processor. Reckoned from what it asks for and from the
// processor's time that it takes: a wall clock would count whatever else the machine does, four times over.

import { mainTasks, traced } from "./site.js";

/// A usual mobile connection: 9 Mbit/s each way, 170 ms there and back.
const FOUR_G = { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

/// How many times slower the slow processor is. As by the browser's own throttle, it is the page's main thread that is slow.
const CPU_RATE = 4;

/// What the page asks for, besides itself, before it can be used: both at once, and nothing after them.
const ENGINE = /\/timemark-web-\w+\.wasm$/;
const GLUE = /\/timemark-web-\w+\.js$/;

/// Opens the page on that line in a window of its own, with the processor slowed so many times, and calls `measure` with it
/// as soon as it can be used: with the first frame that has the clock's buttons. Its `usableMs` is that moment, in
/// milliseconds since the navigation began.
async function opened(browser, url, rate, measure) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const watcher = new MutationObserver(() => {
        if (!document.querySelector("main#main")) return;
        watcher.disconnect();
        requestAnimationFrame(() => setTimeout(() => {
          performance.mark("usable");
          window.usableMs = performance.now();
        }));
      });
      watcher.observe(document, { childList: true, subtree: true });
    });
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", FOUR_G);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    return await measure(page, async () => {
      await page.goto(url);
      const usable = await page.waitForFunction(() => window.usableMs);
      return usable.jsonValue();
    });
  } finally {
    await context.close();
  }
}

/// What a browser with that throttle shows on a clock, in milliseconds. It sways with whatever else the machine does.
export const clockMs = (browser, url) => opened(browser, url, CPU_RATE, (page, start) => start());

/// The page's start in milliseconds: `pageMs` and `engineMs` on the line, `beforeMs`, `meanwhileMs` and `afterMs` of the slow
/// processor before the engine is asked for, while it is on its way, and after; and all of it, as `usableMs`.
///
/// # Errors
/// If the page asks for anything else before it can be used: then it is to be reckoned otherwise.
export const startMs = (browser, url) => opened(browser, url, 1, async (page, start) => {
  let endMs;
  const trace = await traced(browser, page, async () => { endMs = await start(); });
  const requests = await page.evaluate(() => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
    .map(({ name, startTime, responseEnd, transferSize }) => ({ name, startTime, responseEnd, transferSize })));
  const asked = requests.filter(({ startTime, name }) => startTime < endMs && !name.endsWith(".svg"));
  const [own, engine, glue] = [/\/$/, ENGINE, GLUE].map((like) => asked.find(({ name }) => like.test(name)));
  if (!own || !engine || !glue || asked.length > 3) throw new Error(`the page asks for ${asked.map(({ name }) => name)}`);

  const usable = trace.find(({ name, cat }) => name === "usable" && cat.includes("blink.user_timing"));
  const begun = usable.ts - endMs * 1_000;
  const slowMs = (fromMs, toMs) => CPU_RATE * mainTasks(trace)
    .filter(({ pid, ts }) => pid === usable.pid && ts >= begun + fromMs * 1_000 && ts < begun + toMs * 1_000)
    .reduce((sum, { tdur = 0 }) => sum + tdur / 1_000, 0);
  const lineMs = (...answers) =>
    FOUR_G.latency + answers.reduce((sum, { transferSize }) => sum + transferSize, 0) / FOUR_G.downloadThroughput * 1_000;

  const parts = {
    pageMs: lineMs(own),
    beforeMs: slowMs(0, engine.startTime),
    engineMs: lineMs(engine, glue),
    meanwhileMs: slowMs(engine.startTime, engine.responseEnd),
    afterMs: slowMs(engine.responseEnd, endMs),
  };
  const usableMs = parts.pageMs + parts.beforeMs + Math.max(parts.engineMs, parts.meanwhileMs) + parts.afterMs;
  return Object.fromEntries(Object.entries({ ...parts, usableMs }).map(([name, ms]) => [name, Math.round(ms)]));
});
