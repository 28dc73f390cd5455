"""The programs that the page's tab Code writes are programs that run: its golden files, against a fresh server."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from server import ROOT

GOLDEN = ROOT / "web/src/calls/code/golden"
AWS = Path(__file__).with_name("aws.py")
WORLDS = ["music", "family", "orders"]
ARTIST = "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}"
TITLE = "a\nb\r\tc\0\x1b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd"


@pytest.fixture
def play(start, tmp_path):
    """Runs a program with a server in its environment, whose clock is so fast that no wait is long."""
    server = start(pace="realistic", speed=36_000)
    # `aws` as this environment has it, not as the machine may.
    aws = tmp_path / "aws"
    words = f'"{sys.executable}" -I -S "{AWS}" call "{tmp_path}/socket"'
    aws.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    aws.chmod(0o755)
    environment = {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": "TIMEMARK",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
    }

    cli = subprocess.Popen(
        [sys.executable, AWS, "serve", tmp_path / "socket"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert cli.stdout.readline() == "ready\n"

    def played(*words):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    played.server = server
    yield played
    cli.terminate()
    cli.wait(timeout=10)
    cli.stdout.close()


def told(client, score):
    """The story has an end that says what has happened in it."""
    assert sorted(client.list_tables()["TableNames"]) == ["Music", "Music-restored"]
    kept = [backup["BackupName"] for backup in client.list_backups()["BackupSummaries"]]
    assert sorted(kept) == ["again", "empty"]
    restored = client.scan(TableName="Music-restored")["Items"]
    items = {item["Artist"]["S"]: item for item in restored if item["Title"]["S"] != "Too late"}
    assert items.keys() == {"Beethoven", "Bach", ARTIST}
    hostile = items[ARTIST]
    assert hostile["Title"] == {"S": TITLE}
    assert hostile["__proto__"] == {"S": "*/ --> </script> '''"}
    assert hostile["it's"] == {"S": "~"}
    assert hostile["B"] == {"S": "AQID"}
    assert hostile[" "] == {"S": ""}
    late = items["Beethoven"]
    assert late["Plays"] == {"N": "12345678901234567890123456789012345678"}
    assert late["Encores"] == {"N": "1"}
    assert late["Movements"] == {"L": [{"S": "Overtura"}, {"M": {"Name": {"S": "Fuga"}, "Of": {"L": []}}}]}
    assert (late["IsLate"], late["Label"]) == ({"BOOL": True}, {"NULL": True})
    assert late["Score"] == {"B": score}
    table = client.describe_table(TableName="Music-restored")["Table"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert "GlobalSecondaryIndexes" not in table


def test_boto3(play, connect):
    printed = play(sys.executable, str(GOLDEN / "story.py"))
    told(connect(play.server), b"\x00\xff\"\\'")
    assert "'BackupStatus': 'AVAILABLE'" in printed


def test_the_aws_cli(play, connect):
    printed = play("bash", "-eu", str(GOLDEN / "story.sh"))
    # The program is for version 2, which takes bytes as base64. What is installed here is version 1, the only one that
    # PyPI has; it takes them as they are.
    told(connect(play.server), b"AP8iXCc=")
    assert '"BackupStatus": "AVAILABLE"' in printed


def seen(client):
    """What a client sees: the items of all tables, and the names of all backups."""
    tables = {}
    for name in client.list_tables()["TableNames"]:
        client.get_waiter("table_exists").wait(TableName=name)
        tables[name] = client.scan(TableName=name)["Items"]
    names = [backup["BackupName"] for backup in client.list_backups()["BackupSummaries"]]
    return {"backups": sorted(names), "tables": {name: plain(items) for name, items in tables.items()}}


def plain(items):
    """Items in a fixed order, and bytes as base64."""
    texts = [json.dumps(item, sort_keys=True, default=lambda own: base64.b64encode(own).decode()) for item in items]
    return [json.loads(text) for text in sorted(texts)]


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("language", ["py", "sh"])
def test_a_world_from_nothing(play, connect, world, language):
    """The program leads to what the page has at the end of that world."""
    program = str(GOLDEN / f"{world}.{language}")
    play(*([sys.executable, program] if language == "py" else ["bash", "-eu", program]))
    expected = json.loads((GOLDEN / f"{world}.json").read_text(encoding="utf-8"))
    expected["tables"] = {name: plain(items) for name, items in expected["tables"].items()}
    client = connect(play.server)
    found = seen(client)
    if language == "sh":
        # Version 1 of the CLI takes bytes as they are: see above.
        found["tables"] = {name: unencoded(items) for name, items in found["tables"].items()}
    assert found == expected


def unencoded(items):
    """Items whose bytes are the base64 that was sent."""
    for item in items:
        for value in item.values():
            if "B" in value:
                value["B"] = base64.b64decode(value["B"]).decode()
    return plain(items)
