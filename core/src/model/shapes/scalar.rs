//! The string enums of the service model.
//!
//! # Source
//! `docs/dynamodb.md#validation`: when the service refuses a value, it lists the allowed ones in an order of its own.
//! Where that order is known (`[B, N, S]`) it is used here; elsewhere it is assumed to be the model's.

use crate::item::key::ScalarType;

open_enum! {
    /// The type of a key attribute: string, number or binary.
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
    /// The role of an attribute in a key: HASH for the partition key, RANGE for the sort key.
    pub enum KeyType { Hash = "HASH", Range = "RANGE", }
}
open_enum! {
    /// The attributes that an index projects.
    pub enum ProjectionType { All = "ALL", KeysOnly = "KEYS_ONLY", Include = "INCLUDE", }
}
open_enum! {
    /// How throughput is billed: provisioned, or for each request.
    pub enum BillingMode { Provisioned = "PROVISIONED", PayPerRequest = "PAY_PER_REQUEST", }
}
open_enum! {
    /// The status of a table.
    pub enum TableStatus {
        Creating = "CREATING",
        Updating = "UPDATING",
        Deleting = "DELETING",
        Active = "ACTIVE",
    }
}
open_enum! {
    /// The status of a global secondary index.
    pub enum IndexStatus { Creating = "CREATING", Updating = "UPDATING", Deleting = "DELETING", Active = "ACTIVE", }
}
open_enum! {
    /// The storage class of a table.
    pub enum TableClass { Standard = "STANDARD", StandardInfrequentAccess = "STANDARD_INFREQUENT_ACCESS", }
}
open_enum! {
    /// What the records of a stream contain: the new image of the item, the old one, both, or only its key.
    pub enum StreamViewType {
        NewImage = "NEW_IMAGE",
        OldImage = "OLD_IMAGE",
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
        KeysOnly = "KEYS_ONLY",
    }
}
open_enum! {
    /// The status of a stream.
    pub enum StreamStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
    }
}
open_enum! {
    /// The position in a shard at which an iterator starts.
    pub enum ShardIteratorType {
        TrimHorizon = "TRIM_HORIZON",
        Latest = "LATEST",
        AtSequenceNumber = "AT_SEQUENCE_NUMBER",
        AfterSequenceNumber = "AFTER_SEQUENCE_NUMBER",
        AtTimestamp = "AT_TIMESTAMP",
    }
}
open_enum! {
    /// The shards that DescribeStream returns.
    pub enum ShardFilterType { ChildShards = "CHILD_SHARDS", }
}
open_enum! {
    /// The effect of a change on its item.
    pub enum OperationType { Insert = "INSERT", Modify = "MODIFY", Remove = "REMOVE", }
}
open_enum! {
    /// The kind of encryption at rest.
    pub enum SSEType { Aes256 = "AES256", Kms = "KMS", }
}
open_enum! {
    /// The status of encryption at rest with a KMS key.
    pub enum SSEStatus {
        Enabling = "ENABLING",
        Enabled = "ENABLED",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
        Updating = "UPDATING",
    }
}
open_enum! {
    /// The status of a backup.
    pub enum BackupStatus { Creating = "CREATING", Deleted = "DELETED", Available = "AVAILABLE", }
}
open_enum! {
    /// The type of a backup: made by a user, left by a deleted table, or made by AWS Backup.
    pub enum BackupType { User = "USER", System = "SYSTEM", AwsBackup = "AWS_BACKUP", }
}
open_enum! {
    /// The backups that ListBackups returns.
    pub enum BackupTypeFilter { User = "USER", System = "SYSTEM", AwsBackup = "AWS_BACKUP", All = "ALL", }
}
open_enum! {
    /// The status of a table's continuous backups.
    pub enum ContinuousBackupsStatus { Enabled = "ENABLED", Disabled = "DISABLED", }
}
open_enum! {
    /// The status of a table's point-in-time recovery.
    pub enum PointInTimeRecoveryStatus { Enabled = "ENABLED", Disabled = "DISABLED", }
}
open_enum! {
    /// The status of a table's time to live.
    pub enum TimeToLiveStatus {
        Enabling = "ENABLING",
        Disabling = "DISABLING",
        Enabled = "ENABLED",
        Disabled = "DISABLED",
    }
}
open_enum! {
    /// What a Query or a Scan returns of its items.
    pub enum Select {
        SpecificAttributes = "SPECIFIC_ATTRIBUTES",
        Count = "COUNT",
        AllAttributes = "ALL_ATTRIBUTES",
        AllProjectedAttributes = "ALL_PROJECTED_ATTRIBUTES",
    }
}
open_enum! {
    /// Whether the answer has the consumed capacity: in total, with the share of each index, or not.
    pub enum ReturnConsumedCapacity { Indexes = "INDEXES", Total = "TOTAL", None = "NONE", }
}
open_enum! {
    /// The attributes of the item that a write returns: before or after it, all or only the updated ones.
    pub enum ReturnValue {
        None = "NONE",
        AllOld = "ALL_OLD",
        UpdatedOld = "UPDATED_OLD",
        AllNew = "ALL_NEW",
        UpdatedNew = "UPDATED_NEW",
    }
}
open_enum! {
    /// Whether a write returns the size of its item collection.
    pub enum ReturnItemCollectionMetrics { Size = "SIZE", None = "NONE", }
}
open_enum! {
    /// Whether a write that fails on its condition returns the item.
    pub enum ReturnValuesOnConditionCheckFailure { AllOld = "ALL_OLD", None = "NONE", }
}
open_enum! {
    /// The operator of a legacy condition.
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
    /// The action of a legacy update of an attribute.
    pub enum AttributeAction { Add = "ADD", Put = "PUT", Delete = "DELETE", }
}
open_enum! {
    /// How the conditions of a legacy parameter are combined.
    pub enum ConditionalOperator { And = "AND", Or = "OR", }
}
