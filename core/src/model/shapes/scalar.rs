//! The string enums of the service model.
//!
//! # Source
//! `docs/dynamodb.md#validation`: the service lists the values in an order of its own when it refuses another. Where
//! it is known (`[B, N, S]`) it is that; elsewhere it is the model's, which is assumed.

use crate::item::key::ScalarType;

open_enum! {
    /// The type of a key attribute.
    pub enum ScalarAttributeType { B = "B", N = "N", S = "S", }
}
impl From<ScalarType> for ScalarAttributeType {
    fn from(kind: ScalarType) -> ScalarAttributeType {
        match kind {
            ScalarType::S => ScalarAttributeType::S,
            ScalarType::N => ScalarAttributeType::N,
            ScalarType::B => ScalarAttributeType::B,
        }
    }
}

impl ScalarAttributeType {
    /// The type of a key attribute; `None` for a value that the model does not have.
    pub fn scalar(&self) -> Option<ScalarType> {
        match self {
            ScalarAttributeType::S => Some(ScalarType::S),
            ScalarAttributeType::N => Some(ScalarType::N),
            ScalarAttributeType::B => Some(ScalarType::B),
            ScalarAttributeType::Unknown(_) => None,
        }
    }
}

open_enum! {
    /// The part that an attribute has in a key.
    pub enum KeyType { Hash = "HASH", Range = "RANGE", }
}
open_enum! {
    /// Which attributes an index holds.
    pub enum ProjectionType { All = "ALL", KeysOnly = "KEYS_ONLY", Include = "INCLUDE", }
}
open_enum! {
    /// How a table's throughput is paid for.
    pub enum BillingMode { Provisioned = "PROVISIONED", PayPerRequest = "PAY_PER_REQUEST", }
}
open_enum! {
    /// Where a table stands in its life.
    pub enum TableStatus {
        Creating = "CREATING",
        Updating = "UPDATING",
        Deleting = "DELETING",
        Active = "ACTIVE",
    }
}
open_enum! {
    /// Where an index stands in its life.
    pub enum IndexStatus { Creating = "CREATING", Updating = "UPDATING", Deleting = "DELETING", Active = "ACTIVE", }
}
open_enum! {
    /// How a table is stored and priced.
    pub enum TableClass { Standard = "STANDARD", StandardInfrequentAccess = "STANDARD_INFREQUENT_ACCESS", }
}
open_enum! {
    /// What a stream tells of a change.
    pub enum StreamViewType {
        NewImage = "NEW_IMAGE",
        OldImage = "OLD_IMAGE",
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
        KeysOnly = "KEYS_ONLY",
    }
}
open_enum! {
    /// Where a stream stands in its life.
    pub enum StreamStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
    }
}
open_enum! {
    /// Where in a shard an iterator begins.
    pub enum ShardIteratorType {
        TrimHorizon = "TRIM_HORIZON",
        Latest = "LATEST",
        AtSequenceNumber = "AT_SEQUENCE_NUMBER",
        AfterSequenceNumber = "AFTER_SEQUENCE_NUMBER",
        AtTimestamp = "AT_TIMESTAMP",
    }
}
open_enum! {
    /// Which shards DescribeStream tells of.
    pub enum ShardFilterType { ChildShards = "CHILD_SHARDS", }
}
open_enum! {
    /// What happened to an item.
    pub enum OperationType { Insert = "INSERT", Modify = "MODIFY", Remove = "REMOVE", }
}
open_enum! {
    /// Whose key encrypts a table.
    pub enum SSEType { Aes256 = "AES256", Kms = "KMS", }
}
open_enum! {
    /// Where a table's encryption stands.
    pub enum SSEStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
        Updating = "UPDATING",
    }
}
open_enum! {
    /// Where a backup stands in its life.
    pub enum BackupStatus { Creating = "CREATING", Deleted = "DELETED", Available = "AVAILABLE", }
}
open_enum! {
    /// Who made a backup.
    pub enum BackupType { User = "USER", System = "SYSTEM", AwsBackup = "AWS_BACKUP", }
}
open_enum! {
    /// Which backups ListBackups lists.
    pub enum BackupTypeFilter { User = "USER", System = "SYSTEM", AwsBackup = "AWS_BACKUP", All = "ALL", }
}
open_enum! {
    /// Whether a table's continuous backups are on.
    pub enum ContinuousBackupsStatus { Enabled = "ENABLED", Disabled = "DISABLED", }
}
open_enum! {
    /// Whether a table's point-in-time recovery is on.
    pub enum PointInTimeRecoveryStatus { Enabled = "ENABLED", Disabled = "DISABLED", }
}
open_enum! {
    /// Whether a table's items expire.
    pub enum TimeToLiveStatus {
        Enabling = "ENABLING",
        Disabling = "DISABLING",
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
open_enum! {
    /// What a Scan returns.
    pub enum Select {
        SpecificAttributes = "SPECIFIC_ATTRIBUTES",
        Count = "COUNT",
        AllAttributes = "ALL_ATTRIBUTES",
        AllProjectedAttributes = "ALL_PROJECTED_ATTRIBUTES",
    }
}
open_enum! {
    /// Which capacity figures an answer carries.
    pub enum ReturnConsumedCapacity { Indexes = "INDEXES", Total = "TOTAL", None = "NONE", }
}
open_enum! {
    /// Which image of an item a write returns.
    pub enum ReturnValue {
        None = "NONE",
        AllOld = "ALL_OLD",
        UpdatedOld = "UPDATED_OLD",
        AllNew = "ALL_NEW",
        UpdatedNew = "UPDATED_NEW",
    }
}
open_enum! {
    /// Whether a write tells how large its item collection is.
    pub enum ReturnItemCollectionMetrics { Size = "SIZE", None = "NONE", }
}
open_enum! {
    /// Which image of an item the refusal of its condition returns.
    pub enum ReturnValuesOnConditionCheckFailure { AllOld = "ALL_OLD", None = "NONE", }
}
open_enum! {
    /// How a legacy parameter compares an attribute.
    pub enum ComparisonOperator {
        Eq = "EQ",
        Ne = "NE",
        In = "IN",
        Le = "LE",
        Lt = "LT",
        Ge = "GE",
        Gt = "GT",
        Between = "BETWEEN",
        NotNull = "NOT_NULL",
        Null = "NULL",
        Contains = "CONTAINS",
        NotContains = "NOT_CONTAINS",
        BeginsWith = "BEGINS_WITH",
    }
}
open_enum! {
    /// What a legacy parameter makes of an attribute.
    pub enum AttributeAction { Add = "ADD", Put = "PUT", Delete = "DELETE", }
}
open_enum! {
    /// How a legacy parameter joins its conditions.
    pub enum ConditionalOperator { And = "AND", Or = "OR", }
}
