/** Waiters that the SDK lacks, for any client of its version 3: they poll as its own do. */

import { DescribeBackupCommand, DescribeContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";

/** Waits until a backup is AVAILABLE. */
export function waitUntilBackupAvailable(config, input) {
  return poll(config, async (client) => {
    const { BackupDescription } = await client.send(new DescribeBackupCommand(input));
    const { BackupStatus } = BackupDescription.BackupDetails;
    if (BackupStatus === "DELETED") throw failed("the backup was deleted", BackupDescription);
    return BackupStatus === "AVAILABLE" ? BackupDescription : undefined;
  });
}

/** Waits until a table can be backed up, which a new one can some seconds after it is ACTIVE. */
export function waitUntilBackupsEnabled(config, input) {
  return poll(config, async (client) => {
    const { ContinuousBackupsDescription: found } = await client.send(new DescribeContinuousBackupsCommand(input));
    return found.ContinuousBackupsStatus === "ENABLED" ? found : undefined;
  });
}

/** Asks until the answer is not `undefined`, with pauses that double. An error of the client ends it. */
async function poll({ client, maxWaitTime, minDelay = 2, maxDelay = 120, abortSignal }, ask) {
  if (!(maxWaitTime > 0)) throw new TypeError(`maxWaitTime must be a number of seconds above 0: ${maxWaitTime}`);
  if (!(minDelay > 0) || !(maxDelay >= minDelay)) {
    throw new TypeError(`minDelay must be above 0, and maxDelay no less: ${minDelay}, ${maxDelay}`);
  }
  const end = Date.now() + maxWaitTime * 1000;
  for (let delay = minDelay; ; delay = Math.min(delay * 2, maxDelay)) {
    if (abortSignal?.aborted) throw Object.assign(new Error("The waiter was aborted"), { name: "AbortError" });
    const reason = await ask(client);
    if (reason !== undefined) return { state: "SUCCESS", reason };
    if (Date.now() + delay * 1000 > end) {
      throw Object.assign(new Error(`The waiter gave up after ${maxWaitTime} seconds`), { name: "TimeoutError" });
    }
    await new Promise((done) => setTimeout(done, delay * 1000));
  }
}

const failed = (what, reason) => Object.assign(new Error(`The waiter failed: ${what}`), { state: "FAILURE", reason });
