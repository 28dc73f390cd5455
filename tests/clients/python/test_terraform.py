"""What terraform-provider-aws 6 calls for an `aws_dynamodb_table`, and how it waits, written down as data."""

from dataclasses import dataclass

import pytest

MINUTE = 60
# How often in a row the provider may find nothing where it waits for a status before it gives up with
# «couldn't find resource (21 retries)».
NOTHING_FOUND_MAX = 20


@dataclass(frozen=True)
class Wait:
    """A wait of the provider: what it looks at, which statuses it waits through, and which one ends it."""

    find: callable
    through: frozenset
    until: frozenset
    # Seconds: before the first look, between two looks, in all.
    delay: float = 0
    every: float = 5
    timeout: float = 30 * MINUTE
    # Looks in a row that must find an end.
    times: int = 1


def table_of(client, name):
    """The table as DescribeTable has it, or nothing."""
    try:
        return client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return None


def index_of(client, name, index):
    """A global index as DescribeTable has it, or nothing."""
    indexes = (table_of(client, name) or {}).get("GlobalSecondaryIndexes", [])
    return next((found for found in indexes if found["IndexName"] == index), None)


def status(found, *path):
    """A status that lies some members deep; nothing where a member on the way is absent."""
    for member in path:
        found = found.get(member) if found else None
    return found


def recovery(client, name):
    """The status of point-in-time recovery."""
    described = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]


def expiry(client, name):
    """The status of time to live."""
    return client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]


CHANGING = frozenset({"CREATING", "UPDATING"})
ACTIVE = frozenset({"ACTIVE"})
ON, OFF = frozenset({"ENABLED"}), frozenset({"DISABLED"})
GONE = frozenset({None})
WAITS = {
    "table": Wait(lambda c, t: status(table_of(c, t), "TableStatus"), CHANGING, ACTIVE, delay=5, times=2),
    "table warm": Wait(lambda c, t: status(table_of(c, t), "WarmThroughput", "Status"), CHANGING, ACTIVE, delay=5),
    "table gone": Wait(
        lambda c, t: status(table_of(c, t), "TableStatus"), ACTIVE | {"DELETING"}, GONE, timeout=10 * MINUTE
    ),
    "index": Wait(lambda c, t, i: status(index_of(c, t, i), "IndexStatus"), CHANGING, ACTIVE),
    "index warm": Wait(lambda c, t, i: status(index_of(c, t, i), "WarmThroughput", "Status"), CHANGING, ACTIVE),
    "index gone": Wait(
        lambda c, t, i: status(index_of(c, t, i), "IndexStatus"), CHANGING | ACTIVE | {"DELETING"}, GONE
    ),
    "recovery on": Wait(recovery, OFF, ON, every=15),
    "recovery off": Wait(recovery, ON, OFF, every=15),
    "expiry on": Wait(expiry, OFF | {"ENABLING"}, ON),
    "expiry off": Wait(expiry, ON | {"DISABLING"}, OFF),
    "encryption on": Wait(
        lambda c, t: status(table_of(c, t), "SSEDescription", "Status"), frozenset({"ENABLING", "UPDATING"}), ON
    ),
}


