const sdk = require("@aws-sdk/client-dynamodb");
const { Engine, clientConfig, init } = require("timemark");
const { waitUntilBackupAvailable } = require("timemark/waiters");

async function main() {
  await init();
  const engine = new Engine({ settings: { Pace: "REALISTIC" } });
  const client = new sdk.DynamoDBClient(clientConfig(engine, { autoAdvance: "before" }));
  const AttributeDefinitions = [{ AttributeName: "Artist", AttributeType: "S" }];
  const KeySchema = [{ AttributeName: "Artist", KeyType: "HASH" }];
  const table = { TableName: "Music", BillingMode: "PAY_PER_REQUEST", AttributeDefinitions, KeySchema };
  await client.send(new sdk.CreateTableCommand(table));
  await sdk.waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: "Music" });
  const { BackupDetails } = await client.send(new sdk.CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  const { reason } = await waitUntilBackupAvailable({ client, maxWaitTime: 60 }, BackupDetails);
  const imported = await import("timemark");
  console.log(BackupDetails.BackupStatus, reason.BackupDetails.BackupStatus, imported.Engine === Engine);
}

main();
