//! The refusals of operations on tables.

use crate::model::error::{ErrorCode, Refusal};
use crate::model::shapes::KeyType;

/// Why a table cannot be used by a request.
///
/// # Source
/// `docs/dynamodb.md#delete-table`, `docs/dynamodb.md#update-table`, `docs/dynamodb.md#list-tables`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum TableError {
    // ResourceNotFoundException. The control plane names the table, the data plane does not.
    #[error("Requested resource not found: Table: {table} not found")]
    NotFound { table: String },
    #[error("Requested resource not found")]
    NotFoundForData,

    // ResourceInUseException
    #[error("Table already exists: {table}")]
    AlreadyExists { table: String },
    #[error("Attempt to change a resource which is still in use: Table is being created: {table}")]
    BeingCreated { table: String },
    #[error("Attempt to change a resource which is still in use: Table is being deleted: {table}")]
    BeingDeleted { table: String },
    // Assumed: the form of similar texts.
    #[error("Attempt to change a resource which is still in use: Table is being updated: {table}")]
    BeingUpdated { table: String },
    #[error("Attempt to change a resource which is still in use: Table is being used: {table}")]
    BeingUsed { table: String },
    // Assumed: the rule is documented (`docs/dynamodb.md#backup-promises`), its text was never seen.
    #[error("Attempt to change a resource which is still in use: Table is being backed up: {table}")]
    BeingBackedUp { table: String },

    #[error("Can't change {what} when an index is being {being}. Table: {table} Indexes: [{index}]")]
    IndexUnderWay { what: &'static str, being: &'static str, table: String, index: String },
    #[error("Index is being created but is not backfilling yet. Table: {table} Index: {index}")]
    IndexBeingCreated { table: String, index: String },
    #[error("Index is being deleted. Table: {table} Index: {index}")]
    IndexBeingDeleted { table: String, index: String },

    // LimitExceededException. Not in docs/dynamodb.md, but in many reports of the service's answers.
    #[error("Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")]
    OnlineIndexes,
    #[error("Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20")]
    GlobalIndexes,

    // ValidationException
    #[error("The table does not have the specified index: {index}")]
    UnknownIndex { index: String },
    #[error(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
    )]
    DeletionProtected,
}

impl Refusal for TableError {
    fn code(&self) -> ErrorCode {
        match self {
            TableError::NotFound { .. } | TableError::NotFoundForData => ErrorCode::ResourceNotFoundException,
            TableError::AlreadyExists { .. }
            | TableError::BeingCreated { .. }
            | TableError::BeingDeleted { .. }
            | TableError::BeingUpdated { .. }
            | TableError::BeingUsed { .. }
            | TableError::BeingBackedUp { .. }
            | TableError::IndexUnderWay { .. }
            | TableError::IndexBeingCreated { .. }
            | TableError::IndexBeingDeleted { .. } => ErrorCode::ResourceInUseException,
            TableError::OnlineIndexes | TableError::GlobalIndexes => ErrorCode::LimitExceededException,
            TableError::UnknownIndex { .. } | TableError::DeletionProtected => ErrorCode::ValidationException,
        }
    }
}

