"""boto3's resource API, which most people write with: expressions as objects, a query, a transaction, a backup."""

from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError


def test_songs_come_back_as_they_were(start, checker):
    server = start()
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="TIMEMARK",
        aws_secret_access_key="none",
        config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
    )
    client = resource.meta.client
    checker.listen(client)
    table = resource.create_table(
        TableName="Music",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("Artist", "Song")],
        KeySchema=[{"AttributeName": "Artist", "KeyType": "HASH"}, {"AttributeName": "Song", "KeyType": "RANGE"}],
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for n in range(40):
            batch.put_item({"Artist": "Arturus", "Song": f"Opus {n:02}", "Price": Decimal(n) / 4, "Tags": {"loud"}})
    table.update_item(
        Key={"Artist": "Arturus", "Song": "Opus 03"},
        UpdateExpression="SET Price = Price + :more, Plays = if_not_exists(Plays, :none) + :one ADD Tags :tags",
        ConditionExpression=Attr("Price").lt(1) & Attr("Tags").contains("loud"),
        ExpressionAttributeValues={":more": Decimal("0.5"), ":none": 0, ":one": 1, ":tags": {"new"}},
    )
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        table.delete_item(Key={"Artist": "Arturus", "Song": "Opus 03"}, ConditionExpression=Attr("Plays").eq(7))
    table.delete_item(Key={"Artist": "Arturus", "Song": "Opus 04"})
    song = {"Artist": "Absent", "Song": "None"}
    put = {"Put": {"TableName": "Music", "Item": song, "ConditionExpression": "attribute_not_exists(Song)"}}
    client.transact_write_items(TransactItems=[put])
    with pytest.raises(client.exceptions.TransactionCanceledException) as cancelled:
        client.transact_write_items(TransactItems=[put], ClientRequestToken="another")
    assert [reason["Code"] for reason in cancelled.value.response["CancellationReasons"]] == ["ConditionalCheckFailed"]

    def seen(table):
        page = table.query(
            KeyConditionExpression=Key("Artist").eq("Arturus") & Key("Song").between("Opus 02", "Opus 20"),
            FilterExpression=Attr("Price").gte(1),
            ProjectionExpression="Song, Price, Plays, Tags",
            ScanIndexForward=False,
        )
        return page["Items"], page["ScannedCount"], table.scan(Select="COUNT")["Count"]

    then = seen(table)
    assert then[1:] == (18, 40)
    assert then[0][-1] == {"Song": "Opus 03", "Price": Decimal("1.25"), "Plays": 1, "Tags": {"loud", "new"}}
    backup = client.create_backup(TableName="Music", BackupName="then")["BackupDetails"]["BackupArn"]
    table.update_item(
        Key={"Artist": "Arturus", "Song": "Opus 03"}, AttributeUpdates={"Price": {"Action": "PUT", "Value": 0}}
    )
    assert seen(table) != then
    client.restore_table_from_backup(TargetTableName="Restored", BackupArn=backup)
    assert seen(resource.Table("Restored")) == then
    with pytest.raises(ClientError):
        resource.Table("Nowhere").get_item(Key=song)
