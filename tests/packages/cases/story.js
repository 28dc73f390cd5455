/** What every case does: a table, a backup of it, and a restore, each waited for, with the SDK that it is given. */

import { Engine, clientConfig } from "timemark";

export const TOLD = "nightly CREATING, then AVAILABLE, restored: No One You Know";

export async function story(sdk) {
  const engine = new Engine({ settings: { Pace: "REALISTIC" } });
  const client = new sdk.DynamoDBClient(clientConfig(engine, { autoAdvance: "before" }));
  const send = (operation, input) => client.send(new sdk[`${operation}Command`](input));
  const TableName = "Music";
  await send("CreateTable", {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "Artist", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "Artist", KeyType: "HASH" }],
  });
  await sdk.waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
  await send("PutItem", { TableName, Item: { Artist: { S: "No One You Know" } } });
  const { BackupDetails: asked } = await send("CreateBackup", { TableName, BackupName: "nightly" });
  await send("PutItem", { TableName, Item: { Artist: { S: "Too Late" } } });
  const { BackupDescription: made } = await send("DescribeBackup", { BackupArn: asked.BackupArn });
  await send("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn: asked.BackupArn });
  await sdk.waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: "Restored" });
  const { Items } = await send("Scan", { TableName: "Restored" });
  const names = Items.map((item) => item.Artist.S).join(", ");
  return `${asked.BackupName} ${asked.BackupStatus}, then ${made.BackupDetails.BackupStatus}, restored: ${names}`;
}
