/** `@aws-sdk/lib-dynamodb`, which most people write with: the records as they are in the file. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchExecuteStatementCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetCommand,
  NumberValue,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
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

test("updates, queries and transactions of documents, and a backup of what they made", async () => {
  const engine = new Engine();
  engine.call("CreateTable", {
    ...TABLE,
    AttributeDefinitions: ["id", "n"].map((AttributeName) => ({ AttributeName, AttributeType: "N" })),
    KeySchema: [...TABLE.KeySchema, { AttributeName: "n", KeyType: "RANGE" }],
  });
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(engine)));
  const Puts = Array.from({ length: 30 }, (_, n) => ({ Put: { TableName: "Movies", Item: { id: 1, n, seen: [] } } }));
  await documents.send(new TransactWriteCommand({ TransactItems: Puts }));
  const update = {
    TableName: "Movies",
    Key: { id: 1, n: 7 },
    UpdateExpression: "SET seen = list_append(seen, :who), #l.#n = :yes",
    ConditionExpression: "size(seen) = :none",
    ExpressionAttributeNames: { "#l": "liked", "#n": "ann" },
    ExpressionAttributeValues: { ":who": ["ann"], ":yes": true, ":none": 0 },
    ReturnValues: "ALL_NEW",
  };
  await assert.rejects(documents.send(new UpdateCommand(update)), { name: "ValidationException" });
  const liked = { ...update, UpdateExpression: "SET liked = :liked", ReturnValues: "NONE" };
  delete liked.ExpressionAttributeNames;
  liked.ExpressionAttributeValues = { ":liked": {}, ":none": 0 };
  await documents.send(new UpdateCommand(liked));
  const { Attributes } = await documents.send(new UpdateCommand(update));
  assert.deepEqual(Attributes, { id: 1, n: 7, seen: ["ann"], liked: { ann: true } });
  const failure = { ...update, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  const error = await documents.send(new UpdateCommand(failure)).catch((caught) => caught);
  assert.equal(error.name, "ConditionalCheckFailedException");

  const seen = async (TableName) => {
    const query = {
      TableName,
      KeyConditionExpression: "id = :id AND n BETWEEN :from AND :to",
      FilterExpression: "size(seen) < :many",
      ExpressionAttributeValues: { ":id": 1, ":from": 5, ":to": 9, ":many": 1 },
      ScanIndexForward: false,
    };
    const { Items, ScannedCount } = await documents.send(new QueryCommand(query));
    const Keys = [7, 29].map((n) => ({ Get: { TableName, Key: { id: 1, n } } }));
    const { Responses } = await documents.send(new TransactGetCommand({ TransactItems: Keys }));
    return { Items, ScannedCount, both: Responses.map(({ Item }) => Item) };
  };
  const then = await seen("Movies");
  assert.deepEqual(then.Items.map(({ n }) => n), [9, 8, 6, 5]);
  assert.equal(then.ScannedCount, 5);
  const { BackupArn } = engine.call("CreateBackup", { TableName: "Movies", BackupName: "then" }).BackupDetails;
  await documents.send(new PutCommand({ TableName: "Movies", Item: { id: 1, n: 7 } }));
  assert.notDeepEqual(await seen("Movies"), then);
  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn });
  assert.deepEqual(await seen("Restored"), then);
});

test("statements of documents", async () => {
  const engine = new Engine();
  engine.call("CreateTable", TABLE);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(engine)));
  const wanted = records.slice(0, 4).map((record, id) => ({ id, Title: record.Title, gross: record["US Gross"] }));
  const Statement = "INSERT INTO Movies VALUE {'id': ?, 'Title': ?, 'gross': ?}";
  const Statements = wanted.map((movie) => ({ Statement, Parameters: Object.values(movie) }));
  const { Responses } = await documents.send(new BatchExecuteStatementCommand({ Statements }));
  assert.deepEqual(Responses, Array(4).fill({ TableName: "Movies" }));

  const select = new ExecuteStatementCommand({ Statement: "SELECT * FROM Movies WHERE id = ?", Parameters: [2] });
  assert.deepEqual((await documents.send(select)).Items, [wanted[2]]);
  const TransactStatements = [
    { Statement: "UPDATE Movies SET tags = ? WHERE id = ?", Parameters: [new Set(["seen"]), 1] },
    { Statement: "DELETE FROM Movies WHERE id = 0" },
  ];
  await documents.send(new ExecuteTransactionCommand({ TransactStatements }));
  const seen = new ExecuteStatementCommand({ Statement: "SELECT tags FROM Movies WHERE contains(tags, 'seen')" });
  assert.deepEqual((await documents.send(seen)).Items, [{ tags: new Set(["seen"]) }]);
  await assert.rejects(documents.send(new ExecuteStatementCommand({ Statement: "DROP TABLE Movies" })), {
    name: "ValidationException",
    message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
  });
});
