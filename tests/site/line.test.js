// The time line as people know pictures of time: by mouse, wheel and fingers, and the tab Window beside it. With SHOTS=folder
// set, a picture of each state is left there.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, jump, panel, settled, tab, table, until } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";

const SHOTS = process.env.SHOTS;

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

const shot = async (page, name) => {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
};

/// The page with the Music world that it opens with, and a backup of that table if it is asked for.
async function music({ made = false, ...options } = {}) {
  const opened = await open(browser, site.url, options);
  const { page } = opened;
  await alive(page);
  await page.locator(".verdicts").waitFor();
  if (made) {
    // Cuts that lie as far from T as they may.
    await button(page, "worst").click();
    await button(page, "Create backup").click();
    await button(page, "10 writes").click();
    await until(page, backup(page, "nightly").getByText("AVAILABLE"));
    await page.locator("svg .shore").first().waitFor();
  }
  await chart(page).scrollIntoViewIfNeeded();
  return opened;
}

/// The first and the last moment that are shown, as the overview says.
const shown = async (page) => {
  const text = await page.getByRole("slider", { name: "The stretch of time that is shown" }).getAttribute("aria-valuetext");
  return text.split(" to ").map((time) => Date.parse(`${time.replace(" ", "T")}Z`));
};
const length = async (page) => {
  const [from, to] = await shown(page);
  return to - from;
};

/// The middles of the certain writes' marks, in the window's pixels.
const marks = (page) =>
  page.evaluate(() => {
    const svg = document.querySelector(".chart svg").getBoundingClientRect();
    const outline = document.querySelector(".chart .mark.solid:not(.core)").getAttribute("d");
    return [...outline.matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => ({ x: svg.left + Number(x), y: svg.top + Number(y) }));
  });

/// A place in the lanes without a mark near, and not on T.
async function bare(page) {
  const box = await chart(page).boundingBox();
  const [{ y }] = await marks(page);
  return { x: box.x + box.width - 60, y, box };
}

test("the card stands beside the write, and a click keeps it until Escape", async () => {
  const { page, complaints, close } = await music({ made: true });
  const [mark] = await marks(page);
  await page.mouse.move(mark.x, mark.y);
  const card = page.locator(".tip");
  await card.getByText(/partition \d/).waitFor();
  await card.getByText("certainly in").waitFor();
  // The ring is round the mark, not over it.
  const ring = await page.locator(".ring").evaluate((ring) => getComputedStyle(ring).fill);
  assert.equal(ring, "none");
  const box = await card.boundingBox();
  const isCovered = box.x < mark.x && mark.x < box.x + box.width && box.y < mark.y && mark.y < box.y + box.height;
  assert.ok(!isCovered, "the card is not over its write");
  await shot(page, "card");
  await page.mouse.move(5, 5);
  await card.waitFor({ state: "detached" });
  assert.equal(await page.locator(".ring").count(), 0, "nothing stays after the pointer has left");

  await page.mouse.click(mark.x, mark.y);
  await page.mouse.move(5, 5);
  await page.locator(".tip.pinned").waitFor();
  await chart(page).focus();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  // By keyboard alone.
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.locator(".tip.pinned").waitFor();
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await close();
});

