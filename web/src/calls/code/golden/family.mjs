// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
import {
  CreateBackupCommand,
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  PutItemCommand,
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

// Only in the playground, AWS has nothing like it: UpdateLab
// {
//   "Settings": {
//     "ConsistencyWindow": "ADVERSARIAL"
//   }
// }
await client.send(new CreateTableCommand({
  AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
  TableName: "Shop",
  KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
}));

// 10 s later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Shop" });

// 40 writes in 101 s
const writes = [
  { Id: { S: "customer#1" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#1" }, Id: { S: "order#1000" }, Kind: { S: "order" } },
  { Id: { S: "customer#2" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#2" }, Id: { S: "order#1001" }, Kind: { S: "order" } },
  { Id: { S: "customer#3" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#3" }, Id: { S: "order#1002" }, Kind: { S: "order" } },
  { Id: { S: "customer#4" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#4" }, Id: { S: "order#1003" }, Kind: { S: "order" } },
  { Id: { S: "customer#5" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#5" }, Id: { S: "order#1004" }, Kind: { S: "order" } },
  { Id: { S: "customer#6" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#6" }, Id: { S: "order#1005" }, Kind: { S: "order" } },
  { Id: { S: "customer#7" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#7" }, Id: { S: "order#1006" }, Kind: { S: "order" } },
  { Id: { S: "customer#8" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#8" }, Id: { S: "order#1007" }, Kind: { S: "order" } },
  { Id: { S: "customer#9" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#9" }, Id: { S: "order#1008" }, Kind: { S: "order" } },
  { Id: { S: "customer#10" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#10" }, Id: { S: "order#1009" }, Kind: { S: "order" } },
  { Id: { S: "customer#11" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#11" }, Id: { S: "order#1010" }, Kind: { S: "order" } },
  { Id: { S: "customer#12" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#12" }, Id: { S: "order#1011" }, Kind: { S: "order" } },
  { Id: { S: "customer#13" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#13" }, Id: { S: "order#1012" }, Kind: { S: "order" } },
  { Id: { S: "customer#14" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#14" }, Id: { S: "order#1013" }, Kind: { S: "order" } },
  { Id: { S: "customer#15" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#15" }, Id: { S: "order#1014" }, Kind: { S: "order" } },
  { Id: { S: "customer#16" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#16" }, Id: { S: "order#1015" }, Kind: { S: "order" } },
  { Id: { S: "customer#17" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#17" }, Id: { S: "order#1016" }, Kind: { S: "order" } },
  { Id: { S: "customer#18" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#18" }, Id: { S: "order#1017" }, Kind: { S: "order" } },
  { Id: { S: "customer#19" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#19" }, Id: { S: "order#1018" }, Kind: { S: "order" } },
  { Id: { S: "customer#20" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#20" }, Id: { S: "order#1019" }, Kind: { S: "order" } },
];
for (const item of writes) {
  await client.send(new PutItemCommand({
    TableName: "Shop",
    Item: item,
    ReturnConsumedCapacity: "TOTAL",
  }));
}

await waitForBackups("Shop");
await client.send(new CreateBackupCommand({ TableName: "Shop", BackupName: "between" }));

// 20 writes in 49 s
const writes2 = [
  { Id: { S: "customer#21" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#21" }, Id: { S: "order#1020" }, Kind: { S: "order" } },
  { Id: { S: "customer#22" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#22" }, Id: { S: "order#1021" }, Kind: { S: "order" } },
  { Id: { S: "customer#23" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#23" }, Id: { S: "order#1022" }, Kind: { S: "order" } },
  { Id: { S: "customer#24" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#24" }, Id: { S: "order#1023" }, Kind: { S: "order" } },
  { Id: { S: "customer#25" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#25" }, Id: { S: "order#1024" }, Kind: { S: "order" } },
  { Id: { S: "customer#26" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#26" }, Id: { S: "order#1025" }, Kind: { S: "order" } },
  { Id: { S: "customer#27" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#27" }, Id: { S: "order#1026" }, Kind: { S: "order" } },
  { Id: { S: "customer#28" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#28" }, Id: { S: "order#1027" }, Kind: { S: "order" } },
  { Id: { S: "customer#29" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#29" }, Id: { S: "order#1028" }, Kind: { S: "order" } },
  { Id: { S: "customer#30" }, Kind: { S: "customer" } },
  { Customer: { S: "customer#30" }, Id: { S: "order#1029" }, Kind: { S: "order" } },
];
for (const item of writes2) {
  await client.send(new PutItemCommand({
    TableName: "Shop",
    Item: item,
    ReturnConsumedCapacity: "TOTAL",
  }));
}
