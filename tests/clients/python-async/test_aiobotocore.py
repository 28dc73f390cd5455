"""The unmodified aiobotocore on an engine in process."""

import asyncio
import socket

import pytest
import timemark
from aiobotocore.session import get_session
from aiobotocore.waiter import AIOWaiter

MUSIC = {
    "TableName": "Music",
    "KeySchema": [{"AttributeName": "Artist", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "Artist", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ARTURUS = {"Artist": {"S": "Arturus"}}


@pytest.fixture(autouse=True)
def nothing_leaves_the_process(monkeypatch):
    """Fails what connects or sleeps."""

    def refuse(*arguments, **_):
        raise AssertionError(f"a test in process connects or sleeps: {arguments}")

    sleep = asyncio.sleep
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: refuse(seconds) if seconds else sleep(0))


async def story(client, engine):
    """Makes a table, waits for it, and reads and writes; pages and errors are aiobotocore's own."""
    await client.create_table(**MUSIC)
    start = engine.now
    await client.get_waiter("table_exists").wait(TableName="Music")
    assert engine.now == start + 20
    await client.put_item(TableName="Music", Item={**ARTURUS, "Raw": {"B": b"\0\xff"}})
    backup = (await client.create_backup(TableName="Music", BackupName="nightly"))["BackupDetails"]
    assert backup["BackupStatus"] == "CREATING"
    engine.advance(120)
    await client.restore_table_from_backup(TargetTableName="Restored", BackupArn=backup["BackupArn"])
    await client.get_waiter("table_exists").wait(TableName="Restored", WaiterConfig={"Delay": 100})
    pages = [page async for page in client.get_paginator("scan").paginate(TableName="Restored")]
    assert [item["Raw"]["B"] for page in pages for item in page["Items"]] == [b"\0\xff"]
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        await client.put_item(TableName="Music", Item=ARTURUS, ConditionExpression="attribute_not_exists(Artist)")
    puts = (client.put_item(TableName="Music", Item={"Artist": {"S": str(number)}}) for number in range(50))
    await asyncio.gather(*puts)
    assert (await client.scan(TableName="Music"))["Count"] == 51


def realistic():
    return timemark.Engine(settings={"Pace": "REALISTIC"})


def test_a_session_of_a_block():
    async def run():
        with timemark.aws(realistic()) as engine:
            async with get_session().create_client("dynamodb") as client:
                await story(client, engine)
            async with get_session().create_client("s3") as others:
                assert isinstance(others.get_waiter("bucket_exists"), AIOWaiter)

    asyncio.run(run())


@pytest.mark.parametrize("is_client", [True, False])
def test_what_exists_is_attached(is_client):
    async def run():
        session, engine = get_session(), realistic()
        if not is_client:
            timemark.attach(session, engine)
        keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "us-east-1"}
        async with session.create_client("dynamodb", **keys) as client:
            if is_client:
                timemark.attach(client, engine)
            await story(client, engine)

    asyncio.run(run())
