"""Two regions of one server: boto3 signs for a region, and acts in it."""

import boto3
import pytest
from botocore.config import Config
from movies import table


@pytest.fixture
def client_of(checker):
    """Makes clients of a server for a region."""

    def connected(server, region, service="dynamodb"):
        client = boto3.client(
            service,
            endpoint_url=server.url,
            region_name=region,
            aws_access_key_id="TIMEMARK",
            aws_secret_access_key="none",
            config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
        )
        checker.listen(client)
        return client

    return connected


def test_a_table_and_its_backups_stay_in_their_region(start, client_of):
    server = start()
    ireland, virginia = client_of(server, "eu-west-1"), client_of(server, "us-east-1")
    described = ireland.create_table(**table("Movies"))["TableDescription"]
    assert described["TableArn"] == "arn:aws:dynamodb:eu-west-1:123456789012:table/Movies"
    assert ireland.list_tables()["TableNames"] == ["Movies"]
    assert virginia.list_tables()["TableNames"] == []
    with pytest.raises(virginia.exceptions.ResourceNotFoundException):
        virginia.describe_table(TableName="Movies")

    virginia.create_table(**table("Movies"))
    ireland.put_item(TableName="Movies", Item={"Title": {"S": "Rush"}, "Release Date": {"S": "Sep 27 2013"}})
    assert ireland.scan(TableName="Movies")["Count"] == 1
    assert virginia.scan(TableName="Movies")["Count"] == 0

    arn = ireland.create_backup(TableName="Movies", BackupName="nightly")["BackupDetails"]["BackupArn"]
    assert [one["BackupArn"] for one in ireland.list_backups()["BackupSummaries"]] == [arn]
    assert virginia.list_backups()["BackupSummaries"] == []
    with pytest.raises(virginia.exceptions.BackupNotFoundException):
        virginia.describe_backup(BackupArn=arn)
    restored = ireland.restore_table_from_backup(TargetTableName="Restored", BackupArn=arn)["TableDescription"]
    assert restored["TableArn"].startswith("arn:aws:dynamodb:eu-west-1:")
    assert virginia.list_tables()["TableNames"] == ["Movies"]


def test_one_clock_for_all_regions(start, client_of):
    server = start(pace="realistic")
    clients = [client_of(server, region) for region in ("eu-west-1", "us-east-1", "local")]
    for client in clients:
        assert client.create_table(**table("Movies"))["TableDescription"]["TableStatus"] == "CREATING"
    server.advance(60)
    for client in clients:
        assert client.describe_table(TableName="Movies")["Table"]["TableStatus"] == "ACTIVE"


def test_streams_are_those_of_a_region(start, client_of):
    server = start()
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    client_of(server, "eu-west-1").create_table(**table("Movies"), StreamSpecification=stream)
    streams = client_of(server, "eu-west-1", "dynamodbstreams").list_streams()["Streams"]
    assert streams[0]["StreamArn"].startswith("arn:aws:dynamodb:eu-west-1:")
    assert client_of(server, "us-east-1", "dynamodbstreams").list_streams()["Streams"] == []


def test_without_another_region_it_is_the_servers_own(start, client_of):
    server = start(region="eu-north-1")
    client_of(server, "eu-north-1").create_table(**table("Movies"))
    assert client_of(server, "us-east-1").list_tables()["TableNames"] == []
    # The lab's own requests are not signed: they are for the server's region.
    assert server.lab("DescribeTimeline", TableName="Movies")["Events"][0]["Kind"] == "TABLE_CREATED"


def test_a_region_that_can_be_none_is_refused(start, client_of):
    client = client_of(start(), "EU-WEST-1")
    with pytest.raises(client.exceptions.ClientError, match="Credential should be scoped to a valid region"):
        client.list_tables()