/// Why the definition of a table is refused: its keys, indexes, throughput, stream, encryption or tags.
///
/// # Source
/// `docs/dynamodb.md#table-definition`, `docs/dynamodb.md#update-table`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum DefinitionError {
    #[error(
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified \
         when BillingMode is PROVISIONED"
    )]
    ThroughputMissing,
    #[error(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
         when BillingMode is PAY_PER_REQUEST"
    )]
    ThroughputWithOnDemand,
    #[error("Given value {value} for {member} is out of bounds")]
    ThroughputOutOfBounds { value: i64, member: &'static str },
    #[error("One or more parameter values were invalid: ProvisionedThroughput is not specified for index: {index}")]
    IndexThroughputMissing { index: String },
    #[error(
        "One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: {index} \
         when BillingMode is PAY_PER_REQUEST"
    )]
    IndexThroughputWithOnDemand { index: String },
    // Assumed text, modelled on a restore's for the same mistake.
    #[error(
        "One or more parameter values were invalid: OnDemandThroughput cannot be specified when BillingMode is \
         PROVISIONED"
    )]
    OnDemandThroughputWithProvisioned,
    #[error(
        "One or more parameter values were invalid: Some index key attributes are not defined in \
         AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        .keys.join(", "),
        .defined.join(", ")
    )]
    KeyUndefined { keys: Vec<String>, defined: Vec<String> },
    #[error("Invalid KeySchema: Some index key attribute have no definition")]
    IndexKeyUndefined,
    #[error(
        "One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: \
         [{}], keys used: [{}]",
        .defined.join(", "),
        .used.join(", ")
    )]
    DefinitionsUnused { defined: Vec<String>, used: Vec<String> },
    #[error(
        "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number \
         of attributes defined in AttributeDefinitions"
    )]
    DefinitionsCount,
    #[error("One or more parameter values were invalid: Attribute Name is duplicated: {name}")]
    DefinitionDuplicate { name: String },
    #[error("Both the Hash Key and the Range Key element in the KeySchema have the same name")]
    SameKeyTwice,
    #[error("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")]
    FirstKeyNotHash,
    #[error("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")]
    SecondKeyNotRange,
    #[error("Invalid KeySchema: All HASH key attributes must precede RANGE key attributes in the KeySchema")]
    HashAfterRange,
    // Assumed for RANGE attributes.
    #[error("The KeySchema exceeds the maximum allowed number of {} key attributes", .kind.as_str())]
    TooManyKeyAttributes { kind: KeyType },
    #[error("One or more parameter values were invalid: List of {list} is empty")]
    EmptyIndexList { list: &'static str },
    #[error(
        "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when \
         specifying a LocalSecondaryIndex"
    )]
    LocalIndexWithoutRange,
    #[error("One or more parameter values were invalid: Index KeySchema does not have a range key for index: {index}")]
    IndexWithoutRange { index: String },
    #[error(
        "One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table \
         KeySchema for index: {index}. index hash key: {index_hash}, table hash key: {table_hash}"
    )]
    IndexOtherHash { index: String, index_hash: String, table_hash: String },
    #[error("One or more parameter values were invalid: Unknown ProjectionType: null")]
    ProjectionTypeMissing,
    #[error("One or more parameter values were invalid: ProjectionType is ALL, but NonKeyAttributes is specified")]
    AllWithNonKey,
    #[error(
        "One or more parameter values were invalid: ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"
    )]
    KeysOnlyWithNonKey,
    #[error(
        "One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
    )]
    IncludeWithoutNonKey,
    #[error("One or more parameter values were invalid: Duplicate index name: {index}")]
    DuplicateIndexName { index: String },
    #[error("One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5")]
    TooManyLocalIndexes,
    #[error("One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20")]
    TooManyGlobalIndexes,
    // Assumed text; the limit of 100 is AWS's.
    #[error(
        "One or more parameter values were invalid: Number of projected attributes over all indexes exceeds the \
         per-table limit of 100: {count}"
    )]
    TooManyProjected { count: usize },
    // Assumed: both texts.
    #[error("One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true")]
    StreamViewTypeMissing,
    #[error(
        "One or more parameter values were invalid: StreamViewType must not be specified when StreamEnabled is false"
    )]
    StreamViewTypeWithoutStream,
    // Assumed: both texts.
    #[error("One or more parameter values were invalid: KMSMasterKeyId can be specified only if SSEType is KMS")]
    KmsKeyWithoutKms,
    #[error("One or more parameter values were invalid: SSEType AES256 is not supported")]
    SseTypeAes,
    #[error(
        "KMS validation error: com.amazonaws.services.kms.model.NotFoundException: Alias {alias} is not found. \
         (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException)"
    )]
    KmsAliasNotFound { alias: String },
    #[error("Number of Tags exceed the current limit for the provided ResourceArn")]
    TooManyTags,
    // Assumed text.
    #[error("One or more parameter values were invalid: Duplicate tag keys found")]
    DuplicateTag,
    // Assumed, both: the rules are documented, their texts were not recorded.
    #[error(
        "One or more parameter values were invalid: Tag keys and values may contain letters, white space, numbers and \
         + - = . _ : / @ only: {text}"
    )]
    TagCharacters { text: String },
    #[error(
        "One or more parameter values were invalid: Tag keys starting with 'aws:' are reserved for system use: {key}"
    )]
    TagReserved { key: String },
    // Assumed text.
    #[error("One or more parameter values were invalid: Duplicate value in NonKeyAttributes: {name}")]
    NonKeyTwice { name: String },
    // Assumed text.
    #[error(
        "One or more parameter values were invalid: Requested {member} for WarmThroughput is lower than the current \
         value. Requested: {requested}, current: {current}"
    )]
    WarmThroughputLower { member: &'static str, requested: i64, current: i64 },
}

