/** The programs that the page's tab Code writes in JavaScript run: its golden files, from nothing. */

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { clientConfig, Engine } from "./lib/timemark.js";

const GOLDEN = new URL("../../../web/src/calls/code/golden/", import.meta.url);

/** Runs a program with an engine of its own. Returns the engine, and what was printed. */
async function play(t, name) {
  const source = readFileSync(new URL(`${name}.mjs`, GOLDEN), "utf8");
  const engine = new Engine({ settings: { Pace: "REALISTIC" } });
  // The program waits by its own clock; the engine's moves by ten minutes with every call, so that no wait is long.
  const config = clientConfig(engine);
  const { handle } = config.requestHandler;
  config.requestHandler.handle = (...args) => {
    engine.advance(600);
    return handle(...args);
  };
  globalThis.codeTabConfig = config;
  const printed = [];
  t.mock.method(console, "log", (answer) => printed.push(answer));

  const program = new URL(`./code-tab-${name}.tmp.mjs`, import.meta.url);
  const connected = source.replace("new DynamoDBClient({})", "new DynamoDBClient(codeTabConfig)");
  assert.notEqual(connected, source);
  writeFileSync(program, connected);
  try {
    await import(program);
  } finally {
    rmSync(program);
    delete globalThis.codeTabConfig;
  }
  engine.advance(3_600);
  return { engine, printed };
}

/** Items as texts in order, with bytes as base64. */
const sorted = (items) =>
  items.map((item) => JSON.stringify(item, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("base64")
    : value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort())
    : value)).sort();

for (const world of ["music", "family", "orders"]) {
  test(`the program of ${world} leads to what the page has`, async (t) => {
    const { engine } = await play(t, world);
    const expected = JSON.parse(readFileSync(new URL(`${world}.json`, GOLDEN), "utf8"));
    const backups = engine.call("ListBackups").BackupSummaries.map((backup) => backup.BackupName);
    assert.deepEqual(backups.sort(), expected.backups);
    assert.deepEqual(engine.call("ListTables").TableNames, Object.keys(expected.tables));
    for (const [name, items] of Object.entries(expected.tables)) {
      assert.deepEqual(sorted(engine.call("Scan", { TableName: name }).Items), sorted(items));
    }
  });
}

test("the story is told to its end", async (t) => {
  const { engine, printed } = await play(t, "story");

  assert.deepEqual(engine.call("ListTables").TableNames, ["Music", "Music-restored"]);
  const kept = engine.call("ListBackups").BackupSummaries.map((backup) => backup.BackupName);
  assert.deepEqual(kept.sort(), ["again", "empty"]);
  const [, described] = printed.filter((answer) => answer.BackupDescription);
  assert.equal(described.BackupDescription.BackupDetails.BackupStatus, "AVAILABLE");
  const queried = printed.find((answer) => answer.ScannedCount);
  assert.deepEqual(queried.Items, [{ Title: { S: "Ciaccona" }, Plays: { N: "1" } }, { Title: { S: "Chaconne" } }]);

  const items = engine.call("Scan", { TableName: "Music-restored" }).Items;
  const hostile = items.find((item) => item.Artist.S.startsWith("it's"));
  assert.equal(hostile.Artist.S, "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}");
  assert.equal(hostile.Title.S, "a\nb\r\tc\0\x1b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd");
  assert.equal(Object.getOwnPropertyDescriptor(hostile, "__proto__")?.value.S, "*/ --> </script> '''");
  const late = items.find((item) => item.Artist.S === "Beethoven");
  assert.deepEqual([...late.Score.B], [0x00, 0xff, 0x22, 0x5c, 0x27]);
  assert.deepEqual(late.Encores, { N: "1" });
  assert.deepEqual(late.Movements, { L: [{ S: "Overtura" }, { M: { Name: { S: "Fuga" }, Of: { L: [] } } }] });
});
