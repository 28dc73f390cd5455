//! The refusals of operations on Kinesis streaming destinations.

use crate::model::error::Refusal;

/// Why a destination cannot be enabled, updated or disabled.
///
/// # Source
/// `docs/dynamodb.md#kinesis`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum DestinationError {
    #[error(
        "Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with streamArn: \
         {stream_arn} found for table with tableName: {table}"
    )]
    Unknown { stream_arn: String, table: String },
    // The last two words are assumed: those of the text for disabling.
    #[error(
        "Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be \
         DISABLED or ENABLE_FAILED to perform ENABLE operation."
    )]
    NotDisabled,
    #[error(
        "Table is not in a valid state to enable Kinesis Streaming Destination: KinesisStreamingDestination must be ACTIVE \
         to perform DISABLE operation."
    )]
    NotActive,
    #[error(
        "Table is not in a valid state to enable Kinesis Streaming Destination: Kinesis streaming is not in ACTIVE state. \
         Updates are only allowed in ACTIVE state"
    )]
    NotActiveForUpdate,
    #[error(
        "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null \
         or contain only null values"
    )]
    NothingToUpdate,
    #[error(
        "Invalid Request: Precision is already set to the desired value of {precision} for tableId: {table_id}, kdsArn: \
         {stream_arn}"
    )]
    PrecisionUnchanged { precision: String, table_id: String, stream_arn: String },
}

impl Refusal for DestinationError {}
