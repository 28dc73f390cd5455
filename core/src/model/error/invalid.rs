//! Everything that a ValidationException can be about, beyond the model's plain constraints.

use super::ExpressionInvalid;
use super::StreamInvalid;
use super::recovery::RecoveryInvalid;
use crate::item::number::NumberError;
use crate::time::Timestamp;
use std::fmt;

/// What is wrong with a request that is well-formed.
///
/// # Source
/// The texts are those of `facts.md` 3.3 to 3.5, 5.3, 7.1 to 7.4; where one is assumed, the line says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum Invalid {
    // Values
    NumberText { text: String, error: NumberError },
    EmptyAttributeValue,
    SeveralAttributeValues,
    NullNotTrue,
    EmptySet(SetKind),
    DuplicateInSet { shown: Option<String> },
    Nesting,
    AttributeNameTooLong,
    EmptyAttributeName,
    ItemTooLarge,

    // Keys
    MissingKey { key: String },
    KeyType { key: String, expected: String, actual: String },
    IndexKeyType { key: String, expected: String, actual: String, index: String },
    KeySchemaMismatch,
    EmptyKeyText { key: String },
    EmptyKeyBinary { key: String },
    EmptyIndexKey { key: String, index: String },
    HashKeyTooLong,
    RangeKeyTooLong,

    // Batches and pages
    TooManyBatchWrites,
    TooManyBatchGets,
    DuplicateBatchKeys,
    EmptyBatch { member: &'static str },
    BatchEntryNotOneRequest,
    ReturnValuesOfUpdate,
    SegmentWithoutTotal,
    TotalWithoutSegment,
    SegmentNotBelowTotal { segment: i64, total: i64 },
    StartKeyInvalid,
    StartKeyOutsideSegment,
    UnknownIndex { index: String },
    SelectSpecificWithoutAttributes,
    SelectProjectedWithoutIndex,
    SelectAllOnGlobalIndex { index: String },
    ConsistentReadOnGlobalIndex,
    NotSupportedYet { member: &'static str },

    // Tables
    ParameterMissing { name: &'static str },
    ThroughputMissing,
    ThroughputWithOnDemand,
    ThroughputOutOfBounds { value: i64, member: &'static str },
    IndexThroughputMissing { index: String },
    IndexThroughputWithOnDemand { index: String },
    OnDemandThroughputWithProvisioned,
    KeyUndefined { keys: Vec<String>, defined: Vec<String> },
    IndexKeyUndefined,
    DefinitionsUnused { defined: Vec<String>, used: Vec<String> },
    DefinitionsCount,
    DefinitionDuplicate { name: String },
    SameKeyTwice,
    FirstKeyNotHash,
    SecondKeyNotRange,
    KeySchemaTooLong,
    EmptyIndexList { global: bool },
    LocalIndexWithoutRange,
    IndexWithoutRange { index: String },
    IndexOtherHash { index: String, index_hash: String, table_hash: String },
    ProjectionTypeMissing,
    AllWithNonKey,
    KeysOnlyWithNonKey,
    IncludeWithoutNonKey,
    DuplicateIndexName { index: String },
    TooManyLocalIndexes,
    TooManyGlobalIndexes,
    TooManyProjected { count: usize },
    StreamViewTypeMissing,
    StreamViewTypeWithoutStream,
    KmsKeyWithoutKms,
    SseTypeAes,
    DeletionProtected,

    // Tags, TTL
    TooManyTags,
    DuplicateTag,
    NotATableArn { arn: String },
    ArnMalformed { arn: String },
    ArnRegion { arn: String },
    ArnPartition { arn: String },
    ArnResource { arn: String },
    TimeToLiveAlreadyEnabled,
    TimeToLiveAlreadyDisabled,
    TimeToLiveOtherAttribute { current: String },
    TimeToLiveTooSoon,

    // Backups
    InvalidBackupArn,
    BackupArnNotValid,
    SystemBackupUndeletable { arn: String, expires: Timestamp },
    AwsBackupUndeletable { arn: String },
    StartArnRegion,
    TimeRangeReversed,

    // Restores
    IndexNotInSource { index: String },
    RestoreIndexThroughputMissing { index: String },
    RestoreIndexThroughputOnDemand { index: String },
    RestoreThroughputOnDemand,
    RestoreThroughputNotProvisioned,
    RestoreThroughputMissing,
    RestoreOnDemandOnProvisioned { member: &'static str },
    RestoreOnDemandOutOfRange { member: &'static str },
    CrossRegionWithoutSse,
    KmsAliasNotFound { alias: String },

    // Point-in-time recovery
    Recovery(RecoveryInvalid),
    // Areas with a file of their own
    Read(super::ReadInvalid),
    Stream(StreamInvalid),
    Transaction(super::TransactionInvalid),
    Update(super::UpdateInvalid),
    Expression(ExpressionInvalid),
    Statement(crate::expression::StatementInvalid),

    // Lab
    Lab(LabInvalid),
}

/// Which kind of set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// `SS`.
    Text,
    /// `NS`.
    Number,
    /// `BS`.
    Binary,
}

/// What a lab operation can be told wrongly. These texts are Timemark's own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum LabInvalid {
    OneAdvanceOnly,
    NegativeAdvance,
    PartitionsOutOfRange,
    DelayOutOfRange,
    CustomNeedsDelays,
    UnknownOperation { name: String },
    FaultUndeclared { operation: String, error: String },
    BackupOrTable,
    RequestOrRestoreTime,
    BinsWithoutEnds,
    RequestTimeMissing,
    TokenInvalid,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Invalid::*;
        const PARAMETERS: &str = "One or more parameter values were invalid:";
        const REQUEST: &str = "Invalid Request:";
        match self {
            NumberText { text, error } => match error {
                NumberError::NotNumeric if text.is_empty() => {
                    write!(f, "The parameter cannot be converted to a numeric value")
                }
                NumberError::NotNumeric => write!(f, "The parameter cannot be converted to a numeric value: {text}"),
                NumberError::Overflow => write!(
                    f,
                    "Number overflow. Attempting to store a number with magnitude larger than supported range"
                ),
                NumberError::Underflow => write!(
                    f,
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range"
                ),
                NumberError::TooManyDigits => {
                    write!(f, "Attempting to store more than 38 significant digits in a Number")
                }
            },
            EmptyAttributeValue => {
                write!(f, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
            }
            SeveralAttributeValues => write!(
                f,
                "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported \
                 datatypes"
            ),
            NullNotTrue => write!(f, "{PARAMETERS} Null attribute value types must have the value of true"),
            EmptySet(SetKind::Text) => write!(f, "{PARAMETERS} An string set  may not be empty"),
            EmptySet(SetKind::Number) => write!(f, "{PARAMETERS} An number set  may not be empty"),
            EmptySet(SetKind::Binary) => write!(f, "{PARAMETERS} Binary sets should not be empty"),
            DuplicateInSet { shown: Some(shown) } => {
                write!(f, "{PARAMETERS} Input collection {shown} contains duplicates.")
            }
            DuplicateInSet { shown: None } => write!(f, "Input collection contains duplicates"),
            Nesting => write!(f, "Nesting Levels have exceeded supported limits"),
            AttributeNameTooLong => write!(
                f,
                "{PARAMETERS} The attribute name is too large: it must be at most 65535 bytes long" // Assumed text.
            ),
            // Assumed text: an empty name is refused, its sentence is in no source.
            EmptyAttributeName => write!(f, "{PARAMETERS} Attribute names must not be empty"),
            ItemTooLarge => write!(f, "Item size has exceeded the maximum allowed size"),

            MissingKey { key } => write!(f, "{PARAMETERS} Missing the key {key} in the item"),
            KeyType { key, expected, actual } => {
                write!(f, "{PARAMETERS} Type mismatch for key {key} expected: {expected} actual: {actual}")
            }
            IndexKeyType { key, expected, actual, index } => write!(
                f,
                "{PARAMETERS} Type mismatch for Index Key {key} Expected: {expected} Actual: {actual} IndexName: {index}"
            ),
            KeySchemaMismatch => write!(f, "The provided key element does not match the schema"),
            EmptyKeyText { key } => write!(
                f,
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
                 empty string value. Key: {key}"
            ),
            EmptyKeyBinary { key } => write!(
                f,
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
                 empty binary value. Key: {key}"
            ),
            // Assumed: the table key's sentence with the index named.
            EmptyIndexKey { key, index } => write!(
                f,
                "One or more parameter values are not valid. A value specified for a secondary index key is not \
                 supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: \
                 {index}, IndexKey: {key}"
            ),
            HashKeyTooLong => {
                write!(f, "{PARAMETERS} Size of hashkey has exceeded the maximum size limit of2048 bytes")
            }
            RangeKeyTooLong => {
                write!(f, "{PARAMETERS} Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
            }

            TooManyBatchWrites => write!(f, "Too many items requested for the BatchWriteItem call"),
            TooManyBatchGets => write!(f, "Too many items requested for the BatchGetItem call"),
            DuplicateBatchKeys => write!(f, "Provided list of item keys contains duplicates"),
            // Assumed: the model's lower bound in the sentence of its kind.
            EmptyBatch { member } => write!(f, "The batch must contain at least one entry in {member}"),
            // Assumed text.
            BatchEntryNotOneRequest => {
                write!(f, "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest")
            }
            // Assumed text.
            ReturnValuesOfUpdate => write!(f, "ReturnValues can only be ALL_OLD or NONE"),
            SegmentWithoutTotal => write!(
                f,
                "The TotalSegments parameter is required but was not present in the request when Segment parameter is \
                 present"
            ),
            TotalWithoutSegment => write!(
                f,
                "The Segment parameter is required but was not present in the request when parameter TotalSegments is \
                 present"
            ),
            SegmentNotBelowTotal { segment, total } => write!(
                f,
                "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} \
                 is not less than TotalSegments: {total}"
            ),
            StartKeyInvalid => write!(f, "The provided starting key is invalid"),
            // Assumed text.
            StartKeyOutsideSegment => write!(
                f,
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment"
            ),
            UnknownIndex { index } => write!(f, "The table does not have the specified index: {index}"),
            SelectSpecificWithoutAttributes => {
                write!(
                    f,
                    "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
                )
            }
            SelectProjectedWithoutIndex => {
                write!(f, "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
            }
            SelectAllOnGlobalIndex { index } => write!(
                f,
                "{PARAMETERS} Select type ALL_ATTRIBUTES is not supported for global secondary index {index} because \
                 its projection type is not ALL"
            ),
            ConsistentReadOnGlobalIndex => {
                write!(f, "Consistent reads are not supported on global secondary indexes")
            }
            NotSupportedYet { member } => write!(f, "Timemark does not support the parameter {member} yet"),

            ParameterMissing { name } => {
                write!(f, "The parameter '{name}' is required but was not present in the request")
            }
            ThroughputMissing => write!(
                f,
                "{PARAMETERS} ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is \
                 PROVISIONED"
            ),
            ThroughputWithOnDemand => write!(
                f,
                "{PARAMETERS} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is \
                 PAY_PER_REQUEST"
            ),
            ThroughputOutOfBounds { value, member } => {
                write!(f, "Given value {value} for {member} is out of bounds")
            }
            IndexThroughputMissing { index } => {
                write!(f, "{PARAMETERS} ProvisionedThroughput is not specified for index: {index}")
            }
            IndexThroughputWithOnDemand { index } => write!(
                f,
                "{PARAMETERS} ProvisionedThroughput should not be specified for index: {index} when BillingMode is \
                 PAY_PER_REQUEST"
            ),
            // Assumed text, after the restore's sentence for the same mistake.
            OnDemandThroughputWithProvisioned => {
                write!(f, "{PARAMETERS} OnDemandThroughput cannot be specified when BillingMode is PROVISIONED")
            }
            KeyUndefined { keys, defined } => write!(
                f,
                "{PARAMETERS} Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], \
                 AttributeDefinitions: [{}]",
                keys.join(", "),
                defined.join(", ")
            ),
            IndexKeyUndefined => write!(f, "Invalid KeySchema: Some index key attribute have no definition"),
            DefinitionsUnused { defined, used } => write!(
                f,
                "{PARAMETERS} Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
                defined.join(", "),
                used.join(", ")
            ),
            DefinitionsCount => write!(
                f,
                "{PARAMETERS} Number of attributes in KeySchema does not exactly match number of attributes defined in \
                 AttributeDefinitions"
            ),
            DefinitionDuplicate { name } => write!(f, "{PARAMETERS} Attribute Name is duplicated: {name}"),
            SameKeyTwice => {
                write!(f, "Both the Hash Key and the Range Key element in the KeySchema have the same name")
            }
            FirstKeyNotHash => {
                write!(f, "Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
            }
            SecondKeyNotRange => {
                write!(f, "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
            }
            // Assumed: this engine's keys are one HASH and at most one RANGE (`facts.md` section 9, point 12).
            KeySchemaTooLong => {
                write!(f, "{PARAMETERS} The KeySchema exceeds the maximum allowed number of RANGE key attributes")
            }
            EmptyIndexList { global: true } => write!(f, "{PARAMETERS} List of GlobalSecondaryIndexes is empty"),
            EmptyIndexList { global: false } => write!(f, "{PARAMETERS} List of LocalSecondaryIndexes is empty"),
            LocalIndexWithoutRange => write!(
                f,
                "{PARAMETERS} Table KeySchema does not have a range key, which is required when specifying a \
                 LocalSecondaryIndex"
            ),
            IndexWithoutRange { index } => {
                write!(f, "{PARAMETERS} Index KeySchema does not have a range key for index: {index}")
            }
            IndexOtherHash { index, index_hash, table_hash } => write!(
                f,
                "{PARAMETERS} Index KeySchema does not have the same leading hash key as table KeySchema for index: \
                 {index}. index hash key: {index_hash}, table hash key: {table_hash}"
            ),
            ProjectionTypeMissing => write!(f, "{PARAMETERS} Unknown ProjectionType: null"),
            AllWithNonKey => write!(f, "{PARAMETERS} ProjectionType is ALL, but NonKeyAttributes is specified"),
            KeysOnlyWithNonKey => {
                write!(f, "{PARAMETERS} ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified")
            }
            IncludeWithoutNonKey => {
                write!(f, "{PARAMETERS} ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
            }
            DuplicateIndexName { index } => write!(f, "{PARAMETERS} Duplicate index name: {index}"),
            TooManyLocalIndexes => {
                write!(f, "{PARAMETERS} Number of LocalSecondaryIndexes exceeds per-table limit of 5")
            }
            TooManyGlobalIndexes => {
                write!(f, "{PARAMETERS} GlobalSecondaryIndex count exceeds the per-table limit of 20")
            }
            // Assumed text; the limit of 100 is AWS's.
            TooManyProjected { count } => write!(
                f,
                "{PARAMETERS} Number of projected attributes over all indexes exceeds the per-table limit of 100: {count}"
            ),
            // Assumed, both.
            StreamViewTypeMissing => {
                write!(f, "{PARAMETERS} StreamViewType is required when StreamEnabled is true")
            }
            StreamViewTypeWithoutStream => {
                write!(f, "{PARAMETERS} StreamViewType must not be specified when StreamEnabled is false")
            }
            // Assumed, both.
            KmsKeyWithoutKms => {
                write!(f, "{PARAMETERS} KMSMasterKeyId can be specified only if SSEType is KMS")
            }
            SseTypeAes => write!(f, "{PARAMETERS} SSEType AES256 is not supported"),
            DeletionProtected => write!(
                f,
                "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection \
                 first."
            ),

            TooManyTags => write!(f, "Number of Tags exceed the current limit for the provided ResourceArn"),
            // Assumed text.
            DuplicateTag => write!(f, "{PARAMETERS} Duplicate tag keys found"),
            NotATableArn { arn } => {
                write!(f, "{PARAMETERS} Provided Arn is not a DynamoDB resource arn: {arn}")
            }
            ArnMalformed { arn } => write!(f, "{PARAMETERS} ARNs must start with 'arn:': {arn}"),
            ArnRegion { arn } => write!(f, "1 validation error detected: Invalid AWS region in '{arn}'"),
            ArnPartition { arn } => write!(f, "1 validation error detected: Invalid AWS partition in '{arn}'"),
            ArnResource { arn } => write!(f, "1 validation error detected: Invalid resource type in '{arn}'"),
            TimeToLiveAlreadyEnabled => write!(f, "TimeToLive is already enabled"),
            TimeToLiveAlreadyDisabled => write!(f, "TimeToLive is already disabled"),
            TimeToLiveOtherAttribute { current } => {
                write!(f, "TimeToLive is active on a different AttributeName: current AttributeName is {current}")
            }
            TimeToLiveTooSoon => {
                write!(f, "Time to live has been modified multiple times within a fixed interval")
            }

            InvalidBackupArn => write!(f, "Invalid Backup ARN"),
            BackupArnNotValid => write!(f, "{REQUEST} BackupArn is not valid"),
            SystemBackupUndeletable { arn, expires } => write!(
                f,
                "{REQUEST} User is not allowed to delete the system backup with arn {arn}. It will automatically expire \
                 on {}",
                expires.to_whole_seconds_text()
            ),
            // Assumed: the sentence for SYSTEM backups; this one was never seen.
            AwsBackupUndeletable { arn } => write!(
                f,
                "{REQUEST} User is not allowed to delete the backup with arn {arn}. It is managed by AWS Backup"
            ),
            StartArnRegion => {
                write!(f, "{REQUEST} The supplied ExclusiveStartBackupArn does not match the region")
            }
            TimeRangeReversed => {
                write!(f, "{PARAMETERS} Time range lower bound must be less than or equal to upper bound")
            }

            IndexNotInSource { index } => write!(
                f,
                "{REQUEST} Index {index} does not match a secondary index that existed in the source table and cannot be \
                 created during the restore operation"
            ),
            RestoreIndexThroughputMissing { index } => {
                write!(f, "{REQUEST} Must specify provisioned throughput for index {index}")
            }
            RestoreIndexThroughputOnDemand { index } => write!(
                f,
                "{REQUEST} Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for \
                 index {index}"
            ),
            RestoreThroughputOnDemand => write!(
                f,
                "{REQUEST} Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST"
            ),
            RestoreThroughputNotProvisioned => {
                write!(f, "{REQUEST} Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")
            }
            RestoreThroughputMissing => {
                write!(f, "{REQUEST} Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED")
            }
            RestoreOnDemandOnProvisioned { member } => write!(
                f,
                "{REQUEST} Cannot override {member} for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST"
            ),
            RestoreOnDemandOutOfRange { member } => {
                write!(f, "{REQUEST} Requested {member} for OnDemandThroughput is outside of valid range")
            }
            CrossRegionWithoutSse => {
                write!(f, "{REQUEST} sseSpecificationOverride must be provided for cross-region restores")
            }
            KmsAliasNotFound { alias } => write!(
                f,
                "KMS validation error: com.amazonaws.services.kms.model.NotFoundException: Alias {alias} is not found. \
                 (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException)"
            ),

            Recovery(recovery) => recovery.fmt(f),
            Read(read) => read.fmt(f),
            Stream(stream) => stream.fmt(f),
            Transaction(transaction) => transaction.fmt(f),
            Update(update) => update.fmt(f),
            Expression(expression) => expression.fmt(f),
            Statement(statement) => statement.fmt(f),

            Lab(lab) => lab.fmt(f),
        }
    }
}

impl fmt::Display for LabInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use LabInvalid::*;
        match self {
            OneAdvanceOnly => write!(f, "Exactly one of Seconds, To and ToNextDue=true must be given"),
            NegativeAdvance => write!(f, "The clock never goes back: Seconds must not be negative"),
            PartitionsOutOfRange => write!(f, "PartitionsPerTable must be between 1 and 1024"),
            DelayOutOfRange => write!(f, "A delay must be between 0 and 31536000 seconds"),
            CustomNeedsDelays => write!(f, "Delays are given with Pace CUSTOM, and Pace CUSTOM needs Delays"),
            UnknownOperation { name } => write!(f, "There is no operation {name}"),
            FaultUndeclared { operation, error } => {
                write!(f, "{operation} can not answer {error}: it is neither declared for it nor common")
            }
            BinsWithoutEnds => write!(f, "Bins needs both From and To"),
            BackupOrTable => write!(f, "Either BackupArn, or TableName with an optional RequestTime, must be given"),
            RequestOrRestoreTime => write!(f, "RestoreTime goes with TableName and without RequestTime"),
            RequestTimeMissing => write!(f, "RequestTime goes with TableName; a backup has its own"),
            TokenInvalid => write!(f, "NextToken is not one that this operation gave"),
        }
    }
}
