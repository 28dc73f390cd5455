// The built site, and a browser that looks at it.

import { execFileSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { readlink, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/// The folder of the built site.
export const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));

/// The media types by the end of a file's name.
export const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/// What every browser here is started with.
const ARGUMENTS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/// Serves `dist/` unless TIMEMARK_SITE says that it is served already. Returns the address and what ends it.
export async function serve() {
  if (process.env.TIMEMARK_SITE) {
    return { url: process.env.TIMEMARK_SITE, close() {} };
  }
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const file = join(DIST, path.endsWith("/") ? `${path}index.html` : path);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/// Where Chromium is installed here.
const chromiumPath = () =>
  process.env.CHROMIUM ?? execFileSync("sh", ["-c", "command -v chromium"]).toString().trim();

/// Chromium as it is installed here.
export async function browse(more = []) {
  return chromium.launch({ executablePath: chromiumPath(), args: [...ARGUMENTS, ...more] });
}

/// Chromium with a profile that stays in a folder. `kill` ends all of it at once, as a crash would.
export async function browsePersistent(profile) {
  const context = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath(), args: ARGUMENTS });
  const lock = join(profile, "SingletonLock");
  return {
    context,
    async kill() {
      // The link names the host and the browser's process, and is left behind by one that is killed.
      const pid = Number((await readlink(lock)).split("-").pop());
      const gone = new Promise((done) => context.once("close", done));
      process.kill(pid, "SIGKILL");
      await gone;
      await rm(lock, { force: true });
    },
  };
}

/// The site in a window of its own, once it has started. `complaints` gathers whatever the browser objects to.
export async function open(browser, url, { width = 1280, height = 900, ...settings } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: "light", ...settings });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left, or loaded anew, lets go of what it has not loaded yet.
    if (request.failure().errorText !== "net::ERR_ABORTED") complaints.push(`not loaded: ${request.url()}`);
  });
  page.on("request", (request) => {
    const [own] = url.split(/[?#]/);
    const elsewhere = !request.url().startsWith(own) && !request.url().startsWith("data:");
    if (elsewhere) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await page.exposeFunction("complain", (text) => complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.complain(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(url);
  // The clock of a server that is watched may run.
  await page.getByRole("button", { name: /^(Run|Pause)$/ }).waitFor();
  return { page, complaints, close: () => context.close() };
}

/// What the browser records of a page while something is done.
export async function traced(browser, page, act) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "blink.user_timing"] });
  let trace;
  try {
    await act();
    await page.waitForTimeout(100);
  } finally {
    trace = await browser.stopTracing();
  }
  return JSON.parse(trace.toString()).traceEvents;
}

/// The tasks of the page's main thread in such a record.
export function mainTasks(trace) {
  const isMain = ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain";
  const main = new Set(trace.filter(isMain).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = trace.filter(({ name, pid, tid }) => name === "RunTask" && main.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error("the browser tells of no task");
  return tasks;
}

/// The processor's time for the longest task of the page's main thread while something is done, in milliseconds. Not the wall
/// clock's: that grows with whatever else the machine does.
export async function taskMs(browser, page, act) {
  const tasks = mainTasks(await traced(browser, page, act));
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000);
}
