//! The refusals of operations on resource-based policies.

use crate::model::error::{ErrorCode, Refusal};
use crate::time::Timestamp;

/// Why an operation on resource-based policies is refused.
///
/// # Source
/// `docs/dynamodb.md#neighbours`, `docs/dynamodb.md#resource-policy`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum PolicyError {
    // PolicyNotFoundException. The beginning of the last three is assumed to be that of the first.
    #[error("Resource-based policy not found for the provided ResourceArn: {arn}")]
    NotFound { arn: String },
    #[error(
        "Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id \
         {expected}, but the policy associated to target table {table} has revision id {found}."
    )]
    OtherRevision { expected: String, table: String, found: String },
    // Assumed text.
    #[error(
        "Resource-based policy not found for the provided ResourceArn: Requested update for policy with revision id \
         {expected}, but no policy is associated to target table {table}."
    )]
    NoRevision { expected: String, table: String },
    // Assumed text.
    #[error(
        "Resource-based policy not found for the provided ResourceArn: Requested update expecting none to be present for \
         target table {table}, but a policy exists with revision id {found}."
    )]
    NoneExpected { table: String, found: String },

    // ResourceInUseException
    #[error(
        "Attempt to change a resource which is still in use: Table is pending previous resource-based policy update: \
         {table}"
    )]
    Pending { table: String },

    // ThrottlingException
    #[error(
        "Resource-based policy for table {table} modified within the previous 15000 milliseconds. Please try again after \
         {after}."
    )]
    TooSoon { table: String, after: Timestamp },

    // ValidationException. Assumed text.
    #[error("One or more parameter values were invalid: Policy is not a valid JSON document")]
    NoDocument,
}

impl Refusal for PolicyError {
    fn code(&self) -> ErrorCode {
        match self {
            PolicyError::NotFound { .. }
            | PolicyError::OtherRevision { .. }
            | PolicyError::NoRevision { .. }
            | PolicyError::NoneExpected { .. } => ErrorCode::PolicyNotFoundException,
            PolicyError::Pending { .. } => ErrorCode::ResourceInUseException,
            PolicyError::TooSoon { .. } => ErrorCode::ThrottlingException,
            PolicyError::NoDocument => ErrorCode::ValidationException,
        }
    }
}
