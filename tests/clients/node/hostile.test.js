/** Data that means harm stays data, and no input ends the module. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { overSdks } from "./lib/sdks.js";
import { Engine } from "./lib/timemark.js";

const TEXTS = [
  "__proto__",
  "constructor",
  "toString",
  "\u202egnp.exe\u202c",
  "zero\u200bwidth\u200d\ufeff",
  "<img src=x onerror=alert(1)>",
  "'; DROP TABLE Movies; --",
  "\u0000\u001f\u007f",
  "e\u0301 is not é",
  "💾".repeat(50),
  "\\u0000 \\ \" / \n",
];

const TABLE = {
  TableName: "Table",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};

/** An object with members of its own by whatever name: `{ __proto__: x }` has none. */
const own = (entries) => Object.fromEntries(entries);

/** A list in a list in a list … */
const nested = (levels) => (levels === 0 ? { S: "bottom" } : { L: [nested(levels - 1)] });

/** Hostile texts as key, value, element of a set, and name. */
function hostileItems(names) {
  return TEXTS.map((text) => ({
    id: { S: text },
    value: { S: text },
    set: { SS: TEXTS },
    map: { M: own(names.map((name) => [name, { S: text }])) },
    ...own(names.map((name) => [`${name} `, { BOOL: true }])),
  }));
}

overSdks("hostile data", (connect) => {
  test("comes back through a backup as it was", async () => {
    const engine = new Engine();
    const send = connect(engine);
    await send("CreateTable", TABLE);
    // The SDK itself assigns members by name, so that an attribute called __proto__ is lost before it gets here.
    const items = hostileItems(TEXTS.filter((text) => text !== "__proto__"));
    for (const Item of items) await send("PutItem", { TableName: "Table", Item });
    await send("PutItem", { TableName: "Table", Item: { id: { S: "deep" }, deep: nested(32) } });
    const tooDeep = { TableName: "Table", Item: { id: { S: "deeper" }, deep: nested(33) } };
    await assert.rejects(send("PutItem", tooDeep), { name: "ValidationException", message: /Nesting Levels/ });

    const { BackupDetails } = await send("CreateBackup", { TableName: "Table", BackupName: "hostile" });
    await send("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: BackupDetails.BackupArn });
    for (const item of items) {
      const { Item } = await send("GetItem", { TableName: "Restored", Key: { id: item.id } });
      assert.deepEqual({ ...Item, set: Item.set.SS.toSorted() }, { ...item, set: TEXTS.toSorted() });
    }
    const { Item } = await send("GetItem", { TableName: "Restored", Key: { id: { S: "deep" } } });
    assert.deepEqual(Item.deep, nested(32));
    assert.equal({}.polluted, undefined);
  });
});

test("attributes may have any name, __proto__ too", () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  const entries = TEXTS.map((name) => [name, { S: name }]);
  const Item = own([["id", { S: "names" }], ["map", { M: own(entries) }], ...entries]);
  engine.call("PutItem", { TableName: "Table", Item });
  const back = engine.call("GetItem", { TableName: "Table", Key: { id: { S: "names" } } }).Item;
  assert.deepEqual(new Map(Object.entries(back)), new Map(Object.entries(Item)));
  assert.deepEqual(new Map(Object.entries(back.map.M)), new Map(entries));
  assert.equal(Object.getPrototypeOf(back), Object.prototype);

  const body = JSON.stringify({ TableName: "Table", Key: { id: { S: "names" } } });
  const answer = engine.handle("DynamoDB_20120810.GetItem", new TextEncoder().encode(body));
  const wire = JSON.parse(new TextDecoder().decode(answer.body)).Item;
  assert.deepEqual(new Map(Object.entries(wire)), new Map(Object.entries(Item)));
});

test("depths, cycles and sizes are refused, and the engine goes on", () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  engine.advance(0); // What is due at once is done when something is asked next.
  const before = engine.digest();
  const deep = (open, close, levels) => `{"TableName":"Table","Item":${open.repeat(levels)}{}${close.repeat(levels)}}`;
  for (const levels of [100, 1_000, 1_000_000]) {
    for (const [open, close] of [['{"M":{"a":', "}}"], ['{"L":[', "]}"], ["[", "]"]]) {
      assert.equal(handle(engine, "DynamoDB_20120810.PutItem", deep(open, close, levels)), 400);
    }
  }
  assert.equal(handle(engine, "DynamoDB_20120810.ListTables", " ".repeat(16 * 1024 * 1024 + 1)), 413);

  let ladder = { S: "bottom" };
  for (let level = 0; level < 100_000; level++) ladder = { M: { down: ladder } };
  const cycle = { M: {} };
  cycle.M.cycle = cycle;
  for (const value of [ladder, cycle, nested(33), nested(2_000)]) {
    const Item = { id: { S: "deep" }, value };
    assert.throws(() => engine.call("PutItem", { TableName: "Table", Item }), /Serialization|Nesting/);
  }
  assert.equal(engine.digest(), before);
});

