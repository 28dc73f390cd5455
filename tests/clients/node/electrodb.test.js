/** ElectroDB, used as its own documentation uses it, and a backup of what it wrote. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Entity, Service } from "electrodb";
import { Engine, clientConfig } from "./lib/timemark.js";

const TABLE = {
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "gsi1pk-gsi1sk-index",
      KeySchema: [
        { AttributeName: "gsi1pk", KeyType: "HASH" },
        { AttributeName: "gsi1sk", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
};

/** Employees and their tasks, in one table as the library likes it. */
function company(client, table) {
  const index = { index: "gsi1pk-gsi1sk-index" };
  const employee = new Entity(
    {
      model: { entity: "employee", version: "1", service: "company" },
      attributes: {
        employee: { type: "string" },
        office: { type: "string", required: true },
        salary: { type: "number", default: 0 },
        skills: { type: "set", items: "string" },
      },
      indexes: {
        employee: { pk: { field: "pk", composite: ["employee"] }, sk: { field: "sk", composite: [] } },
        colleagues: {
          ...index,
          collection: "workplaces",
          pk: { field: "gsi1pk", composite: ["office"] },
          sk: { field: "gsi1sk", composite: ["employee"] },
        },
      },
    },
    { client, table },
  );
  const task = new Entity(
    {
      model: { entity: "task", version: "1", service: "company" },
      attributes: {
        task: { type: "string" },
        employee: { type: "string" },
        office: { type: "string", required: true },
        points: { type: "number" },
        history: { type: "list", items: { type: "string" } },
      },
      indexes: {
        task: { pk: { field: "pk", composite: ["employee"] }, sk: { field: "sk", composite: ["task"] } },
        byOffice: {
          ...index,
          collection: "workplaces",
          pk: { field: "gsi1pk", composite: ["office"] },
          sk: { field: "gsi1sk", composite: ["task"] },
        },
      },
    },
    { client, table },
  );
  return new Service({ employee, task });
}

/** What the library answers about a table. */
async function seen({ entities, collections }) {
  const [tasks, high, workplace, all] = await Promise.all([
    entities.task.query.task({ employee: "ann" }).go({ order: "desc" }),
    entities.task.query
      .task({ employee: "ann" })
      .where(({ points }, { gt }) => gt(points, 3))
      .go(),
    collections.workplaces({ office: "north" }).go({ pages: "all" }),
    entities.employee.scan.go({ pages: "all" }),
  ]);
  const byName = (a, b) => a.employee.localeCompare(b.employee);
  return { tasks: tasks.data, high: high.data, workplace: workplace.data, all: all.data.toSorted(byName) };
}

test("a company comes back as the library saw it", async () => {
  const engine = new Engine();
  engine.call("CreateTable", { ...TABLE, TableName: "Company" });
  const client = new DynamoDBClient(clientConfig(engine));
  const service = company(client, "Company");
  const { employee, task } = service.entities;

  for (const name of ["ann", "bob", "cid"]) {
    await employee.create({ employee: name, office: name === "cid" ? "south" : "north", skills: ["rust"] }).go();
  }
  await assert.rejects(employee.create({ employee: "ann", office: "south" }).go(), /conditional request failed/i);
  await task.put([1, 2, 3, 4, 5, 6].map((n) => ({ task: `t${n}`, employee: "ann", office: "north", points: n }))).go();
  await employee.patch({ employee: "ann" }).set({ salary: 100 }).add({ skills: ["sql"] }).go();
  await employee
    .update({ employee: "bob" })
    .add({ salary: 7 })
    .where(({ salary }, { eq }) => eq(salary, 0))
    .go();
  await assert.rejects(employee.patch({ employee: "absent" }).set({ salary: 1 }).go(), /conditional request failed/i);
  await task.update({ task: "t6", employee: "ann" }).append({ history: ["begun"] }).go();
  await task.remove({ task: "t1", employee: "ann" }).go();

  const moved = await service.transaction
    .write(({ employee, task }) => [
      employee.check({ employee: "ann" }).where(({ salary }, { gte }) => gte(salary, 100)).commit(),
      employee.patch({ employee: "bob" }).subtract({ salary: 2 }).commit(),
      task.create({ task: "t7", employee: "ann", office: "north", points: 7 }).commit(),
      task.delete({ task: "t2", employee: "ann" }).commit(),
    ])
    .go();
  assert.equal(moved.canceled, false);
  const refused = await service.transaction
    .write(({ employee, task }) => [
      task.delete({ task: "t3", employee: "ann" }).commit(),
      employee.create({ employee: "ann", office: "south" }).commit({ response: "all_old" }),
    ])
    .go();
  assert.equal(refused.canceled, true);
  assert.deepEqual(refused.data.map(({ rejected, code }) => [rejected, code]), [
    [false, "None"],
    [true, "ConditionalCheckFailed"],
  ]);
  assert.equal(refused.data[1].item.salary, 100);
  const read = await service.transaction
    .get(({ employee }) => [employee.get({ employee: "bob" }).commit(), employee.get({ employee: "absent" }).commit()])
    .go();
  assert.deepEqual(read.data.map(({ item }) => item?.salary), [5, undefined]);

  const then = await seen(service);
  assert.deepEqual(then.tasks.map(({ task }) => task), ["t7", "t6", "t5", "t4", "t3"]);
  assert.deepEqual(then.high.map(({ points }) => points), [4, 5, 6, 7]);
  assert.deepEqual([then.workplace.employee.length, then.workplace.task.length, then.all.length], [2, 5, 3]);

  const { BackupArn } = engine.call("CreateBackup", { TableName: "Company", BackupName: "then" }).BackupDetails;
  await employee.delete({ employee: "ann" }).go();
  await task.put({ task: "t9", employee: "ann", office: "north", points: 9 }).go();
  assert.notDeepEqual(await seen(service), then);
  engine.call("RestoreTableFromBackup", { TargetTableName: "Restored", BackupArn });
  assert.deepEqual(await seen(company(client, "Restored")), then);
});
