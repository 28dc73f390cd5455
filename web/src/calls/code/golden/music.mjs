// On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
import {
  CreateBackupCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeBackupCommand,
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  PutItemCommand,
  RestoreTableFromBackupCommand,
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

/** Waits until a backup is made. */
async function waitForBackup(BackupArn) {
  for (;;) {
    const answer = await client.send(new DescribeBackupCommand({ BackupArn }));
    if (answer.BackupDescription.BackupDetails.BackupStatus !== "CREATING") return;
    await sleep(5_000);
  }
}

await client.send(new CreateTableCommand({
  AttributeDefinitions: [
    { AttributeName: "Artist", AttributeType: "S" },
    { AttributeName: "SongTitle", AttributeType: "S" },
  ],
  TableName: "Music",
  KeySchema: [
    { AttributeName: "Artist", KeyType: "HASH" },
    { AttributeName: "SongTitle", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
}));

// 10 s later
await waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName: "Music" });

// 48 writes in 119 s
const writes = [
  ["PutItem", { Artist: { S: "Hildegard of Bingen" }, Composed: { N: "1151" }, Plays: { N: "0" }, SongTitle: { S: "Ordo Virtutum" } }],
  ["PutItem", { Artist: { S: "Johann Sebastian Bach" }, Composed: { N: "1741" }, Plays: { N: "0" }, SongTitle: { S: "Goldberg Variations" } }],
  ["PutItem", { Artist: { S: "Johann Sebastian Bach" }, Composed: { N: "1749" }, Plays: { N: "0" }, SongTitle: { S: "Mass in B minor" } }],
  ["PutItem", { Artist: { S: "Wolfgang Amadeus Mozart" }, Composed: { N: "1791" }, Plays: { N: "0" }, SongTitle: { S: "The Magic Flute" } }],
  ["PutItem", { Artist: { S: "Wolfgang Amadeus Mozart" }, Composed: { N: "1791" }, Plays: { N: "0" }, SongTitle: { S: "Requiem" } }],
  ["PutItem", { Artist: { S: "Ludwig van Beethoven" }, Composed: { N: "1812" }, Plays: { N: "0" }, SongTitle: { S: "Symphony No. 7" } }],
  ["PutItem", { Artist: { S: "Ludwig van Beethoven" }, Composed: { N: "1825" }, Plays: { N: "0" }, SongTitle: { S: "Große Fuge" } }],
  ["PutItem", { Artist: { S: "Franz Schubert" }, Composed: { N: "1827" }, Plays: { N: "0" }, SongTitle: { S: "Winterreise" } }],
  ["PutItem", { Artist: { S: "Fanny Hensel" }, Composed: { N: "1841" }, Plays: { N: "0" }, SongTitle: { S: "Das Jahr" } }],
  ["PutItem", { Artist: { S: "Clara Schumann" }, Composed: { N: "1835" }, Plays: { N: "0" }, SongTitle: { S: "Piano Concerto" } }],
  ["PutItem", { Artist: { S: "Robert Schumann" }, Composed: { N: "1838" }, Plays: { N: "0" }, SongTitle: { S: "Kreisleriana" } }],
  ["PutItem", { Artist: { S: "Frédéric Chopin" }, Composed: { N: "1835" }, Plays: { N: "0" }, SongTitle: { S: "Ballade No. 1" } }],
  ["PutItem", { Artist: { S: "Franz Liszt" }, Composed: { N: "1853" }, Plays: { N: "0" }, SongTitle: { S: "Sonata in B minor" } }],
  ["PutItem", { Artist: { S: "Richard Wagner" }, Composed: { N: "1859" }, Plays: { N: "0" }, SongTitle: { S: "Tristan und Isolde" } }],
  ["PutItem", { Artist: { S: "Johannes Brahms" }, Composed: { N: "1878" }, Plays: { N: "0" }, SongTitle: { S: "Violin Concerto" } }],
  ["PutItem", { Artist: { S: "Pyotr Tchaikovsky" }, Composed: { N: "1893" }, Plays: { N: "0" }, SongTitle: { S: "Symphony No. 6" } }],
  ["PutItem", { Artist: { S: "Antonín Dvořák" }, Composed: { N: "1895" }, Plays: { N: "0" }, SongTitle: { S: "Cello Concerto" } }],
  ["PutItem", { Artist: { S: "Gustav Mahler" }, Composed: { N: "1894" }, Plays: { N: "0" }, SongTitle: { S: "Symphony No. 2" } }],
  ["PutItem", { Artist: { S: "Claude Debussy" }, Composed: { N: "1905" }, Plays: { N: "0" }, SongTitle: { S: "La mer" } }],
  ["PutItem", { Artist: { S: "Amy Beach" }, Composed: { N: "1894" }, Plays: { N: "0" }, SongTitle: { S: "Gaelic Symphony" } }],
  ["PutItem", { Artist: { S: "Ethel Smyth" }, Composed: { N: "1904" }, Plays: { N: "0" }, SongTitle: { S: "The Wreckers" } }],
  ["PutItem", { Artist: { S: "Igor Stravinsky" }, Composed: { N: "1913" }, Plays: { N: "0" }, SongTitle: { S: "The Rite of Spring" } }],
  ["PutItem", { Artist: { S: "Maurice Ravel" }, Composed: { N: "1931" }, Plays: { N: "0" }, SongTitle: { S: "Piano Concerto in G" } }],
  ["PutItem", { Artist: { S: "Lili Boulanger" }, Composed: { N: "1918" }, Plays: { N: "0" }, SongTitle: { S: "Pie Jesu" } }],
  ["PutItem", { Artist: { S: "Hildegard of Bingen" }, Composed: { N: "1151" }, Plays: { N: "1" }, SongTitle: { S: "Ordo Virtutum" } }],
  ["PutItem", { Artist: { S: "Frédéric Chopin" }, Composed: { N: "1835" }, Plays: { N: "2" }, SongTitle: { S: "Ballade No. 1" } }],
  ["PutItem", { Artist: { S: "Maurice Ravel" }, Composed: { N: "1931" }, Plays: { N: "3" }, SongTitle: { S: "Piano Concerto in G" } }],
  ["PutItem", { Artist: { S: "Clara Schumann" }, Composed: { N: "1835" }, Plays: { N: "4" }, SongTitle: { S: "Piano Concerto" } }],
  ["PutItem", { Artist: { S: "Ethel Smyth" }, Composed: { N: "1904" }, Plays: { N: "5" }, SongTitle: { S: "The Wreckers" } }],
  ["DeleteItem", { Artist: { S: "Franz Schubert" }, SongTitle: { S: "Winterreise" } }],
  ["PutItem", { Artist: { S: "Claude Debussy" }, Composed: { N: "1905" }, Plays: { N: "7" }, SongTitle: { S: "La mer" } }],
  ["PutItem", { Artist: { S: "Ludwig van Beethoven" }, Composed: { N: "1812" }, Plays: { N: "8" }, SongTitle: { S: "Symphony No. 7" } }],
  ["PutItem", { Artist: { S: "Antonín Dvořák" }, Composed: { N: "1895" }, Plays: { N: "9" }, SongTitle: { S: "Cello Concerto" } }],
  ["PutItem", { Artist: { S: "Wolfgang Amadeus Mozart" }, Composed: { N: "1791" }, Plays: { N: "10" }, SongTitle: { S: "The Magic Flute" } }],
  ["PutItem", { Artist: { S: "Johannes Brahms" }, Composed: { N: "1878" }, Plays: { N: "11" }, SongTitle: { S: "Violin Concerto" } }],
  ["DeleteItem", { Artist: { S: "Johann Sebastian Bach" }, SongTitle: { S: "Goldberg Variations" } }],
  ["PutItem", { Artist: { S: "Franz Liszt" }, Composed: { N: "1853" }, Plays: { N: "13" }, SongTitle: { S: "Sonata in B minor" } }],
  ["PutItem", { Artist: { S: "Lili Boulanger" }, Composed: { N: "1918" }, Plays: { N: "14" }, SongTitle: { S: "Pie Jesu" } }],
  ["PutItem", { Artist: { S: "Robert Schumann" }, Composed: { N: "1838" }, Plays: { N: "15" }, SongTitle: { S: "Kreisleriana" } }],
  ["PutItem", { Artist: { S: "Igor Stravinsky" }, Composed: { N: "1913" }, Plays: { N: "16" }, SongTitle: { S: "The Rite of Spring" } }],
  ["PutItem", { Artist: { S: "Fanny Hensel" }, Composed: { N: "1841" }, Plays: { N: "17" }, SongTitle: { S: "Das Jahr" } }],
  ["DeleteItem", { Artist: { S: "Amy Beach" }, SongTitle: { S: "Gaelic Symphony" } }],
  ["PutItem", { Artist: { S: "Ludwig van Beethoven" }, Composed: { N: "1825" }, Plays: { N: "19" }, SongTitle: { S: "Große Fuge" } }],
  ["PutItem", { Artist: { S: "Gustav Mahler" }, Composed: { N: "1894" }, Plays: { N: "20" }, SongTitle: { S: "Symphony No. 2" } }],
  ["PutItem", { Artist: { S: "Wolfgang Amadeus Mozart" }, Composed: { N: "1791" }, Plays: { N: "21" }, SongTitle: { S: "Requiem" } }],
  ["PutItem", { Artist: { S: "Pyotr Tchaikovsky" }, Composed: { N: "1893" }, Plays: { N: "22" }, SongTitle: { S: "Symphony No. 6" } }],
  ["PutItem", { Artist: { S: "Johann Sebastian Bach" }, Composed: { N: "1749" }, Plays: { N: "23" }, SongTitle: { S: "Mass in B minor" } }],
  ["DeleteItem", { Artist: { S: "Richard Wagner" }, SongTitle: { S: "Tristan und Isolde" } }],
];
for (const [operation, attributes] of writes) {
  if (operation === "PutItem") {
    await client.send(new PutItemCommand({
      TableName: "Music",
      Item: attributes,
      ReturnConsumedCapacity: "TOTAL",
    }));
  } else {
    await client.send(new DeleteItemCommand({
      TableName: "Music",
      Key: attributes,
      ReturnConsumedCapacity: "TOTAL",
    }));
  }
}

await waitForBackups("Music");

const answer = await client.send(new CreateBackupCommand({
  TableName: "Music",
  BackupName: "nightly",
}));
const backupArn = answer.BackupDetails.BackupArn;

// 3 min later
await waitForBackup(backupArn);

await client.send(new RestoreTableFromBackupCommand({
  TargetTableName: "Music-restored",
  BackupArn: backupArn,
}));
