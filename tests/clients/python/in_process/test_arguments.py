"""Hostile arguments to everything that the package exports: each is refused with an error that names the argument."""

import collections.abc
import datetime
import inspect
import math

import boto3
import pytest
import timemark
from tables import NOW, music

NOT_TEXT = [None, 1, b"text", [], {}, object()]
NOT_A_NUMBER = [None, "1", b"1", [], {}, object(), True, 1j]
NOT_FINITE = [math.nan, math.inf, -math.inf, 10**400]
OUT_OF_RANGE = [-1, -0.001, 1e300, 253402300800]
OTHER = boto3.client("sts", region_name="eu-west-1", aws_access_key_id="any", aws_secret_access_key="any")
SURROGATE = "\ud800"
DEEP = []
for _ in range(5_000):
    DEEP = [DEEP]
LOOP = {}
LOOP["Item"] = LOOP
WIDE = []
for _ in range(60):
    WIDE = [WIDE, WIDE]


class Hostile(dict):
    """A dict that raises an error of its own."""

    def keys(self):
        raise ArithmeticError("hostile")

    items = __iter__ = keys


def calls(engine, client):
    """For every argument of every exported name: its name, what is refused with a TypeError and with a ValueError, and a call."""
    text = (NOT_TEXT, [SURROGATE])
    optional_text = (NOT_TEXT[1:], [SURROGATE])
    seconds = (NOT_A_NUMBER, [*NOT_FINITE, *OUT_OF_RANGE])
    times = [*NOT_FINITE, *OUT_OF_RANGE, datetime.datetime(1969, 1, 1, tzinfo=datetime.timezone.utc)]
    side = ([None, 1, True, b"Music", [], ["Music"], object()], [SURROGATE, "/backup/" + SURROGATE])
    binary = [None, "text", 1, [], object()]
    return [
        ("Engine.seed", [1.0, "1", b"1", [], True], [-1, 2**63, 10**400], lambda v: timemark.Engine(seed=v)),
        ("Engine.now", [*NOT_A_NUMBER[1:]], times, lambda v: timemark.Engine(now=v)),
        (
            "Engine.region",
            NOT_TEXT[1:],
            ["", "EU", "eu_west", "a" * 33, "a\0", SURROGATE],
            lambda v: timemark.Engine(region=v),
        ),
        ("Engine.account", NOT_TEXT[1:], ["", "1", "x" * 12, "1" * 13, SURROGATE], lambda v: timemark.Engine(account=v)),
        (
            "Engine.settings",
            [1, "x", [], {"Pac": 1}, {"Pace": 1}, {"Pace": object()}, {1: 2}, {"Delays": {"X": 1}}],
            [{"Pace": "SLOW"}, {"PartitionsPerTable": 0}, {"ChangeLogSeconds": math.nan}, {"Pace": SURROGATE}],
            lambda v: timemark.Engine(settings=v),
        ),
        ("open.file", binary, [b"", b"text", b"\0" * 99], timemark.Engine.open),
        ("call.operation", *text, engine.call),
        (
            "call.members",
            [1, "x", b"x", [], {1: 2}, {b"a": 1}, {"a": object()}, {"a": {1}}, {"a": 1j}, {"a": [datetime.date.today()]}],
            [{"a": math.nan}, {"a": {"b": SURROGATE}}, {SURROGATE: 1}, {"a": [math.inf]}],
            lambda v: engine.call("PutItem", v),
        ),
        ("handle.target", *text, lambda v: engine.handle(v, b"{}")),
        ("handle.body", binary, [], lambda v: engine.handle("DynamoDB_20120810.ListTables", v)),
        ("handle.authorization", *optional_text, lambda v: engine.handle("DynamoDB_20120810.ListTables", b"{}", v)),
        ("advance.seconds", *seconds, engine.advance),
        ("advance_to.time", NOT_A_NUMBER, times, engine.advance_to),
        ("explain.backup_arn", *text, engine.explain),
        ("compare.left", *side, lambda v: engine.compare(v, "Music")),
        ("compare.right", *side, lambda v: engine.compare("Music", v)),
        ("aws.engine", [1, "x", engine._core, timemark.Engine], [], lambda v: timemark.aws(v).__enter__()),
        ("attach.target", [None, 1, "x", engine, timemark], [OTHER], lambda v: timemark.attach(v, engine)),
        ("attach.engine", [None, 1, engine._core], [], lambda v: timemark.attach(client, v)),
        ("wait_until_backup_available.client", [None, 1, "x", engine], [], lambda v: timemark.wait_until_backup_available(v, "a")),
        ("wait_until_backup_available.backup_arn", *text, lambda v: timemark.wait_until_backup_available(client, v)),
        ("wait_until_export_completed.client", [None, 1, "x", engine], [], lambda v: timemark.wait_until_export_completed(v, "a")),
        ("wait_until_export_completed.export_arn", *text, lambda v: timemark.wait_until_export_completed(client, v)),
    ]


