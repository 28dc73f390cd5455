"""What stands beside a table: contributor insights, a Kinesis destination, a resource policy; and what there is none of."""

import json

import pytest
from movies import INDEX, table
from test_story import wait

STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/changes"


def test_neighbours_answer_and_no_restore_brings_them_back(start, connect, checker):
    server = start(pace="realistic")
    client = connect(server)
    client.create_table(**table("Movies"))
    wait(client, server, "table_exists", "Movies")
    server.advance(3)
    arn = client.describe_table(TableName="Movies")["Table"]["TableArn"]
    name = {"TableName": "Movies"}

    # Nothing is there yet.
    index = {**name, "IndexName": INDEX}
    insights = lambda of: client.describe_contributor_insights(**of)["ContributorInsightsStatus"]
    destinations = lambda: client.describe_kinesis_streaming_destination(**name)["KinesisDataStreamDestinations"]
    assert [insights(name), insights(index), destinations()] == ["DISABLED", "DISABLED", []]
    with pytest.raises(client.exceptions.PolicyNotFoundException):
        client.get_resource_policy(ResourceArn=arn)
    assert client.list_contributor_insights()["ContributorInsightsSummaries"] == []

    # Insights, of the table and of its index.
    for of in (name, index):
        enabled = client.update_contributor_insights(**of, ContributorInsightsAction="ENABLE")
        assert enabled["ContributorInsightsStatus"] == "ENABLING"
        assert enabled["ContributorInsightsMode"] == "ACCESSED_AND_THROTTLED_KEYS"
    server.advance(2)
    assert [insights(name), insights(index)] == ["ENABLED", "ENABLED"]
    listed = []
    page = {}
    while page.get("NextToken", "first"):
        token = {"NextToken": page["NextToken"]} if page else {}
        page = client.list_contributor_insights(MaxResults=1, **token)
        listed += page["ContributorInsightsSummaries"]
        page.setdefault("NextToken", "")
    assert [(one["TableName"], one.get("IndexName")) for one in listed] == [("Movies", None), ("Movies", INDEX)]

    # A destination, and another precision of its times.
    enabled = client.enable_kinesis_streaming_destination(**name, StreamArn=STREAM)
    assert enabled["DestinationStatus"] == "ENABLING"
    server.advance(2)
    assert destinations() == [{"StreamArn": STREAM, "DestinationStatus": "ACTIVE"}]
    precision = {"ApproximateCreationDateTimePrecision": "MICROSECOND"}
    client.update_kinesis_streaming_destination(
        **name, StreamArn=STREAM, UpdateKinesisStreamingConfiguration=precision
    )
    server.advance(120)
    assert destinations() == [{"StreamArn": STREAM, "DestinationStatus": "ACTIVE", **precision}]

    # A policy, as it was sent.
    statement = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    put = client.put_resource_policy(ResourceArn=arn, Policy=policy, ExpectedRevisionId="NO_POLICY")
    got = client.get_resource_policy(ResourceArn=arn)
    assert (got["Policy"], got["RevisionId"]) == (policy, put["RevisionId"])
    other = policy.replace("GetItem", "PutItem")
    with pytest.raises(client.exceptions.ResourceInUseException):
        client.put_resource_policy(ResourceArn=arn, Policy=other)
    server.advance(15)
    revision = client.put_resource_policy(ResourceArn=arn, Policy=other)["RevisionId"]
    with pytest.raises(client.exceptions.PolicyNotFoundException):
        client.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=put["RevisionId"])

    # A restored table has none of these settings.
    backup = client.create_backup(**name, BackupName="one")["BackupDetails"]["BackupArn"]
    server.advance(60)
    client.restore_table_from_backup(TargetTableName="Copy", BackupArn=backup)
    wait(client, server, "table_exists", "Copy", Delay=20)
    copy = {"TableName": "Copy"}
    assert insights(copy) == insights({**copy, "IndexName": INDEX}) == "DISABLED"
    assert client.describe_kinesis_streaming_destination(**copy)["KinesisDataStreamDestinations"] == []
    with pytest.raises(client.exceptions.PolicyNotFoundException):
        client.get_resource_policy(ResourceArn=arn.replace("Movies", "Copy"))

    # The way back.
    assert client.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=revision)["RevisionId"] == revision
    client.disable_kinesis_streaming_destination(**name, StreamArn=STREAM)
    client.update_contributor_insights(**name, ContributorInsightsAction="DISABLE")
    server.advance(2)
    assert destinations()[0]["DestinationStatus"] == "DISABLED"
    assert insights(name) == "DISABLED"


def test_there_are_no_global_tables_exports_and_imports(start, connect, checker):
    client = connect(start())
    client.create_table(**table("Movies"))
    assert client.list_global_tables()["GlobalTables"] == []
    assert client.list_exports()["ExportSummaries"] == []
    assert client.list_imports()["ImportSummaryList"] == []
    for describe in (client.describe_global_table, client.describe_global_table_settings):
        with pytest.raises(client.exceptions.GlobalTableNotFoundException):
            describe(GlobalTableName="Movies")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_table_replica_auto_scaling(TableName="Movies")
    with pytest.raises(client.exceptions.ClientError, match=r"version 2017\.11\.29 is not supported"):
        client.create_global_table(GlobalTableName="Movies", ReplicationGroup=[{"RegionName": "us-east-1"}])
