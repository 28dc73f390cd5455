"""What goes wrong arrives as boto3's own exceptions."""

import pytest
from botocore.exceptions import ClientError
from movies import table

MISSING = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies/backup/01790000000000-0123abcd"


@pytest.fixture
def server(start):
    return start(pace="realistic")


@pytest.fixture
def client(server, connect):
    return connect(server)


@pytest.fixture
def refused(client):
    """Sends what must fail and checks code and text; modelled errors must be of boto3's class for them."""

    def refuses(operation, name, text=None, **input):
        modelled = getattr(client.exceptions, name) if hasattr(client.exceptions, name) else ClientError
        with pytest.raises(modelled) as caught:
            getattr(client, operation)(**input)
        error = caught.value.response["Error"]
        assert error["Code"] == name
        assert text is None or error["Message"] == text
        return modelled

    return refuses


@pytest.fixture
def backup(server, client):
    """Makes a table and an AVAILABLE backup of it."""
    client.create_table(**table("Movies"))
    server.settle()

    def made():
        arn = client.create_backup(TableName="Movies", BackupName="backup")["BackupDetails"]["BackupArn"]
        server.settle()
        return arn

    return made


def test_what_is_not_there(client, refused):
    text = "Table not found: Nowhere"
    modelled = refused("create_backup", "TableNotFoundException", text, TableName="Nowhere", BackupName="one")
    assert modelled is not ClientError
    refused("describe_continuous_backups", "TableNotFoundException", text, TableName="Nowhere")
    text = "Requested resource not found: Table: Nowhere not found"
    refused("describe_table", "ResourceNotFoundException", text, TableName="Nowhere")
    text = f"Backup not found: {MISSING}"
    for operation in ("describe_backup", "delete_backup"):
        refused(operation, "BackupNotFoundException", text, BackupArn=MISSING)
    refused("restore_table_from_backup", "BackupNotFoundException", text, BackupArn=MISSING, TargetTableName="New")
    assert client.list_backups(TableName="Nowhere")["BackupSummaries"] == []


def test_backups_of_a_young_table(server, client, refused):
    client.create_table(**table("Movies"))
    one = {"TableName": "Movies", "BackupName": "one"}
    refused("create_backup", "TableNotFoundException", "Table not found: Movies", **one)
    server.advance(17)
    text = "Backups are being enabled for the table: Movies. Please retry later"
    refused("create_backup", "ContinuousBackupsUnavailableException", text, **one)
    server.advance(3)
    client.create_backup(**one)


def test_a_backup_in_use(server, client, refused, backup):
    arn = backup()
    young = client.create_backup(TableName="Movies", BackupName="young")["BackupDetails"]["BackupArn"]
    refused("delete_backup", "BackupInUseException", BackupArn=young)
    refused("restore_table_from_backup", "BackupInUseException", BackupArn=young, TargetTableName="New")
    refused("delete_table", "ResourceInUseException", TableName="Movies")

    client.restore_table_from_backup(BackupArn=arn, TargetTableName="Restored")
    text = f"Backup is being used to restore another table: {arn}"
    refused("restore_table_from_backup", "BackupInUseException", text, BackupArn=arn, TargetTableName="Another")
    text = f"Backup is being used to restore table: {arn}"
    refused("delete_backup", "BackupInUseException", text, BackupArn=arn)


def test_a_name_that_is_taken(server, client, refused, backup):
    arn, other = backup(), backup()
    text = "Table already exists: Movies"
    refused("create_table", "ResourceInUseException", text, **table("Movies"))
    restore = "restore_table_from_backup"
    refused(restore, "TableAlreadyExistsException", text, BackupArn=arn, TargetTableName="Movies")
    client.restore_table_from_backup(BackupArn=arn, TargetTableName="Restored")
    text = f"Table: Restored is already being restored from backup: {arn}"
    refused(restore, "TableInUseException", text, BackupArn=other, TargetTableName="Restored")


def test_the_51st_backup_in_a_second(server, client, refused, backup):
    backup()
    again = {"TableName": "Movies", "BackupName": "again"}
    server.advance(1)
    for _ in range(50):
        client.create_backup(**again)
    refused("create_backup", "LimitExceededException", **again)
    server.advance(1)
    client.create_backup(**again)


@pytest.mark.parametrize("operation", ["create_backup", "describe_table", "put_item"])
def test_a_fault_that_was_asked_for(server, client, refused, backup, operation):
    backup()
    name = client.meta.method_to_api_mapping[operation]
    server.lab("InjectFault", Operation=name, Error="InternalServerError")
    refused(operation, "InternalServerError", **INPUTS[operation])
    server.lab("InjectFault", Operation=name, Error="ThrottlingException")
    refused(operation, "ThrottlingException", **INPUTS[operation])
    getattr(client, operation)(**INPUTS[operation])


INPUTS = {
    "create_backup": {"TableName": "Movies", "BackupName": "one"},
    "describe_table": {"TableName": "Movies"},
    "put_item": {"TableName": "Movies", "Item": {"Title": {"S": "a"}, "Release Date": {"S": "b"}}},
}


def test_what_is_not_valid(client, refused, backup):
    backup()
    text = (
        "1 validation error detected: Value 'no spaces' at 'backupName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    )
    refused("create_backup", "ValidationException", text, TableName="Movies", BackupName="no spaces")
    refused("describe_backup", "ValidationException", "Invalid Backup ARN", BackupArn="x" * 48)
    foreign = MISSING.replace("123456789012", "210987654321")
    refused("describe_backup", "AccessDeniedException", "Access is denied", BackupArn=foreign)
    text = "One or more parameter values were invalid: Missing the key Release Date in the item"
    refused("put_item", "ValidationException", text, TableName="Movies", Item={"Title": {"S": "a"}})
    refused("list_backups", "ValidationException", BackupType="BOGUS")
    export = "arn:aws:dynamodb:us-east-1:123456789012:table/Movies/export/01234567890123-a1b2c3d4"
    refused("describe_export", "UnknownOperationException", ExportArn=export)