class Provider:
    """The provider's part: calls, waits, and the refresh that ends each of its operations."""

    def __init__(self, client, server, name):
        self.client, self.server, self.name = client, server, name

    def wait(self, what, *of):
        """Waits as the provider does, by moving the clock."""
        rule = WAITS[what]
        self.server.advance(rule.delay)
        passed, nothing, reached = rule.delay, 0, 0
        while reached < rule.times:
            found = rule.find(self.client, self.name, *of)
            if found in rule.until:
                reached += 1
            elif found is None:
                nothing += 1
                assert nothing <= NOTHING_FOUND_MAX, f"{what} {of}: couldn't find resource (21 retries)"
                reached = 0
            else:
                assert found in rule.through, f"{what} {of}: unexpected state {found}"
                nothing = reached = 0
            assert passed <= rule.timeout, f"{what} {of}: timeout while waiting for {rule.until}"
            self.server.advance(rule.every)
            passed += rule.every

    def settled(self):
        """The waits after a table was made or changed: its status, its warm throughput, and those of each index."""
        self.wait("table")
        self.wait("table warm")
        for index in (table_of(self.client, self.name)).get("GlobalSecondaryIndexes", []):
            self.wait("index", index["IndexName"])
            self.wait("index warm", index["IndexName"])

    def update(self, **members):
        """One UpdateTable, and its waits."""
        self.client.update_table(TableName=self.name, **members)
        self.settled()
        return self.refresh()

    def recover(self, on, tries=20):
        """Switches point-in-time recovery, for which the provider tries again while backups are being enabled."""
        specification = {"PointInTimeRecoveryEnabled": on}
        for _ in range(tries):
            try:
                self.client.update_continuous_backups(
                    TableName=self.name, PointInTimeRecoverySpecification=specification
                )
                break
            except self.client.exceptions.ContinuousBackupsUnavailableException:
                self.server.advance(5)
        else:
            pytest.fail("backups were never enabled")
        self.wait("recovery on" if on else "recovery off")

    def expire(self, on, attribute):
        """Switches time to live."""
        specification = {"Enabled": on, "AttributeName": attribute}
        self.client.update_time_to_live(TableName=self.name, TimeToLiveSpecification=specification)
        self.wait("expiry on" if on else "expiry off")

    def refresh(self):
        """The reads of a refresh."""
        table = table_of(self.client, self.name)
        recovery(self.client, self.name)
        expiry(self.client, self.name)
        tags = self.client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        return {**table, "Tags": {tag["Key"]: tag["Value"] for tag in tags}}

    def destroy(self):
        """The deletion, and that the table is gone."""
        self.client.delete_table(TableName=self.name)
        self.wait("table gone")
        assert table_of(self.client, self.name) is None


def key(*names):
    """A key schema: a HASH, and perhaps a RANGE."""
    return [{"AttributeName": name, "KeyType": part} for name, part in zip(names, ["HASH", "RANGE"])]


def texts(*names):
    """Attribute definitions, all of them texts."""
    return [{"AttributeName": name, "AttributeType": "S"} for name in names]


def index(name, *names, **more):
    """A global index of everything."""
    return {"IndexName": name, "KeySchema": key(*names), "Projection": {"ProjectionType": "ALL"}, **more}


@pytest.fixture
def provider(start, connect):
    """A server at the pace of AWS, and the provider of one table."""
    server = start(pace="realistic")
    client = connect(server)
    return lambda name: Provider(client, server, name)


