//! What reading a stream can fail by.

use super::ErrorCode;
use std::fmt;

/// Why a stream cannot be read.
///
/// # Source
/// The texts are those of the service model's error shapes, of the missing stream and shard those that users report;
/// where one is assumed, the line says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamError {
    /// There is no such stream, or it ended more than 24 hours ago.
    NotFound {
        /** The ARN as sent. */
        arn: String,
    },
    /// The stream has no such shard.
    ShardNotFound,
    /// The iterator was made more than 15 minutes ago.
    IteratorExpired,
    /// What was asked for was told more than 24 hours ago.
    Trimmed,
    /// More than 1,000 records were asked for at once.
    TooManyRecords,
}

/// What a request to read a stream can say wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum StreamInvalid {
    Arn,
    Iterator,
    SequenceNumberMissing,
    SequenceNumberNotWanted,
    SequenceNumberOutOfRange { number: String },
    TimestampMissing,
    TimestampNotWanted,
    TimestampAhead,
}

impl StreamError {
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            StreamError::NotFound { .. } | StreamError::ShardNotFound => ErrorCode::ResourceNotFoundException,
            StreamError::IteratorExpired => ErrorCode::ExpiredIteratorException,
            StreamError::Trimmed => ErrorCode::TrimmedDataAccessException,
            StreamError::TooManyRecords => ErrorCode::LimitExceededException,
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StreamError::NotFound { arn } => write!(f, "Requested resource not found: Stream: {arn} not found"),
            StreamError::ShardNotFound => write!(f, "Requested resource not found: Shard does not exist"),
            StreamError::IteratorExpired => write!(f, "The provided iterator exceeds the maximum age allowed."),
            StreamError::Trimmed => write!(f, "The data you are trying to access has been trimmed."),
            // Assumed text; the condition is the model's.
            StreamError::TooManyRecords => write!(f, "GetRecords can retrieve at most 1000 records"),
        }
    }
}

// Assumed, all of them.
impl fmt::Display for StreamInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use StreamInvalid::*;
        match self {
            Arn => write!(f, "Invalid StreamArn"),
            Iterator => write!(f, "Invalid ShardIterator"),
            SequenceNumberMissing => {
                write!(f, "SequenceNumber is required for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER")
            }
            SequenceNumberNotWanted => {
                write!(f, "SequenceNumber can only be specified with AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER")
            }
            SequenceNumberOutOfRange { number } => {
                write!(f, "SequenceNumber {number} is not in the range of the shard")
            }
            TimestampMissing => write!(f, "Timestamp is required for AT_TIMESTAMP"),
            TimestampNotWanted => write!(f, "Timestamp can only be specified with AT_TIMESTAMP"),
            TimestampAhead => write!(f, "Timestamp must not be in the future"),
        }
    }
}