test("zoomed in, what lies outside is not drawn at the edge", async () => {
  const { page, complaints, close } = await music({ made: true });
  await shot(page, "made");
  const xs = () =>
    page.locator(".chart .shore").first().evaluate((line) => {
      const { width } = line.ownerSVGElement.getBoundingClientRect();
      const numbers = [...line.getAttribute("d").matchAll(/[ML](-?\d+) /g)].map(([, x]) => Number(x));
      return { numbers, width, clip: getComputedStyle(line.closest("[clip-path]")).clipPath };
    });
  for (let zooms = 0; zooms < 6; zooms += 1) await button(page, "Zoom in").click();
  const { numbers, width, clip } = await xs();
  assert.match(clip, /#lanes/);
  assert.ok(numbers.some((x) => x < -200 || x > width + 200), `cuts lie where they are: ${numbers}`);
  await shot(page, "zoomed");
  assert.deepEqual(complaints, []);
  await close();
});

test("wheel, brush, double click, Fit and what is beyond", async () => {
  const { page, complaints, close } = await music({ made: true });
  const { x, y, box } = await bare(page);
  const around = await length(page);
  const scroll = () => page.locator(".page").evaluate((scroller) => scroller.scrollTop);
  const scrolled = await scroll();
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -120);
  await page.waitForFunction(() => document.querySelector(".chart"));
  assert.ok((await length(page)) < around, "the wheel zooms");
  assert.equal(await scroll(), scrolled, "and does not scroll the page");
  const [before] = await shown(page);
  await page.mouse.wheel(150, 0);
  assert.ok((await shown(page))[0] > before, "sideways it pans");
  await button(page, "Around T").click();

  // A stretch that is selected is summed, then shown.
  await page.mouse.move(box.x + 140, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 260, y, { steps: 5 });
  await page.locator(".detail").getByText(/certainly in, \d+ maybe, \d+ certainly out\.$/).waitFor();
  await shot(page, "brush");
  await page.mouse.up();
  const brushed = await length(page);
  assert.ok(brushed < around / 2, `${brushed} ms`);
  await page.mouse.dblclick(x, y);
  assert.equal(await length(page), around, "a double click goes back");

  await jump(page, "+5 min");
  await page.getByRole("button", { name: /^Show now; now: .* later →$/ }).click();
  await settled(() => page.getByRole("button", { name: /^Show now/ }).count(), 0);
  await button(page, "Fit").click();
  const [from, to] = await shown(page);
  const first = Math.min(...(await marks(page)).map((mark) => mark.x));
  assert.ok(first - box.x < box.width / 3, "the first write is at the left");
  assert.ok(to > from + 300_000, "and now is in");
  await settled(() => page.getByRole("button", { name: /^Show now/ }).count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("the window on the overview is dragged; bars choose their backup", async () => {
  const { page, complaints, close } = await music({ made: true });
  const view = await page.locator(".overview .view").boundingBox();
  const [before] = await shown(page);
  await jump(page, "+5 min");
  await page.mouse.move(view.x + view.width / 2, view.y + 10);
  const strip = page.getByRole("slider", { name: "The stretch of time that is shown" });
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  assert.ok((await shown(page))[0] > before, "by keyboard");
  const now = await page.locator(".overview .view").boundingBox();
  const [held] = await shown(page);
  await page.mouse.move(now.x + now.width / 2, now.y + 10);
  await page.mouse.down();
  await page.mouse.move(now.x + now.width / 2 + 40, now.y + 10, { steps: 4 });
  await page.mouse.up();
  assert.ok((await shown(page))[0] > held, "by mouse");

  await button(page, "What if I asked now?").click();
  await button(page, "Fit").click();
  await page.getByRole("button", { name: "Show backup nightly" }).locator(".press").first().click({ position: { x: 20, y: 10 } });
  await page.getByRole("heading", { name: "nightly, a backup of Music" }).waitFor();
  await button(page, "What if I asked now?").click();
  await page.getByRole("button", { name: "Show backup nightly" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "nightly, a backup of Music" }).waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("T is dragged, and asked at: there, or now", async () => {
  const { page, complaints, close } = await music();
  const line = await page.locator(".flag line").boundingBox();
  const slider = page.getByRole("slider", { name: "When the backup would be asked for" });
  await page.mouse.move(line.x, line.y + 40);
  await page.mouse.down();
  await page.mouse.move(line.x - 90, line.y + 40, { steps: 6 });
  await page.mouse.up();
  const at = await slider.getAttribute("aria-valuetext");
  const dragged = await page.locator(".flag line").boundingBox();
  assert.ok(Math.abs(dragged.x - (line.x - 90)) <= 2, "the handle is under the pointer");
  await button(page, "Create backup").waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Ask now, at / }).waitFor();
  await page.getByText("Going back begins another future from there").waitFor();
  await shot(page, "dragged");
  await page.getByRole("button", { name: new RegExp(`^Go back to ${at}\\.\\d and ask there$`) }).click();
  await backup(page, "nightly").getByText("CREATING").waitFor();
  const clock = await page.getByRole("group", { name: "Virtual time" }).getByRole("time").innerText();
  assert.ok(clock.includes(at), `the backup is asked for at ${at}, not at ${clock}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("chart and tab Window know each other", async () => {
  const { page, complaints, close } = await music({ made: true });
  await tab(page, "Window");
  const rows = panel(page).locator("tbody tr");
  await rows.nth(3).hover();
  await page.locator(".tip").waitFor();
  assert.equal(await page.locator(".ring").count(), 1);
  const key = await rows.nth(3).getByRole("button").innerText();
  assert.ok((await page.locator(".tip b").innerText()).includes(key));
  await shot(page, "window");
  await page.mouse.move(5, 5);
  await page.locator(".tip").waitFor({ state: "detached" });

  await chart(page).scrollIntoViewIfNeeded();
  const [mark] = await marks(page);
  await page.mouse.click(mark.x, mark.y);
  await panel(page).locator("tr.hot").waitFor();
  await settled(() => panel(page).locator("tr.hot").getByRole("button", { pressed: true }).count(), 1);

  await panel(page).getByRole("button", { name: "maybe", exact: true }).click();
  const verdicts = await panel(page).locator("tbody .verdict").allInnerTexts();
  assert.ok(verdicts.length > 4 && verdicts.every((verdict) => verdict === "◐ maybe"), `${verdicts}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("the tab Window opens at the first write in doubt", async () => {
  const { page, complaints, close } = await open(browser, site.url, { height: 800 });
  await alive(page);
  await jump(page, "+5 min");
  await button(page, "10 writes").click();
  await button(page, "Fit").click();
  await tab(page, "Window");
  const region = page.getByRole("region", { name: "Writes on the time line" });
  const rows = region.locator("tbody tr");
  const first = (await rows.allInnerTexts()).findIndex((text) => text.includes("maybe"));
  assert.ok(first > 20, `the first one in doubt is row ${first}, beyond what the region shows at its top`);
  const row = await rows.nth(first).boundingBox();
  const box = await region.boundingBox();
  assert.ok(row.y >= box.y && row.y + row.height <= box.y + box.height, `the row is at ${row.y}, the region at ${box.y}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("by finger: a tap opens the card, T is dragged, the ground pans, a pinch zooms", async () => {
  const { page, complaints, close } = await music({ width: 390, height: 844, hasTouch: true });
  const session = await page.context().newCDPSession(page);
  const touch = (type, ...points) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const drag = async (from, to, y) => {
    await touch("touchStart", [from, y]);
    for (let step = 1; step <= 6; step += 1) await touch("touchMove", [from + ((to - from) * step) / 6, y]);
    await touch("touchEnd");
  };
  await shot(page, "phone");
  const [mark] = await marks(page);
  await touch("touchStart", [mark.x + 3, mark.y + 3]);
  await touch("touchEnd");
  await page.locator(".tip.pinned").getByText("certainly in").waitFor();
  await shot(page, "phone-card");
  await page.locator(".tip.pinned").getByRole("button", { name: "Let go (Esc)" }).tap();
  await page.locator(".tip.pinned").waitFor({ state: "detached" });

  const slider = page.getByRole("slider", { name: "When the backup would be asked for" });
  const at = Number(await slider.inputValue());
  const line = await page.locator(".flag line").boundingBox();
  await drag(line.x, line.x - 50, line.y + 60);
  assert.ok(Number(await slider.inputValue()) < at - 20, "T follows the finger");

  const box = await chart(page).boundingBox();
  const y = box.y + 100;
  const [before] = await shown(page);
  await drag(box.x + 60, box.x + 120, y);
  assert.ok((await shown(page))[0] < before, "the ground follows the finger");

  const around = await length(page);
  const middle = box.x + box.width / 2;
  await touch("touchStart", [middle - 20, y], [middle + 20, y]);
  for (let step = 1; step <= 5; step += 1) await touch("touchMove", [middle - 20 - step * 8, y], [middle + 20 + step * 8, y]);
  await touch("touchEnd");
  const pinched = await length(page);
  assert.ok(pinched < around / 2, `${pinched} of ${around} ms`);
  assert.deepEqual(complaints, []);
  await close();
});

test("dark, and wide", async () => {
  const { page, complaints, close } = await music({ made: true, colorScheme: "dark", width: 1920, height: 1080 });
  await shot(page, "dark");
  await page.getByText("What the signs mean").click();
  await page.locator(".legend").getByText("where each partition is cut").waitFor();
  await shot(page, "dark-legend");
  assert.deepEqual(complaints, []);
  await close();
});
