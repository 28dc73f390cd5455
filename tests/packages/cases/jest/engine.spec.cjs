const { Engine } = require("timemark");

test("an engine, bytes and dates under jsdom", () => {
  expect(typeof document).toBe("object");
  const engine = new Engine({ now: new Date(5_000) });
  expect(engine.now()).toBe(5);
  const target = "DynamoDB_20120810.ListTables";
  expect(engine.handle(target, Buffer.from("{}")).status).toBe(200);
  expect(engine.call("ListTables")).toEqual({ TableNames: [] });
});
