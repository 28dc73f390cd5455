/** The whole story on real data, with the calm settings: the restored table is, item by item, what was backed up. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { INDEX, byName, indexed, keyOf, movieTable, movies } from "./lib/movies.js";
import { overSdks } from "./lib/sdks.js";
import { listAllBackups, scanAll, writeAll } from "./lib/tables.js";
import { Engine } from "./lib/timemark.js";

const NOW = 1_790_000_000.25;

overSdks("story", (connect) => {
  test("a table of films comes back as it was", async () => {
    const engine = new Engine({ now: NOW, settings: { Pace: "REALISTIC" } });
    const send = connect(engine);
    const advance = (Seconds) => engine.call("AdvanceClock", { Seconds });
    const describe = async (BackupArn) => (await send("DescribeBackup", { BackupArn })).BackupDescription;

    const created = await send("CreateTable", movieTable("Movies"));
    assert.equal(created.TableDescription.TableStatus, "CREATING");
    advance(30);
    const { Table: source } = await send("DescribeTable", { TableName: "Movies" });
    assert.equal(source.TableStatus, "ACTIVE");
    assert.equal(source.GlobalSecondaryIndexes[0].IndexStatus, "ACTIVE");

    await writeAll(send, "Movies", { puts: movies });
    assert.deepEqual(byName(await scanAll(send, "Movies")), byName(movies));

    const { BackupDetails: marker } = await send("CreateBackup", { TableName: "Movies", BackupName: "before" });
    const { BackupArn } = marker;
    assert.equal(marker.BackupStatus, "CREATING");
    assert.equal(marker.BackupType, "USER");
    assert.deepEqual(marker.BackupCreationDateTime, new Date((NOW + 30) * 1000));
    assert.match(BackupArn, /^arn:aws:dynamodb:us-east-1:123456789012:table\/Movies\/backup\/01790000030250-[0-9a-f]{8}$/);

    // Neither what changes while the backup is made nor what changes afterwards is in it.
    const deleted = movies.filter((_, n) => n % 3 === 0);
    const changed = movies.filter((_, n) => n % 3 === 1).map((item) => ({ ...item, Seen: { BOOL: true } }));
    await writeAll(send, "Movies", { deletes: deleted.map(keyOf) });
    assert.equal((await describe(BackupArn)).BackupDetails.BackupStatus, "CREATING");
    advance(61);
    await writeAll(send, "Movies", { puts: changed });

    const described = await describe(BackupArn);
    assert.equal(described.BackupDetails.BackupStatus, "AVAILABLE");
    // Figures are refreshed every six hours.
    assert.equal(described.BackupDetails.BackupSizeBytes, 0);
    assert.equal(described.SourceTableDetails.ItemCount, 0);
    assert.equal(described.SourceTableDetails.TableId, source.TableId);
    assert.equal(described.SourceTableDetails.BillingMode, "PAY_PER_REQUEST");
    assert.deepEqual(described.SourceTableDetails.KeySchema, source.KeySchema);
    assert.equal(described.SourceTableFeatureDetails.GlobalSecondaryIndexes[0].IndexName, INDEX);

    for (const name of ["later", "later", "latest"]) {
      advance(1);
      await send("CreateBackup", { TableName: "Movies", BackupName: name });
    }
    const listed = await listAllBackups(send, "Movies");
    assert.deepEqual(listed.map((backup) => backup.BackupName), ["before", "later", "later", "latest"]);
    assert.equal(new Set(listed.map((backup) => backup.BackupArn)).size, 4);
    assert.equal(listed[0].BackupArn, BackupArn);
    assert.equal(listed[0].BackupSizeBytes, described.BackupDetails.BackupSizeBytes);
    const earlier = await send("ListBackups", { TimeRangeUpperBound: listed[1].BackupCreationDateTime });
    assert.deepEqual(earlier.BackupSummaries, [listed[0]]);

    const restored = await send("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn });
    assert.equal(restored.TableDescription.TableStatus, "CREATING");
    assert.deepEqual(restored.TableDescription.RestoreSummary, {
      SourceBackupArn: BackupArn,
      SourceTableArn: source.TableArn,
      RestoreDateTime: marker.BackupCreationDateTime,
      RestoreInProgress: true,
    });
    advance(1);
    const { Table: halfway } = await send("DescribeTable", { TableName: "Restored" });
    assert.equal(halfway.RestoreSummary.RestoreInProgress, true);
    advance(300);
    const { Table: target } = await send("DescribeTable", { TableName: "Restored" });
    assert.equal(target.TableStatus, "ACTIVE");
    assert.equal(target.RestoreSummary, undefined);
    assert.notEqual(target.TableId, source.TableId);
    assert.equal(target.GlobalSecondaryIndexes[0].IndexStatus, "ACTIVE");

    assert.deepEqual(byName(await scanAll(send, "Restored")), byName(movies));
    assert.deepEqual(byName(await scanAll(send, "Restored", INDEX)), byName(indexed(movies)));
    const left = movies.filter((_, n) => n % 3 === 2);
    assert.deepEqual(byName(await scanAll(send, "Movies")), byName([...left, ...changed]));

    const gone = await send("DeleteBackup", { BackupArn });
    assert.equal(gone.BackupDescription.BackupDetails.BackupStatus, "DELETED");
    assert.equal((await listAllBackups(send, "Movies")).length, 3);
  });

  test("a bad write is undone, and a deleted table comes back", async () => {
    const engine = new Engine({ now: NOW, settings: { Pace: "REALISTIC", ConsistencyWindow: "ADVERSARIAL" } });
    const send = connect(engine);
    const advance = (Seconds) => engine.call("AdvanceClock", { Seconds });
    const recoverable = (TableName) =>
      send("UpdateContinuousBackups", {
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
    const films = movies.slice(0, 500);
    await send("CreateTable", movieTable("Movies"));
    advance(30);
    const { ContinuousBackupsDescription: on } = await recoverable("Movies");
    const { EarliestRestorableDateTime: earliest, LatestRestorableDateTime } = on.PointInTimeRecoveryDescription;
    assert.deepEqual([earliest, LatestRestorableDateTime], [new Date(1_790_000_030_000), new Date(1_790_000_030_000)]);
    await writeAll(send, "Movies", { puts: films });
    advance(600);
    await writeAll(send, "Movies", { deletes: films.slice(100).map(keyOf) });
    const good = byName(await scanAll(send, "Movies"));
    assert.equal(good.size, 100);

    // The bad write: a second later every film is gone or wrong.
    advance(1);
    const bad = engine.now();
    const wrong = films.slice(0, 50).map((film) => ({ ...film, "IMDB Votes": { N: "0" } }));
    await writeAll(send, "Movies", { puts: wrong, deletes: films.slice(50, 100).map(keyOf) });
    const restore = (TargetTableName) =>
      send("RestoreTableToPointInTime", {
        SourceTableName: "Movies",
        TargetTableName,
        RestoreDateTime: new Date((bad - 1) * 1000),
      });
    await assert.rejects(restore("Rewound"), { name: "InvalidRestoreTimeException" });
    advance(299);
    const { TableDescription: rewinding } = await restore("Rewound");
    assert.equal(rewinding.TableStatus, "CREATING");
    assert.equal(rewinding.RestoreSummary.SourceBackupArn, undefined);
    advance(310);
    assert.deepEqual(byName(await scanAll(send, "Rewound")), good);
    assert.deepEqual(byName(await scanAll(send, "Rewound", INDEX)), byName(indexed([...good.values()])));
    assert.deepEqual(byName(await scanAll(send, "Movies")), byName(wrong), "the source is as it was");

    // The table is deleted; a SYSTEM backup has its last moment.
    await recoverable("Rewound");
    await writeAll(send, "Rewound", { puts: wrong.slice(0, 1) });
    const last = byName(await scanAll(send, "Rewound"));
    await send("DeleteTable", { TableName: "Rewound" });
    const deleted = engine.now();
    const system = async () => (await send("ListBackups", { BackupType: "SYSTEM" })).BackupSummaries;
    advance(8);
    assert.deepEqual(await system(), []);
    advance(1);
    const [{ BackupArn, BackupName, BackupExpiryDateTime }] = await system();
    assert.equal(BackupName, "Rewound$DeletedTableBackup");
    assert.match(BackupArn, /-00000000$/);
    assert.deepEqual(BackupExpiryDateTime, new Date((deleted + 35 * 86_400) * 1000));
    await assert.rejects(send("DeleteBackup", { BackupArn }), { name: "ValidationException" });
    await send("RestoreTableFromBackup", { TargetTableName: "Rewound", BackupArn });
    advance(310);
    assert.deepEqual(byName(await scanAll(send, "Rewound")), last);

    // 35 days later it is gone, to the millisecond.
    engine.call("AdvanceClock", { To: deleted + 35 * 86_400 - 0.001 });
    assert.equal((await system())[0].BackupArn, BackupArn);
    advance(0.001);
    assert.deepEqual(await system(), []);
    await assert.rejects(send("DescribeBackup", { BackupArn }), { name: "BackupNotFoundException" });
  });

  test("a backup outlives its table", async () => {
    const engine = new Engine();
    const send = connect(engine);
    await send("CreateTable", movieTable("Movies"));
    await writeAll(send, "Movies", { puts: movies.slice(0, 100) });
    const { BackupDetails: backup } = await send("CreateBackup", { TableName: "Movies", BackupName: "last" });
    await send("DeleteTable", { TableName: "Movies" });
    assert.deepEqual((await send("ListTables")).TableNames, []);
    await send("RestoreTableFromBackup", {
      TargetTableName: "Movies",
      BackupArn: backup.BackupArn,
      GlobalSecondaryIndexOverride: [],
    });
    const { Table } = await send("DescribeTable", { TableName: "Movies" });
    assert.equal(Table.TableStatus, "ACTIVE");
    assert.equal(Table.GlobalSecondaryIndexes, undefined);
    assert.deepEqual(byName(await scanAll(send, "Movies")), byName(movies.slice(0, 100)));
  });
});
