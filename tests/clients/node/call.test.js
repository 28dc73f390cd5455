/** The door that needs no SDK: plain objects in and out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, movieTable, movies } from "./lib/movies.js";
import { Engine } from "./lib/timemark.js";

/** An engine with a table whose key is one text. */
function withTable(options) {
  const engine = new Engine(options);
  engine.call("CreateTable", {
    TableName: "Table",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });
  return engine;
}

/** Writes an item and reads it back. */
function roundTrip(engine, attributes) {
  const Item = { id: { S: "item" }, ...attributes };
  engine.call("PutItem", { TableName: "Table", Item });
  const { id, ...rest } = engine.call("GetItem", { TableName: "Table", Key: { id: Item.id } }).Item;
  assert.deepEqual(id, Item.id);
  return rest;
}

test("a backup, start to end", () => {
  const engine = new Engine({ now: 1_790_000_000.5, settings: { Pace: "REALISTIC" } });
  engine.call("CreateTable", movieTable("Movies"));
  assert.equal(engine.nextDue(), 1_790_000_016.5);
  assert.ok(engine.advance(60) > 0);
  for (const Item of movies.slice(0, 50)) engine.call("PutItem", { TableName: "Movies", Item });

  const { BackupDetails: marker } = engine.call("CreateBackup", { TableName: "Movies", BackupName: "one" });
  assert.equal(marker.BackupStatus, "CREATING");
  assert.equal(marker.BackupCreationDateTime, 1_790_000_060.5);
  engine.advanceTo(1_790_000_120.5);
  assert.equal(engine.now(), 1_790_000_120.5);
  const { BackupDescription } = engine.call("DescribeBackup", { BackupArn: marker.BackupArn });
  assert.equal(BackupDescription.BackupDetails.BackupStatus, "AVAILABLE");
  // Figures are refreshed every six hours.
  assert.equal(BackupDescription.SourceTableDetails.ItemCount, 0);

  const explained = engine.explain(marker.BackupArn);
  assert.equal(explained.RequestTime, marker.BackupCreationDateTime);
  assert.equal(explained.Counts.Maybe, 50);
  assert.equal(explained.Counts.MaybeIncluded, 50);
  assert.deepEqual(explained.Changes[0].Key, keyOf(movies[0]));

  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: marker.BackupArn });
  engine.advance(300);
  assert.deepEqual(engine.call("GetItem", { TableName: "Restored", Key: keyOf(movies[7]) }).Item, movies[7]);
  assert.equal(engine.call("Scan", { TableName: "Restored", Select: "COUNT" }).Count, 50);

  engine.call("DeleteItem", { TableName: "Restored", Key: keyOf(movies[7]) });
  const { Counts, Differences } = engine.compare(marker.BackupArn, "Restored");
  assert.deepEqual(Counts, { Same: 49, OnlyLeft: 1, OnlyRight: 0, Different: 0 });
  assert.deepEqual([Differences.length, Differences[0].Left], [1, movies[7]]);
  const then = { TableName: "Movies", Time: new Date(1_790_000_060_499) };
  assert.deepEqual(engine.compare(then, "Movies").Counts, { Same: 0, OnlyLeft: 0, OnlyRight: 50, Different: 0 });
  const { Writes } = engine.call("PlanRepair", { TableName: "Restored", From: { BackupArn: marker.BackupArn } });
  for (const { Operation, Input } of Writes) engine.call(Operation, Input);
  assert.deepEqual(engine.compare("Movies", "Restored").Differences, []);
});

test("a comparison has all pages in one", () => {
  const engine = new Engine();
  for (const TableName of ["Movies", "Others"]) engine.call("CreateTable", movieTable(TableName));
  for (const Item of movies.slice(0, 8)) {
    const poster = (letter) => ({ ...Item, poster: { S: letter.repeat(300_000) } });
    engine.call("PutItem", { TableName: "Movies", Item: poster("x") });
    engine.call("PutItem", { TableName: "Others", Item: poster("y") });
  }
  const whole = engine.compare("Movies", "Others");
  assert.deepEqual(whole.Counts, { Same: 0, OnlyLeft: 0, OnlyRight: 0, Different: 8 });
  assert.equal(new Set(whole.Differences.map(({ Key }) => JSON.stringify(Key))).size, 8);
});

test("values of all ten types", () => {
  const values = {
    text: { S: "Amélie 🎬" },
    number: { N: "-0.5" },
    bytes: { B: new Uint8Array([0, 1, 127, 128, 255]) },
    yes: { BOOL: true },
    nothing: { NULL: true },
    map: { M: { inner: { L: [{ S: "" }, { M: {} }] } } },
    list: { L: [] },
    texts: { SS: ["a", "b"] },
    numbers: { NS: ["1", "2.5"] },
    blobs: { BS: [new Uint8Array([1]), new Uint8Array([2, 3])] },
  };
  assert.deepEqual(roundTrip(withTable(), values), values);
});

