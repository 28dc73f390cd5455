// A server with the page in it, as a process, and clients of it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/// The server, built with the page: what `cargo xtask server` makes, unless TIMEMARK_SERVER names another.
const SERVER = process.env.TIMEMARK_SERVER ?? fileURLToPath(new URL("../../../target/release/timemark", import.meta.url));

const HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  authorization: "AWS4-HMAC-SHA256 Credential=any/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20261122T000000Z",
};

/// Starts a server. Returns its address, what sends it a signal and waits for its end, and what calls it.
export const start = (...flags) => run("serve", ...flags);

/// Starts a server of the lab in a file.
export const startOf = (file) => run("open", file);

async function run(...words) {
  const child = spawn(SERVER, [...words, ...(words.includes("--port") ? [] : ["--port", "0"])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const url = `${line.split(" ").at(-1)}/`;
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, "exit");
    }
  };
  return { url, port: new URL(url).port, end, call: (operation, input) => call(url, operation, input) };
}

const LAB = ["DescribeLab", "UpdateLab", "AdvanceClock", "ResetLab"];
const target = (operation) => `${LAB.includes(operation) ? "Timemark_20261122" : "DynamoDB_20120810"}.${operation}`;

/// Calls an operation as an SDK does. Returns its output.
async function call(url, operation, input = {}) {
  const headers = { ...HEADERS, "x-amz-target": target(operation) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(input) });
  const output = await response.json();
  if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(output)}`);
  return output;
}

/// A server's lab as bytes: equal for equal labs.
export const labOf = async (server) => Buffer.from(await (await fetch(`${server.url}_timemark/lab`)).arrayBuffer());

/// Creates a table whose items have one key, `id`.
export const createTable = (server, name) =>
  server.call("CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  });

export const put = (server, name, id, more = {}) =>
  server.call("PutItem", { TableName: name, Item: { id: { S: id }, ...more } });

/// Writes `count` items of some 300 bytes by eight connections. With `rate`, so many a second.
export async function write(server, name, { from = 0, count, batch = 1, rate = Infinity }) {
  const { host } = new URL(server.url);
  const body = (first) => {
    const items = Array.from({ length: batch }, (_, index) => ({
      id: { S: `item-${first + index}` },
      text: { S: "x".repeat(240) },
    }));
    return JSON.stringify(batch === 1
      ? { TableName: name, Item: items[0] }
      : { RequestItems: { [name]: items.map((Item) => ({ PutRequest: { Item } })) } });
  };
  const began = performance.now();
  let next = 0;
  const connection = async () => {
    const socket = connect(Number(server.port), "127.0.0.1");
    socket.setNoDelay(true);
    await once(socket, "connect");
    let heard;
    socket.on("data", () => heard?.());
    while (next < count) {
      const first = next;
      next += batch;
      const waitMs = began + (first / rate) * 1_000 - performance.now();
      if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
      const json = body(from + first);
      const operation = target(batch === 1 ? "PutItem" : "BatchWriteItem");
      const headers = Object.entries({ ...HEADERS, "x-amz-target": operation, host, "content-length": json.length });
      const answered = new Promise((done) => { heard = done; });
      socket.write(`POST / HTTP/1.1\r\n${headers.map(([key, value]) => `${key}: ${value}\r\n`).join("")}\r\n${json}`);
      await answered;
    }
    socket.end();
  };
  await Promise.all(Array.from({ length: 8 }, connection));
  return (performance.now() - began) / 1_000;
}
