//! The refusals of operations on tags.

use crate::model::error::{ErrorCode, Refusal};

/// Why the tags of a resource cannot be read or changed.
///
/// # Source
/// `docs/dynamodb.md#tags`, `docs/dynamodb.md#backup-tags`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum TagError {
    #[error("One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: {arn}")]
    NotATableArn { arn: String },
    #[error("Requested resource not found: ResourcArn: {arn} not found")]
    NotFound { arn: String },
}

impl Refusal for TagError {
    fn code(&self) -> ErrorCode {
        match self {
            TagError::NotATableArn { .. } => ErrorCode::ValidationException,
            TagError::NotFound { .. } => ErrorCode::ResourceNotFoundException,
        }
    }
}
