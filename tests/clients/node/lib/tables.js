/** What the tests do to tables, through the SDK alone. */

/** Writes and deletes, in batches of 25. */
export async function writeAll(send, TableName, { puts = [], deletes = [] }) {
  const requests = [
    ...puts.map((Item) => ({ PutRequest: { Item } })),
    ...deletes.map((Key) => ({ DeleteRequest: { Key } })),
  ];
  for (let first = 0; first < requests.length; first += 25) {
    let RequestItems = { [TableName]: requests.slice(first, first + 25) };
    while (Object.keys(RequestItems).length > 0) {
      RequestItems = (await send("BatchWriteItem", { RequestItems })).UnprocessedItems ?? {};
    }
  }
}

/** Every item of a table or of an index, over however many pages. */
export async function scanAll(send, TableName, IndexName) {
  const items = [];
  let ExclusiveStartKey;
  do {
    const page = await send("Scan", { TableName, IndexName, ExclusiveStartKey });
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Every backup of a table, over pages of a few: no SDK for JavaScript has a paginator for them. */
export async function listAllBackups(send, TableName) {
  const backups = [];
  let ExclusiveStartBackupArn;
  do {
    const page = await send("ListBackups", { TableName, Limit: 2, ExclusiveStartBackupArn });
    backups.push(...page.BackupSummaries);
    ExclusiveStartBackupArn = page.LastEvaluatedBackupArn;
  } while (ExclusiveStartBackupArn !== undefined);
  return backups;
}

/** Moves the clock from one thing that is due to the next until nothing is. */
export function settle(engine) {
  while (engine.call("AdvanceClock", { ToNextDue: true }).NextDue !== undefined);
}
