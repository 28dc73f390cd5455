/**
 * How fast the engine is as a wasm module in Node, through the wire door, at a thousand, a hundred thousand and a million
 * items of some 300 bytes: `cargo xtask package && node core/benches/wasm.mjs`.
 */

import { Engine } from "../../target/npm/timemark/node.js";

const SIZES = [1_000, 100_000, 1_000_000];
const RUN = 20_000;
const TABLE = "Bench";
const encoder = new TextEncoder();

const key = (n) => ({
  pk: { S: `customer#${String(Math.floor(n / 4)).padStart(7, "0")}` },
  sk: { S: `order#${String(n).padStart(7, "0")}` },
});
const item = (n, version) => ({
  ...key(n),
  version: { N: String(version) },
  amount: { N: `${n % 10_000}.5` },
  open: { BOOL: true },
  status: { S: "awaiting-shipment" },
  address: { S: "12 Long Street, Somewhere-upon-Water" },
  note: { S: "n".repeat(155) },
});

function filled(items) {
  // Without a bound: hundreds of backups and some restores of a large table are over the package's own.
  const engine = new Engine({ settings: { MaxBytes: 0 } });
  engine.call("CreateTable", {
    TableName: TABLE,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }, { AttributeName: "sk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }, { AttributeName: "sk", KeyType: "RANGE" }],
  });
  for (let start = 0; start < items; start += 25) {
    const requests = Array.from({ length: Math.min(25, items - start) }, (_, n) => ({ PutRequest: { Item: item(start + n, 0) } }));
    send(engine, "BatchWriteItem", body({ RequestItems: { [TABLE]: requests } }));
    if (start % 1_000 === 0) engine.advance(0.001);
  }
  return engine;
}

const body = (request) => encoder.encode(JSON.stringify(request));

function send(engine, operation, bytes) {
  const { status, body } = engine.handle(`DynamoDB_20120810.${operation}`, bytes);
  if (status !== 200) throw new Error(new TextDecoder().decode(body));
  return body;
}

/** The median of several runs, in microseconds a request. */
function median(runs, requests, run) {
  const times = [];
  for (let n = 0; n < runs; n++) {
    const work = run(n);
    const start = process.hrtime.bigint();
    work();
    times.push(Number(process.hrtime.bigint() - start) / 1_000 / requests);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

const rows = [];
for (const items of SIZES) {
  const engine = filled(items);
  const numbers = Array.from({ length: RUN }, (_, n) => (n * 7_919) % items);
  const measure = (operation, request) =>
    median(5, RUN, () => {
      const bodies = numbers.map((n) => body(request(n)));
      return () => bodies.forEach((bytes) => send(engine, operation, bytes));
    });
  const put = measure("PutItem", (n) => ({ TableName: TABLE, Item: item(n, 1) }));
  const get = measure("GetItem", (n) => ({ TableName: TABLE, Key: key(n) }));
  let arn;
  const backup = median(201, 1, () => {
    engine.advance(1);
    const bytes = body({ TableName: TABLE, BackupName: "nightly" });
    return () => {
      arn = JSON.parse(new TextDecoder().decode(send(engine, "CreateBackup", bytes))).BackupDetails.BackupArn;
    };
  });
  const restore = median(3, 1, (n) => () => {
    send(engine, "RestoreTableFromBackup", body({ TargetTableName: `Restored-${n}`, BackupArn: arn }));
    engine.advance(0);
  });
  rows.push({
    items,
    "PutItem/s": Math.round(1e6 / put),
    "GetItem/s": Math.round(1e6 / get),
    "CreateBackup µs": Number(backup.toFixed(1)),
    "restore ms": Number((restore / 1_000).toFixed(1)),
  });
  engine.free();
}
console.table(rows);
