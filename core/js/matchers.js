/** What tests expect of engines, as matchers of Jest and Vitest. Each looks at a fork, so that looking changes nothing. */

import { canonical, itemOf } from "./items.js";

/** How many items a message names. */
const NAMED_MAX = 10;

/** What no restore brings back. */
const SETTINGS = [
  "Tags",
  "TimeToLive",
  "Stream",
  "PointInTimeRecovery",
  "DeletionProtection",
  "TableClass",
  "ContributorInsights",
  "KinesisDestination",
  "ResourcePolicy",
];

/** The table has these items and no others, in any order. */
export function toHoldItems(received, tableName, items) {
  if (!Array.isArray(items)) throw new TypeError(`items must be an array: ${String(items)}`);
  const [held, wanted] = look(received, (engine) => [scan(engine, tableName), items.map(itemOf)]).map((list) =>
    list.map(canonical).sort(),
  );
  const [missing, more] = [without(wanted, held), without(held, wanted)];
  return {
    pass: missing.length === 0 && more.length === 0,
    message: () => {
      const counts = `${tableName} holds ${held.length} item${held.length === 1 ? "" : "s"}`;
      return [`${counts}; expected: ${wanted.length}`, ...named("missing", missing), ...named("not expected", more)].join("\n");
    },
  };
}

/** The backup, given by its ARN or by its BackupDetails, is AVAILABLE. */
export function toBeAvailable(received, backup) {
  const BackupArn = backup?.BackupArn ?? backup;
  return look(received, (engine) => {
    const { BackupName, BackupStatus } = engine.call("DescribeBackup", { BackupArn }).BackupDescription.BackupDetails;
    const due = engine.nextDue();
    const next = due === undefined ? "nothing is due" : `what is due next is due at ${new Date(due * 1000).toISOString()}`;
    const now = new Date(engine.now() * 1000).toISOString();
    return {
      pass: BackupStatus === "AVAILABLE",
      message: () => `the backup ${BackupName} is ${BackupStatus} at ${now}; ${next}`,
    };
  });
}

/**
 * The restored table lacks these settings, which its source has, or had when it was backed up. The source is a table's name,
 * a backup's ARN or its BackupDetails; a table that was restored does not say itself what it was restored from.
 */
export function toHaveDropped(received, tableName, source, settings) {
  if (!Array.isArray(settings)) throw new TypeError(`settings must be an array: ${String(settings)}`);
  const unknown = settings.find((setting) => !SETTINGS.includes(setting));
  if (unknown !== undefined) throw new TypeError(`setting ${String(unknown)} is unknown: there are ${SETTINGS.join(", ")}`);
  return look(received, (engine) => {
    engine.call("DescribeTable", { TableName: tableName });
    const [before, restored] = [sourceSettings(engine, source?.BackupArn ?? source), settingsOf(engine, tableName)];
    const dropped = [...before].filter((setting) => !restored.has(setting)).sort();
    return {
      pass: settings.every((setting) => dropped.includes(setting)),
      message: () => `${tableName} has dropped ${dropped.join(", ") || "nothing"}; asked for: ${settings.join(", ")}`,
    };
  });
}

/** Looks at a fork of an engine, or of a lab's engine. */
function look(received, action) {
  const engine = received?.engine ?? received;
  if (typeof engine?.fork !== "function") throw new TypeError("a Timemark engine, or a lab, is what can be expected of");
  const fork = engine.fork();
  try {
    fork.call("ClearFaults");
    return action(fork);
  } finally {
    fork.free();
  }
}

function scan(engine, TableName) {
  // Its refusal names the table.
  engine.call("DescribeTable", { TableName });
  const items = [];
  let ExclusiveStartKey;
  do {
    const page = engine.call("Scan", { TableName, ExclusiveStartKey, ConsistentRead: true });
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** What is in the first sorted list and not in the second, counting equal ones. */
function without(list, other) {
  const left = new Map();
  for (const item of other) left.set(item, (left.get(item) ?? 0) + 1);
  return list.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

function named(what, items) {
  const shown = items.slice(0, NAMED_MAX).map((item) => `  ${what}: ${item}`);
  return items.length > NAMED_MAX ? [...shown, `  ${what}: and ${items.length - NAMED_MAX} more`] : shown;
}

/** The settings of what a table was restored from: of the source table, and those that the backup remembers. */
function sourceSettings(engine, source) {
  if (!source.startsWith("arn:")) {
    engine.call("DescribeTable", { TableName: source });
    return settingsOf(engine, source);
  }
  const { SourceTableDetails, SourceTableFeatureDetails } = engine.call("DescribeBackup", { BackupArn: source }).BackupDescription;
  const settings = settingsOf(engine, SourceTableDetails.TableName);
  const { TimeToLiveDescription, StreamDescription } = SourceTableFeatureDetails ?? {};
  if (TimeToLiveDescription?.AttributeName) settings.add("TimeToLive");
  if (StreamDescription?.StreamEnabled) settings.add("Stream");
  return settings;
}

/** The settings of a table that no restore brings back, by name; none if there is no such table. */
function settingsOf(engine, TableName) {
  const table = attempt(() => engine.call("DescribeTable", { TableName }).Table);
  if (table === undefined) return new Set();
  const call = (operation, input) => attempt(() => engine.call(operation, input));
  const recovery = call("DescribeContinuousBackups", { TableName })?.ContinuousBackupsDescription;
  const insights = call("DescribeContributorInsights", { TableName })?.ContributorInsightsStatus;
  const destinations = call("DescribeKinesisStreamingDestination", { TableName })?.KinesisDataStreamDestinations ?? [];
  const has = {
    Tags: call("ListTagsOfResource", { ResourceArn: table.TableArn })?.Tags?.length > 0,
    TimeToLive: call("DescribeTimeToLive", { TableName })?.TimeToLiveDescription.AttributeName !== undefined,
    Stream: table.StreamSpecification?.StreamEnabled === true,
    PointInTimeRecovery: recovery?.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus === "ENABLED",
    DeletionProtection: table.DeletionProtectionEnabled === true,
    TableClass: table.TableClassSummary !== undefined && table.TableClassSummary.TableClass !== "STANDARD",
    ContributorInsights: insights === "ENABLED" || insights === "ENABLING",
    KinesisDestination: destinations.some(({ DestinationStatus }) => !/DISABL/.test(DestinationStatus)),
    ResourcePolicy: call("GetResourcePolicy", { ResourceArn: table.TableArn })?.Policy !== undefined,
  };
  return new Set(SETTINGS.filter((name) => has[name]));
}

/** What an action returns; `undefined` if the engine answers with an error. */
function attempt(action) {
  try {
    return action();
  } catch (error) {
    if (error?.name === "EngineStoppedError") throw error;
    return undefined;
  }
}
