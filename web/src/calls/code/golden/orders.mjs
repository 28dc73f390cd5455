// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
import {
  BatchWriteItemCommand,
  CreateBackupCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
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

await client.send(new CreateTableCommand({
  TableName: "Orders",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "Customer", AttributeType: "S" },
    { AttributeName: "Number", AttributeType: "N" },
    { AttributeName: "Region", AttributeType: "S" },
    { AttributeName: "Store", AttributeType: "S" },
    { AttributeName: "Day", AttributeType: "S" },
    { AttributeName: "Digest", AttributeType: "B" },
  ],
  KeySchema: [
    { AttributeName: "Customer", KeyType: "HASH" },
    { AttributeName: "Number", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "by-region-and-store",
      KeySchema: [
        { AttributeName: "Region", KeyType: "HASH" },
        { AttributeName: "Store", KeyType: "HASH" },
        { AttributeName: "Day", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "by-digest",
      KeySchema: [
        { AttributeName: "Customer", KeyType: "HASH" },
        { AttributeName: "Digest", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
}));

// 20 s later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Orders" });

const items = [
  { Customer: { S: "customer#0" }, Day: { S: "day#0" }, Digest: { B: Buffer.from("AAAAAAAAAAA=", "base64") }, Number: { N: "0" }, Region: { S: "region#0" }, Store: { S: "store#0" }, Total: { N: "36" }, Write: { N: "0" } },
  { Customer: { S: "customer#1" }, Day: { S: "day#1" }, Digest: { B: Buffer.from("AAAAAAAAAAE=", "base64") }, Number: { N: "1" }, Region: { S: "region#1" }, Store: { S: "store#1" }, Total: { N: "201" }, Write: { N: "1" } },
  { Customer: { S: "customer#2" }, Day: { S: "day#2" }, Digest: { B: Buffer.from("AAAAAAAAAAI=", "base64") }, Number: { N: "2" }, Region: { S: "region#2" }, Store: { S: "store#2" }, Total: { N: "180" }, Write: { N: "2" } },
  { Customer: { S: "customer#3" }, Day: { S: "day#3" }, Digest: { B: Buffer.from("AAAAAAAAAAM=", "base64") }, Number: { N: "3" }, Region: { S: "region#3" }, Store: { S: "store#3" }, Total: { N: "445" }, Write: { N: "3" } },
  { Customer: { S: "customer#4" }, Day: { S: "day#4" }, Digest: { B: Buffer.from("AAAAAAAAAAQ=", "base64") }, Number: { N: "4" }, Region: { S: "region#4" }, Store: { S: "store#4" }, Total: { N: "248" }, Write: { N: "4" } },
  { Customer: { S: "customer#5" }, Day: { S: "day#5" }, Digest: { B: Buffer.from("AAAAAAAAAAU=", "base64") }, Number: { N: "5" }, Region: { S: "region#5" }, Store: { S: "store#5" }, Total: { N: "91" }, Write: { N: "5" } },
  { Customer: { S: "customer#6" }, Day: { S: "day#6" }, Digest: { B: Buffer.from("AAAAAAAAAAY=", "base64") }, Number: { N: "6" }, Region: { S: "region#6" }, Store: { S: "store#6" }, Total: { N: "414" }, Write: { N: "6" } },
  { Customer: { S: "customer#7" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "7" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "441" }, Write: { N: "7" } },
  { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "300" }, Write: { N: "8" } },
  { Customer: { S: "customer#9" }, Day: { S: "day#9" }, Digest: { B: Buffer.from("AAAAAAAAAAk=", "base64") }, Number: { N: "9" }, Region: { S: "region#9" }, Store: { S: "store#9" }, Total: { N: "391" }, Write: { N: "9" } },
  { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "202" }, Write: { N: "10" } },
  { Customer: { S: "customer#11" }, Day: { S: "day#11" }, Digest: { B: Buffer.from("AAAAAAAAAAs=", "base64") }, Number: { N: "11" }, Region: { S: "region#11" }, Store: { S: "store#11" }, Total: { N: "227" }, Write: { N: "11" } },
  { Customer: { S: "customer#12" }, Day: { S: "day#12" }, Digest: { B: Buffer.from("AAAAAAAAAAw=", "base64") }, Number: { N: "12" }, Region: { S: "region#12" }, Store: { S: "store#12" }, Total: { N: "184" }, Write: { N: "12" } },
  { Customer: { S: "customer#13" }, Day: { S: "day#13" }, Digest: { B: Buffer.from("AAAAAAAAAA0=", "base64") }, Number: { N: "13" }, Region: { S: "region#13" }, Store: { S: "store#13" }, Total: { N: "432" }, Write: { N: "13" } },
  { Customer: { S: "customer#14" }, Day: { S: "day#14" }, Digest: { B: Buffer.from("AAAAAAAAAA4=", "base64") }, Number: { N: "14" }, Region: { S: "region#14" }, Store: { S: "store#14" }, Total: { N: "318" }, Write: { N: "14" } },
  { Customer: { S: "customer#15" }, Day: { S: "day#15" }, Digest: { B: Buffer.from("AAAAAAAAAA8=", "base64") }, Number: { N: "15" }, Region: { S: "region#15" }, Store: { S: "store#15" }, Total: { N: "408" }, Write: { N: "15" } },
  { Customer: { S: "customer#16" }, Day: { S: "day#16" }, Digest: { B: Buffer.from("AAAAAAAAABA=", "base64") }, Number: { N: "16" }, Region: { S: "region#16" }, Store: { S: "store#16" }, Total: { N: "426" }, Write: { N: "16" } },
  { Customer: { S: "customer#17" }, Day: { S: "day#17" }, Digest: { B: Buffer.from("AAAAAAAAABE=", "base64") }, Number: { N: "17" }, Region: { S: "region#17" }, Store: { S: "store#17" }, Total: { N: "403" }, Write: { N: "17" } },
  { Customer: { S: "customer#18" }, Day: { S: "day#18" }, Digest: { B: Buffer.from("AAAAAAAAABI=", "base64") }, Number: { N: "18" }, Region: { S: "region#18" }, Store: { S: "store#18" }, Total: { N: "93" }, Write: { N: "18" } },
  { Customer: { S: "customer#19" }, Day: { S: "day#19" }, Digest: { B: Buffer.from("AAAAAAAAABM=", "base64") }, Number: { N: "19" }, Region: { S: "region#19" }, Store: { S: "store#19" }, Total: { N: "485" }, Write: { N: "19" } },
  { Customer: { S: "customer#20" }, Day: { S: "day#20" }, Digest: { B: Buffer.from("AAAAAAAAABQ=", "base64") }, Number: { N: "20" }, Region: { S: "region#20" }, Store: { S: "store#20" }, Total: { N: "380" }, Write: { N: "20" } },
  { Customer: { S: "customer#21" }, Day: { S: "day#21" }, Digest: { B: Buffer.from("AAAAAAAAABU=", "base64") }, Number: { N: "21" }, Region: { S: "region#21" }, Store: { S: "store#21" }, Total: { N: "182" }, Write: { N: "21" } },
  { Customer: { S: "customer#22" }, Day: { S: "day#22" }, Digest: { B: Buffer.from("AAAAAAAAABY=", "base64") }, Number: { N: "22" }, Region: { S: "region#22" }, Store: { S: "store#22" }, Total: { N: "19" }, Write: { N: "22" } },
  { Customer: { S: "customer#23" }, Day: { S: "day#23" }, Digest: { B: Buffer.from("AAAAAAAAABc=", "base64") }, Number: { N: "23" }, Region: { S: "region#23" }, Store: { S: "store#23" }, Total: { N: "161" }, Write: { N: "23" } },
];
for (let start = 0; start < items.length; start += 6) {
  const batch = items.slice(start, start + 6);
  const requests = batch.map((item) => ({ PutRequest: { Item: item } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { Orders: requests } }));
}

// 40 writes in 19 s
const writes = [
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "36" }, Write: { N: "0" } }],
  ["PutItem", { Customer: { S: "customer#1" }, Day: { S: "day#1" }, Digest: { B: Buffer.from("AAAAAAAAAAE=", "base64") }, Number: { N: "1" }, Region: { S: "region#1" }, Store: { S: "store#1" }, Total: { N: "201" }, Write: { N: "1" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "180" }, Write: { N: "2" } }],
  ["PutItem", { Customer: { S: "customer#5" }, Day: { S: "day#5" }, Digest: { B: Buffer.from("AAAAAAAAAAU=", "base64") }, Number: { N: "5" }, Region: { S: "region#5" }, Store: { S: "store#5" }, Total: { N: "445" }, Write: { N: "3" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "248" }, Write: { N: "4" } }],
  ["PutItem", { Customer: { S: "customer#7" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "7" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "91" }, Write: { N: "5" } }],
  ["PutItem", { Customer: { S: "customer#6" }, Day: { S: "day#6" }, Digest: { B: Buffer.from("AAAAAAAAAAY=", "base64") }, Number: { N: "6" }, Region: { S: "region#6" }, Store: { S: "store#6" }, Total: { N: "414" }, Write: { N: "6" } }],
  ["PutItem", { Customer: { S: "customer#9" }, Day: { S: "day#9" }, Digest: { B: Buffer.from("AAAAAAAAAAk=", "base64") }, Number: { N: "9" }, Region: { S: "region#9" }, Store: { S: "store#9" }, Total: { N: "441" }, Write: { N: "7" } }],
  ["DeleteItem", { Customer: { S: "customer#12" }, Number: { N: "12" } }],
  ["PutItem", { Customer: { S: "customer#3" }, Day: { S: "day#3" }, Digest: { B: Buffer.from("AAAAAAAAAAM=", "base64") }, Number: { N: "3" }, Region: { S: "region#3" }, Store: { S: "store#3" }, Total: { N: "391" }, Write: { N: "9" } }],
  ["PutItem", { Customer: { S: "customer#2" }, Day: { S: "day#2" }, Digest: { B: Buffer.from("AAAAAAAAAAI=", "base64") }, Number: { N: "2" }, Region: { S: "region#2" }, Store: { S: "store#2" }, Total: { N: "202" }, Write: { N: "10" } }],
  ["DeleteItem", { Customer: { S: "customer#11" }, Number: { N: "11" } }],
  ["PutItem", { Customer: { S: "customer#4" }, Day: { S: "day#4" }, Digest: { B: Buffer.from("AAAAAAAAAAQ=", "base64") }, Number: { N: "4" }, Region: { S: "region#4" }, Store: { S: "store#4" }, Total: { N: "184" }, Write: { N: "12" } }],
  ["PutItem", { Customer: { S: "customer#4" }, Day: { S: "day#4" }, Digest: { B: Buffer.from("AAAAAAAAAAQ=", "base64") }, Number: { N: "4" }, Region: { S: "region#4" }, Store: { S: "store#4" }, Total: { N: "432" }, Write: { N: "13" } }],
  ["PutItem", { Customer: { S: "customer#6" }, Day: { S: "day#6" }, Digest: { B: Buffer.from("AAAAAAAAAAY=", "base64") }, Number: { N: "6" }, Region: { S: "region#6" }, Store: { S: "store#6" }, Total: { N: "318" }, Write: { N: "14" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "408" }, Write: { N: "15" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "426" }, Write: { N: "16" } }],
  ["DeleteItem", { Customer: { S: "customer#3" }, Number: { N: "3" } }],
  ["DeleteItem", { Customer: { S: "customer#1" }, Number: { N: "1" } }],
  ["PutItem", { Customer: { S: "customer#5" }, Day: { S: "day#5" }, Digest: { B: Buffer.from("AAAAAAAAAAU=", "base64") }, Number: { N: "5" }, Region: { S: "region#5" }, Store: { S: "store#5" }, Total: { N: "485" }, Write: { N: "19" } }],
  ["PutItem", { Customer: { S: "customer#4" }, Day: { S: "day#4" }, Digest: { B: Buffer.from("AAAAAAAAAAQ=", "base64") }, Number: { N: "4" }, Region: { S: "region#4" }, Store: { S: "store#4" }, Total: { N: "380" }, Write: { N: "20" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "182" }, Write: { N: "21" } }],
  ["PutItem", { Customer: { S: "customer#7" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "7" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "19" }, Write: { N: "22" } }],
  ["PutItem", { Customer: { S: "customer#5" }, Day: { S: "day#5" }, Digest: { B: Buffer.from("AAAAAAAAAAU=", "base64") }, Number: { N: "5" }, Region: { S: "region#5" }, Store: { S: "store#5" }, Total: { N: "161" }, Write: { N: "23" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "242" }, Write: { N: "24" } }],
  ["DeleteItem", { Customer: { S: "customer#12" }, Number: { N: "12" } }],
  ["PutItem", { Customer: { S: "customer#9" }, Day: { S: "day#9" }, Digest: { B: Buffer.from("AAAAAAAAAAk=", "base64") }, Number: { N: "9" }, Region: { S: "region#9" }, Store: { S: "store#9" }, Total: { N: "181" }, Write: { N: "26" } }],
  ["PutItem", { Customer: { S: "customer#5" }, Day: { S: "day#5" }, Digest: { B: Buffer.from("AAAAAAAAAAU=", "base64") }, Number: { N: "5" }, Region: { S: "region#5" }, Store: { S: "store#5" }, Total: { N: "493" }, Write: { N: "27" } }],
  ["PutItem", { Customer: { S: "customer#11" }, Day: { S: "day#11" }, Digest: { B: Buffer.from("AAAAAAAAAAs=", "base64") }, Number: { N: "11" }, Region: { S: "region#11" }, Store: { S: "store#11" }, Total: { N: "79" }, Write: { N: "28" } }],
  ["PutItem", { Customer: { S: "customer#11" }, Day: { S: "day#11" }, Digest: { B: Buffer.from("AAAAAAAAAAs=", "base64") }, Number: { N: "11" }, Region: { S: "region#11" }, Store: { S: "store#11" }, Total: { N: "139" }, Write: { N: "29" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "152" }, Write: { N: "30" } }],
  ["PutItem", { Customer: { S: "customer#6" }, Day: { S: "day#6" }, Digest: { B: Buffer.from("AAAAAAAAAAY=", "base64") }, Number: { N: "6" }, Region: { S: "region#6" }, Store: { S: "store#6" }, Total: { N: "366" }, Write: { N: "31" } }],
  ["PutItem", { Customer: { S: "customer#1" }, Day: { S: "day#1" }, Digest: { B: Buffer.from("AAAAAAAAAAE=", "base64") }, Number: { N: "1" }, Region: { S: "region#1" }, Store: { S: "store#1" }, Total: { N: "165" }, Write: { N: "32" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "190" }, Write: { N: "33" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "168" }, Write: { N: "34" } }],
  ["PutItem", { Customer: { S: "customer#8" }, Day: { S: "day#8" }, Digest: { B: Buffer.from("AAAAAAAAAAg=", "base64") }, Number: { N: "8" }, Region: { S: "region#8" }, Store: { S: "store#8" }, Total: { N: "16" }, Write: { N: "35" } }],
  ["DeleteItem", { Customer: { S: "customer#12" }, Number: { N: "12" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "238" }, Write: { N: "37" } }],
  ["PutItem", { Customer: { S: "customer#12" }, Day: { S: "day#12" }, Digest: { B: Buffer.from("AAAAAAAAAAw=", "base64") }, Number: { N: "12" }, Region: { S: "region#12" }, Store: { S: "store#12" }, Total: { N: "492" }, Write: { N: "38" } }],
  ["PutItem", { Customer: { S: "customer#10" }, Day: { S: "day#10" }, Digest: { B: Buffer.from("AAAAAAAAAAo=", "base64") }, Number: { N: "10" }, Region: { S: "region#10" }, Store: { S: "store#10" }, Total: { N: "342" }, Write: { N: "39" } }],
];
for (const [operation, attributes] of writes) {
  if (operation === "PutItem") {
    await client.send(new PutItemCommand({
      TableName: "Orders",
      Item: attributes,
      ReturnConsumedCapacity: "TOTAL",
    }));
  } else {
    await client.send(new DeleteItemCommand({
      TableName: "Orders",
      Key: attributes,
      ReturnConsumedCapacity: "TOTAL",
    }));
  }
}

