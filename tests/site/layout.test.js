// Where things stand: nothing covers what has the focus, nothing moves under the pointer, a phone has the clock and the
// time line at hand, and neither twice the size nor paper cuts anything off.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button, chart, clock, closed, dialog, now, panel, tab, table } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";

/// The least side of what is pressed, in pixels.
const TARGET_PX = 24;

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
const top = async (locator) => (await locator.boundingBox()).y;

/// Opens the page with its world.
async function opened(settings) {
  const its = await open(browser, site.url, settings);
  await alive(its.page);
  await its.page.locator(".verdicts").waitFor();
  return its;
}

for (const [width, height] of [[1280, 600], [390, 700]]) {
  test(`nothing covers what has the focus: ${width} × ${height} px`, async () => {
    const { page, complaints, close } = await opened({ width, height, reducedMotion: "reduce" });
    await button(page, "Create backup").click();
    await button(page, "Undo").click();
    await page.getByText("You are in the past").waitFor();
    const covered = new Set();
    for (let presses = 0; presses < 90; presses += 1) {
      await page.keyboard.press("Tab");
      const what = await page.evaluate(() => {
        const focused = document.activeElement;
        const { left, top, width, height } = focused.getBoundingClientRect();
        // What is not drawn has its focus ring elsewhere; what is higher than the window is in sight in part.
        if (focused === document.body || focused.matches(".out-of-sight") || height > window.innerHeight / 2) return "";
        const at = document.elementFromPoint(left + Math.min(width / 2, 8), top + height / 2);
        return at && (focused.contains(at) || at.contains(focused)) ? "" : focused.ariaLabel ?? focused.textContent.trim();
      });
      if (what) covered.add(what);
    }
    assert.deepEqual([...covered], []);
    assert.deepEqual(complaints, []);
    await close();
  });
}

test("the page scrolls by keys, before anything has the focus", async () => {
  const { page, close } = await opened({ height: 600 });
  const scrolled = () => page.locator(".page").evaluate((scroller) => scroller.scrollTop);
  assert.equal(await scrolled(), 0);
  await page.keyboard.press("PageDown");
  await page.waitForFunction(() => document.querySelector(".page").scrollTop > 100);
  await close();
});

test("the moment is dragged on the overview, and nothing moves", async () => {
  const { page, complaints, close } = await opened({ height: 800 });
  await button(page, "Create backup").click();
  await backup(page, "nightly").waitFor();
  const present = await now(page);
  const before = await top(chart(page));
  const knob = await page.locator(".knob").boundingBox();
  const [x, y] = [knob.x + knob.width / 2, knob.y + knob.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 150, y, { steps: 5 });
  await page.getByText("You are in the past").waitFor();
  assert.equal(await top(chart(page)), before, "the time line stays where it is");
  const at = await page.locator(".knob").boundingBox();
  assert.ok(Math.abs(at.x + at.width / 2 - (x - 150)) <= 2, "the knob is under the pointer");
  assert.ok((await now(page)) < present);
  assert.equal(await backup(page, "nightly").count(), 0);
  // To the end is to the present.
  await page.mouse.move(x + 60, y, { steps: 5 });
  await page.mouse.up();
  await page.getByText("You are in the past").waitFor({ state: "detached" });
  assert.equal(await now(page), present);
  await backup(page, "nightly").waitFor();
  // By keys.
  await page.getByRole("slider", { name: "Moment" }).focus();
  for (const _ of "12345") await page.keyboard.press("ArrowLeft");
  await page.getByText("You are in the past").waitFor();
  assert.ok((await now(page)) < present);
  await button(page, "Back to the present").click();
  assert.equal(await now(page), present);
  assert.deepEqual(complaints, []);
  await close();
});

test("at 1280 × 800 the backup that was asked for is in sight", async () => {
  const { page, close } = await opened({ height: 800 });
  await button(page, "Create backup").click();
  const row = await backup(page, "nightly").boundingBox();
  assert.ok(row.y + row.height <= 800, `its row ends at ${row.y + row.height} px`);
  await close();
});

