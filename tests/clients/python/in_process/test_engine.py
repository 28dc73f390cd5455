"""The engine as Python has it, without boto3."""

import datetime
import decimal
import pickle
import threading

import pytest
import timemark
from tables import NOW, music

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01767225660000-b4e58d3a"


def put(engine, artist, **more):
    engine.call("PutItem", {"TableName": "Music", "Item": {"Artist": {"S": artist}, **more}})


def artists(engine, table="Music"):
    return sorted(item["Artist"]["S"] for item in engine.call("Scan", TableName=table)["Items"])


def test_a_backup_is_made_and_restored():
    engine = music(settings={"Pace": "REALISTIC"})
    engine.advance(60)
    put(engine, "Arturus")
    details = engine.call("CreateBackup", TableName="Music", BackupName="nightly")["BackupDetails"]
    assert details["BackupStatus"] == "CREATING"
    assert details["BackupCreationDateTime"] == engine.now == NOW + 60
    put(engine, "Later")
    engine.advance(datetime.timedelta(minutes=2))
    described = engine.call("DescribeBackup", BackupArn=details["BackupArn"])["BackupDescription"]
    assert described["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    explained = engine.explain(details["BackupArn"])
    assert [change["Verdict"] for change in explained["Changes"]] == ["MAYBE", "MAYBE"]
    engine.call("RestoreTableFromBackup", TargetTableName="Restored", BackupArn=details["BackupArn"])
    engine.advance_to(engine.now + 300)
    assert artists(engine, "Restored") == ["Arturus"]
    put(engine, "Arturus", Year={"N": "1999"})
    compared = engine.compare(details["BackupArn"], "Music")
    assert compared["Counts"] == {"Same": 0, "OnlyLeft": 0, "OnlyRight": 1, "Different": 1}
    assert [one.get("ChangedAttributes") for one in compared["Differences"] if "Left" in one] == [["Year"]]
    assert engine.compare("Restored", {"BackupArn": details["BackupArn"]})["Differences"] == []
    plan = engine.call("PlanRepair", TableName="Music", From={"TableName": "Restored"})
    for write in plan["Writes"]:
        engine.call(write["Operation"], write["Input"])
    assert engine.compare("Restored", "Music")["Counts"]["Same"] == 1


def test_values_of_every_type_come_back():
    engine = music()
    item = {
        "Binary": {"B": b"\0\xff"},
        "Text": {"S": "ü 🎵 \0"},
        "Number": {"N": "1.5"},
        "Map": {"M": {"__class__": {"NULL": True}, "list": {"L": [{"BOOL": False}, {"BS": [b"", b"a"]}]}}},
    }
    put(engine, "Arturus", **item)
    key = {"Artist": {"S": "Arturus"}}
    assert engine.call("GetItem", TableName="Music", Key=key)["Item"] == {"Artist": {"S": "Arturus"}, **item}
    for binary in [bytearray(b"\0\xff"), memoryview(b"\0\xff"), memoryview(b"\xff.\0.")[::-2][::1]]:
        put(engine, "Arturus", Binary={"B": binary})
    assert engine.call("GetItem", TableName="Music", Key=key)["Item"]["Binary"] == {"B": b".."}
    # Whole numbers and decimals of any kind are numbers of JSON; a request without output answers nothing.
    assert engine.call("ListTables", Limit=1.0)["TableNames"] == ["Music"]
    assert engine.call("ListTables", Limit=decimal.Decimal(1))["TableNames"] == ["Music"]
    assert engine.call("ListTables", ExclusiveStartTableName=None)["TableNames"] == ["Music"]
    assert engine.call("TagResource", ResourceArn=ARN.split("/backup")[0], Tags=[{"Key": "a", "Value": "b"}]) == {}


def test_times_are_datetimes_or_epoch_seconds():
    start = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.timezone.utc)
    engine = timemark.Engine(now=start)
    assert engine.now == start.timestamp()
    assert engine.advance_to(start + datetime.timedelta(seconds=1.5)) == 0
    assert engine.now == start.timestamp() + 1.5
    assert engine.advance_to(start) == 0 and engine.now == start.timestamp() + 1.5, "it never goes back"
    late = engine.call("ListBackups", TimeRangeLowerBound=start)
    assert late == engine.call("ListBackups", TimeRangeLowerBound=start.timestamp()) == {"BackupSummaries": []}
    assert engine.call("AdvanceClock", To=start + datetime.timedelta(seconds=9))["Now"] == start.timestamp() + 9
    assert timemark.Engine(now=5).now == 5.0


def test_the_clock_says_what_is_due():
    engine = timemark.Engine(settings={"Pace": "REALISTIC"})
    assert engine.next_due is None
    engine = music(settings={"Pace": "REALISTIC"})
    assert engine.next_due == NOW + 5
    assert engine.advance(5) > 0
    assert engine.call("DescribeTable", TableName="Music")["Table"]["TableStatus"] == "ACTIVE"


def test_a_fork_goes_its_own_way():
    engine = music()
    put(engine, "Arturus")
    fork = engine.fork()
    assert fork.digest() == engine.digest()
    put(fork, "Other")
    fork.advance(1)
    assert artists(engine) == ["Arturus"] and engine.now == NOW
    assert artists(fork) == ["Arturus", "Other"] and fork.now == NOW + 1
    assert fork.digest() != engine.digest()


