"""The programs that the page's tab Code writes are programs that run: the story of its golden files, against a server."""

import os
import subprocess
import sys

import pytest
from server import ROOT

GOLDEN = ROOT / "web/src/calls/code/golden"
ARTIST = "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}"
TITLE = "a\nb\r\tc\0\x1b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd"


@pytest.fixture
def play(start, tmp_path):
    """Runs a program with a server in its environment, whose clock is so fast that no wait is long."""
    server = start(pace="realistic", speed=36_000)
    # `aws` as this environment has it, not as the machine may.
    aws = tmp_path / "aws"
    aws.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m awscli "$@"\n', encoding="utf-8")
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

    def played(*words):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    played.server = server
    return played


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
