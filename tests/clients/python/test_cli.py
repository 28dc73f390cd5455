"""The AWS CLI does the short story."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from server import NOW, ROOT

ITEM = {"id": {"S": "Imagine"}, "year": {"N": "1971"}, "score": {"N": "0.12345678901234567890123456789012345678"}}


@pytest.fixture
def aws(start, tmp_path):
    """`aws dynamodb …` against a server, as its JSON output."""
    server = start(pace="realistic")
    environment = {
        "AWS_ACCESS_KEY_ID": "TIMEMARK",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "PATH": os.environ["PATH"],
    }

    def run(*words, fails=False):
        command = [sys.executable, "-m", "awscli", "dynamodb", *words]
        command += ["--endpoint-url", server.url, "--output", "json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stderr
        if fails:
            return done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    run.server = server
    return run


def test_the_commands_of_the_readme(start, tmp_path):
    readme = (ROOT / "README.md").read_text()
    [commands] = [block for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "aws dynamodb" in block]
    commands = commands.replace("http://127.0.0.1:8000", start().url)
    # Nothing else says where and as whom.
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"HOME": str(tmp_path), "PATH": path, "AWS_EC2_METADATA_DISABLED": "true"}
    printed = subprocess.run(["bash", "-ec", commands], env=environment, capture_output=True, text=True)
    assert printed.returncode == 0, printed.stderr
    assert '"BackupName": "nightly"' in printed.stdout


def test_the_short_story(aws):
    created = aws(
        *["create-table", "--table-name", "Music", "--billing-mode", "PAY_PER_REQUEST"],
        *["--attribute-definitions", "AttributeName=id,AttributeType=S"],
        *["--key-schema", "AttributeName=id,KeyType=HASH"],
    )["TableDescription"]
    assert created["TableStatus"] == "CREATING"
    aws.server.settle()
    aws("put-item", "--table-name", "Music", "--item", json.dumps(ITEM))

    aws.server.lab("AdvanceClock", To=NOW + 100)
    details = aws("create-backup", "--table-name", "Music", "--backup-name", "Backup")["BackupDetails"]
    arn = details.pop("BackupArn")
    assert arn.startswith("arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01790000100250-")
    assert details.pop("BackupSizeBytes") >= 0
    assert details == {
        "BackupName": "Backup",
        "BackupStatus": "CREATING",
        "BackupType": "USER",
        "BackupCreationDateTime": NOW + 100,
    }
    aws.server.settle()

    described = aws("describe-backup", "--backup-arn", arn)["BackupDescription"]
    assert described["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    assert described["SourceTableDetails"]["ItemCount"] == 0, "figures are refreshed every six hours"
    assert described["SourceTableDetails"]["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert described["SourceTableFeatureDetails"] == {}
    listed = aws("list-backups", "--table-name", "Music")["BackupSummaries"]
    assert [backup["BackupArn"] for backup in listed] == [arn]

    aws("delete-item", "--table-name", "Music", "--key", json.dumps({"id": ITEM["id"]}))
    restore = ["restore-table-from-backup", "--target-table-name", "Restored", "--backup-arn", arn]
    assert aws(*restore)["TableDescription"]["RestoreSummary"]["RestoreInProgress"] is True
    refused = aws("delete-backup", "--backup-arn", arn, fails=True)
    assert "(BackupInUseException) when calling the DeleteBackup operation: Backup is being used" in refused
    aws.server.settle()
    table = aws("describe-table", "--table-name", "Restored")["Table"]
    assert table["TableStatus"] == "ACTIVE" and "RestoreSummary" not in table
    assert aws("scan", "--table-name", "Restored")["Items"] == [ITEM]
    assert aws("scan", "--table-name", "Music")["Items"] == []

    deleted = aws("delete-backup", "--backup-arn", arn)["BackupDescription"]
    assert deleted["BackupDetails"]["BackupStatus"] == "DELETED"
    assert aws("list-backups")["BackupSummaries"] == []
    gone = aws("describe-backup", "--backup-arn", arn, fails=True)
    assert f"Backup not found: {arn}" in gone
    assert aws("delete-table", "--table-name", "Restored")["TableDescription"]["TableStatus"] == "DELETING"
    aws.server.settle()
    assert aws("list-tables")["TableNames"] == ["Music"]


def test_statements(aws):
    aws(
        *["create-table", "--table-name", "Music", "--billing-mode", "PAY_PER_REQUEST"],
        *["--attribute-definitions", "AttributeName=id,AttributeType=S"],
        *["--key-schema", "AttributeName=id,KeyType=HASH"],
    )
    aws.server.settle()
    insert = "INSERT INTO Music VALUE {'id': 'Imagine', 'year': 1971, 'score': ?}"
    aws("execute-statement", "--statement", insert, "--parameters", json.dumps([ITEM["score"]]))
    assert aws("execute-statement", "--statement", "SELECT * FROM Music WHERE id = 'Imagine'")["Items"] == [ITEM]
    refused = aws("execute-statement", "--statement", insert.replace("?", "1"), fails=True)
    assert "(DuplicateItemException)" in refused
    statements = [{"Statement": f"SELECT year FROM Music WHERE id = '{name}'"} for name in ("Imagine", "Aria")]
    answer = aws("batch-execute-statement", "--statements", json.dumps(statements))
    assert answer["Responses"] == [{"TableName": "Music", "Item": {"year": {"N": "1971"}}}, {"TableName": "Music"}]
    answer = aws("execute-transaction", "--transact-statements", json.dumps(statements))
    assert answer["Responses"] == [{"Item": {"year": {"N": "1971"}}}, {}]
