"""The unmodified boto3 on an engine in process."""

import datetime
import os
import sys

import boto3
import botocore.session
import pytest
import timemark
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import HTTPClientError
from botocore.handlers import BUILTIN_HANDLERS
from movies import by_name, scan_all, table, write_all
from tables import ARTURUS, MUSIC, music, realistic

KEYS = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}


def names(client):
    return client.list_tables()["TableNames"]


def test_the_story_of_a_backup(checker, films):
    with timemark.aws(realistic()) as engine:
        client = boto3.client("dynamodb")
        checker.listen(client)
        assert client.create_table(**table("Movies"))["TableDescription"]["TableStatus"] == "CREATING"
        client.get_waiter("table_exists").wait(TableName="Movies")
        write_all(client, "Movies", films)

        backup = client.create_backup(TableName="Movies", BackupName="before")["BackupDetails"]
        assert backup["BackupStatus"] == "CREATING"
        now = datetime.datetime.fromtimestamp(engine.now, datetime.timezone.utc)
        assert backup["BackupCreationDateTime"] == now
        write_all(client, "Movies", deletes=films[0::3])

        described = timemark.wait_until_backup_available(client, backup["BackupArn"])
        assert described["BackupDetails"]["BackupStatus"] == "AVAILABLE"
        client.restore_table_from_backup(TargetTableName="Restored", BackupArn=backup["BackupArn"])
        client.get_waiter("table_exists").wait(TableName="Restored")
        assert by_name(scan_all(client, "Restored")) == by_name(films)
        assert engine.explain(backup["BackupArn"])["Counts"]["Anomalies"] == 0
        client.delete_table(TableName="Restored")
        client.get_waiter("table_not_exists").wait(TableName="Restored")
        assert names(client) == ["Movies"]


def test_resource_batch_writer_and_conditions():
    with timemark.aws(music()):
        songs = boto3.resource("dynamodb").Table("Music")
        songs.wait_until_exists()
        with songs.batch_writer() as batch:
            for number in range(60):
                batch.put_item(Item={"Artist": f"{number:02}", "Raw": b"\0\xff", "Tags": {"a", "b"}})
        assert songs.scan()["Count"] == 60
        [found] = songs.query(KeyConditionExpression=Key("Artist").eq("07"))["Items"]
        assert bytes(found["Raw"].value) == b"\0\xff" and found["Tags"] == {"a", "b"}


def test_paginators_follow_pages():
    with timemark.aws(music()):
        client = boto3.client("dynamodb")
        for number in range(5):
            client.create_backup(TableName="Music", BackupName=f"number-{number}")
            client.put_item(TableName="Music", Item={"Artist": {"S": str(number)}})
        pages = list(client.get_paginator("list_backups").paginate(PaginationConfig={"PageSize": 2}))
        assert [len(page["BackupSummaries"]) for page in pages] == [2, 2, 1]
        found = client.get_paginator("scan").paginate(TableName="Music", PaginationConfig={"PageSize": 2})
        assert sorted(item["Artist"]["S"] for page in found for item in page["Items"]) == list("01234")


def test_errors_are_those_of_boto3():
    with timemark.aws(music()):
        client = boto3.client("dynamodb")
        with pytest.raises(client.exceptions.TableNotFoundException) as raised:
            client.create_backup(TableName="Absent", BackupName="nightly")
        assert raised.value.response["Error"]["Message"] == "Table not found: Absent"
        client.put_item(TableName="Music", Item=ARTURUS)
        absent = {"ConditionExpression": "attribute_not_exists(Artist)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        with pytest.raises(client.exceptions.ConditionalCheckFailedException) as raised:
            client.put_item(TableName="Music", Item=ARTURUS, **absent)
        assert raised.value.response["Item"] == ARTURUS
        with pytest.raises(client.exceptions.TransactionCanceledException) as raised:
            client.transact_write_items(TransactItems=[{"Put": {"TableName": "Music", "Item": ARTURUS, **absent}}])
        assert raised.value.response["CancellationReasons"][0]["Item"] == ARTURUS


def test_an_injected_fault_is_repeated_by_boto3():
    with timemark.aws(music()) as engine:
        engine.call("InjectFault", Operation="ListTables", Error="InternalServerError", Times=1)
        once = boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))
        with pytest.raises(once.exceptions.InternalServerError):
            names(once)
        assert names(once) == ["Music"]


