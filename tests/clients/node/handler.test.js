/** The request handler on its own: whatever a version of the SDK may hand to it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { movieTable } from "./lib/movies.js";
import { overSdks } from "./lib/sdks.js";
import { Engine, clientConfig, requestHandler } from "./lib/timemark.js";

const LIST = { "x-amz-target": "DynamoDB_20120810.ListTables" };
const text = (response) => new TextDecoder().decode(response.body);

test("the name of the target's header in any case", async () => {
  const handler = requestHandler(new Engine());
  for (const name of ["x-amz-target", "X-Amz-Target", "X-AMZ-TARGET"]) {
    const { response } = await handler.handle({ headers: { [name]: "DynamoDB_20120810.ListTables" }, body: "{}" });
    assert.equal(response.statusCode, 200);
    assert.equal(text(response), '{"TableNames":[]}');
    assert.equal(response.headers["content-type"], "application/x-amz-json-1.0");
  }
  const { response } = await handler.handle({ headers: {}, body: "{}" });
  assert.equal(response.statusCode, 400);
  assert.match(text(response), /UnknownOperationException/);
});

test("a body of any kind", async () => {
  const engine = new Engine({ now: 5 });
  const handler = requestHandler(engine);
  const headers = { "x-amz-target": "Timemark_20261122.AdvanceClock" };
  const json = '{"Seconds":1}';
  const bytes = new TextEncoder().encode(json);
  const around = new TextEncoder().encode(`xx${json}x`);
  class Adapter extends Uint8Array {
    toString() {
      throw new Error("text methods of the SDK's adapter are not to be called");
    }
  }
  const bodies = [
    json,
    bytes,
    Buffer.from(json),
    Adapter.from(bytes),
    around.subarray(2, 2 + bytes.length),
    new DataView(around.buffer, 2, bytes.length),
    bytes.buffer,
  ];
  for (const [n, body] of bodies.entries()) {
    await handler.handle({ headers, body });
    assert.equal(engine.now(), 6 + n, `body ${n}`);
  }
  for (const body of [undefined, null, ""]) {
    assert.equal(text((await handler.handle({ headers: LIST, body })).response), '{"TableNames":[]}');
  }
  await assert.rejects(handler.handle({ headers: LIST, body: new ReadableStream() }), TypeError);
});

test("the body of an answer is a copy that stays", async () => {
  const engine = new Engine();
  const handler = requestHandler(engine);
  const { response } = await handler.handle({ headers: LIST, body: "{}" });
  const big = new TextEncoder().encode(`{"x":"${"x".repeat(8_000_000)}"}`);
  for (let n = 0; n < 4; n++) await handler.handle({ headers: LIST, body: big });
  assert.equal(text(response), '{"TableNames":[]}');
  assert.ok(response.body.buffer.byteLength < 100, "not a view of the engine's memory");
});

test("a request that was aborted is not made", async () => {
  const engine = new Engine({ now: 0 });
  const handler = requestHandler(engine);
  const request = { headers: { "x-amz-target": "Timemark_20261122.AdvanceClock" }, body: '{"Seconds":9}' };
  await assert.rejects(handler.handle(request, { abortSignal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(engine.now(), 0);
  await handler.handle(request, { abortSignal: new AbortController().signal });
  assert.equal(engine.now(), 9);
});

test("an engine that has trapped is never called again", async () => {
  const engine = new Engine();
  let calls = 0;
  engine.handle = () => {
    calls++;
    throw new WebAssembly.RuntimeError("unreachable");
  };
  const stopped = { name: "EngineStoppedError", message: /stopped \(unreachable\)/ };
  await assert.rejects(requestHandler(engine).handle({ headers: LIST }), stopped);
  await assert.rejects(requestHandler(engine).handle({ headers: LIST }), stopped);
  assert.equal(calls, 1);
  await requestHandler(new Engine()).handle({ headers: LIST });
});

test("an engine that was freed is said to have stopped", async () => {
  const engine = new Engine();
  const handler = requestHandler(engine);
  engine.free();
  await assert.rejects(handler.handle({ headers: LIST }), { name: "EngineStoppedError" });
});

test("a configuration goes where the engine is", () => {
  assert.equal(clientConfig(new Engine()).region, "us-east-1");
  assert.equal(clientConfig(new Engine({ region: "eu-central-1" })).region, "eu-central-1");
});

overSdks("handler", (connect, sdk) => {
  test("an abort signal reaches the handler through the SDK", async () => {
    const send = connect(new Engine());
    await assert.rejects(send("ListTables", {}, { abortSignal: AbortSignal.abort() }), { name: "AbortError" });
  });

  test("a client's region is the one that it acts in", async () => {
    const engine = new Engine();
    const [ireland, virginia] = ["eu-west-1", "us-east-1"].map((region) => connect(engine, { region }));
    const made = await ireland("CreateTable", movieTable("Movies"));
    assert.equal(made.TableDescription.TableArn, "arn:aws:dynamodb:eu-west-1:123456789012:table/Movies");
    assert.deepEqual((await ireland("ListTables")).TableNames, ["Movies"]);
    assert.deepEqual((await virginia("ListTables")).TableNames, []);
    assert.deepEqual(engine.call("ListTables").TableNames, []);
    await assert.rejects(virginia("DescribeTable", { TableName: "Movies" }), sdk.ResourceNotFoundException);
    const { BackupDetails } = await ireland("CreateBackup", { TableName: "Movies", BackupName: "nightly" });
    assert.match(BackupDetails.BackupArn, /^arn:aws:dynamodb:eu-west-1:/);
    await assert.rejects(virginia("DescribeBackup", BackupDetails), sdk.BackupNotFoundException);
    // The lab looks into the region of the same header.
    const authorization = "AWS4-HMAC-SHA256 Credential=any/20261126/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
    const body = new TextEncoder().encode(JSON.stringify({ TableName: "Movies" }));
    assert.equal(engine.handle("Timemark_20261122.DescribeTimeline", body, authorization).status, 200);
    assert.equal(engine.handle("Timemark_20261122.DescribeTimeline", body).status, 400);
    assert.equal(engine.handle("Timemark_20261122.DescribeTimeline", body, null).status, 400);
  });

  test("hosts do not matter: endpoint, region, account", async () => {
    const engine = new Engine();
    const credentials = { accessKeyId: "A", secretAccessKey: "B", accountId: "123456789012" };
    for (const config of [{ endpoint: "http://localhost:1" }, { region: "ap-south-2" }, { credentials }]) {
      assert.deepEqual((await connect(engine, config)("ListTables")).TableNames, []);
    }
  });

  test("a client can be destroyed, and its engine lives on", async () => {
    const engine = new Engine();
    const client = new sdk.DynamoDBClient(clientConfig(engine));
    await client.send(new sdk.ListTablesCommand({}));
    client.destroy();
    assert.deepEqual(engine.call("ListTables").TableNames, []);
  });
});