test("thousands of garbage bodies never end the module", () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  engine.call("PutItem", { TableName: "Table", Item: { id: { S: "one" } } });
  const { BackupDetails } = engine.call("CreateBackup", { TableName: "Table", BackupName: "one" });
  const seeds = [
    ["CreateTable", TABLE],
    ["PutItem", { TableName: "Table", Item: { id: { S: "a" }, n: { N: "1e5" }, b: { B: "AQID" }, s: { NS: ["1"] } } }],
    ["BatchWriteItem", { RequestItems: { Table: [{ DeleteRequest: { Key: { id: { S: "a" } } } }] } }],
    ["Scan", { TableName: "Table", Limit: 3, TotalSegments: 4, Segment: 1, ExclusiveStartKey: { id: { S: "a" } } }],
    ["CreateBackup", { TableName: "Table", BackupName: "backup" }],
    ["ListBackups", { TimeRangeLowerBound: 1.5, Limit: 9, ExclusiveStartBackupArn: BackupDetails.BackupArn }],
    ["RestoreTableFromBackup", { TargetTableName: "New", BackupArn: BackupDetails.BackupArn }],
    ["UpdateTimeToLive", { TableName: "Table", TimeToLiveSpecification: { Enabled: true, AttributeName: "t" } }],
    ["TagResource", { ResourceArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Table", Tags: [{ Key: "a" }] }],
    ["AdvanceClock", { Seconds: 0.5 }],
    ["UpdateLab", { Settings: { Pace: "CUSTOM", Delays: { Restore: 1 }, PartitionsPerTable: 2 } }],
    ["InjectFault", { Operation: "PutItem", Error: "InternalServerError", Count: 1 }],
    ["ExplainBackup", { BackupArn: BackupDetails.BackupArn, Limit: 10, NextToken: "1" }],
    ["DescribeTimeline", { TableName: "Table", From: 0, To: 1e10, NextToken: "1.1.1" }],
  ];
  const random = generator(20261122);
  const statuses = new Map();
  for (let n = 0; n < 20_000; n++) {
    const [operation, input] = seeds[random(seeds.length)];
    const lab = ["AdvanceClock", "UpdateLab", "InjectFault", "ExplainBackup", "DescribeTimeline"].includes(operation);
    const target = `${lab ? "Timemark_20261122" : "DynamoDB_20120810"}.${operation}`;
    const status = handle(engine, target, garble(JSON.stringify(input), random));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  assert.deepEqual([...statuses.keys()].sort(), [200, 400, 500]);
  for (const [status, count] of statuses) assert.ok(count > 10, `status ${status} came ${count} times`);
  assert.equal(handle(engine, "DynamoDB_20120810.ListBackups", "{}"), 200);
});

/** Sends a body and returns the status; the answer must be JSON whatever was sent. */
function handle(engine, target, body) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const response = engine.handle(target, bytes);
  const answer = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(response.body));
  if (response.status !== 200) assert.match(answer.__type, /^com\.amazon[a-z0-9.]+#[A-Za-z]+$/);
  return response.status;
}

/** Damages a text in a few places, as bytes or as JSON; sometimes not at all. */
function garble(text, random) {
  const bytes = [...new TextEncoder().encode(text)];
  const pieces = ["null", "-1", "1e999", '""', "[]", "{}", "true", '"\\ud800"', '{"S":1}', "99999999999999999999"];
  for (let count = random(4); count > 0; count--) {
    const at = random(bytes.length);
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes.splice(at, random(12));
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(random(bytes.length), random(bytes.length)));
        break;
      case 3:
        bytes.splice(at, 0, ...new TextEncoder().encode(pieces[random(pieces.length)]));
        break;
      default: {
        // In place of a value, so that what comes out is often still JSON.
        const whole = new TextDecoder().decode(new Uint8Array(bytes));
        const values = [...whole.matchAll(/"[^"]*"(?!:)|\d+/g)];
        if (values.length === 0) break;
        const { 0: value, index } = values[random(values.length)];
        const piece = pieces[random(pieces.length)];
        bytes.splice(0, bytes.length, ...new TextEncoder().encode(whole.slice(0, index) + piece + whole.slice(index + value.length)));
      }
    }
    if (bytes.length === 0) bytes.push(random(256));
  }
  return new Uint8Array(bytes);
}

/** Numbers below a bound that look drawn and are the same each time. */
function generator(seed) {
  return (bound) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * bound);
  };
}
