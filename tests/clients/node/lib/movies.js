/** 3,201 films of a public data set, as items. */

import { readFileSync } from "node:fs";

const file = new URL("../node_modules/vega-datasets/data/movies.json", import.meta.url);

/** The records as they are in the file. */
export const records = JSON.parse(readFileSync(file, "utf8"));

/** Every record as an item. What a record leaves out, the item does not have; that is what makes the index sparse. */
export const movies = records.map((record) => {
  const item = {};
  for (const [name, value] of Object.entries(record)) {
    if (value !== null) item[name] = typeof value === "number" ? { N: String(value) } : { S: value };
  }
  // Some films are called 1776, and one has no title.
  item.Title = { S: String(record.Title ?? "untitled") };
  return item;
});

export const KEYS = ["Title", "Release Date"];
export const INDEX = "ByGenreAndVotes";
const INDEX_KEYS = ["Major Genre", "IMDB Votes"];

/** The table for them, to be created as it is. */
export function movieTable(TableName) {
  const schema = ([hash, range]) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...KEYS, ...INDEX_KEYS].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === "IMDB Votes" ? "N" : "S",
    })),
    KeySchema: schema(KEYS),
    GlobalSecondaryIndexes: [
      { IndexName: INDEX, KeySchema: schema(INDEX_KEYS), Projection: { ProjectionType: "ALL" } },
    ],
  };
}

/** The key of an item, as the API wants it. */
export const keyOf = (item) => Object.fromEntries(KEYS.map((name) => [name, item[name]]));

/** The key of an item, as a text to look it up by. */
export const nameOf = (item) => KEYS.map((name) => item[name].S).join(" / ");

/** Items by key: what two tables are compared as. */
export function byName(items) {
  const map = new Map(items.map((item) => [nameOf(item), item]));
  if (map.size !== items.length) throw new Error(`${items.length - map.size} keys came twice`);
  return map;
}

/** Those that belong in the index. */
export const indexed = (items) => items.filter((item) => INDEX_KEYS.every((name) => name in item));
