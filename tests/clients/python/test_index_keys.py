"""A global index of two HASH and two RANGE attributes: created, queried in part, paged, backed up and restored."""

import pytest
from botocore.exceptions import ClientError

KEY = [("Tournament", "HASH"), ("Region", "HASH"), ("Round", "RANGE"), ("Bracket", "RANGE")]
SCHEMA = [{"AttributeName": name, "KeyType": part} for name, part in KEY]
BRACKETS = ["LOWER", "UPPER"]
QUERY = {
    "TableName": "Matches",
    "IndexName": "by-region",
    "ExpressionAttributeNames": {"#r": "Region"},
}


def match(number, tournament, region, played, bracket):
    return {
        "Match": {"S": f"{number:03}"},
        "Tournament": {"S": tournament},
        "Region": {"S": region},
        "Round": {"N": str(played)},
        "Bracket": {"S": bracket},
    }


def matches():
    """Matches of two tournaments in two regions, of twelve rounds, with the rounds and brackets in no order."""
    places = [
        (tournament, region, (5 * played) % 12 + 1, bracket)
        for tournament in ["WINTER", "SUMMER"]
        for region in ["NA", "EU"]
        for played in range(12)
        for bracket in BRACKETS
    ]
    return [match(number, *place) for number, place in enumerate(places)]


def numbers(items):
    return [(int(item["Round"]["N"]), item["Bracket"]["S"]) for item in items]


def query(client, condition, pages=None, **more):
    """All that a condition finds of one tournament and region, page by page."""
    values = {":t": {"S": "WINTER"}, ":g": {"S": "EU"}, ":round": {"N": "9"}, ":bracket": {"S": "U"}}
    values = {name: value for name, value in values.items() if name in condition or name in [":t", ":g"]}
    request = {
        **QUERY,
        "KeyConditionExpression": f"Tournament = :t AND #r = :g{condition}",
        "ExpressionAttributeValues": values,
        **more,
    }
    found = list(client.get_paginator("query").paginate(**request, PaginationConfig={"PageSize": pages or 100}))
    for page in found:
        if "LastEvaluatedKey" in page:
            assert sorted(page["LastEvaluatedKey"]) == ["Bracket", "Match", "Region", "Round", "Tournament"]
    return [item for page in found for item in page["Items"]]


def refused(client, condition):
    with pytest.raises(ClientError) as caught:
        query(client, condition)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    return caught.value.response["Error"]["Message"]


def check(client, table):
    """Every kind of partial condition, upwards and downwards."""
    whole = [(played, bracket) for played in range(1, 13) for bracket in BRACKETS]
    for pages in [1, 5, 100]:
        assert numbers(query(client, "", pages, TableName=table)) == whole
        assert numbers(query(client, "", pages, TableName=table, ScanIndexForward=False)) == whole[::-1]
    assert numbers(query(client, " AND Round > :round", 2, TableName=table)) == whole[18:]
    found = query(client, " AND Round = :round AND begins_with(Bracket, :bracket)", TableName=table)
    assert numbers(found) == [(9, "UPPER")]


def test_an_index_of_several_keys_is_created_queried_backed_up_and_restored(start, connect):
    server = start(pace="instant", window="exact")
    client = connect(server)
    attributes = [{"AttributeName": name, "AttributeType": "N" if name == "Round" else "S"} for name, _ in KEY]
    client.create_table(
        TableName="Matches",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "Match", "AttributeType": "S"}, *attributes],
        KeySchema=[{"AttributeName": "Match", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {"IndexName": "by-region", "KeySchema": SCHEMA, "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    for item in matches():
        client.put_item(TableName="Matches", Item=item)
    lacking = match(900, "WINTER", "EU", 1, "LOWER")
    del lacking["Bracket"]
    client.put_item(TableName="Matches", Item=lacking)

    index = client.describe_table(TableName="Matches")["Table"]["GlobalSecondaryIndexes"][0]
    assert index["KeySchema"] == SCHEMA
    check(client, "Matches")
    scanned = client.scan(TableName="Matches", IndexName="by-region")
    assert scanned["Count"] == len(matches()), "an item without an attribute of the key is not in the index"

    assert refused(client, " AND Bracket = :bracket") == "Query condition missed key schema element: Round"
    assert refused(client, " AND Round > :round AND Bracket = :bracket") == "Query key condition not supported"

    arn = client.create_backup(TableName="Matches", BackupName="before")["BackupDetails"]["BackupArn"]
    features = client.describe_backup(BackupArn=arn)["BackupDescription"]["SourceTableFeatureDetails"]
    assert features["GlobalSecondaryIndexes"][0]["KeySchema"] == SCHEMA
    for item in matches():
        client.delete_item(TableName="Matches", Key={"Match": item["Match"]})
    client.restore_table_from_backup(TargetTableName="Restored", BackupArn=arn)
    assert client.describe_table(TableName="Restored")["Table"]["GlobalSecondaryIndexes"][0]["KeySchema"] == SCHEMA
    check(client, "Restored")