test("binary values are Uint8Arrays, given as any of their kind", () => {
  const engine = withTable();
  const back = roundTrip(engine, { a: { B: Buffer.from("film") }, b: { B: "ZmlsbQ==" } });
  for (const name of ["a", "b"]) {
    assert.equal(Object.getPrototypeOf(back[name].B), Uint8Array.prototype);
    assert.equal(new TextDecoder().decode(back[name].B), "film");
  }
});

test("numbers of 38 digits and the ends of their range", () => {
  const numbers = {
    long: { N: "12345678901234567890123456789012345678" },
    fraction: { N: "0.12345678901234567890123456789012345678" },
    negative: { N: "-99999999999999999999999999999999999999" },
  };
  assert.deepEqual(roundTrip(withTable(), numbers), numbers);
  const engine = withTable();
  for (const [N, message] of [
    ["123456789012345678901234567890123456789", /38 significant digits/],
    ["1E+126", /Number overflow/],
    ["1E-131", /Number underflow/],
    ["one", /cannot be converted to a numeric value: one/],
  ]) {
    assert.throws(() => roundTrip(engine, { n: { N } }), { name: "ValidationException", message });
  }
});

test("errors carry the service's code as their name", () => {
  const engine = withTable();
  const missing = "arn:aws:dynamodb:us-east-1:123456789012:table/Table/backup/01790000000000-0123abcd";
  for (const [operation, input, name] of [
    ["CreateBackup", { TableName: "Nowhere", BackupName: "one" }, "TableNotFoundException"],
    ["DescribeTable", { TableName: "Nowhere" }, "ResourceNotFoundException"],
    ["DescribeBackup", { BackupArn: missing }, "BackupNotFoundException"],
    ["CreateBackup", { TableName: "Table", BackupName: "!" }, "ValidationException"],
    ["CreateBackup", { TableName: 1, BackupName: "one" }, "SerializationException"],
    ["ListTables", "text", "SerializationException"],
    ["ListTables", 5, "SerializationException"],
    ["NoSuchThing", {}, "UnknownOperationException"],
    ["AdvanceClock", { Seconds: -1 }, "ValidationException"],
    ["AdvanceClock", { Seconds: Number.NaN }, "ValidationException"],
  ]) {
    assert.throws(
      () => engine.call(operation, input),
      (error) => error instanceof Error && error.name === name && error.message.length > 0,
      `${operation} ${JSON.stringify(input)}`,
    );
  }
  assert.throws(() => new Engine({ settings: { Pace: "HASTY" } }), { name: "ValidationException" });
  assert.throws(() => new Engine({ seed: -1 }), { name: "TypeError", message: /^options\.seed must be/ });
});

test("an error has changed nothing", () => {
  const engine = withTable();
  engine.advance(0); // What is due at once is done when something is asked next.
  const before = engine.digest();
  assert.throws(() => engine.call("CreateBackup", { TableName: "Nowhere", BackupName: "one" }));
  assert.throws(() => engine.call("PutItem", { TableName: "Table", Item: { id: { N: "1" } } }));
  assert.equal(engine.digest(), before);
});

test("no input, undefined members and unknown members are fine", () => {
  const engine = withTable();
  const tables = { TableNames: ["Table"] };
  assert.deepEqual(engine.call("ListTables"), tables);
  assert.deepEqual(engine.call("ListTables", null), tables);
  assert.deepEqual(engine.call("ListTables", { Limit: undefined, Surprise: [{}] }), tables);
});

test("equal seeds and equal calls are equal histories", () => {
  const run = (seed) => {
    const engine = withTable({ seed });
    roundTrip(engine, { a: { S: "b" } });
    const { BackupDetails } = engine.call("CreateBackup", { TableName: "Table", BackupName: "one" });
    return [engine.digest(), BackupDetails.BackupArn];
  };
  assert.deepEqual(run(5), run(5));
  assert.notDeepEqual(run(5), run(6));
});

test("the clock never goes back", () => {
  const engine = new Engine({ now: 100 });
  engine.advanceTo(50);
  assert.equal(engine.now(), 100);
  assert.throws(() => engine.advance(-1), { name: "ValidationException" });
  engine.advance(0.001);
  assert.equal(engine.now(), 100.001);
  assert.equal(engine.nextDue(), undefined);
});
