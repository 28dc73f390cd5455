"""boto3's client of DynamoDB Streams over HTTP: what it reads, done again, is the table."""

import boto3
import pytest
from botocore.config import Config
from movies import by_name, scan_all, table, write_all
from server import NOW


@pytest.fixture
def connect_streams(checker):
    """Makes clients of a server's streams."""

    def connected(server):
        client = boto3.client(
            "dynamodbstreams",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="TIMEMARK",
            aws_secret_access_key="none",
            config=Config(retries={"total_max_attempts": 1, "mode": "standard"}),
        )
        checker.listen(client)
        return client

    return connected


def read_all(streams, arn):
    """Every record of a stream, shard by shard."""
    records = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        begin = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = streams.get_shard_iterator(**begin)["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator, Limit=500)
            records += page["Records"]
            iterator = page.get("NextShardIterator") if page["Records"] else None
    return records


def replay(records):
    """What doing again what the records tell makes of nothing."""
    items = {}
    for record in records:
        change = record["dynamodb"]
        name = tuple(sorted((key, str(value)) for key, value in change["Keys"].items()))
        assert items.get(name) == change.get("OldImage")
        if record["eventName"] == "REMOVE":
            del items[name]
        else:
            items[name] = change["NewImage"]
    return list(items.values())


def test_what_a_stream_tells_makes_the_table(start, connect, connect_streams, films):
    server = start()
    client, streams = connect(server), connect_streams(server)
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    arn = client.create_table(**table("Movies"), StreamSpecification=stream)["TableDescription"]["LatestStreamArn"]
    write_all(client, "Movies", films[:600])
    write_all(client, "Movies", deletes=films[0:600:3])
    write_all(client, "Movies", [{**film, "Seen": {"BOOL": True}} for film in films[1:600:3]])
    assert [found["StreamArn"] for found in streams.list_streams()["Streams"]] == [arn]
    assert by_name(replay(read_all(streams, arn))) == by_name(scan_all(client, "Movies"))

    client.delete_table(TableName="Movies")
    described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
    assert described["StreamStatus"] == "DISABLED"
    assert len(read_all(streams, arn)) == 1000
    server.advance(86_400)
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.describe_stream(StreamArn=arn)


def test_errors_are_those_that_the_model_declares(start, connect, connect_streams):
    server = start()
    client, streams = connect(server), connect_streams(server)
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    arn = client.create_table(**table("Movies"), StreamSpecification=stream)["TableDescription"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    begin = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": NOW - 1}
    iterator = streams.get_shard_iterator(**begin)["ShardIterator"]
    with pytest.raises(streams.exceptions.ClientError, match="ValidationException"):
        streams.get_records(ShardIterator=iterator, Limit=1001)
    server.advance(901)
    with pytest.raises(streams.exceptions.ExpiredIteratorException):
        streams.get_records(ShardIterator=iterator)
