//! The refusals of operations on streams.

use crate::model::error::{ErrorCode, Refusal};

/// Why a stream cannot be read.
///
/// # Source
/// The service model's error shapes and, for a missing stream and shard, what users report. The texts of
/// ValidationExceptions are assumed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum StreamError {
    // ResourceNotFoundException
    #[error("Requested resource not found: Stream: {arn} not found")]
    NotFound { arn: String },
    #[error("Requested resource not found: Shard does not exist")]
    ShardNotFound,
    // ExpiredIteratorException
    #[error("The provided iterator exceeds the maximum age allowed.")]
    IteratorExpired,
    // TrimmedDataAccessException
    #[error("The data you are trying to access has been trimmed.")]
    Trimmed,

    // ValidationException
    #[error("Invalid ShardIterator")]
    Iterator,
    #[error("SequenceNumber is required for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER")]
    SequenceNumberMissing,
    #[error("SequenceNumber can only be specified with AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER")]
    SequenceNumberNotWanted,
    #[error("SequenceNumber {number} is not in the range of the shard")]
    SequenceNumberOutOfRange { number: String },
    #[error("Timestamp is required for AT_TIMESTAMP")]
    TimestampMissing,
    #[error("Timestamp can only be specified with AT_TIMESTAMP")]
    TimestampNotWanted,
    #[error("Timestamp must not be in the future")]
    TimestampAhead,
}

impl Refusal for StreamError {
    fn code(&self) -> ErrorCode {
        match self {
            StreamError::NotFound { .. } | StreamError::ShardNotFound => ErrorCode::ResourceNotFoundException,
            StreamError::IteratorExpired => ErrorCode::ExpiredIteratorException,
            StreamError::Trimmed => ErrorCode::TrimmedDataAccessException,
            _ => ErrorCode::ValidationException,
        }
    }
}
