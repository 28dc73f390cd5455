"""The check against the service model can fail: each kind of damage to a true answer is found."""

import json
import zlib

import botocore.session
import pytest
from model import Checker

OPERATION = botocore.session.get_session().get_service_model("dynamodb").operation_model("CreateBackup")
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies/backup/01790000000000-0123abcd"
DETAILS = {
    "BackupArn": ARN,
    "BackupName": "one",
    "BackupStatus": "CREATING",
    "BackupType": "USER",
    "BackupSizeBytes": 0,
    "BackupCreationDateTime": 1790000000.25,
}
DECLARED = "com.amazonaws.dynamodb.v20120810#"


def faults(answer, status=200, **headers):
    body = json.dumps(answer).encode()
    true = {
        "x-amz-crc32": str(zlib.crc32(body)),
        "x-amzn-requestid": "A" * 52,
        "content-type": "application/x-amz-json-1.0",
    }
    checker = Checker()
    checker.check(OPERATION, status, {**true, **headers}, body)
    return checker.faults


def test_true_answers_pass():
    assert faults({"BackupDetails": DETAILS}) == []
    assert faults({"__type": DECLARED + "TableNotFoundException", "message": "no"}, 400) == []
    assert faults({"__type": "com.amazon.coral.validate#ValidationException", "message": "no"}, 400) == []
    assert faults({"__type": DECLARED + "InternalServerError", "message": "no"}, 500) == []


@pytest.mark.parametrize(
    "change",
    [
        {"BackupName": None},
        {"BackupName": 7},
        {"BackupArn": "too short"},
        {"BackupStatus": "ACTIVE"},
        {"BackupSizeBytes": 1.5},
        {"BackupSizeBytes": True},
        {"BackupCreationDateTime": "2026-11-22T00:00:00Z"},
        {"BackupId": "01790000000000-0123abcd"},
    ],
)
def test_damaged_answers_are_found(change):
    assert len(faults({"BackupDetails": {**DETAILS, **change}})) == 1


def test_missing_members_are_found():
    for name in DETAILS.keys() - {"BackupSizeBytes"}:
        rest = {member: value for member, value in DETAILS.items() if member != name}
        assert faults({"BackupDetails": rest}) == [f"CreateBackup: answer.BackupDetails lacks {name}"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (DECLARED + "BackupNotFoundException", 400),
        (DECLARED + "ValidationException", 400),
        ("com.amazon.coral.service#TableNotFoundException", 400),
        (DECLARED + "TableNotFoundException", 500),
        (DECLARED + "InternalServerError", 400),
        (DECLARED + "TableNotFoundException", 404),
    ],
)
def test_wrong_errors_are_found(kind, status):
    assert len(faults({"__type": kind, "message": "no"}, status)) == 1


@pytest.mark.parametrize("header", ["x-amz-crc32", "x-amzn-requestid", "content-type"])
def test_wrong_headers_are_found(header):
    assert len(faults({"BackupDetails": DETAILS}, **{header: "1"})) == 1
