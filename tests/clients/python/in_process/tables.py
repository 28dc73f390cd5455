"""A table for the tests, and engines."""

import timemark

NOW = 1767225600.0
MUSIC = {
    "TableName": "Music",
    "KeySchema": [{"AttributeName": "Artist", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "Artist", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ARTURUS = {"Artist": {"S": "Arturus"}}


def realistic():
    """An engine at which everything takes as long as in AWS."""
    return timemark.Engine(settings={"Pace": "REALISTIC"})


def music(**options):
    """An engine with an empty table."""
    engine = timemark.Engine(**options)
    engine.call("CreateTable", MUSIC)
    return engine
