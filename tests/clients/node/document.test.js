/** `@aws-sdk/lib-dynamodb`, which most people write with: the records as they are in the file. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, NumberValue, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { records } from "./lib/movies.js";
import { Engine, clientConfig } from "./lib/timemark.js";

const TABLE = {
  TableName: "Movies",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};

test("records go in and come back through a backup as they are", async () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(engine)));
  const wanted = records.slice(0, 200).map((record, id) => ({ id, ...record }));
  for (const Item of wanted) await documents.send(new PutCommand({ TableName: "Movies", Item }));

  const { BackupDetails } = engine.call("CreateBackup", { TableName: "Movies", BackupName: "records" });
  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: BackupDetails.BackupArn });
  const { Items } = await documents.send(new ScanCommand({ TableName: "Restored" }));
  assert.deepEqual(Items.toSorted((a, b) => a.id - b.id), wanted);
});

test("38 digits and binary values survive the document client", async () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  const client = new DynamoDBClient(clientConfig(engine));
  const documents = DynamoDBDocumentClient.from(client, { unmarshallOptions: { wrapNumbers: true } });
  const long = NumberValue.from("12345678901234567890123456789012345678");
  const bytes = new Uint8Array([0, 128, 255]);
  await documents.send(new PutCommand({ TableName: "Movies", Item: { id: 1, long, bytes } }));
  const { Item } = await documents.send(new GetCommand({ TableName: "Movies", Key: { id: 1 } }));
  assert.equal(Item.long.toString(), long.toString());
  assert.deepEqual(new Uint8Array(Item.bytes), bytes);
});