def test_every_argument_is_checked():
    engine = music()
    with timemark.aws(engine):
        client = boto3.client("dynamodb")
    before = engine.digest(), engine.now
    for place, types, values, call in calls(engine, client):
        argument = place.split(".")[1]
        for error, refused in [(TypeError, types), (ValueError, values)]:
            for value in refused:
                with pytest.raises(error) as raised:
                    call(value)
                assert type(raised.value) is error, f"{place}: {value!r}"
                assert str(raised.value).startswith(argument), f"{place}: {value!r}: {raised.value}"
    assert (engine.digest(), engine.now) == before


def test_every_exported_name_is_in_the_table():
    engine = music()
    table = {place for place, *_ in calls(engine, None)}
    exported = [getattr(timemark, name) for name in timemark.__all__]
    functions = [value for value in exported if inspect.isfunction(value)]
    methods = [value for name, value in inspect.getmembers(timemark.Engine, callable) if not name.startswith("_")]
    arguments = {f"Engine.{name}" for name in inspect.signature(timemark.Engine).parameters}
    for function in [*functions, *methods]:
        names = [name for name in inspect.signature(function).parameters if name not in ("self", "more")]
        arguments |= {f"{function.__name__}.{name}" for name in names}
    assert table == arguments


def test_a_time_that_passed_is_no_error():
    engine = timemark.Engine()
    assert engine.advance_to(0) == 0 and engine.now == NOW


def test_values_without_an_end_are_refused():
    engine = music()
    for members in [{"Item": DEEP}, LOOP]:
        with pytest.raises(timemark.EngineError) as raised:
            engine.call("PutItem", members)
        assert raised.value.code == "SerializationException"
    with pytest.raises(ValueError, match="must have at most"):
        engine.call("PutItem", {"Item": WIDE})
    assert engine.call("ListTables")["TableNames"] == ["Music"]


def test_an_error_of_the_callers_own_class_comes_out():
    engine = music()

    class Mapping(collections.abc.Mapping):
        """A mapping whose members cannot be read."""

        __getitem__ = __iter__ = __len__ = Hostile.keys

    for members in [Hostile(a=1), {"Item": Mapping()}]:
        with pytest.raises(ArithmeticError, match="hostile"):
            engine.call("PutItem", members)
    assert engine.call("ListTables")["TableNames"] == ["Music"]


def test_bodies_of_any_content_are_answered():
    engine = music()
    for body in [b"", b"\xff", b"[" * 100_000, b'{"TableName": "' + b"x" * 1_000_000 + b'"}', bytes(17_000_000)]:
        for target in ["DynamoDB_20120810.DescribeTable", "", "\0", "x" * 100_000]:
            answer = engine.handle(target, body, "Credential=" + "/" * 1_000)
            assert answer.status in (400, 413)
