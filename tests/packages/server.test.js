/** The engine behind a port, in Node: as a program, and in one. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import * as sdk from "@aws-sdk/client-dynamodb";
import { Engine } from "timemark";
import { serve } from "timemark/server";
import { modules, node } from "./lib/run.js";

const SIGNED = "AWS4-HMAC-SHA256 Credential=any/20261126/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
const TYPE = "application/x-amz-json-1.0";
const LIST = { "content-type": TYPE, "x-amz-target": "DynamoDB_20120810.ListTables", authorization: SIGNED };
const LAB = { "content-type": TYPE, "x-amz-target": "Timemark_20261122.DescribeLab" };

const engine = new Engine({ now: 1_000 });
const server = await serve({ engine, port: 0 });
const { port } = new URL(server.url);
after(() => server.close());

/** Sends a request as it is, and returns status, headers and body. */
async function send({ method = "POST", path = "/", headers = {}, body }) {
  const sent = request({ host: "127.0.0.1", port, method, path, headers });
  sent.on("error", () => {}); // A refused body may not be read to its end.
  sent.end(body);
  const [response] = await once(sent, "response");
  const parts = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() };
}

test("the SDK calls it, in each region", async () => {
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = new sdk.DynamoDBClient({ endpoint: server.url, region: "eu-west-1", credentials });
  const table = {
    TableName: "Music",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  };
  await client.send(new sdk.CreateTableCommand(table));
  await client.send(new sdk.PutItemCommand({ TableName: "Music", Item: { id: { S: "one" } } }));
  const { BackupDetails } = await client.send(new sdk.CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  assert.match(BackupDetails.BackupArn, /^arn:aws:dynamodb:eu-west-1:/);
  assert.deepEqual(engine.call("ListTables").TableNames, [], "the engine's own region is another");
  await assert.rejects(client.send(new sdk.DescribeTableCommand({ TableName: "Musik" })), sdk.ResourceNotFoundException);
  client.destroy();
});

test("an answer is the engine's, to the byte", async () => {
  const { status, headers, body } = await send({ headers: LIST, body: "{}" });
  const own = engine.fork().handle("DynamoDB_20120810.ListTables", Buffer.from("{}"), SIGNED);
  assert.deepEqual([status, body], [200, new TextDecoder().decode(own.body)]);
  assert.equal(headers["x-amz-crc32"], own.headers["x-amz-crc32"]);
  assert.equal(headers["content-type"], TYPE);
  assert.equal((await send({ method: "GET" })).body, "healthy: dynamodb.us-east-1.amazonaws.com ");
});

test("other hosts, and pages of other sites, are refused", async () => {
  const status = async (more, headers = LIST) => (await send({ headers: { ...headers, ...more }, body: "{}" })).status;
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "128.0.0.1", "a@localhost", "localhost:x"]) {
    assert.equal(await status({ host }), 403, host);
  }
  for (const host of ["localhost", `127.0.0.1:${port}`, "[::1]:1", "123456789012.ddb.localhost:8000"]) {
    assert.equal(await status({ host }), 200, host);
  }
  for (const origin of ["http://evil.example", "null", "https://localhost.evil.example", "http://localhost@evil.example"]) {
    assert.equal(await status({ origin }), 403, origin);
  }
  const { headers } = await send({ headers: { ...LIST, origin: "http://localhost:3000" }, body: "{}" });
  assert.equal(headers["access-control-allow-origin"], "http://localhost:3000");
});

test("pages of other origins may not use the lab", async () => {
  const status = async (headers, path = "/") => (await send({ headers: { ...LAB, ...headers }, path, body: "{}" })).status;
  assert.equal(await status({}), 200);
  assert.equal(await status({ origin: `http://127.0.0.1:${port}` }), 200);
  assert.equal(await status({ origin: "http://localhost:3000" }), 403);
  assert.equal(await status({ "sec-fetch-site": "cross-site" }), 403);
  const file = { method: "GET", path: "/_timemark/lab" };
  assert.equal((await send({ ...file, headers: { origin: "http://localhost:3000" } })).status, 403);
  assert.equal((await send({ ...file, headers: { "sec-fetch-site": "same-site" } })).status, 403);
  assert.equal((await send(file)).status, 200);
});

test("what a page may send without asking is no call, and a call has a signature", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", undefined]) {
    const headers = { ...LIST, "content-type": type };
    if (type === undefined) delete headers["content-type"];
    assert.equal((await send({ headers, body: "{}" })).status, 404, type);
  }
  const { authorization: _, ...unsigned } = LIST;
  const { status, body } = await send({ headers: unsigned, body: "{}" });
  assert.equal(status, 400);
  assert.match(body, /MissingAuthenticationTokenException/);
  assert.equal((await send({ headers: LIST, path: "/other", body: "{}" })).status, 404);
});

