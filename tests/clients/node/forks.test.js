/** Engines made of others: forked, reset, saved and opened; and times as dates. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { movieTable, movies } from "./lib/movies.js";
import { Engine } from "./lib/timemark.js";

/** An engine with a table of films. */
function filled(count = 50, options = {}) {
  const engine = new Engine(options);
  engine.call("CreateTable", movieTable("Movies"));
  engine.advance(20);
  for (const Item of movies.slice(0, count)) engine.call("PutItem", { TableName: "Movies", Item });
  return engine;
}

const count = (engine, TableName = "Movies") => engine.call("Scan", { TableName, Select: "COUNT" }).Count;

test("a fork is the same engine, and goes its own way", () => {
  const seeded = filled(50, { now: 0, settings: { Pace: "REALISTIC" } });
  seeded.call("CreateBackup", { TableName: "Movies", BackupName: "one" });
  const fork = seeded.fork();
  assert.equal(fork.digest(), seeded.digest());
  const next = seeded.nextDue();
  assert.equal(fork.nextDue(), next);
  fork.advance(80);
  fork.call("DeleteTable", { TableName: "Movies" });
  assert.deepEqual([seeded.now(), seeded.nextDue()], [20, next]);
  assert.equal(seeded.fork().digest(), seeded.digest());
  seeded.free();
  assert.equal(fork.now(), 100);
});

test("what a fork draws is what its origin draws", () => {
  const seeded = filled();
  const [one, other] = [seeded.fork(), seeded.fork()].map((engine) =>
    engine.call("CreateBackup", { TableName: "Movies", BackupName: "one" }),
  );
  assert.deepEqual(one, other);
});

test("a fork takes as long however much there is", () => {
  const time = (engine) => {
    const begin = performance.now();
    for (let n = 0; n < 300; n++) engine.fork().free();
    return performance.now() - begin;
  };
  const [small, large] = [filled(5), filled(3_000)];
  time(small);
  const least = (engine) => Math.min(...Array.from({ length: 5 }, () => time(engine)));
  const [few, many] = [least(small), least(large)];
  assert.ok(many < few * 10 + 5, `300 forks of 5 items took ${few} ms, of 3,000 items ${many} ms`);
});

test("an engine is reset to what it was made as: new, forked, opened", () => {
  const made = filled(50, { now: 7, region: "eu-west-1" });
  const digest = made.digest();
  for (const engine of [made.fork(), Engine.open(made.save())]) {
    const before = engine.digest();
    assert.equal(before, digest);
    engine.advance(1_000);
    engine.call("DeleteTable", { TableName: "Movies" });
    assert.notEqual(engine.digest(), before);
    engine.reset();
    assert.equal(engine.digest(), before);
    assert.equal(count(engine), 50);
  }
  made.reset();
  assert.equal(made.digest(), new Engine({ now: 7, region: "eu-west-1" }).digest());
  assert.equal(made.now(), 7);
});

test("an engine that was saved is opened as it was, and nothing else is", () => {
  const engine = filled();
  const { BackupDetails } = engine.call("CreateBackup", { TableName: "Movies", BackupName: "one" });
  const file = engine.save();
  const opened = Engine.open(file);
  assert.equal(opened.digest(), engine.digest());
  opened.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: BackupDetails.BackupArn });
  assert.equal(count(opened, "Restored"), 50);

  const wrong = (bytes) => assert.throws(() => Engine.open(bytes), (error) => error.name === "Error" && error.message.length > 10);
  wrong(new Uint8Array());
  wrong(new Uint8Array(100));
  for (let at = 0; at < file.length; at += 1 + Math.floor(file.length / 200)) {
    wrong(file.slice(0, at));
    wrong(file.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  }
  assert.equal(Engine.open(Buffer.from(file)).digest(), engine.digest());
});

test("times may be dates", () => {
  const day = new Date("2026-11-26T12:00:00.250Z");
  const engine = filled(1, { now: new Date(day.getTime() - 20_000) });
  assert.equal(engine.now(), day.getTime() / 1000);
  engine.call("CreateBackup", { TableName: "Movies", BackupName: "one" });
  engine.advanceTo(new Date(day.getTime() + 1_500));
  assert.equal(engine.now(), day.getTime() / 1000 + 1.5);
  const backups = (from, to) =>
    engine.call("ListBackups", { TimeRangeLowerBound: from, TimeRangeUpperBound: to }).BackupSummaries.length;
  assert.equal(backups(new Date(day.getTime() - 1), new Date(day.getTime() + 1)), 1);
  assert.equal(backups(new Date(day.getTime() + 1), new Date(day.getTime() + 2)), 0);
  assert.throws(() => backups(new Date(Number.NaN), day), { name: "SerializationException" });
  // Where no time is meant, a date is a number, and refused as one is.
  const wrong = { TableName: "Movies", BackupName: day };
  assert.throws(() => engine.call("CreateBackup", wrong), { name: "SerializationException" });
});

test("`using` frees an engine", () => {
  const engine = new Engine();
  engine[Symbol.dispose]();
  assert.throws(() => engine.now(), { name: "EngineStoppedError" });
});

test("bytes of any kind are binary values", () => {
  const engine = filled(1);
  const bytes = [1, 2, 3];
  const kinds = [Uint8Array.from(bytes), Buffer.from(bytes), Uint8Array.from(bytes).buffer, new DataView(Uint8Array.from([0, ...bytes]).buffer, 1)];
  for (const B of kinds) {
    engine.call("PutItem", { TableName: "Movies", Item: { ...movies[0], poster: { B } } });
    const { Items } = engine.call("Scan", { TableName: "Movies" });
    assert.deepEqual(Items[0].poster.B, Uint8Array.from(bytes));
  }
});
