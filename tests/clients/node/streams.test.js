/** `@aws-sdk/client-dynamodb-streams`, unmodified, on the same handler: what a consumer of a stream reads. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import { byName, keyOf, movieTable, movies, nameOf } from "./lib/movies.js";
import { scanAll, writeAll } from "./lib/tables.js";
import { Engine, clientConfig } from "./lib/timemark.js";

const NOW = 1_790_000_000;
const STREAM = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };

/** An engine with a table that has a stream, and both clients of it. */
function begin() {
  const engine = new Engine({ now: NOW });
  const created = engine.call("CreateTable", { ...movieTable("Movies"), StreamSpecification: STREAM });
  const streams = new DynamoDBStreamsClient(clientConfig(engine));
  return {
    engine,
    StreamArn: created.TableDescription.LatestStreamArn,
    items: new DynamoDBClient(clientConfig(engine)),
    streams: (Command, input) => streams.send(new Command(input)),
  };
}

/** Every record of a stream, shard by shard, a page at a time. */
async function readAll(streams, StreamArn) {
  const records = [];
  const { StreamDescription } = await streams(DescribeStreamCommand, { StreamArn });
  for (const { ShardId } of StreamDescription.Shards) {
    const begin = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
    let { ShardIterator } = await streams(GetShardIteratorCommand, begin);
    for (;;) {
      const page = await streams(GetRecordsCommand, { ShardIterator, Limit: 100 });
      records.push(...page.Records);
      if (page.Records.length === 0 || page.NextShardIterator === undefined) break;
      ShardIterator = page.NextShardIterator;
    }
  }
  return records;
}

/** What doing again what the records tell makes of nothing. */
function replay(records) {
  const items = new Map();
  for (const { eventName, dynamodb } of records) {
    const name = nameOf(dynamodb.Keys);
    assert.deepEqual(dynamodb.OldImage, items.get(name), `${eventName} of ${name}`);
    if (eventName === "REMOVE") items.delete(name);
    else items.set(name, dynamodb.NewImage);
  }
  return items;
}

test("a copy kept by a stream's consumer is the table, before a restore and after", async () => {
  const { engine, StreamArn, items, streams } = begin();
  const send = (operation, input) => Promise.resolve(engine.call(operation, input));
  assert.deepEqual((await streams(ListStreamsCommand, { TableName: "Movies" })).Streams, [
    { StreamArn, TableName: "Movies", StreamLabel: new Date(NOW * 1000).toISOString().slice(0, -1) },
  ]);
  const films = movies.slice(0, 400);
  await writeAll(send, "Movies", { puts: films });
  await writeAll(send, "Movies", { deletes: films.filter((_, n) => n % 5 === 0).map(keyOf) });
  engine.advance(30);
  const { BackupArn } = engine.call("CreateBackup", { TableName: "Movies", BackupName: "then" }).BackupDetails;
  const then = await readAll(streams, StreamArn);

  const changed = films.filter((_, n) => n % 5 === 1).map((film) => ({ ...film, Seen: { BOOL: true } }));
  for (const Item of changed) await items.send(new PutItemCommand({ TableName: "Movies", Item }));
  const now = await readAll(streams, StreamArn);
  assert.equal(now.length, then.length + changed.length);
  assert.deepEqual(replay(now), byName(await scanAll(send, "Movies")));

  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn });
  assert.deepEqual(replay(then), byName(await scanAll(send, "Restored")));
  assert.equal(engine.call("DescribeTable", { TableName: "Restored" }).Table.LatestStreamArn, undefined);
});

test("a record, member by member", async () => {
  const { engine, StreamArn, items, streams } = begin();
  engine.advance(1.75);
  const Item = { Title: { S: "Alien" }, "Release Date": { S: "May 25 1979" }, Poster: { B: new Uint8Array([0, 255]) } };
  const Put = { TableName: "Movies", Item };
  await items.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
  const [record, ...others] = await readAll(streams, StreamArn);
  assert.deepEqual(others, []);
  assert.match(record.eventID, /^[0-9a-f]{32}$/);
  assert.deepEqual(record, {
    awsRegion: "us-east-1",
    dynamodb: {
      ApproximateCreationDateTime: new Date((NOW + 1) * 1000),
      Keys: keyOf(Item),
      NewImage: Item,
      SequenceNumber: record.dynamodb.SequenceNumber,
      SizeBytes: record.dynamodb.SizeBytes,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    eventID: record.eventID,
    eventName: "INSERT",
    eventSource: "aws:dynamodb",
    eventVersion: "1.1",
  });
  assert.match(record.dynamodb.SequenceNumber, /^[0-9]{21,40}$/);
});

test("errors are the SDK's own classes", async () => {
  const { engine, StreamArn, items, streams } = begin();
  const Item = { Title: { S: "Alien" }, "Release Date": { S: "May 25 1979" } };
  await items.send(new PutItemCommand({ TableName: "Movies", Item }));
  const [{ dynamodb }] = await readAll(streams, StreamArn);
  const { StreamDescription } = await streams(DescribeStreamCommand, { StreamArn });
  const iterators = await Promise.all(
    StreamDescription.Shards.map(({ ShardId }) =>
      streams(GetShardIteratorCommand, { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    ),
  );
  engine.advance(15 * 60 + 0.001);
  for (const { ShardIterator } of iterators) {
    await assert.rejects(streams(GetRecordsCommand, { ShardIterator }), ExpiredIteratorException);
  }
  engine.advance(86_400);
  const trimmed = StreamDescription.Shards.map(({ ShardId }) =>
    streams(GetShardIteratorCommand, {
      StreamArn,
      ShardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      SequenceNumber: dynamodb.SequenceNumber,
    }).catch((error) => error),
  );
  const answers = await Promise.all(trimmed);
  assert.equal(answers.filter((answer) => answer instanceof TrimmedDataAccessException).length, 1, "in its shard");
});
