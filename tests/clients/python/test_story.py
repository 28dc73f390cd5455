"""The whole story on real data: the restored table is, item by item, what was backed up."""

import datetime

from movies import INDEX, by_name, indexed, scan_all, table, write_all
from server import NOW


def at(seconds):
    """A time as boto3 gives it."""
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def test_a_table_of_films_comes_back_as_it_was(start, connect, checker, films):
    server = start(pace="realistic")
    client = connect(server)

    created = client.create_table(**table("Movies"))["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    wait(client, server, "table_exists", "Movies")
    source = client.describe_table(TableName="Movies")["Table"]
    assert source["TableStatus"] == "ACTIVE"
    server.lab("AdvanceClock", To=NOW + 30)

    write_all(client, "Movies", films)
    assert by_name(scan_all(client, "Movies")) == by_name(films)

    marker = client.create_backup(TableName="Movies", BackupName="before")["BackupDetails"]
    arn = marker["BackupArn"]
    assert marker["BackupStatus"] == "CREATING"
    assert marker["BackupCreationDateTime"] == at(NOW + 30)
    assert arn.startswith("arn:aws:dynamodb:us-east-1:123456789012:table/Movies/backup/01790000030250-")

    # Neither what changes while the backup is made nor what changes afterwards is in it.
    write_all(client, "Movies", deletes=films[0::3])
    assert client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] == "CREATING"
    server.advance(61)
    changed = [{**film, "Seen": {"BOOL": True}, "Poster": {"B": b"\x00\xff"}} for film in films[1::3]]
    write_all(client, "Movies", changed)

    described = client.describe_backup(BackupArn=arn)["BackupDescription"]
    assert described["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    assert described["SourceTableDetails"]["ItemCount"] == 0, "figures are refreshed every six hours"
    assert described["SourceTableDetails"]["TableId"] == source["TableId"]
    assert described["SourceTableFeatureDetails"]["GlobalSecondaryIndexes"][0]["IndexName"] == INDEX

    for name in ["later", "later", "latest"]:
        server.advance(1)
        client.create_backup(TableName="Movies", BackupName=name)
    pages = client.get_paginator("list_backups").paginate(TableName="Movies", PaginationConfig={"PageSize": 2})
    pages = [page["BackupSummaries"] for page in pages]
    assert [[backup["BackupName"] for backup in page] for page in pages] == [["before", "later"], ["later", "latest"]]
    assert pages[0][0]["BackupArn"] == arn
    earlier = client.list_backups(TimeRangeUpperBound=pages[0][1]["BackupCreationDateTime"])["BackupSummaries"]
    assert earlier == pages[0][:1]

    restored = client.restore_table_from_backup(TargetTableName="Restored", BackupArn=arn)["TableDescription"]
    assert restored["TableStatus"] == "CREATING"
    assert restored["RestoreSummary"] == {
        "SourceBackupArn": arn,
        "SourceTableArn": source["TableArn"],
        "RestoreDateTime": marker["BackupCreationDateTime"],
        "RestoreInProgress": True,
    }
    polls = wait(client, server, "table_exists", "Restored", Delay=20)
    assert polls == 16, "300 seconds, a poll every 20"
    target = client.describe_table(TableName="Restored")["Table"]
    assert "RestoreSummary" not in target
    assert target["TableId"] != source["TableId"]

    assert by_name(scan_all(client, "Restored")) == by_name(films)
    assert by_name(scan_all(client, "Restored", IndexName=INDEX)) == by_name(indexed(films))
    assert by_name(scan_all(client, "Movies")) == by_name(films[2::3] + changed)

    gone = client.delete_backup(BackupArn=arn)["BackupDescription"]
    assert gone["BackupDetails"]["BackupStatus"] == "DELETED"
    server.settle()
    client.delete_table(TableName="Restored")
    wait(client, server, "table_not_exists", "Restored")
    assert client.list_tables()["TableNames"] == ["Movies"]
    assert {"CreateBackup", "DescribeBackup", "ListBackups", "RestoreTableFromBackup", "Scan"} <= set(checker.checked)


def wait(client, server, waiter, name, Delay=2):
    """Waits as boto3 waits, but in virtual time: the pause between two polls moves the clock. Returns the polls."""
    polls = []

    def poll(**_):
        if polls:
            server.advance(Delay)
        polls.append(waiter)

    event = "before-call.dynamodb.DescribeTable"
    client.meta.events.register(event, poll)
    try:
        client.get_waiter(waiter).wait(TableName=name, WaiterConfig={"Delay": 0, "MaxAttempts": 100})
    finally:
        client.meta.events.unregister(event, poll)
    return len(polls)


def test_settings_come_back_or_are_dropped_as_aws_drops_them(start, connect):
    client = connect(start())
    arn = client.create_table(
        **table("Movies"),
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        SSESpecification={"Enabled": True},
        DeletionProtectionEnabled=True,
        TableClass="STANDARD_INFREQUENT_ACCESS",
        Tags=[{"Key": "team", "Value": "films"}],
    )["TableDescription"]["TableArn"]
    ttl = {"Enabled": True, "AttributeName": "Expires"}
    assert client.update_time_to_live(TableName="Movies", TimeToLiveSpecification=ttl)["TimeToLiveSpecification"] == ttl
    assert client.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "films"}]

    backup = client.create_backup(TableName=arn, BackupName="settings")["BackupDetails"]["BackupArn"]
    features = client.describe_backup(BackupArn=backup)["BackupDescription"]["SourceTableFeatureDetails"]
    assert features["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "Expires"}
    assert features["StreamDescription"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert features["SSEDescription"]["Status"] == "ENABLED"

    client.restore_table_from_backup(
        TargetTableName="Restored",
        BackupArn=backup,
        BillingModeOverride="PROVISIONED",
        ProvisionedThroughputOverride={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        GlobalSecondaryIndexOverride=[],
    )
    restored = client.describe_table(TableName="Restored")["Table"]
    assert restored["ProvisionedThroughput"]["WriteCapacityUnits"] == 6
    assert restored["SSEDescription"]["Status"] == "ENABLED"
    assert restored["DeletionProtectionEnabled"] is False
    assert restored.keys().isdisjoint({"StreamSpecification", "GlobalSecondaryIndexes", "TableClassSummary"})
    described = client.describe_time_to_live(TableName="Restored")["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "DISABLED"}
    assert client.list_tags_of_resource(ResourceArn=restored["TableArn"])["Tags"] == []
    continuous = client.describe_continuous_backups(TableName="Restored")["ContinuousBackupsDescription"]
    assert continuous["ContinuousBackupsStatus"] == "ENABLED"
