"""3,201 films of a public data set, as items: the same file that the tests in Node use."""

import json
import subprocess
from pathlib import Path

NODE = Path(__file__).resolve().parent.parent / "node"
FILE = NODE / "node_modules/vega-datasets/data/movies.json"
KEYS = ["Title", "Release Date"]
INDEX = "ByGenreAndVotes"
INDEX_KEYS = ["Major Genre", "IMDB Votes"]


def load():
    """Every record as an item. What a record leaves out, the item does not have: that is what makes the index sparse."""
    if not FILE.exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=NODE, check=True)
    # Numbers stay the texts that they are: 6.1 is not a binary fraction.
    records = json.loads(FILE.read_text(encoding="utf-8"), parse_int=Number, parse_float=Number)
    return [_item(record) for record in records]


class Number(str):
    """A number as text."""


def _item(record):
    present = {name: value for name, value in record.items() if value is not None}
    item = {name: {"N" if isinstance(value, Number) else "S": str(value)} for name, value in present.items()}
    # Some films are called 1776, and one has no title.
    item["Title"] = {"S": str(record["Title"] or "untitled")}
    return item


def table(name):
    """The table for them, to be created as it is."""

    def schema(names):
        return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]

    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "N" if name == "IMDB Votes" else "S"}
            for name in KEYS + INDEX_KEYS
        ],
        "KeySchema": schema(KEYS),
        "GlobalSecondaryIndexes": [
            {"IndexName": INDEX, "KeySchema": schema(INDEX_KEYS), "Projection": {"ProjectionType": "ALL"}}
        ],
    }


def key_of(item):
    """The key of an item, as the API wants it."""
    return {name: item[name] for name in KEYS}


def name_of(item):
    """The key of an item, as something to look it up by."""
    return tuple(item[name]["S"] for name in KEYS)


def by_name(items):
    """Items by key: what two tables are compared as."""
    found = {name_of(item): item for item in items}
    assert len(found) == len(items), "a key came twice"
    return found


def indexed(items):
    """Those that belong in the index."""
    return [item for item in items if all(name in item for name in INDEX_KEYS)]


def write_all(client, table_name, puts=(), deletes=()):
    """Writes and deletes, in batches of 25."""
    requests = [{"PutRequest": {"Item": item}} for item in puts]
    requests += [{"DeleteRequest": {"Key": key_of(item)}} for item in deletes]
    for first in range(0, len(requests), 25):
        left = {table_name: requests[first : first + 25]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def scan_all(client, table_name, **more):
    """Every item of a table or of an index, by boto3's own paginator."""
    pages = client.get_paginator("scan").paginate(TableName=table_name, **more)
    return [item for page in pages for item in page["Items"]]
