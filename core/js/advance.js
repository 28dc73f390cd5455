/** Clocks that move while code waits: a poll takes an engine to the end of what it asks about. */

/** The states of what is under way. */
const UNDER_WAY = new Set(["CREATING", "UPDATING", "DELETING", "ENABLING", "DISABLING", "IN_PROGRESS", "ARCHIVING"]);

/** The requests that ask how far something is. */
const POLL = /^DynamoDB(Streams)?_20120810\.(Describe\w+|ListBackups)$/;

const SERVICE = "DynamoDB_20120810";

/** How many due tasks a poll looks ahead at most. */
const TASKS_MAX = 10_000;

/** Whether a request asks how far something is. */
export const isPoll = (target) => POLL.test(target);

/**
 * Moves the clock to when what a poll asks about is done: no description of it says CREATING or the like any more, and
 * backups of a table are enabled. The time is found out with a fork, so that the engine itself answers no request more
 * than it was sent. What never ends moves nothing.
 */
export function advanceToEnd(engine, request) {
  const ahead = engine.fork();
  try {
    ahead.call("ClearFaults");
    for (let tasks = 0; tasks < TASKS_MAX; tasks++) {
      if (!isUnderWay(ahead, request)) {
        engine.advanceTo(ahead.now());
        return;
      }
      const due = ahead.nextDue();
      if (due === undefined) return;
      ahead.advanceTo(due);
    }
  } finally {
    ahead.free();
  }
}

/** Whether a poll finds something that is not done. */
function isUnderWay(engine, { target, body, authorization }) {
  const found = ask(engine, target, body, authorization);
  if (found === undefined) return false;
  if (saysUnderWay(found)) return true;
  if (target === `${SERVICE}.DescribeContinuousBackups`) return isYoung(found);
  // A table is ACTIVE some seconds before it can be backed up.
  if (target !== `${SERVICE}.DescribeTable`) return false;
  const table = new TextEncoder().encode(JSON.stringify({ TableName: found.Table.TableName }));
  return isYoung(ask(engine, `${SERVICE}.DescribeContinuousBackups`, table, authorization));
}

/** The answer to a request as an object; `undefined` if it is an error. */
function ask(engine, target, body, authorization) {
  const answer = engine.handle(target, body, authorization);
  return answer.status === 200 ? JSON.parse(new TextDecoder().decode(answer.body)) : undefined;
}

const isYoung = (found) => found?.ContinuousBackupsDescription?.ContinuousBackupsStatus === "DISABLED";

/** Whether a description has, at any depth, a status of what is under way. */
function saysUnderWay(value) {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(
    ([name, member]) =>
      (name.endsWith("Status") && UNDER_WAY.has(member)) ||
      (name === "RestoreInProgress" && member === true) ||
      saysUnderWay(member),
  );
}