test("a body of more than 16 MB is refused, with a length and without", async () => {
  const body = Buffer.alloc(16 * 1024 * 1024 + 1, " ");
  for (const length of [{ "content-length": body.length }, { "transfer-encoding": "chunked" }]) {
    const { status, headers } = await send({ headers: { ...LIST, ...length }, body });
    // Closed, because the rest is not read; the engine, which would refuse it too, is not asked.
    assert.deepEqual([status, headers.connection], [413, "close"]);
  }
  const most = Buffer.concat([Buffer.from("{}"), Buffer.alloc(16 * 1024 * 1024 - 2, " ")]);
  assert.equal((await send({ headers: LIST, body: most })).status, 200);
});

test("bytes that are no request do not end it", async () => {
  for (const body of ["", "{", "[]", "\u0000", '{"__proto__":1}', `{"a":${"[".repeat(10_000)}`]) {
    const { status } = await send({ headers: LIST, body });
    assert.ok(status === 200 || status === 400, `${status}`);
  }
  for (const target of ["", "x", "DynamoDB_20120810.", "DynamoDB_20120810.__proto__"]) {
    assert.equal((await send({ headers: { ...LIST, "x-amz-target": target }, body: "{}" })).status, 400);
  }
  assert.equal((await send({ headers: LIST, body: "{}" })).status, 200);
});

test("an engine that has stopped is said to have", async () => {
  const gone = new Engine();
  const other = await serve({ engine: gone, port: 0 });
  gone.free();
  const response = await fetch(other.url, { method: "POST", headers: LIST, body: "{}" });
  assert.equal(response.status, 500);
  assert.match(await response.text(), /InternalServerError.*has stopped/);
  await other.close();
});

test("wrong options, and a port that is taken, are refused", async () => {
  for (const options of [{ port: -1 }, { port: "8000" }, { ports: 1 }]) await assert.rejects(serve(options), TypeError);
  await assert.rejects(serve({ port: Number(port) }), { code: "EADDRINUSE" });
});

const cli = join(modules, "timemark/cli.js");

/** Starts the program, and returns its address and what ends it. */
async function started(...args) {
  const child = spawn(process.execPath, [cli, ...args, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  return { url: line.split(" ").at(-1), end: () => (child.kill(), once(child, "exit")) };
}

const lab = async (url) => (await fetch(url, { method: "POST", headers: LAB, body: "{}" })).json();

test("`timemark serve` serves a new lab as its options say, and its clock goes on", async () => {
  const { url, end } = await started("serve", "--now", "2026-11-26T12:00:00Z", "--speed", "1000", "--pace", "realistic", "--seed", "7");
  const { Now, Seed, Settings } = await lab(url);
  assert.ok(Now >= Date.parse("2026-11-26T12:00:00Z") / 1000);
  assert.deepEqual([Seed, Settings.Pace, Settings.Speed], [7, "REALISTIC", 1000]);
  await new Promise((done) => setTimeout(done, 50));
  assert.ok((await lab(url)).Now >= Now + 49);
  await end();
});

test("`timemark open` serves a lab file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "timemark-open-"));
  const file = join(folder, "lab.timemark");
  writeFileSync(file, new Engine({ now: 5, seed: 3 }).save());
  const { url, end } = await started("open", file);
  const { Now, Seed } = await lab(url);
  assert.deepEqual([Now, Seed], [5, 3]);
  await end();
  writeFileSync(file, "no lab");
  await assert.rejects(node(cli, "open", file), ({ output }) => /^timemark: /.test(output));
  rmSync(folder, { recursive: true });
});

test("the program says what it takes, and refuses the rest", async () => {
  assert.match((await node(cli, "--help")).stdout, /^Usage: timemark serve/);
  assert.match((await node(cli, "--version")).stdout, /^timemark \d+\.\d+\.\d+\n$/);
  for (const args of [[], ["bogus"], ["serve", "more"], ["open"], ["serve", "--bogus"], ["serve", "--port", "x"], ["serve", "--port", "99999"],
    ["serve", "--pace", "hasty"], ["serve", "--now", "yesterday"], ["open", "none.timemark"], ["open", "x", "--seed", "1"]]) {
    await assert.rejects(node(cli, ...args), ({ output }) => /^timemark: /.test(output), args.join(" "));
  }
});
