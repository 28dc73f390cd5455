import { CreateBackupCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "@jest/globals";
import { Engine } from "timemark";
import { labTest } from "timemark/jest";

const test = labTest({ engine: { now: new Date() }, folder: "labs" });
test("a test", async ({ engine, client }) => {
  const sent = await client.send(new CreateBackupCommand({ TableName: "Music", BackupName: "nightly" }));
  expect(engine).toBeAvailable(sent.BackupDetails);
  expect(engine).not.toHoldItems("Music", []);
  const own: Engine = engine.fork();
  own[Symbol.dispose]();
});
test.each([[1, "one"]] as const)("rows", (number: number, text: string, { engine }) => void [number, text, engine.now()]);
test.each(["one", "two"])("values", (text, { engine }) => void [text.length, engine.now()]);
test.each([{ table: "Music" }])("objects", ({ table }, { engine }) => void [table.length, engine.now()]);
test.each([[1, "one"]])("lists", (part, other, { engine }) => void [part, other, engine.now()]);
test.each`table
${"Music"}`("a template", ({ table }, { engine }) => void [table, engine.now()]);