const writes2 = [
  { Customer: { S: "it's \"hostile\" $HOME `id` \\ \u0000\u202e</script>\nEND\nx" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "1" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "201" }, Write: { N: "1" } },
  { Customer: { S: "it's \"hostile\" $HOME `id` \\ \u0000\u202e</script>\nEND\nx" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "2" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "201" }, Write: { N: "1" } },
  { Customer: { S: "it's \"hostile\" $HOME `id` \\ \u0000\u202e</script>\nEND\nx" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "3" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "201" }, Write: { N: "1" } },
  { Customer: { S: "it's \"hostile\" $HOME `id` \\ \u0000\u202e</script>\nEND\nx" }, Day: { S: "day#7" }, Digest: { B: Buffer.from("AAAAAAAAAAc=", "base64") }, Number: { N: "4" }, Region: { S: "region#7" }, Store: { S: "store#7" }, Total: { N: "201" }, Write: { N: "1" } },
];
for (const item of writes2) {
  await client.send(new PutItemCommand({ TableName: "Orders", Item: item }));
}

// 61 s later
const writes3 = [
  [{ Customer: { S: "customer#1" }, Number: { N: "1" } }, { ":paid": { S: "with a\ttab, 1" } }],
  [{ Customer: { S: "customer#2" }, Number: { N: "2" } }, { ":paid": { S: "with a\ttab, 2" } }],
  [{ Customer: { S: "customer#3" }, Number: { N: "3" } }, { ":paid": { S: "with a\ttab, 3" } }],
];
for (const [key, expressionAttributeValues] of writes3) {
  await client.send(new UpdateItemCommand({
    TableName: "Orders",
    Key: key,
    UpdateExpression: "SET Paid = :paid",
    ExpressionAttributeValues: expressionAttributeValues,
  }));
}

await client.send(new UpdateTimeToLiveCommand({
  TableName: "Orders",
  TimeToLiveSpecification: { AttributeName: "Until", Enabled: true },
}));

await waitForBackups("Orders");
await client.send(new CreateBackupCommand({ TableName: "Orders", BackupName: "before" }));

// 3 min later
await client.send(new CreateBackupCommand({ TableName: "Orders", BackupName: "after" }));