def test_streams_are_read():
    with timemark.aws():
        client, streams = boto3.client("dynamodb"), boto3.client("dynamodbstreams")
        specification = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        made = client.create_table(**MUSIC, StreamSpecification=specification)["TableDescription"]
        client.put_item(TableName="Music", Item=ARTURUS)
        records = []
        stream = streams.describe_stream(StreamArn=made["LatestStreamArn"])["StreamDescription"]
        for shard in stream["Shards"]:
            start = {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            iterator = streams.get_shard_iterator(StreamArn=stream["StreamArn"], **start)["ShardIterator"]
            records += streams.get_records(ShardIterator=iterator)["Records"]
        assert [record["dynamodb"]["NewImage"] for record in records] == [ARTURUS]


def test_a_client_without_credentials_acts_in_its_region(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = boto3.Session().client("dynamodb", region_name="eu-west-1")
    assert client._get_credentials() is None
    with timemark.attach(client, music()):
        assert names(client) == []
        arn = client.create_table(**MUSIC)["TableDescription"]["TableArn"]
        assert arn.startswith("arn:aws:dynamodb:eu-west-1:")


def test_each_region_is_its_own():
    with timemark.aws(music(region="eu-west-1")):
        assert boto3.client("dynamodb").meta.region_name == "eu-west-1"
        assert names(boto3.client("dynamodb")) == ["Music"]
        assert names(boto3.client("dynamodb", region_name="us-west-2")) == []


def test_every_session_of_a_block_is_answered():
    with timemark.aws(music()):
        botocores = botocore.session.get_session().create_client("dynamodb")
        assert names(boto3.Session().client("dynamodb")) == names(botocores) == ["Music"]
        elsewhere = boto3.client("dynamodb", endpoint_url="http://127.0.0.1:1", **KEYS)
        assert names(elsewhere) == ["Music"]


def test_a_block_leaves_everything_as_it_was(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    environment, handlers = dict(os.environ), list(BUILTIN_HANDLERS)
    boto3.setup_default_session(region_name="us-east-1")
    before = boto3.DEFAULT_SESSION
    with pytest.raises(KeyError), timemark.aws(music()):
        assert os.environ["AWS_ACCESS_KEY_ID"] == "mine" and os.environ["AWS_DEFAULT_REGION"] == "us-east-1"
        assert boto3.client("dynamodb")._get_credentials().access_key == "mine"
        with timemark.aws(timemark.Engine(region="eu-west-1")):
            assert boto3.client("dynamodb").meta.region_name == "eu-west-1"
        assert os.environ["AWS_DEFAULT_REGION"] == "us-east-1"
        raise KeyError
    assert dict(os.environ) == environment
    assert BUILTIN_HANDLERS == handlers
    assert boto3.DEFAULT_SESSION is before

    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with timemark.aws(music()):
        assert boto3.client("dynamodb")._get_credentials().access_key == "TIMEMARK"
    assert "AWS_ACCESS_KEY_ID" not in os.environ and "AWS_SECRET_ACCESS_KEY" not in os.environ


def test_a_client_that_is_kept_is_answered_by_the_open_block():
    with timemark.aws(music()):
        kept = boto3.client("dynamodb")
        with timemark.aws() as inner:
            inner.call("CreateTable", {**MUSIC, "TableName": "Inner"})
            assert names(kept) == ["Music"], "its own block is open"
            assert names(boto3.client("dynamodb")) == ["Inner"]
        assert names(boto3.client("dynamodb")) == ["Music"]
    with timemark.aws() as later:
        assert names(kept) == []
        later.call("CreateTable", {**MUSIC, "TableName": "Later"})
        assert names(kept) == ["Later"]
    assert names(kept) == ["Music"]


def test_blocks_may_end_in_any_order():
    one, two = timemark.aws(music()), timemark.aws()
    one.__enter__()
    two.__enter__()
    client = boto3.client("dynamodb")
    one.__exit__(None, None, None)
    assert names(boto3.client("dynamodb", **KEYS, region_name="us-east-1")) == names(client) == []
    two.__exit__(None, None, None)


@pytest.mark.parametrize("kind", ["client", "resource"])
def test_what_exists_is_attached_and_detached(kind):
    made = getattr(boto3, kind)("dynamodb", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}), **KEYS)
    client = made if kind == "client" else made.meta.client
    attached = timemark.attach(made, realistic())
    client.create_table(**MUSIC)
    client.get_waiter("table_exists").wait(TableName="Music")
    assert attached.engine.now == 1767225620.0
    # An engine that is attached later comes first, until it is detached.
    with timemark.attach(made, timemark.Engine()):
        assert names(client) == []
    assert names(client) == ["Music"]
    attached.detach()
    attached.detach()
    assert "get_waiter" not in vars(client)
    with pytest.raises(HTTPClientError, match="connects or sleeps"):
        names(client)
    with pytest.raises(TypeError, match="an engine answers"):
        timemark.wait_until_backup_available(client, "arn")


def test_an_attached_client_leaves_its_block():
    with timemark.aws(music()):
        client = boto3.client("dynamodb")
        with timemark.attach(client, timemark.Engine()):
            assert names(client) == []
        assert names(client) == ["Music"]
        assert names(boto3.client("dynamodb")) == ["Music"]


@pytest.mark.parametrize("session", [boto3.Session, botocore.session.get_session])
def test_a_session_is_attached(session):
    session = session()
    with timemark.attach(session, realistic()) as attached:
        make = getattr(session, "client", None) or session.create_client
        client = make("dynamodb", region_name="us-east-1", **KEYS)
        client.create_table(**MUSIC)
        client.get_waiter("table_exists").wait(TableName="Music")
        assert names(client) == attached.engine.call("ListTables")["TableNames"] == ["Music"]
    assert names(client) == ["Music"], "it stays attached"


def test_an_engine_that_has_stopped_says_so(capfd):
    with timemark.aws(music()) as engine:
        client = boto3.client("dynamodb")
        with pytest.raises(timemark.EngineStoppedError):
            engine._core._panic()
        with pytest.raises(timemark.EngineStoppedError):
            names(client)
    capfd.readouterr()


def test_an_engine_needs_no_botocore():
    import subprocess

    program = "import sys, timemark; timemark.Engine().call('ListTables'); print('botocore' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
