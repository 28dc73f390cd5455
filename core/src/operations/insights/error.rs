//! The refusals of operations on contributor insights.

use crate::model::error::{ErrorCode, Refusal};

/// Why an operation on contributor insights is refused.
///
/// # Source
/// `docs/dynamodb.md#neighbours`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum InsightsError {
    #[error("Requested resource not found: Index: {index} not found for table: {table}")]
    IndexNotFound { index: String, table: String },
    #[error(
        "Table or Index is not in a valid state to update Key Access Insights: TableStatus must be ACTIVE to enable \
         ContributorInsights."
    )]
    TableNotActive,
    // The end is assumed: that of the text about tables.
    #[error(
        "Table or Index is not in a valid state to update Key Access Insights: IndexStatus must be ACTIVE to enable \
         ContributorInsights."
    )]
    IndexNotActive,
    // Assumed text.
    #[error("Invalid NextToken")]
    NextToken,
}

impl Refusal for InsightsError {
    fn code(&self) -> ErrorCode {
        match self {
            InsightsError::IndexNotFound { .. } => ErrorCode::ResourceNotFoundException,
            InsightsError::TableNotActive | InsightsError::IndexNotActive | InsightsError::NextToken => {
                ErrorCode::ValidationException
            }
        }
    }
}
