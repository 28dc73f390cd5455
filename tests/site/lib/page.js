// The words in which the tests speak of the page.

import assert from "node:assert/strict";

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
export const panel = (page) => page.getByRole("tabpanel");
export const backup = (page, name) => panel(page).getByRole("row").filter({ hasText: name });
export const table = (page, name) =>
  page.getByRole("complementary", { name: "Tables and writes" }).getByRole("button", { name });
export const dialog = (page) => page.getByRole("dialog");
/// Waits until no dialog is left: one that the browser has just hidden still hears the keys.
export const closed = (page) => page.locator("dialog").waitFor({ state: "detached" });
export const chart = (page) => page.getByRole("group", { name: /^Writes on the time line/ });
export const clock = (page) => page.getByRole("group", { name: "Virtual time" }).getByRole("time");
export const now = async (page) => Date.parse(await clock(page).getAttribute("datetime"));

/// Waits for the small world that the page opens with.
export const alive = (page) => table(page, /^Music\s*ACTIVE/).waitFor();

/// Leaves a dialog with Escape, and says so again where something was typed.
export async function leave(page) {
  await page.keyboard.press("Escape");
  const close = button(page, "Close it");
  await close.or(page.locator("body:not(:has(dialog))")).first().waitFor();
  if (await close.isVisible()) await close.click();
  await closed(page);
}

/// Loads an example.
export async function load(page, name) {
  await button(page, "Examples").click();
  await dialog(page).getByRole("button", { name }).click();
  await closed(page);
}

/// Jumps with one of the buttons of the dialog.
export async function jump(page, name) {
  await button(page, "Jump to…").click();
  await dialog(page).getByRole("button", { name, exact: true }).click();
  await closed(page);
}

/// Moves the clock from event to event until something is to be seen.
export async function until(page, seen) {
  for (let tries = 0; tries < 12 && !(await seen.isVisible()); tries += 1) {
    const next = button(page, "Next event");
    await (await next.isEnabled() ? next : button(page, "+1 s")).click();
    await page.waitForTimeout(50);
  }
  await seen.waitFor({ timeout: 1000 });
}

/// Waits until `look` returns what is wanted: an act is carried out in parts where it takes long, so the page may show it
/// some tasks later.
export async function settled(look, wanted) {
  const end = performance.now() + 5_000;
  let seen = await look();
  while (seen !== wanted && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 20));
    seen = await look();
  }
  assert.equal(seen, wanted);
}

/// What has the focus, by its name.
export const focused = (page) =>
  page.evaluate(() => {
    const { ariaLabel, id, textContent, labels } = document.activeElement;
    return ariaLabel ?? (labels?.[0]?.textContent.trim() || textContent.trim() || id);
  });

/// Presses Tab until the focus is on what has that name.
export async function reach(page, name, presses = 80) {
  for (let pressed = 0; pressed < presses; pressed += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${name} cannot be reached; the focus is on ${await focused(page)}`);
}

/// Waits until the page says that its lab is kept so: untouched, storing, stored, memory.
export const kept = (page, state) => page.locator(`.kept[data-kept="${state}"]`).waitFor({ state: "attached" });

/// The items of the table Music, in the engine's own words.
export const items = async (page) => {
  const text = await table(page, /^Music\s*ACTIVE/).innerText();
  return Number(/([\d,]+) items?/.exec(text)[1].replaceAll(",", ""));
};