def test_a_saved_engine_is_opened():
    engine = music(region="eu-west-1", seed=9)
    put(engine, "Arturus")
    file = engine.save()
    for copy in [file, bytearray(file), memoryview(file)]:
        opened = timemark.Engine.open(copy)
        assert opened.digest() == engine.digest() and opened.region == "eu-west-1"
        assert artists(opened) == ["Arturus"]
    damaged = bytearray(file)
    damaged[len(file) // 2] ^= 1
    with pytest.raises(ValueError, match="file cannot be opened"):
        timemark.Engine.open(bytes(damaged))


def test_a_reset_goes_back_to_the_engine_as_it_was_made():
    engine = music(seed=3)
    begun = engine.digest()
    for changed in [engine.fork(), timemark.Engine.open(engine.save())]:
        for _ in range(2):
            put(changed, "Arturus")
            changed.advance(10)
            changed.reset()
            assert changed.digest() == begun and changed.now == NOW
    engine.reset()
    assert engine.digest() == timemark.Engine(seed=3).digest()


def test_seed_region_and_account_are_used():
    engine = music(region="eu-west-1", account="000000000001")
    table = engine.call("DescribeTable", TableName="Music")["Table"]
    assert engine.region == "eu-west-1"
    assert table["TableArn"] == "arn:aws:dynamodb:eu-west-1:000000000001:table/Music"
    assert music(seed=1).digest() == music().digest() != music(seed=2).digest()
    assert "eu-west-1" in repr(engine)


def test_errors_have_what_the_service_sends():
    engine = music()
    put(engine, "Arturus", Year={"N": "1971"})
    before = engine.digest()
    with pytest.raises(timemark.EngineError) as raised:
        engine.call("DescribeBackup", BackupArn=ARN)
    error = raised.value
    assert (error.code, error.message) == ("BackupNotFoundException", f"Backup not found: {ARN}")
    assert error.item is None and error.cancellation_reasons is None
    assert str(error) == f"BackupNotFoundException: Backup not found: {ARN}"

    item = {"Artist": {"S": "Arturus"}}
    absent = {"ConditionExpression": "attribute_not_exists(Artist)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    with pytest.raises(timemark.EngineError) as raised:
        engine.call("PutItem", TableName="Music", Item=item, **absent)
    assert raised.value.code == "ConditionalCheckFailedException"
    assert raised.value.item == {"Artist": {"S": "Arturus"}, "Year": {"N": "1971"}}
    assert pickle.loads(pickle.dumps(raised.value)).item == raised.value.item

    with pytest.raises(timemark.EngineError) as raised:
        engine.call("TransactWriteItems", TransactItems=[{"Put": {"TableName": "Music", "Item": item, **absent}}])
    [reason] = raised.value.cancellation_reasons
    assert (reason["Code"], reason["Item"]["Year"]) == ("ConditionalCheckFailed", {"N": "1971"})
    with pytest.raises(timemark.EngineError) as raised:
        engine.call("Nonsense")
    assert (raised.value.code, raised.value.message) == ("UnknownOperationException", None)
    assert str(raised.value) == "UnknownOperationException"
    assert engine.digest() == before


def test_requests_of_http_are_answered():
    engine = timemark.Engine()
    scope = "AWS4-HMAC-SHA256 Credential=any/20261126/eu-west-1/dynamodb/aws4_request, SignedHeaders=host"
    status, headers, body = engine.handle("DynamoDB_20120810.ListTables", b"{}", scope)
    assert (status, body) == (200, b'{"TableNames":[]}')
    assert headers["content-type"] == "application/x-amz-json-1.0" and len(headers["x-amzn-requestid"]) == 52
    refused = engine.handle("DynamoDB_20120810.ListTables", b"{", None)
    assert refused.status == 400 and b"SerializationException" in refused.body


def test_eight_threads_write_800_items():
    engine = music()
    begin = threading.Barrier(8)
    failures = []

    def write(thread):
        try:
            begin.wait()
            for number in range(100):
                put(engine, f"{thread}-{number}")
                engine.advance(0.001)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=write, args=[thread]) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(artists(engine)) == 800
    assert engine.now == pytest.approx(NOW + 0.8)


def test_python_goes_on_while_the_engine_works():
    engine = music()
    for number in range(2_000):
        put(engine, f"{number}", Text={"S": "x" * 400})
    turns, done = 0, threading.Event()

    def work():
        for _ in range(20):
            engine.save()
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.is_set():
        turns += 1
    worker.join()
    assert turns > 1_000, "this thread had no turn while the other was in the engine"


def test_an_engine_that_panics_has_stopped(capfd):
    engine = music()
    fork = engine.fork()
    with pytest.raises(timemark.EngineStoppedError) as raised:
        engine._core._panic()
    assert raised.value.reason == "a test asked for it"
    for call in [
        lambda: engine.call("ListTables"),
        lambda: engine.handle("DynamoDB_20120810.ListTables", b"{}"),
        lambda: engine.region,
        lambda: engine.now,
        lambda: engine.next_due,
        lambda: engine.advance(1),
        lambda: engine.advance_to(NOW),
        engine.fork,
        engine.reset,
        engine.save,
        engine.digest,
        lambda: engine.explain(ARN),
        lambda: engine.compare(ARN, "Music"),
    ]:
        with pytest.raises(timemark.EngineStoppedError, match="the engine has stopped: a test asked for it"):
            call()
    assert fork.call("ListTables")["TableNames"] == ["Music"]
    assert "a test asked for it" in capfd.readouterr().err
