# On AWS; or, after `timemark serve`, with AWS_ENDPOINT_URL=http://127.0.0.1:8000 in the environment
import time
from datetime import datetime

import boto3

dynamodb = boto3.client("dynamodb")


def wait_for_backups(table_name):
    """A new table's backups are enabled some seconds after it is ACTIVE."""
    while True:
        answer = dynamodb.describe_continuous_backups(TableName=table_name)
        if answer["ContinuousBackupsDescription"]["ContinuousBackupsStatus"] != "DISABLED":
            return
        time.sleep(1)


def wait_for_backup(backup_arn):
    """Waits until a backup is made."""
    while True:
        answer = dynamodb.describe_backup(BackupArn=backup_arn)
        if answer["BackupDescription"]["BackupDetails"]["BackupStatus"] != "CREATING":
            return
        time.sleep(5)


answer = dynamodb.create_table(
    TableName="Music",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[
        {"AttributeName": "Artist", "AttributeType": "S"},
        {"AttributeName": "Title", "AttributeType": "S"},
        {"AttributeName": "Year", "AttributeType": "N"},
    ],
    KeySchema=[
        {"AttributeName": "Artist", "KeyType": "HASH"},
        {"AttributeName": "Title", "KeyType": "RANGE"},
    ],
    GlobalSecondaryIndexes=[
        {
            "IndexName": "by-year",
            "KeySchema": [{"AttributeName": "Year", "KeyType": "HASH"}],
            "Projection": {
                "ProjectionType": "INCLUDE",
                "NonKeyAttributes": ["Plays", "Label"],
            },
        },
    ],
    SSESpecification={"Enabled": True},
    DeletionProtectionEnabled=False,
    Tags=[{"Key": "purpose", "Value": "to be backed up"}],
)
table_arn = answer["TableDescription"]["TableArn"]

# 60 s later
dynamodb.get_waiter("table_exists").wait(TableName="Music")
dynamodb.tag_resource(ResourceArn=table_arn, Tags=[{"Key": "owner", "Value": "me"}])

dynamodb.update_time_to_live(
    TableName="Music",
    TimeToLiveSpecification={"AttributeName": "Until", "Enabled": True},
)

writes = [
    {
        "Artist": {"S": "Beethoven"},
        "Title": {"S": "Große Fuge"},
        "Year": {"N": "1825"},
        "Plays": {"N": "12345678901234567890123456789012345678"},
        "Score": {"B": b"\x00\xff\"\\'"},
        "Parts": {"BS": [b"a", b"b"]},
        "Keys": {"SS": ["B flat", "G flat"]},
        "Bars": {"NS": ["741", "-0.5"]},
        "IsLate": {"BOOL": True},
        "Label": {"NULL": True},
        "Movements": {
            "L": [{"S": "Overtura"}, {"M": {"Name": {"S": "Fuga"}, "Of": {"L": []}}}],
        },
    },
    {"Artist": {"S": "it's \"hostile\" $HOME ${HOME} $(id) `id` \\ !x %s {} #{x}"}, "Title": {"S": "a\nb\r\tc\u0000\u001b[2J\u2028\u202e\ufeffé😀 file:///etc/passwd"}, "__proto__": {"S": "*/ --> </script> '''"}, "it's": {"S": "~"}, "B": {"S": "AQID"}, " ": {"S": ""}},
    {"Artist": {"S": "-x"}, "Title": {"S": "--"}},
]
for item in writes:
    dynamodb.put_item(TableName="Music", Item=item)

dynamodb.batch_write_item(
    RequestItems={
        "Music": [
            {"PutRequest": {"Item": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}}},
            {"DeleteRequest": {"Key": {"Artist": {"S": "-x"}, "Title": {"S": "--"}}}},
        ],
    },
)

dynamodb.update_item(
    TableName="Music",
    Key={"Artist": {"S": "Beethoven"}, "Title": {"S": "Große Fuge"}},
    UpdateExpression="SET #e = if_not_exists(#e, :zero) + :one REMOVE Nothing",
    ConditionExpression="attribute_exists(#y) AND NOT contains(#k, :key)",
    ExpressionAttributeNames={"#e": "Encores", "#y": "Year", "#k": "Keys"},
    ExpressionAttributeValues={
        ":zero": {"N": "0"},
        ":one": {"N": "1"},
        ":key": {"S": "C major"},
    },
    ReturnValues="UPDATED_NEW",
    ReturnConsumedCapacity="INDEXES",
)

