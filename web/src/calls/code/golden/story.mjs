// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateBackupCommand,
  CreateTableCommand,
  DeleteBackupCommand,
  DeleteTableCommand,
  DescribeBackupCommand,
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  GetItemCommand,
  ListBackupsCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { setTimeout as sleep } from "node:timers/promises";

const client = new DynamoDBClient({});

/** A new table's backups are enabled some seconds after it is ACTIVE. */
async function waitForBackups(TableName) {
  for (;;) {
    const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    if (answer.ContinuousBackupsDescription.ContinuousBackupsStatus !== "DISABLED") return;
    await sleep(1_000);
  }
}

/** Waits until a backup is made. */
async function waitForBackup(BackupArn) {
  for (;;) {
    const answer = await client.send(new DescribeBackupCommand({ BackupArn }));
    if (answer.BackupDescription.BackupDetails.BackupStatus !== "CREATING") return;
    await sleep(5_000);
  }
}

const answer = await client.send(new CreateTableCommand({
  TableName: "Music",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "Artist", AttributeType: "S" },
    { AttributeName: "Title", AttributeType: "S" },
    { AttributeName: "Year", AttributeType: "N" },
  ],
  KeySchema: [
    { AttributeName: "Artist", KeyType: "HASH" },
    { AttributeName: "Title", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-year",
      KeySchema: [{ AttributeName: "Year", KeyType: "HASH" }],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["Plays", "Label"] },
    },
  ],
  SSESpecification: { Enabled: true },
  DeletionProtectionEnabled: false,
  Tags: [{ Key: "purpose", Value: "to be backed up" }],
}));
const tableArn = answer.TableDescription.TableArn;

// 60 s later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Music" });

await client.send(new TagResourceCommand({
  ResourceArn: tableArn,
  Tags: [{ Key: "owner", Value: "me" }],
}));

await client.send(new UpdateTimeToLiveCommand({
  TableName: "Music",
  TimeToLiveSpecification: { AttributeName: "Until", Enabled: true },
}));

const writes = [
  {
    Artist: { S: "Beethoven" },
    Title: { S: "Große Fuge" },
    Year: { N: "1825" },
    Plays: { N: "12345678901234567890123456789012345678" },
    Score: { B: Buffer.from("AP8iXCc=", "base64") },
    Parts: { BS: [Buffer.from("YQ==", "base64"), Buffer.from("Yg==", "base64")] },
    Keys: { SS: ["B flat", "G flat"] },
    Bars: { NS: ["741", "-0.5"] },
    IsLate: { BOOL: true },
    Label: { NULL: true },
    Movements: { L: [{ S: "Overtura" }, { M: { Name: { S: "Fuga" }, Of: { L: [] } } }] },
  },
  { Artist: { S: "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}" }, Title: { S: "a\nb\r\tc\u0000\u001b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd" }, ["__proto__"]: { S: "*/ --> </script> '''" }, "it's": { S: "~" }, B: { S: "AQID" }, " ": { S: "" } },
  { Artist: { S: "-x" }, Title: { S: "--" } },
];
for (const item of writes) {
  await client.send(new PutItemCommand({ TableName: "Music", Item: item }));
}

await client.send(new BatchWriteItemCommand({
  RequestItems: {
    Music: [
      { PutRequest: { Item: { Artist: { S: "Bach" }, Title: { S: "Chaconne" } } } },
      { DeleteRequest: { Key: { Artist: { S: "-x" }, Title: { S: "--" } } } },
    ],
  },
}));

await client.send(new UpdateItemCommand({
  TableName: "Music",
  Key: { Artist: { S: "Beethoven" }, Title: { S: "Große Fuge" } },
  UpdateExpression: "SET #e = if_not_exists(#e, :zero) + :one REMOVE Nothing",
  ConditionExpression: "attribute_exists(#y) AND NOT contains(#k, :key)",
  ExpressionAttributeNames: { "#e": "Encores", "#y": "Year", "#k": "Keys" },
  ExpressionAttributeValues: {
    ":zero": { N: "0" },
    ":one": { N: "1" },
    ":key": { S: "C major" },
  },
  ReturnValues: "UPDATED_NEW",
  ReturnConsumedCapacity: "INDEXES",
}));