impl Refusal for DefinitionError {}

/// Why an UpdateTable is refused.
///
/// # Source
/// `docs/dynamodb.md#table-definition`, `docs/dynamodb.md#update-table`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum UpdateTableError {
    // Assumed: the members between the sixth and the last, which docs/dynamodb.md leaves out.
    #[error(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
         SSESpecification, ReplicaUpdates, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or \
         TableClass is required"
    )]
    Nothing,
    #[error("{}", unchanged("table", [*read, *read_wanted], [*write, *write_wanted]))]
    ThroughputUnchanged { read: i64, write: i64, read_wanted: i64, write_wanted: i64 },
    // Assumed: the text for the table.
    #[error("{}", unchanged(&format!("index {index}"), [*read; 2], [*write; 2]))]
    IndexThroughputUnchanged { index: String, read: i64, write: i64 },
    #[error("Table already has an enabled stream: TableName: {table}")]
    StreamAlreadyEnabled { table: String },
    #[error("Table has no stream to disable: TableName: {table}")]
    NoStreamToDisable { table: String },
    #[error(
        "One or more parameter values were invalid: TableClass modification must be the only operation in the request"
    )]
    ClassNotAlone,
    #[error(
        "One or more parameter values were invalid: Server-Side Encryption modification must be the only operation in \
         the request"
    )]
    EncryptionNotAlone,
    #[error("One or more parameter values were invalid: You cannot modify stream status while updating table IOPS")]
    StreamWithThroughput,
    #[error("One or more parameter values were invalid: ProvisionedThroughput must be specified for index: {index}")]
    IndexThroughputMissing { index: String },
    #[error(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
         for index: {index} when BillingMode is PAY_PER_REQUEST"
    )]
    IndexThroughputWithOnDemand { index: String },
    // Assumed: the texts that follow.
    #[error(
        "One or more parameter values were invalid: A global secondary index cannot be created or deleted while \
         updating table IOPS in the same request"
    )]
    IndexWithThroughput,
    #[error(
        "One or more parameter values were invalid: Exactly one of Create, Update and Delete must be specified in \
         each GlobalSecondaryIndexUpdate"
    )]
    NotOneIndexAction,
    #[error("Attempting to create an index which already exists: {index}")]
    IndexExists { index: String },
    #[error(
        "One or more parameter values were invalid: Only one global secondary index update per index is allowed: \
         {index}"
    )]
    IndexTwice { index: String },
    #[error(
        "One or more parameter values were invalid: The type of an attribute that is defined cannot change: {name}"
    )]
    AttributeOfOtherType { name: String },
}

impl Refusal for UpdateTableError {}

/// The text about a throughput that would not change. Each pair holds the present and the requested units.
fn unchanged(what: &str, [read, read_wanted]: [i64; 2], [write, write_wanted]: [i64; 2]) -> String {
    format!(
        "The provisioned throughput for the {what} will not change. The requested value equals the current value. \
         Current ReadCapacityUnits provisioned for the {what}: {read}. Requested ReadCapacityUnits: {read_wanted}. \
         Current WriteCapacityUnits provisioned for the {what}: {write}. Requested WriteCapacityUnits: {write_wanted}. \
         Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )
}

/// Why an UpdateTimeToLive is refused.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum TimeToLiveError {
    #[error("TimeToLive is already enabled")]
    AlreadyEnabled,
    #[error("TimeToLive is already disabled")]
    AlreadyDisabled,
    #[error("TimeToLive is active on a different AttributeName: current AttributeName is {current}")]
    OtherAttribute { current: String },
    #[error("Time to live has been modified multiple times within a fixed interval")]
    TooSoon,
}

impl Refusal for TimeToLiveError {}