test("the story by finger, on a phone", async () => {
  const { page, complaints, close } = await opened({ width: 390, height: 844, hasTouch: true, isMobile: true });
  // The time line comes first, and its lanes are whole above the drawer.
  const drawer = page.getByRole("region", { name: "Details" });
  const lanes = await page.locator(".chart .ground-out").boundingBox();
  assert.ok(lanes.y + lanes.height < (await top(drawer)), "the lanes are in sight");
  assert.ok(lanes.y < (await top(page.getByRole("heading", { name: "Tables" }))), "and come before the tables");

  await button(page, "Create backup").tap();
  await backup(page, "nightly").getByText("CREATING").waitFor();
  for (let taps = 0; taps < 6 && !(await backup(page, "nightly").getByText("AVAILABLE").isVisible()); taps += 1) {
    const next = button(page, "Next event");
    await (await next.isEnabled() ? next : button(page, "+1 s")).tap();
  }
  await backup(page, "nightly").getByText("AVAILABLE").waitFor();
  const time = await clock(page).boundingBox();
  assert.ok(time.y >= 0 && time.y < 100, "the clock stays in sight");

  // The drawer is opened by a tab, and put away.
  const high = async () => (await drawer.boundingBox()).height;
  const low = await high();
  await page.getByRole("tab", { name: "Window" }).tap();
  assert.ok((await high()) > 2 * low, "a tab opens the drawer");
  await panel(page).getByText("certainly in").first().waitFor();
  await page.getByRole("tab", { name: "Backups" }).tap();
  await button(panel(page), "Restore nightly").tap();
  await dialog(page).getByRole("button", { name: "Restore" }).tap();
  await closed(page);
  await button(page, "Details, as high as they may be").tap();
  assert.equal(await high(), low);
  await table(page, /^Music-restored\s*CREATING/).waitFor();

  const small = await page.evaluate((least) => {
    const pressed = [...document.querySelectorAll("button, summary, input, select, [role=tab]")];
    const seen = pressed.filter((one) => one.checkVisibility() && !one.matches(".out-of-sight, .link"));
    const isSmall = (one) => {
      const { width, height } = one.getBoundingClientRect();
      return width < least || height < least;
    };
    return seen.filter(isSmall).map((one) => one.ariaLabel ?? one.textContent.trim());
  }, TARGET_PX);
  assert.deepEqual(small, [], `smaller than ${TARGET_PX} px`);
  assert.equal(await sideways(page), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("on a phone the time stays in sight while its row is moved", async () => {
  const { page, complaints, close } = await opened({ width: 390, height: 844 });
  const { x, width } = await clock(page).boundingBox();
  await page.locator(".clock").evaluate((row) => row.scrollTo({ left: row.scrollWidth, behavior: "instant" }));
  const moved = await clock(page).boundingBox();
  assert.ok(moved.x >= 0 && moved.x < x && moved.width === width, `from ${x} to ${moved.x}`);
  assert.deepEqual(complaints, []);
  await close();
});

test("twice the size: nothing is cut off", async () => {
  // A window of 1280 × 800 px, zoomed to 200 %.
  const { page, complaints, close } = await opened({ width: 640, height: 400 });
  await button(page, "Create backup").click();
  for (const name of ["Items", "Window", "Requests", "Code", "Backups"]) {
    await tab(page, name);
    assert.equal(await sideways(page), 0, `${name} is wider than the window`);
  }
  // All of it can be scrolled to: no part has a window of a few lines.
  const cut = await page.evaluate(() => {
    const parts = [...document.querySelectorAll(".shell, .page, .columns, .side, main, .tabs, .call")];
    return parts.filter((part) => part.scrollHeight > part.clientHeight + 1 && part.clientHeight > 0 && getComputedStyle(part).overflowY !== "visible")
      .map((part) => part.className);
  });
  assert.deepEqual(cut, []);
  for (const name of ["Examples", "Jump to…", "New table…", "Put item…", "Help"]) {
    await button(page, name).click();
    assert.equal(await sideways(page), 0, `${name} is wider than the window`);
    const box = await dialog(page).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 640 && box.y >= 0 && box.y + box.height <= 400, `${name} is in sight`);
    await page.keyboard.press("Escape");
    await closed(page);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("on the narrowest phone the name is whole", async () => {
  for (const width of [320, 350, 390]) {
    const { page, close } = await opened({ width, height: 640 });
    const name = await page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector("h1"));
      return range.getBoundingClientRect().right;
    });
    const { x } = await button(page, "Examples").boundingBox();
    assert.ok(name <= x, `${width} px: the name ends at ${name}, the buttons begin at ${x}`);
    assert.equal(await sideways(page), 0);
    await close();
  }
});

test("with text of twice the size nothing lies over anything else, and the pointer finds what it is on", async () => {
  const large = await browse(["--blink-settings=defaultFontSize=32"]);
  try {
    for (const [width, height] of [[1280, 900], [390, 844]]) {
      const { page, complaints, close } = await open(large, site.url, { width, height });
      await alive(page);
      await page.locator(".verdicts").waitFor();
      assert.equal(await sideways(page), 0, `at ${width} px the page is wider than the window`);
      const covered = await page.locator(".chart svg").evaluate((svg) => {
        const boxes = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
        const lanes = svg.querySelector(".ground-out").getBoundingClientRect();
        const apart = (one, other) =>
          one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
        const over = boxes.filter(([text, box], at) =>
          (/^(partition |P)\d/.test(text) && box.right > lanes.left) ||
          boxes.slice(at + 1).some(([, other]) => !apart(box, other)));
        return over.map(([text]) => text);
      });
      assert.deepEqual(covered, [], `at ${width} px`);
      // On a phone several writes are one mark.
      if (width > 1000) {
        await chart(page).focus();
        await page.keyboard.press("Home");
        await page.locator(".ring").scrollIntoViewIfNeeded();
        const ring = await page.locator(".ring").boundingBox();
        await page.keyboard.press("Escape");
        await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
        await page.locator(".tip").waitFor();
        const found = await page.locator(".ring").boundingBox();
        assert.deepEqual([Math.round(found.x), Math.round(found.y)], [Math.round(ring.x), Math.round(ring.y)]);
      }
      assert.deepEqual(complaints, []);
      await close();
    }
  } finally {
    await large.close();
  }
});

test("on paper there are the time line and the open tab", async () => {
  const { page, complaints, close } = await opened({ colorScheme: "dark" });
  await button(page, "Create backup").click();
  await tab(page, "Window");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  // As wide as a page of A4 between its margins.
  await page.setViewportSize({ width: 718, height: 1000 });
  const ink = await page.evaluate(() => getComputedStyle(document.body).color.match(/\d+/g).map(Number));
  assert.ok(Math.max(...ink) < 100, `dark on light: ${ink}`);
  const picture = await page.locator(".chart svg").first().boundingBox();
  assert.ok(picture.x >= 0 && picture.x + picture.width <= 718, "the picture is as wide as the page");
  const list = await page.locator(".scroll").evaluate((list) => [list.scrollHeight, list.clientHeight, list.scrollWidth, list.clientWidth]);
  assert.ok(list[0] <= list[1] && list[2] <= list[3], `the list is whole: ${list}`);
  assert.ok(await page.locator(".legend ul").isVisible(), "the signs are explained");
  for (const gone of [button(page, "Create backup"), button(page, "Run"), page.getByRole("tab"), page.locator(".overview")]) {
    assert.equal(await gone.first().isVisible(), false);
  }
  assert.deepEqual(complaints, []);
  await close();
});

/// The type of each text below an element, as a browser looks up a font: family, size, weight and style.
const typeOf = (root) => {
  const types = new Set();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const { fontFamily, fontSize, fontWeight, fontStyle } = getComputedStyle(walker.currentNode.parentElement);
    types.add(`${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`);
  }
  return [...types];
};

test("the fonts of the first view are looked up before it comes", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(`
    window.typeOf = ${typeOf};
    document.addEventListener("DOMContentLoaded", () => window.early = typeOf(document.querySelector("#type")));
  `);
  await page.goto(site.url);
  await alive(page);
  await panel(page).waitFor();
  const { early, late } = await page.evaluate(() => ({ early: window.early, late: typeOf(document.querySelector("#app")) }));
  assert.ok(late.length > 10, "the first view has a dozen");
  assert.deepEqual(late.filter((type) => !early.includes(type)), [], "in no element of #type in index.html");
  await context.close();
});
