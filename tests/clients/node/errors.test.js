/** Errors arrive as the SDK's own exceptions. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, movieTable, movies } from "./lib/movies.js";
import { overSdks } from "./lib/sdks.js";
import { settle } from "./lib/tables.js";
import { Engine } from "./lib/timemark.js";

const DELAYS = {
  IndexedTableCreation: 5,
  TableVisibility: 2,
  BackupsEnabling: 3,
  TableDeletion: 5,
  BackupCreation: 60,
  Restore: 300,
};
const MISSING = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies/backup/01790000000000-0123abcd";

overSdks("errors", (connect, sdk) => {
  function lab(settings = { Pace: "CUSTOM", Delays: DELAYS }) {
    const engine = new Engine({ settings });
    const send = connect(engine);
    const advance = (Seconds) => engine.call("AdvanceClock", { Seconds });

    /** Sends what must fail, and checks the exception. Those that the SDK has a class for must be of that class. */
    async function refused(operation, input, name, message) {
      const error = await send(operation, input).then(
        () => assert.fail(`${operation} was not refused`),
        (error) => error,
      );
      assert.equal(error.name, name, error.message);
      assert.ok(error instanceof sdk.DynamoDBServiceException);
      const modelled = sdk[name];
      if (modelled) assert.ok(error instanceof modelled, `${name} is of its own class`);
      if (message !== undefined) assert.equal(error.message, message);
      assert.match(error.$metadata.requestId, /^[0-9A-Z]{52}$/);
      const server = name === "InternalServerError";
      assert.equal(error.$fault, server ? "server" : "client");
      assert.equal(error.$metadata.httpStatusCode, server ? 500 : 400);
      assert.equal(error.$metadata.attempts, 1);
      return error;
    }

    /** An ACTIVE table that can be backed up. */
    async function table(name = "Movies") {
      await send("CreateTable", movieTable(name));
      advance(10);
    }

    /** An AVAILABLE backup's ARN. */
    async function backup(TableName = "Movies") {
      const { BackupDetails } = await send("CreateBackup", { TableName, BackupName: "backup" });
      settle(engine);
      return BackupDetails.BackupArn;
    }
    return { engine, send, advance, refused, table, backup };
  }

  test("a table that is not there", async () => {
    const { refused } = lab();
    const input = { TableName: "Nowhere" };
    await refused(
      "CreateBackup",
      { ...input, BackupName: "one" },
      "TableNotFoundException",
      "Table not found: Nowhere",
    );
    await refused("DescribeContinuousBackups", input, "TableNotFoundException", "Table not found: Nowhere");
    const resource = "Requested resource not found: Table: Nowhere not found";
    await refused("DescribeTable", input, "ResourceNotFoundException", resource);
    await refused("DeleteTable", input, "ResourceNotFoundException", resource);
    await refused(
      "PutItem",
      { ...input, Item: movies[0] },
      "ResourceNotFoundException",
      "Requested resource not found",
    );
  });

  test("a table whose backups are not enabled yet", async () => {
    const { send, advance, refused } = lab();
    const input = { TableName: "Movies", BackupName: "one" };
    await send("CreateTable", movieTable("Movies"));
    await refused("CreateBackup", input, "TableNotFoundException", "Table not found: Movies");
    const enabling = "Backups are being enabled for the table: Movies. Please retry later";
    for (const seconds of [2, 3, 2.9]) {
      advance(seconds);
      await refused("CreateBackup", input, "ContinuousBackupsUnavailableException", enabling);
    }
    advance(0.1);
    await send("CreateBackup", input);
  });

  test("a backup that is not there, and what is no backup's ARN", async () => {
    const { refused } = lab();
    const notFound = `Backup not found: ${MISSING}`;
    await refused("DescribeBackup", { BackupArn: MISSING }, "BackupNotFoundException", notFound);
    await refused("DeleteBackup", { BackupArn: MISSING }, "BackupNotFoundException", notFound);
    const restore = { TargetTableName: "Restored", BackupArn: MISSING };
    await refused("RestoreTableFromBackup", restore, "BackupNotFoundException", notFound);
    const junk = "x".repeat(48);
    await refused("DescribeBackup", { BackupArn: junk }, "ValidationException", "Invalid Backup ARN");
    const foreign = MISSING.replace("123456789012", "210987654321");
    await refused("DescribeBackup", { BackupArn: foreign }, "AccessDeniedException", "Access is denied");
  });

  test("a backup that is being made or restored from", async () => {
    const { engine, send, advance, refused, table, backup } = lab();
    await table();
    const { BackupDetails } = await send("CreateBackup", { TableName: "Movies", BackupName: "young" });
    const young = { BackupArn: BackupDetails.BackupArn };
    await refused("DeleteBackup", young, "BackupInUseException");
    await refused("RestoreTableFromBackup", { ...young, TargetTableName: "Restored" }, "BackupInUseException");
    await refused("DeleteTable", { TableName: "Movies" }, "ResourceInUseException");

    const BackupArn = await backup();
    await send("RestoreTableFromBackup", { BackupArn, TargetTableName: "Restored" });
    await refused(
      "RestoreTableFromBackup",
      { BackupArn, TargetTableName: "Another" },
      "BackupInUseException",
      `Backup is being used to restore another table: ${BackupArn}`,
    );
    await refused(
      "DeleteBackup",
      { BackupArn },
      "BackupInUseException",
      `Backup is being used to restore table: ${BackupArn}`,
    );
    advance(300);
    await send("DeleteBackup", { BackupArn });
    settle(engine);
    await refused("DescribeBackup", { BackupArn }, "BackupNotFoundException", `Backup not found: ${BackupArn}`);
  });

  test("a table's name that is taken", async () => {
    const { send, refused, table, backup } = lab();
    await table();
    const BackupArn = await backup();
    const other = await backup();
    await refused("CreateTable", movieTable("Movies"), "ResourceInUseException", "Table already exists: Movies");
    await refused(
      "RestoreTableFromBackup",
      { BackupArn, TargetTableName: "Movies" },
      "TableAlreadyExistsException",
      "Table already exists: Movies",
    );
    await send("RestoreTableFromBackup", { BackupArn, TargetTableName: "Restored" });
    await refused(
      "RestoreTableFromBackup",
      { BackupArn: other, TargetTableName: "Restored" },
      "TableInUseException",
      `Table: Restored is already being restored from backup: ${BackupArn}`,
    );
    await refused(
      "CreateBackup",
      { TableName: "Restored", BackupName: "early" },
      "TableNotFoundException",
      "Table not found: Restored",
    );
    await refused("DeleteTable", { TableName: "Restored" }, "ResourceInUseException");
  });

  test("a table that is being deleted", async () => {
    const { send, refused, table } = lab();
    await table();
    await send("DeleteTable", { TableName: "Movies" });
    await refused("CreateBackup", { TableName: "Movies", BackupName: "late" }, "TableInUseException");
    await refused(
      "DeleteTable",
      { TableName: "Movies" },
      "ResourceInUseException",
      "Attempt to change a resource which is still in use: Table is being deleted: Movies",
    );
  });

  test("the 51st backup in a second", async () => {
    const { send, advance, refused, table } = lab();
    await table();
    const input = { TableName: "Movies", BackupName: "again" };
    for (let n = 0; n < 50; n++) await send("CreateBackup", input);
    advance(0.999);
    await refused("CreateBackup", input, "LimitExceededException");
    advance(0.001);
    await send("CreateBackup", input);
  });

  test("the 51st restore at once", async () => {
    const { engine, send, advance, refused, table } = lab();
    await table();
    const arns = [];
    for (let n = 0; n < 51; n++) {
      advance(0.1);
      const { BackupDetails } = await send("CreateBackup", { TableName: "Movies", BackupName: `backup-${n}` });
      arns.push(BackupDetails.BackupArn);
    }
    settle(engine);
    const restore = (n) => ({ BackupArn: arns[n], TargetTableName: `Restored-${n}` });
    for (let n = 0; n < 50; n++) await send("RestoreTableFromBackup", restore(n));
    await refused(
      "RestoreTableFromBackup",
      restore(50),
      "LimitExceededException",
      "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously",
    );
    advance(300);
    await send("RestoreTableFromBackup", restore(50));
  });

  test("faults that were asked for, once each", async () => {
    const { engine, send, refused, table } = lab();
    await table();
    const input = { TableName: "Movies", BackupName: "unlucky" };
    for (const Error of [
      "InternalServerError",
      "BackupInUseException",
      "ContinuousBackupsUnavailableException",
      "LimitExceededException",
      "TableInUseException",
      "TableNotFoundException",
      "ThrottlingException",
    ]) {
      engine.call("InjectFault", { Operation: "CreateBackup", Error });
      await refused("CreateBackup", input, Error);
    }
    assert.deepEqual((await send("ListBackups")).BackupSummaries, []);
    await send("CreateBackup", input);
  });

  test("a fault that the SDK's own retries get over", async () => {
    const { engine, table } = lab();
    await table();
    const patient = connect(engine, { maxAttempts: 3 });
    engine.call("InjectFault", { Operation: "CreateBackup", Error: "InternalServerError", Count: 2 });
    const answer = await patient("CreateBackup", { TableName: "Movies", BackupName: "third" });
    assert.equal(answer.$metadata.attempts, 3);
    assert.equal((await patient("ListBackups")).BackupSummaries.length, 1);
  });

  test("what is not valid", async () => {
    const { refused, table } = lab();
    await table();
    const one = "1 validation error detected: Value";
    await refused(
      "CreateBackup",
      { TableName: "Movies", BackupName: "no spaces" },
      "ValidationException",
      `${one} 'no spaces' at 'backupName' failed to satisfy constraint: ` +
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
    await refused(
      "ListBackups",
      { Limit: 101 },
      "ValidationException",
      `${one} '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100`,
    );
    await refused("CreateBackup", { TableName: "Movies", BackupName: 7 }, "SerializationException");
    const { Title, ...untitled } = movies[0];
    await refused(
      "PutItem",
      { TableName: "Movies", Item: untitled },
      "ValidationException",
      "One or more parameter values were invalid: Missing the key Title in the item",
    );
    const key = { ...keyOf(movies[0]), Director: { S: "absent" } };
    await refused(
      "GetItem",
      { TableName: "Movies", Key: key },
      "ValidationException",
      "The provided key element does not match the schema",
    );
    await refused(
      "ListBackups",
      { TimeRangeLowerBound: new Date(2_000), TimeRangeUpperBound: new Date(1_000) },
      "ValidationException",
    );
  });

  test("an operation that this service does not have", async () => {
    const { refused } = lab();
    await refused("DescribeExport", { ExportArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Music/export/01234567890123-a1b2c3d4" }, "UnknownOperationException");
  });
});