dynamodb.transact_write_items(
    TransactItems=[
        {
            "ConditionCheck": {
                "TableName": "Music",
                "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}},
                "ConditionExpression": "attribute_not_exists(Plays)",
            },
        },
        {
            "Update": {
                "TableName": "Music",
                "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Ciaccona"}},
                "UpdateExpression": "ADD Plays :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            },
        },
        {
            "Put": {
                "TableName": "Music",
                "Item": {
                    "Artist": {"S": "Bach"},
                    "Title": {"S": "Kyrie"},
                    "Plays": {"N": "7"},
                },
            },
        },
        {
            "Delete": {
                "TableName": "Music",
                "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Nothing"}},
            },
        },
    ],
    ClientRequestToken="once",
)

print(
    dynamodb.query(
        TableName="Music",
        KeyConditionExpression="Artist = :artist AND begins_with(Title, :start)",
        FilterExpression="attribute_not_exists(Plays) OR Plays > :few",
        ProjectionExpression="Title, #p",
        ExpressionAttributeNames={"#p": "Plays"},
        ExpressionAttributeValues={
            ":artist": {"S": "Bach"},
            ":start": {"S": "C"},
            ":few": {"N": "0"},
        },
        ScanIndexForward=False,
        Limit=10,
    ),
)

print(
    dynamodb.transact_get_items(
        TransactItems=[
            {
                "Get": {
                    "TableName": "Music",
                    "Key": {"Artist": {"S": "Bach"}, "Title": {"S": "Kyrie"}},
                },
            },
        ],
    ),
)

# Only in the playground, AWS has nothing like it: UpdateLab
# {"Settings": {"ConsistencyWindow": "TYPICAL"}}
wait_for_backups("Music")

answer = dynamodb.create_backup(TableName="Music", BackupName="-nightly")
backup_arn = answer["BackupDetails"]["BackupArn"]

print(dynamodb.describe_backup(BackupArn=backup_arn))

dynamodb.put_item(
    TableName="Music",
    Item={"Artist": {"S": "Bach"}, "Title": {"S": "Too late"}},
)

# 2 min later
wait_for_backup(backup_arn)
print(dynamodb.describe_backup(BackupArn=backup_arn))

answer = dynamodb.create_backup(TableName="Music", BackupName="again")
backup_arn_2 = answer["BackupDetails"]["BackupArn"]

# 2 min later
print(
    dynamodb.list_backups(
        TableName="Music",
        TimeRangeLowerBound=datetime.fromisoformat("2026-01-01T00:00:00.250+00:00"),
        BackupType="USER",
        Limit=10,
    ),
)

dynamodb.restore_table_from_backup(
    TargetTableName="Music-restored",
    BackupArn=backup_arn,
    BillingModeOverride="PROVISIONED",
    ProvisionedThroughputOverride={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    GlobalSecondaryIndexOverride=[],
)

# 10 min later
dynamodb.get_waiter("table_exists").wait(TableName="Music-restored")
dynamodb.delete_backup(BackupArn=backup_arn)

print(
    dynamodb.get_item(
        TableName="Music-restored",
        Key={"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}},
        ConsistentRead=True,
    ),
)

print(
    dynamodb.batch_get_item(
        RequestItems={
            "Music-restored": {
                "Keys": [{"Artist": {"S": "Bach"}, "Title": {"S": "Chaconne"}}],
            },
        },
    ),
)

wait_for_backup(backup_arn_2)
dynamodb.delete_table(TableName="Music")

# 60 s later
dynamodb.get_waiter("table_not_exists").wait(TableName="Music")

dynamodb.create_table(
    TableName="Music",
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "B"}],
)

# 60 s later
dynamodb.get_waiter("table_exists").wait(TableName="Music")
wait_for_backups("Music")
dynamodb.create_backup(TableName="Music", BackupName="empty")
