// The page without a network, and what a new version does to it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { alive, backup, button } from "./lib/page.js";
import { browse, open, serve } from "./lib/site.js";
import { built, deploy, nextVersion, trusting } from "./lib/version.js";

let files;
let sites;
let browser;

before(async () => {
  files = await built();
  sites = await Promise.all([1, 2, 3].map(() => deploy(files)));
  browser = await browse(trusting(...sites));
});

after(async () => {
  await browser?.close();
  sites?.forEach((site) => site.close());
});

/// Waits until the browser keeps one version, or that one, and returns the paths of its files.
async function kept(page, version) {
  for (let tries = 0; tries < 200; tries += 1) {
    const paths = await page.evaluate(async (wanted) => {
      const { active } = await navigator.serviceWorker.ready;
      const names = (await caches.keys()).filter((name) => name.startsWith("timemark"));
      if (active.state !== "activated" || names.length !== 1 || (wanted && !names[0].endsWith(wanted))) return undefined;
      const requests = await (await caches.open(names[0])).keys();
      return requests.map(({ url }) => new URL(url).pathname.slice(1)).sort();
    }, version);
    if (paths) return paths;
    await page.waitForTimeout(50);
  }
  return assert.fail("the browser keeps no version, or more than one");
}

/// The files of a site as they are kept: all but the service worker, and the page by its address.
const all = (files) => Object.keys(files).filter((path) => path !== "service-worker.js")
  .map((path) => path === "index.html" ? "" : path).sort();

const title = (page) => page.title();

test("after one visit it works without a network", async () => {
  const [site] = sites;
  const { page, complaints, close } = await open(browser, site.url);
  assert.deepEqual(await kept(page), all(files));
  site.close();
  for (const address of ["", "?present", "index.html"]) {
    await page.goto(site.url + address);
    await alive(page);
  }
  assert.equal(await page.locator("link[rel=modulepreload][integrity^=sha384]").count(), 1);
  await page.getByLabel("Backup name").fill("offline");
  await button(page, "Create backup").click();
  await backup(page, "offline").getByText("CREATING").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("its files are asked for again only when it can be used", async () => {
  const [, site] = sites;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const { register } = ServiceWorkerContainer.prototype;
    ServiceWorkerContainer.prototype.register = function (...parameters) {
      window.wasUsable = Boolean(document.querySelector("main#main") && document.querySelector("[role=tabpanel]"));
      return register.apply(this, parameters);
    };
  });
  await page.goto(site.url);
  await kept(page);
  assert.equal(await page.evaluate(() => window.wasUsable), true);
  const before = site.asked.slice(0, site.asked.indexOf("service-worker.js")).filter((path) => !path.endsWith(".svg"));
  const names = before.map((path) => path.replace(/-\w{16}/, ""));
  assert.deepEqual(names.sort(), ["index.html", "timemark-web.js", "timemark-web.wasm"]);
  await context.close();
});

test("a new version is seen at once, and replaces the old one as a whole", async () => {
  const site = sites[1];
  const next = nextVersion(files);
  const { page, complaints, close } = await open(browser, site.url);
  await kept(page);
  const former = await title(page);
  // Half a deployment: everything is new but the page. The new worker is not installed.
  site.files = { ...files, ...next, "index.html": files["index.html"] };
  const isRefused = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise((resolve) => registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing.addEventListener("statechange", () => resolve(installing.state));
    }));
    await registration.update();
    return await found;
  });
  assert.equal(await isRefused, "redundant");
  assert.deepEqual(await kept(page), all(files));

  site.files = next;
  await page.reload();
  await alive(page);
  assert.equal(await title(page), `Next: ${former}`);
  assert.deepEqual(await kept(page, "fedcba9876543210"), all(next));
  site.close();
  await page.reload();
  await alive(page);
  assert.equal(await title(page), `Next: ${former}`);
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !complaint.includes("integrity")));
  assert.deepEqual(complaints, []);
  await close();
});

test("a page that is open when a new version comes stays whole without a network", async () => {
  const site = sites[2];
  const { page, close } = await open(browser, site.url);
  await kept(page);
  const former = await title(page);
  // The new version is there, and the network goes before its worker is installed.
  site.files = { ...nextVersion(files), "service-worker.js": files["service-worker.js"] };
  site.close();
  await page.reload();
  await alive(page);
  assert.equal(await title(page), former);
  await close();
});

test("nothing is kept at the addresses of this machine, where a developer changes the page", async () => {
  const own = await serve();
  const { page, close } = await open(browser, own.url);
  await alive(page);
  await page.getByRole("tabpanel").waitFor();
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await close();
  own.close();
});
