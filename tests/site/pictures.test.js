// The time line as a picture: a mark without its style, a line that lies and a colour that is gone are seen, whatever the
// markup says. The pictures are of Debian's Chromium. Fonts differ between machines, so that text is left out of them; what
// differs by less than a shade, and by few pixels, passes. PICTURES=write makes them anew, and the README's two.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { alive, backup, button, chart, until } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";

const IS_WRITING = process.env.PICTURES === "write";

const FOLDER = new URL("pictures/", import.meta.url);

/// The most pixels that may differ: fewer than one mark has.
const PIXELS_MAX = 40;

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

/// Compares the time line with its picture. What is written in it is not drawn.
async function compare(page, name) {
  await page.evaluate(() => {
    const wordless = new CSSStyleSheet();
    wordless.replaceSync("svg text, .tip { visibility: hidden !important; }");
    document.adoptedStyleSheets = [wordless];
  });
  const taken = await page.locator(".chart svg").first().screenshot();
  const file = new URL(`${name}.png`, FOLDER);
  if (IS_WRITING) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, taken);
    return;
  }
  const [is, was] = [PNG.sync.read(taken), PNG.sync.read(await readFile(file))];
  assert.deepEqual([is.width, is.height], [was.width, was.height], `${name}: its size`);
  const difference = new PNG({ width: is.width, height: is.height });
  const pixels = pixelmatch(is.data, was.data, difference.data, is.width, is.height, { threshold: 0.15 });
  if (pixels > PIXELS_MAX && process.env.SHOTS) {
    await writeFile(`${process.env.SHOTS}/${name}.png`, taken);
    await writeFile(`${process.env.SHOTS}/${name}-difference.png`, PNG.sync.write(difference));
  }
  assert.ok(pixels <= PIXELS_MAX, `${name}: ${pixels} pixels differ`);
}

/// The page with the world that it opens with: the same writes at the same times, whenever it is opened.
async function world(settings = {}) {
  const opened = await open(browser, site.url, { width: 1000, height: 900, reducedMotion: "reduce", ...settings });
  await alive(opened.page);
  await opened.page.locator(".verdicts").waitFor();
  return opened;
}

/// Asks for a backup with cuts that lie as far from T as they may, and writes on.
async function ask(page) {
  await button(page, "worst").click();
  await button(page, "Create backup").click();
  await button(page, "10 writes").click();
  await backup(page, "nightly").getByText("CREATING").waitFor();
}

/// Lets time pass until the backup is made.
async function made(page) {
  await until(page, backup(page, "nightly").getByText("AVAILABLE"));
  await page.mouse.move(5, 5);
}

test("a backup that is imagined", async () => {
  const { page, close } = await world();
  await compare(page, "imagined");
  await close();
});

test("a backup that is being made, and made; zoomed in", async () => {
  const { page, close } = await world();
  await ask(page);
  await compare(page, "creating");
  await made(page);
  await compare(page, "available");
  for (let zooms = 0; zooms < 4; zooms += 1) await button(page, "Zoom in").click();
  await compare(page, "zoomed");
  await close();
});

test("in the dark, with a write that is marked", async () => {
  const { page, close } = await world({ colorScheme: "dark" });
  await ask(page);
  await made(page);
  await chart(page).focus();
  for (const key of ["Home", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  await page.locator(".pinned-ring").waitFor();
  await compare(page, "dark");
  await close();
});

test("in the reader's own colours", async () => {
  const { page, close } = await world({ forcedColors: "active" });
  await ask(page);
  await made(page);
  await compare(page, "forced");
  await close();
});

test("the README's two pictures are made anew", { skip: !IS_WRITING }, async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await world({ colorScheme, width: 1280, height: 800 });
    await ask(page);
    await made(page);
    await page.screenshot({ path: fileURLToPath(new URL(`../../docs/images/page-${colorScheme}.png`, import.meta.url)) });
    await close();
  }
});
