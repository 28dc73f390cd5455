/** Code that retries conflicts, and an engine that makes them: WriteConflictSeconds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { overSdks } from "./lib/sdks.js";
import { Engine } from "./lib/timemark.js";

const Key = { pk: { S: "a" } };

overSdks("conflicts", (connect, sdk) => {
  /** A lab whose writes are in the way for 50 ms, and a transaction that has just written the item. */
  async function lab(config) {
    const engine = new Engine({ settings: { WriteConflictSeconds: 0.05 } });
    const send = connect(engine, config?.(engine));
    await send("CreateTable", {
      TableName: "Music",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    });
    await send("TransactWriteItems", { TransactItems: [{ Put: { TableName: "Music", Item: Key } }] });
    return { engine, send };
  }

  test("they are the SDK's own exceptions", async () => {
    const { send } = await lab();
    const single = await send("PutItem", { TableName: "Music", Item: Key }).catch((error) => error);
    assert.ok(single instanceof sdk.TransactionConflictException);
    assert.equal(single.message, "Transaction is ongoing for the item");
    const get = { Get: { TableName: "Music", Key } };
    const cancelled = await send("TransactGetItems", { TransactItems: [get] }).catch((error) => error);
    assert.ok(cancelled instanceof sdk.TransactionCanceledException);
    assert.deepEqual(cancelled.CancellationReasons.map((reason) => reason.Code), ["TransactionConflict"]);
  });

  test("the SDK sends again what its strategy calls worth it, and succeeds when the clock has moved on", async () => {
    let attempts = 0;
    // A strategy as an application has it: a conflict is worth three more attempts, each 20 ms of the lab's time later.
    const retryStrategy = (engine) => ({
      mode: "conflicts",
      async retry(next, args) {
        for (;;) {
          attempts++;
          try {
            return await next(args);
          } catch (error) {
            if (error.name !== "TransactionConflictException" || attempts >= 4) throw error;
            engine.advance(0.02);
          }
        }
      },
    });
    const { engine, send } = await lab((engine) => ({ retryStrategy: retryStrategy(engine) }));
    attempts = 0;
    await send("UpdateItem", { TableName: "Music", Key, UpdateExpression: "SET n = :n", ExpressionAttributeValues: { ":n": { N: "1" } } });
    assert.equal(attempts, 4, "after 20 and 40 ms it is refused, after 60 it is not");
    assert.equal((await send("GetItem", { TableName: "Music", Key })).Item.n.N, "1");
    assert.ok(engine.now() > 0);
  });

  test("the SDK's own strategy does not send a conflict again, as it does what it calls retryable", async () => {
    // `clientConfig` allows one attempt; three are the SDK's default.
    const { engine, send } = await lab(() => ({ maxAttempts: 3 }));
    // Each attempt moves the lab's clock so far that a second one would succeed.
    const { handle } = engine;
    let requests = 0;
    engine.handle = (...request) => {
      requests++;
      const answer = handle.apply(engine, request);
      engine.advance(0.05);
      return answer;
    };
    const refused = await send("PutItem", { TableName: "Music", Item: Key }).catch((error) => error);
    assert.ok(refused instanceof sdk.TransactionConflictException);
    // The model gives the exception no `retryable` trait, and it is not among the SDK's codes of throttling.
    assert.equal(refused.$retryable, undefined);
    assert.equal(refused.$metadata.attempts, 1);
    assert.equal(requests, 1);
    await send("PutItem", { TableName: "Music", Item: Key });

    // With the same client, what the SDK retries: so its strategy was at work above.
    engine.call("InjectFault", { Operation: "PutItem", Error: "ThrottlingException", Count: 1 });
    requests = 0;
    const put = await send("PutItem", { TableName: "Music", Item: Key });
    assert.equal(put.$metadata.attempts, 2);
    assert.equal(requests, 2);
  });

  test("a transaction that is cancelled by a conflict is sent again by hand, and succeeds", async () => {
    const { engine, send } = await lab();
    const transaction = { TransactItems: [{ Delete: { TableName: "Music", Key } }] };
    let conflicts = 0;
    for (;;) {
      try {
        await send("TransactWriteItems", transaction);
        break;
      } catch (error) {
        assert.deepEqual(error.CancellationReasons?.map((reason) => reason.Code), ["TransactionConflict"]);
        conflicts++;
        engine.advance(0.02);
      }
    }
    assert.equal(conflicts, 3);
    assert.equal((await send("GetItem", { TableName: "Music", Key })).Item, undefined);
  });
});
