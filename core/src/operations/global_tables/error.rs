//! The refusals of operations on global tables.

use crate::model::error::{ErrorCode, Refusal};

/// Why an operation on global tables is refused.
///
/// # Source
/// `docs/dynamodb.md#neighbours`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum GlobalTableError {
    // GlobalTableNotFoundException
    #[error("Global table not found: Global table with name: '{name}' does not exist.")]
    NotFound { name: String },
    #[error("Global table with name: '{name}' does not exist.")]
    NoSettings { name: String },

    // ResourceNotFoundException
    #[error("Global table with name: '{table}' does not exist.")]
    NoReplicas { table: String },

    // ValidationException. Assumed, except for the words from "version" to "supported".
    #[error("Unsupported operation: Global tables version 2017.11.29 is not supported")]
    VersionOf2017,

    // InternalServerError
    #[error("Internal server error")]
    UnknownRegion,
}

impl Refusal for GlobalTableError {
    fn code(&self) -> ErrorCode {
        match self {
            GlobalTableError::NotFound { .. } | GlobalTableError::NoSettings { .. } => {
                ErrorCode::GlobalTableNotFoundException
            }
            GlobalTableError::NoReplicas { .. } => ErrorCode::ResourceNotFoundException,
            GlobalTableError::VersionOf2017 => ErrorCode::ValidationException,
            GlobalTableError::UnknownRegion => ErrorCode::InternalServerError,
        }
    }
}
