"""Waiters that move the clock; none sleeps."""

import boto3
import pytest
import timemark
from botocore.exceptions import WaiterError
from tables import MUSIC, NOW, realistic


def test_waiters_move_the_clock_by_their_delay():
    with timemark.aws(realistic()) as engine:
        client = boto3.client("dynamodb")
        client.create_table(**MUSIC)
        assert client.get_waiter("table_exists").config.delay == 20
        client.get_waiter("table_exists").wait(TableName="Music")
        assert engine.now == NOW + 20
        client.get_waiter("table_exists").wait(TableName="Music")
        assert engine.now == NOW + 20, "the first poll is at once"
        client.delete_table(TableName="Music")
        client.get_waiter("table_not_exists").wait(TableName="Music", WaiterConfig={"Delay": 2, "MaxAttempts": 9})
        assert engine.now == NOW + 26, "5 seconds are between the second and the third step of 2"


def test_a_resource_waits_in_the_same_way():
    with timemark.aws(realistic()) as engine:
        table = boto3.resource("dynamodb").create_table(**MUSIC)
        table.wait_until_exists()
        assert (table.table_status, engine.now) == ("CREATING", NOW + 20)
        table.reload()
        assert table.table_status == "ACTIVE"


def test_a_waiter_that_waits_in_vain_ends():
    with timemark.aws(realistic()) as engine:
        waiter = boto3.client("dynamodb").get_waiter("table_exists")
        with pytest.raises(WaiterError, match="Max attempts exceeded"):
            waiter.wait(TableName="Absent")
        assert engine.now == NOW + 24 * 20
        with pytest.raises(ValueError, match="Waiter does not exist"):
            boto3.client("dynamodb").get_waiter("nonsense")
        with pytest.raises(TypeError, match="WaiterConfig.Delay"):
            waiter.wait(TableName="Absent", WaiterConfig={"Delay": "1"})


def test_other_services_keep_their_waiters():
    with timemark.aws():
        waiter = boto3.client("s3").get_waiter("bucket_exists")
        assert type(waiter).__module__.startswith("botocore")


def test_a_backup_is_waited_for():
    with timemark.aws(realistic()) as engine:
        client = boto3.client("dynamodb")
        client.create_table(**MUSIC)
        client.get_waiter("table_exists").wait(TableName="Music")
        arn = client.create_backup(TableName="Music", BackupName="nightly")["BackupDetails"]["BackupArn"]
        description = timemark.wait_until_backup_available(client, arn)
        assert description["BackupDetails"]["BackupStatus"] == "AVAILABLE"
        assert NOW + 80 <= engine.now < NOW + 90
        now = engine.now
        timemark.wait_until_backup_available(client, arn)
        assert engine.now == now
        client.delete_backup(BackupArn=arn)
        with pytest.raises(client.exceptions.BackupNotFoundException):
            timemark.wait_until_backup_available(client, arn)


class Client:
    """A client with backups and exports that are in given states, one after the other, and then in the last for ever."""

    def __init__(self, *statuses):
        self.meta = boto3.client("dynamodb").meta
        self.statuses = list(statuses)

    def status(self):
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def describe_backup(self, BackupArn):
        return {"BackupDescription": {"BackupDetails": {"BackupStatus": self.status()}}}

    def describe_export(self, ExportArn):
        return {"ExportDescription": {"ExportStatus": self.status()}}


def test_an_export_is_waited_for():
    with timemark.aws(realistic()) as engine:
        engine.call("CreateTable", MUSIC)
        due = engine.next_due
        done = timemark.wait_until_export_completed(Client("IN_PROGRESS", "COMPLETED"), "arn")
        assert done == {"ExportStatus": "COMPLETED"} and engine.now == due
        with pytest.raises(RuntimeError, match="the status is FAILED"):
            timemark.wait_until_export_completed(Client("FAILED"), "arn")


def test_what_does_not_end_is_given_up():
    with timemark.aws(realistic()) as engine:
        with pytest.raises(TimeoutError, match="still CREATING"):
            timemark.wait_until_backup_available(Client("CREATING"), "arn")
        assert engine.now == NOW, "nothing is due"
        # The SYSTEM backup of a deleted table is due in 35 days.
        engine.call("CreateTable", MUSIC)
        engine.advance(60)
        recovery = {"PointInTimeRecoveryEnabled": True}
        engine.call("UpdateContinuousBackups", TableName="Music", PointInTimeRecoverySpecification=recovery)
        engine.call("DeleteTable", TableName="Music")
        with pytest.raises(TimeoutError, match="still CREATING"):
            timemark.wait_until_backup_available(Client("CREATING"), "arn")
        assert engine.now < NOW + 7 * 86_400 < engine.next_due
        with pytest.raises(RuntimeError, match="the status is DELETED"):
            timemark.wait_until_backup_available(Client("DELETED"), "arn")
