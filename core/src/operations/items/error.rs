//! The refusals of operations on items, except for those of values, keys and expressions.

use crate::item::Item;
use crate::limits::echo_all;
use crate::model::error::{Detail, ErrorCode, Refusal};
use crate::model::shapes::CancellationReason;

/// Why a write is refused.
///
/// # Source
/// `docs/dynamodb.md#item-writes`; `docs/dynamodb.md#partiql-texts` has the text about a duplicate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum WriteError {
    #[error("The conditional request failed")]
    ConditionalCheckFailed { item: Option<Item> },
    #[error("Duplicate primary key exists in table")]
    DuplicateItem,
    #[error("Collection size exceeded.")]
    ItemCollectionSizeLimitExceeded,
    #[error("Transaction is ongoing for the item")]
    TransactionConflict,
    // Assumed text.
    #[error("ReturnValues can only be ALL_OLD or NONE")]
    ReturnValues,
}

impl Refusal for WriteError {
    fn code(&self) -> ErrorCode {
        match self {
            WriteError::ConditionalCheckFailed { .. } => ErrorCode::ConditionalCheckFailedException,
            WriteError::DuplicateItem => ErrorCode::DuplicateItemException,
            WriteError::ItemCollectionSizeLimitExceeded => ErrorCode::ItemCollectionSizeLimitExceededException,
            WriteError::TransactionConflict => ErrorCode::TransactionConflictException,
            WriteError::ReturnValues => ErrorCode::ValidationException,
        }
    }

    fn text_in_envelope(&self) -> Option<String> {
        (*self == WriteError::ReturnValues).then(|| self.to_string())
    }

    fn detail(self) -> Detail {
        match self {
            WriteError::ConditionalCheckFailed { item: Some(item) } => Detail::Item(item),
            _ => Detail::None,
        }
    }
}

/// Why a batch is refused.
///
/// # Source
/// `docs/dynamodb.md#batches`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum BatchError {
    #[error("Too many items requested for the BatchWriteItem call")]
    TooManyWrites,
    #[error("Too many items requested for the BatchGetItem call")]
    TooManyGets,
    #[error("Provided list of item keys contains duplicates")]
    DuplicateKeys,
    #[error("The requestItems parameter is required for BatchWriteItem")]
    NoWrites,
    // Assumed text.
    #[error("Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest")]
    NotOneRequest,
}

impl Refusal for BatchError {}

/// Why a Query or a Scan is refused, except for its expressions.
///
/// # Source
/// `docs/dynamodb.md#query`, `docs/dynamodb.md#scan`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum ReadError {
    #[error(
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"
    )]
    SegmentWithoutTotal,
    #[error(
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"
    )]
    TotalWithoutSegment,
    #[error(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} is not \
         less than TotalSegments: {total}"
    )]
    SegmentNotBelowTotal { segment: i64, total: i64 },
    #[error("The provided starting key is invalid: The provided key element does not match the schema")]
    StartKeyInvalid,
    // Assumed text.
    #[error(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct \
         Segment"
    )]
    StartKeyOutsideSegment,
    #[error("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")]
    SelectSpecificWithoutAttributes,
    #[error("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")]
    SelectProjectedWithoutIndex,
    #[error(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary \
         index {index} because its projection type is not ALL"
    )]
    SelectAllOnGlobalIndex { index: String },
    #[error("Consistent reads are not supported on global secondary indexes")]
    ConsistentReadOnGlobalIndex,
    #[error("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")]
    NoKeyCondition,
    // Not in the sheet, but in many reports of the service's answers.
    #[error("Cannot read from backfilling global secondary index: {index}")]
    Backfilling { index: String },
    // Assumed: the texts that follow.
    #[error("Cannot specify the {parameter} when choosing to get {select}")]
    SelectWithProjection { parameter: &'static str, select: String },
    #[error(
        "One or more parameter values were invalid: Global secondary index {index} does not project [{}]",
        echo_all(.names)
    )]
    NotProjected { index: String, names: Vec<String> },
    #[error("The provided starting key is outside query boundaries based on provided conditions")]
    StartKeyOutsideQuery,
    #[error("The provided starting key does not match the range key predicate")]
    StartKeyOutsideCondition,
}

impl Refusal for ReadError {}

/// Why a transaction is refused.
///
/// # Source
/// `docs/dynamodb.md#transactions` and the service model's TransactionCanceledException; where a text is
/// assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum TransactionError {
    #[error("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes_text(reasons))]
    Canceled { reasons: Vec<CancellationReason> },
    // Assumed: the sentence of the service model's error shape.
    #[error(
        "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent \
         token that was already used."
    )]
    TokenMismatch,
    #[error("TransactItems can only contain one of Check, Put, Update or Delete")]
    NotOneAction,
    #[error("Transaction request cannot include multiple operations on one item")]
    ItemTwice,
    // Assumed text; the limit is the service model's.
    #[error("The aggregate size of the items in the transaction exceeds the maximum of 4 MB")]
    TooLarge,
}

impl Refusal for TransactionError {
    fn code(&self) -> ErrorCode {
        match self {
            TransactionError::Canceled { .. } => ErrorCode::TransactionCanceledException,
            TransactionError::TokenMismatch => ErrorCode::IdempotentParameterMismatchException,
            TransactionError::NotOneAction | TransactionError::ItemTwice | TransactionError::TooLarge => {
                ErrorCode::ValidationException
            }
        }
    }

    fn detail(self) -> Detail {
        match self {
            TransactionError::Canceled { reasons } => Detail::CancellationReasons(reasons),
            _ => Detail::None,
        }
    }
}

fn codes_text(reasons: &[CancellationReason]) -> String {
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason.code.as_deref()).collect();
    codes.join(", ")
}
