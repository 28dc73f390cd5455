"""PynamoDB, used as its own documentation uses it, and a backup of what it wrote."""

import os

import pytest
from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, DoesNotExist, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite


@pytest.fixture
def credentials(monkeypatch):
    """PynamoDB finds its credentials where botocore does."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "TIMEMARK")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")


def model_of(server, name):
    """Threads of a forum, in a table of that name."""

    class ViewIndex(GlobalSecondaryIndex):
        class Meta:
            index_name = "view-index"
            projection = AllProjection()
            billing_mode = "PAY_PER_REQUEST"

        forum_name = UnicodeAttribute(hash_key=True)
        views = NumberAttribute(range_key=True)

    class Thread(Model):
        class Meta:
            table_name = name
            host = server.url
            region = "us-east-1"
            billing_mode = "PAY_PER_REQUEST"
            max_retry_attempts = 0

        forum_name = UnicodeAttribute(hash_key=True)
        subject = UnicodeAttribute(range_key=True)
        views = NumberAttribute(default=0)
        tags = UnicodeSetAttribute(null=True)
        replies = ListAttribute(null=True)
        view_index = ViewIndex()

    return Thread


def seen(Thread):
    """What the library says of a table, by key, by index and by filter."""
    popular = [(t.subject, t.views) for t in Thread.view_index.query("music", Thread.views > 2)]
    latest = [t.subject for t in Thread.query("music", Thread.subject.startswith("s"), scan_index_forward=False)]
    tagged = sorted(t.subject for t in Thread.scan(Thread.tags.contains("loud")))
    every = sorted((t.forum_name, t.subject, t.views, tuple(t.replies or ())) for t in Thread.scan())
    return {"popular": popular, "latest": latest, "tagged": tagged, "every": every, "count": Thread.count("music")}


def test_a_forum_comes_back_as_the_library_saw_it(start, connect, credentials):
    server = start(window="exact")
    client = connect(server)
    Thread = model_of(server, "Thread")
    assert not Thread.exists()
    Thread.create_table(wait=True)

    with Thread.batch_write() as batch:
        for n in range(30):
            batch.save(Thread("music", f"s{n:02}", views=n % 5, tags={"loud"} if n % 7 == 0 else None))
    thread = Thread.get("music", "s03")
    thread.update(actions=[Thread.views.add(10), Thread.replies.set(["first"])])
    assert (thread.views, thread.replies) == (13, ["first"])
    thread.update(actions=[Thread.replies.set(Thread.replies.append(["second"]))], condition=Thread.views == 13)
    with pytest.raises(UpdateError) as refused:
        thread.update(actions=[Thread.views.set(0)], condition=Thread.views == 7)
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    with pytest.raises(PutError):
        Thread("music", "s03").save(Thread.subject.does_not_exist())
    with pytest.raises(DeleteError):
        thread.delete(Thread.views < 5)
    Thread("music", "s29").delete()
    with pytest.raises(DoesNotExist):
        Thread.get("music", "s29")

    connection = Connection(host=server.url, region="us-east-1")
    with TransactWrite(connection=connection) as transaction:
        transaction.condition_check(Thread, "music", "s03", condition=Thread.views == 13)
        transaction.update(Thread("music", "s04"), actions=[Thread.views.add(100)])
        transaction.save(Thread("films", "new"), condition=Thread.subject.does_not_exist())
        transaction.delete(Thread("music", "s28"))
    with pytest.raises(TransactWriteError) as cancelled, TransactWrite(connection=connection) as transaction:
        transaction.save(Thread("films", "other"))
        transaction.save(Thread("films", "new"), condition=Thread.subject.does_not_exist())
    reasons = cancelled.value.cancellation_reasons
    assert [reason and reason.code for reason in reasons] == [None, "ConditionalCheckFailed"]
    with TransactGet(connection=connection) as reading:
        both = [reading.get(Thread, "music", "s04"), reading.get(Thread, "films", "new")]
    assert [found.get().views for found in both] == [104, 0]

    then = seen(Thread)
    assert then["count"] == 28
    assert then["popular"][-1] == ("s04", 104)
    backup = client.create_backup(TableName="Thread", BackupName="forum")["BackupDetails"]["BackupArn"]
    thread.delete()
    Thread("music", "s99", views=1_000).save()
    assert seen(Thread) != then
    client.restore_table_from_backup(TargetTableName="Restored", BackupArn=backup)
    assert seen(model_of(server, "Restored")) == then
    restored = model_of(server, "Restored").get("music", "s03")
    assert restored.replies == ["first", "second"]