def test_an_on_demand_table_and_every_argument_of_it(provider):
    it = provider("Music")
    it.client.create_table(
        TableName="Music",
        AttributeDefinitions=texts("pk", "artist"),
        KeySchema=key("pk"),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[index("by-artist", "artist")],
        SSESpecification={"Enabled": False},
        TableClass="STANDARD",
        DeletionProtectionEnabled=False,
        Tags=[{"Key": "Team", "Value": "music"}],
    )
    it.settled()
    it.expire(True, "expires")
    it.recover(True)
    made = it.refresh()
    assert made["WarmThroughput"] == {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}
    assert made["Tags"] == {"Team": "music"}

    # Each argument is an UpdateTable of its own: what stands alone is never sent with anything else.
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert it.update(StreamSpecification=stream)["StreamSpecification"] == stream
    assert "StreamSpecification" not in it.update(StreamSpecification={"StreamEnabled": False})
    assert it.update(DeletionProtectionEnabled=True)["DeletionProtectionEnabled"]
    it.server.advance(15)
    assert not it.update(DeletionProtectionEnabled=False)["DeletionProtectionEnabled"]
    assert it.update(SSESpecification={"Enabled": True, "SSEType": "KMS"})["SSEDescription"]["Status"] == "ENABLED"
    it.wait("encryption on")
    table = it.update(TableClass="STANDARD_INFREQUENT_ACCESS")
    assert table["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    bounds = {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 200}
    assert it.update(OnDemandThroughput=bounds)["OnDemandThroughput"] == bounds
    less = {**bounds, "MaxReadRequestUnits": 50}
    assert it.update(OnDemandThroughput={"MaxReadRequestUnits": 50})["OnDemandThroughput"] == less
    assert "OnDemandThroughput" not in it.update(
        OnDemandThroughput={"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}
    )
    warm = {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000}
    assert it.update(WarmThroughput=warm)["WarmThroughput"] == {**warm, "Status": "ACTIVE"}

    # An index more, then the first one away: one a call.
    it.update(
        AttributeDefinitions=texts("pk", "artist", "title"),
        GlobalSecondaryIndexUpdates=[{"Create": index("by-title", "title")}],
    )
    it.client.update_table(TableName="Music", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-artist"}}])
    it.wait("index gone", "by-artist")
    it.settled()
    update = {"IndexName": "by-title", "WarmThroughput": warm}
    (left,) = it.update(GlobalSecondaryIndexUpdates=[{"Update": update}])["GlobalSecondaryIndexes"]
    assert (left["IndexName"], left["WarmThroughput"]) == ("by-title", {**warm, "Status": "ACTIVE"})

    # To provisioned with each index's capacity, within, and back.
    capacity = lambda n: {"ReadCapacityUnits": n, "WriteCapacityUnits": n}
    of_index = lambda n: [{"Update": {"IndexName": "by-title", "ProvisionedThroughput": capacity(n)}}]
    table = it.update(
        BillingMode="PROVISIONED", ProvisionedThroughput=capacity(5), GlobalSecondaryIndexUpdates=of_index(6)
    )
    assert table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert it.update(ProvisionedThroughput=capacity(7))["ProvisionedThroughput"]["ReadCapacityUnits"] == 7
    (changed,) = it.update(GlobalSecondaryIndexUpdates=of_index(8))["GlobalSecondaryIndexes"]
    assert changed["ProvisionedThroughput"]["WriteCapacityUnits"] == 8
    it.update(BillingMode="PAY_PER_REQUEST")

    arn = table["TableArn"]
    it.client.untag_resource(ResourceArn=arn, TagKeys=["Team"])
    it.client.tag_resource(ResourceArn=arn, Tags=[{"Key": "Stage", "Value": "test"}])
    assert it.refresh()["Tags"] == {"Stage": "test"}
    it.server.advance(31 * MINUTE)
    it.expire(False, "expires")
    it.recover(False)
    it.destroy()


def test_a_provisioned_table_with_local_and_global_indexes(provider):
    it = provider("Films")
    capacity = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
    it.client.create_table(
        TableName="Films",
        AttributeDefinitions=texts("pk", "sk", "year"),
        KeySchema=key("pk", "sk"),
        BillingMode="PROVISIONED",
        ProvisionedThroughput=capacity,
        GlobalSecondaryIndexes=[index("by-year", "year", "pk", ProvisionedThroughput=capacity)],
        LocalSecondaryIndexes=[index("in-year", "pk", "year")],
    )
    it.settled()
    made = it.refresh()
    own = {"ReadUnitsPerSecond": 5, "WriteUnitsPerSecond": 6, "Status": "ACTIVE"}
    assert (made["WarmThroughput"], made["GlobalSecondaryIndexes"][0]["WarmThroughput"]) == (own, own)
    it.destroy()


def test_restores_to_a_time_and_from_a_backup(provider):
    source = provider("Source")
    source.client.create_table(
        TableName="Source",
        AttributeDefinitions=texts("pk", "artist"),
        KeySchema=key("pk"),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[index("by-artist", "artist")],
    )
    source.settled()
    source.recover(True)
    source.client.put_item(TableName="Source", Item={"pk": {"S": "a"}, "artist": {"S": "x"}})
    backup = source.client.create_backup(TableName="Source", BackupName="before")["BackupDetails"]["BackupArn"]
    source.server.advance(10 * MINUTE)

    rewound, restored = provider("Rewound"), provider("Restored")
    rewound.client.restore_table_to_point_in_time(
        SourceTableName="Source", TargetTableName="Rewound", UseLatestRestorableTime=True
    )
    restored.client.restore_table_from_backup(TargetTableName="Restored", BackupArn=backup)
    for it in (rewound, restored):
        it.settled()
        # What a restore drops the provider sets again.
        it.recover(True)
        it.expire(True, "expires")
        made = it.refresh()
        it.client.tag_resource(ResourceArn=made["TableArn"], Tags=[{"Key": "Stage", "Value": "test"}])
        assert it.client.scan(TableName=it.name, IndexName="by-artist")["Count"] == 1
        it.destroy()
    source.destroy()
