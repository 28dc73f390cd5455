/** The types of the package against those of the SDK, which are made from the service model: each name, member and value. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { Engine, packageFolder } from "./lib/timemark.js";

const require = createRequire(import.meta.url);
const files = {
  ours: fileURLToPath(new URL("index.d.cts", packageFolder)),
  tables: require.resolve("@aws-sdk/client-dynamodb").replace("dist-cjs/index.js", "dist-types/index.d.ts"),
  streams: require.resolve("@aws-sdk/client-dynamodb-streams").replace("dist-cjs/index.js", "dist-types/index.d.ts"),
};
const program = ts.createProgram(Object.values(files), {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  types: [],
});
const checker = program.getTypeChecker();

/** What a file exports, by name. */
function exportsOf(file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, symbol]));
}

const ours = exportsOf(files.ours);
const theirs = new Map([...exportsOf(files.streams), ...exportsOf(files.tables)]);

const typeOf = (symbol) => checker.getTypeOfSymbol(symbol);
const membersOf = (type) => new Map(type.getProperties().map((symbol) => [symbol.name, symbol]));
const isOptional = (symbol) => (symbol.flags & ts.SymbolFlags.Optional) !== 0;
const variantsOf = (type) => (type.isUnion() ? type.types : [type]);

/** The texts of a string enum; `undefined` for any other type. */
function valuesOf(type) {
  const variants = variantsOf(type);
  return variants.every((variant) => variant.isStringLiteral()) ? variants.map(({ value }) => value) : undefined;
}

/** A union of structures of which each has one member that must be there, as one structure of those members. */
function choicesOf(type) {
  if (!type.isUnion()) return undefined;
  return new Map(
    type.types.flatMap((variant) => {
      const chosen = variant.getProperties().filter((symbol) => !isOptional(symbol));
      return chosen.map((symbol) => [symbol.name, symbol]);
    }),
  );
}

/** Finds where the first type is not the second, as far as it has members; fewer members, and fewer values, are fine. */
class Comparison {
  faults = [];
  compared = new Set();
  #seen = new Set();

  /** `isSent`: what the service requires must be required. An answer's members need not be: those of ours are optional. */
  compare(our, their, path, isSent) {
    const [a, b] = [checker.getNonNullableType(our), checker.getNonNullableType(their)];
    if (a.flags & ts.TypeFlags.Never) return; // Not supported, and never typed.
    this.compared.add(path);

    const [values, theirValues] = [valuesOf(a), valuesOf(b)];
    if (values && theirValues) return this.#all(values, theirValues, path);
    const [choices, theirChoices] = [choicesOf(a), choicesOf(b)];
    if (a.flags & ts.TypeFlags.Object || (choices && theirChoices)) {
      const [element, theirElement] = [a, b].map((type) => checker.getIndexTypeOfType(type, ts.IndexKind.Number));
      const [entry, theirEntry] = [a, b].map((type) => checker.getIndexTypeOfType(type, ts.IndexKind.String));
      if (this.#isSeen(a, b, isSent)) return;
      if (a.symbol?.name === "Uint8Array") return this.#same(a.symbol.name, b.symbol?.name, path);
      if (element && theirElement && !entry) return this.compare(element, theirElement, `${path}[]`, isSent);
      if (entry && theirEntry) return this.compare(entry, theirEntry, `${path}{}`, isSent);
      return this.#members(choices ?? membersOf(a), theirChoices ?? membersOf(b), path, isSent);
    }
    const name = checker.typeToString(b);
    this.#same(checker.typeToString(a), name === "Date" ? (isSent ? "number | Date" : "number") : name, path);
  }

  #isSeen(our, their, isSent) {
    const pair = `${our.id} ${their.id} ${isSent}`;
    return this.#seen.size === this.#seen.add(pair).size;
  }

  #members(our, their, path, isSent) {
    this.#all([...our.keys()], [...their.keys()], path);
    for (const [name, symbol] of our) {
      const other = their.get(name);
      if (!other) continue;
      if (!isOptional(symbol) && isOptional(other)) this.faults.push(`${path}.${name} is required`);
      this.compare(typeOf(symbol), typeOf(other), `${path}.${name}`, isSent);
    }
    for (const [name, symbol] of isSent ? their : []) {
      const isMissing = !our.has(name) || isOptional(our.get(name));
      if (!isOptional(symbol) && !name.startsWith("$") && isMissing) this.faults.push(`${path}.${name} is not required`);
    }
  }

  #all(our, their, path) {
    for (const name of our.filter((name) => !their.includes(name))) this.faults.push(`${path} has no ${name}`);
  }

  #same(our, their, path) {
    if (our !== their) this.faults.push(`${path} is ${their}, not ${our}`);
  }
}

/** Where the types are others than the SDK's, and shall be. */
const DIFFERENT = [
  // Tables here have no vector indexes, so that only the name in a restore's overrides is ever looked at.
  ...["VectorAttribute", "Projection", "Dimensions", "DistanceFunction"].map(
    (member) => `RestoreTableFromBackupInput.VectorIndexOverride[].${member} is not required`,
  ),
  // Optional in the model, but no table can be made without them.
  "CreateTableInput.AttributeDefinitions is required",
  "CreateTableInput.KeySchema is required",
  // Optional in the model, but a filter without them is refused.
  "DescribeStreamInput.ShardFilter.Type is required",
  "DescribeStreamInput.ShardFilter.ShardId is required",
  // Newer than this SDK.
  "GetShardIteratorInput has no Timestamp",
  "GetShardIteratorInput.ShardIteratorType has no AT_TIMESTAMP",
];

/** Compares every operation that the SDK has too. */
function compareAll() {
  const found = new Comparison();
  const operations = membersOf(checker.getDeclaredTypeOfSymbol(ours.get("Operations")));
  let shared = 0;
  for (const [name, symbol] of operations) {
    const members = membersOf(typeOf(symbol));
    for (const [side, of] of [["input", "Input"], ["output", "Output"]]) {
      const their = theirs.get(`${name}Command${of}`);
      if (!their) continue;
      shared += 1;
      const type = typeOf(members.get(side));
      found.compare(type, checker.getDeclaredTypeOfSymbol(their), `${name}${of}`, side === "input");
    }
  }
  return { faults: found.faults, compared: found.compared, operations: operations.size, shared };
}

test("inputs and outputs are those of the service model, member by member", () => {
  const { faults, compared, operations, shared } = compareAll();
  assert.deepEqual(faults, DIFFERENT);
  assert.ok(operations === 66 && shared === 108, `${operations} operations, ${shared} inputs and outputs`);
  assert.ok(compared.size > 400, `${compared.size} members were compared`);
});

test("the engine has the members that are declared, and no others", () => {
  // Members whose names are symbols have made-up ones here; `using` has a test of its own.
  const all = [...membersOf(checker.getDeclaredTypeOfSymbol(ours.get("Engine"))).keys()];
  const declared = all.filter((name) => !name.startsWith("__@dispose"));
  assert.equal(declared.length, all.length - 1);
  const there = Object.getOwnPropertyNames(Engine.prototype).filter((name) => name !== "constructor" && !name.startsWith("__"));
  assert.deepEqual(there.sort(), declared.sort());
});
