/**
 * The legal worst case. What AWS promises of a backup asked for at T: every change committed up to a minute before T
 * is in, none committed more than a minute after T is. So of each item there is an oldest and a newest version that
 * may come back (its floor and its ceiling), and any between.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { INDEX, byName, indexed, keyOf, movieTable, movies, nameOf } from "./lib/movies.js";
import { overSdks } from "./lib/sdks.js";
import { scanAll, settle, writeAll } from "./lib/tables.js";
import { Engine } from "./lib/timemark.js";

const WINDOW = 60;
/** Seconds of writing before and after the request: longer than the window, so that some writes are certainly out. */
const AROUND = 100;

const PACES = {
  REALISTIC: { Pace: "REALISTIC" },
  CUSTOM: {
    Pace: "CUSTOM",
    Delays: { IndexedTableCreation: 7, BackupsEnabling: 2, BackupCreation: 0.5, Restore: 40.125 },
  },
};

overSdks("window", (connect) => {
  for (const [pace, settings] of Object.entries(PACES)) {
    test(`pace ${pace}: no item is older than its floor or newer than its ceiling`, async () => {
      const engine = new Engine({
        seed: 7,
        settings: { ...settings, ConsistencyWindow: "ADVERSARIAL", PartitionsPerTable: 16, ChangeLogSeconds: 3600 },
      });
      const send = connect(engine);
      await send("CreateTable", movieTable("Movies"));
      engine.call("AdvanceClock", { Seconds: 60 });

      const history = new History(engine, send);
      await history.write(movies.map((item) => ({ ...item, Version: { N: "0" } })), []);
      await history.keepWriting(AROUND);
      const { BackupDetails: marker } = await send("CreateBackup", { TableName: "Movies", BackupName: "adversarial" });
      assert.equal(marker.BackupStatus, "CREATING");
      const requested = marker.BackupCreationDateTime.getTime() / 1000;
      assert.equal(requested, engine.now());
      await history.keepWriting(AROUND);

      settle(engine);
      const { BackupArn } = marker;
      const { BackupDescription } = await send("DescribeBackup", { BackupArn });
      assert.equal(BackupDescription.BackupDetails.BackupStatus, "AVAILABLE");
      await send("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn });
      settle(engine);

      const restored = await scanAll(send, "Restored");
      const sides = history.judge(byName(restored), requested);
      // A window that nothing ever falls into would prove nothing.
      assert.ok(sides.older > 20, `${sides.older} items are older than at the request`);
      assert.ok(sides.newer > 20, `${sides.newer} items are newer than at the request`);
      assert.deepEqual(byName(await scanAll(send, "Restored", INDEX)), byName(indexed(restored)));

      const explained = history.judgeExplanation(explain(engine, BackupArn), requested);
      assert.deepEqual(explained, byName(restored), "what is said to be in it is what came back");

      // Figures are refreshed every six hours.
      engine.call("AdvanceClock", { Seconds: 6 * 3600 });
      const { BackupDescription: refreshed } = await send("DescribeBackup", { BackupArn });
      assert.equal(refreshed.SourceTableDetails.ItemCount, restored.length);
    });
  }
});

/** All that was written, and when. */
class History {
  #engine;
  #send;
  #versions = new Map(movies.map((item) => [nameOf(item), []]));
  #changes = 0;

  constructor(engine, send) {
    this.#engine = engine;
    this.#send = send;
  }

  /** Writes and notes it: a deletion is a version too. */
  async write(puts, deletes) {
    await writeAll(this.#send, "Movies", { puts, deletes: deletes.map(keyOf) });
    const time = this.#engine.now();
    for (const item of puts) this.#versions.get(nameOf(item)).push({ time, item });
    for (const item of deletes) {
      const versions = this.#versions.get(nameOf(item));
      // Deleting an item that does not exist changes nothing.
      if (versions.at(-1).item) versions.push({ time, item: undefined });
    }
  }

  /** Each second, 24 items are written and one is deleted. The strides let some items change often, others once. */
  async keepWriting(seconds) {
    for (let second = 0; second < seconds; second++) {
      this.#engine.call("AdvanceClock", { Seconds: 1 });
      const chosen = new Map();
      while (chosen.size < 25) {
        const n = this.#changes++;
        const item = movies[n % 2 ? n % 50 : (n * 7919) % movies.length];
        chosen.set(nameOf(item), { ...item, Version: { N: String(this.#changes) } });
      }
      const [deleted, ...written] = chosen.values();
      await this.write(written, [deleted]);
    }
  }

  /** Finds each restored item among the versions that may come back, and counts which side of the request it is on. */
  judge(restored, requested) {
    const sides = { older: 0, newer: 0 };
    for (const [name, versions] of this.#versions) {
      const upTo = (time) => versions.findLastIndex((version) => version.time <= time);
      const [floor, calm, ceiling] = [requested - WINDOW, requested, requested + WINDOW].map(upTo);
      const found = restored.get(name);
      const same = (version) => version.item?.Version.N === found?.Version.N;
      const index = versions.findIndex((version, n) => floor <= n && n <= ceiling && same(version));
      assert.notEqual(index, -1, `${name}: version ${found?.Version.N} is outside ${floor} to ${ceiling}`);
      if (found) assert.deepEqual(found, versions[index].item, "no item is torn");
      if (found && index < calm) sides.older++;
      if (found && index > calm) sides.newer++;
    }
    return sides;
  }

  /** Checks the verdict on each change, and replays those that are said to be in. */
  judgeExplanation(changes, requested) {
    const place = new Map();
    const items = new Map();
    for (const change of changes) {
      const name = nameOf(change.Key);
      const version = this.#versions.get(name)[place.get(name) ?? 0];
      place.set(name, (place.get(name) ?? 0) + 1);
      assert.equal(change.CommitTime, version.time);
      const late = version.time - requested;
      const verdict = late <= -WINDOW ? "IN" : late <= WINDOW ? "MAYBE" : "OUT";
      assert.equal(change.Verdict, verdict, `${late} s after the request`);
      if (verdict !== "MAYBE") assert.equal(change.Included, verdict === "IN");
      if (!change.Included) continue;
      if (version.item) items.set(name, version.item);
      else items.delete(name);
    }
    return items;
  }
}

/** Every change that an explanation has. */
function explain(engine, BackupArn) {
  const changes = [];
  let NextToken;
  do {
    const page = engine.call("ExplainBackup", { BackupArn, Limit: 1_000, NextToken });
    changes.push(...page.Changes);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return changes;
}