await client.send(new TransactWriteItemsCommand({
  TransactItems: [
    {
      ConditionCheck: {
        TableName: "Music",
        Key: { Artist: { S: "Bach" }, Title: { S: "Chaconne" } },
        ConditionExpression: "attribute_not_exists(Plays)",
      },
    },
    {
      Update: {
        TableName: "Music",
        Key: { Artist: { S: "Bach" }, Title: { S: "Ciaccona" } },
        UpdateExpression: "ADD Plays :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    },
    {
      Put: {
        TableName: "Music",
        Item: { Artist: { S: "Bach" }, Title: { S: "Kyrie" }, Plays: { N: "7" } },
      },
    },
    {
      Delete: {
        TableName: "Music",
        Key: { Artist: { S: "Bach" }, Title: { S: "Nothing" } },
      },
    },
  ],
  ClientRequestToken: "once",
}));

console.log(await client.send(new QueryCommand({
  TableName: "Music",
  KeyConditionExpression: "Artist = :artist AND begins_with(Title, :start)",
  FilterExpression: "attribute_not_exists(Plays) OR Plays > :few",
  ProjectionExpression: "Title, #p",
  ExpressionAttributeNames: { "#p": "Plays" },
  ExpressionAttributeValues: {
    ":artist": { S: "Bach" },
    ":start": { S: "C" },
    ":few": { N: "0" },
  },
  ScanIndexForward: false,
  Limit: 10,
})));

console.log(await client.send(new TransactGetItemsCommand({
  TransactItems: [
    { Get: { TableName: "Music", Key: { Artist: { S: "Bach" }, Title: { S: "Kyrie" } } } },
  ],
})));

// Only in the playground, AWS has nothing like it: UpdateLab
// {"Settings": {"ConsistencyWindow": "TYPICAL"}}
await waitForBackups("Music");

const answer2 = await client.send(new CreateBackupCommand({
  TableName: "Music",
  BackupName: "-nightly",
}));
const backupArn = answer2.BackupDetails.BackupArn;

console.log(await client.send(new DescribeBackupCommand({ BackupArn: backupArn })));

await client.send(new PutItemCommand({
  TableName: "Music",
  Item: { Artist: { S: "Bach" }, Title: { S: "Too late" } },
}));

// 2 min later
await waitForBackup(backupArn);
console.log(await client.send(new DescribeBackupCommand({ BackupArn: backupArn })));

const answer3 = await client.send(new CreateBackupCommand({
  TableName: "Music",
  BackupName: "again",
}));
const backupArn2 = answer3.BackupDetails.BackupArn;

// 2 min later
console.log(await client.send(new ListBackupsCommand({
  TableName: "Music",
  TimeRangeLowerBound: new Date("2026-01-01T00:00:00.250Z"),
  BackupType: "USER",
  Limit: 10,
})));

await client.send(new RestoreTableFromBackupCommand({
  TargetTableName: "Music-restored",
  BackupArn: backupArn,
  BillingModeOverride: "PROVISIONED",
  ProvisionedThroughputOverride: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  GlobalSecondaryIndexOverride: [],
}));

// 10 min later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Music-restored" });
await client.send(new DeleteBackupCommand({ BackupArn: backupArn }));

console.log(await client.send(new GetItemCommand({
  TableName: "Music-restored",
  Key: { Artist: { S: "Bach" }, Title: { S: "Chaconne" } },
  ConsistentRead: true,
})));

console.log(await client.send(new BatchGetItemCommand({
  RequestItems: {
    "Music-restored": { Keys: [{ Artist: { S: "Bach" }, Title: { S: "Chaconne" } }] },
  },
})));

await waitForBackup(backupArn2);
await client.send(new DeleteTableCommand({ TableName: "Music" }));

// 60 s later
await waitUntilTableNotExists({ client, maxWaitTime: 600 }, { TableName: "Music" });

await client.send(new CreateTableCommand({
  TableName: "Music",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "B" }],
}));

// 60 s later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Music" });
await waitForBackups("Music");
await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "empty" }));
