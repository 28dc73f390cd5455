//! What a transaction can fail by.

use super::{Error, ErrorCode};
use crate::item::Item;
use crate::model::shapes::CancellationReason;
use std::fmt;

/// Why a transaction was not done.
///
/// # Source
/// `facts.md` 7.4 and the service model's TransactionCanceledException.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransactionError {
    /// Something about at least one of its items.
    Canceled {
        /** For each item, in the request's order, what; the code `None` where nothing. */
        reasons: Vec<CancellationReason>,
    },
    /// Its token was used for another request less than ten minutes ago.
    TokenMismatch,
}

/// What a request for a transaction can say wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum TransactionInvalid {
    NotOneAction,
    ItemTwice,
    TooLarge,
}

impl TransactionError {
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            TransactionError::Canceled { .. } => ErrorCode::TransactionCanceledException,
            TransactionError::TokenMismatch => ErrorCode::IdempotentParameterMismatchException,
        }
    }
}

impl CancellationReason {
    /// Nothing: the item is not why the transaction was cancelled.
    pub fn none() -> CancellationReason {
        CancellationReason { code: Some("None".to_owned()), ..CancellationReason::default() }
    }

    /// The reason that an error about one item is, if that cancels a transaction; any other error is the whole request's.
    ///
    /// # Errors
    /// The same error, where it is of that kind.
    ///
    /// # Source
    /// The codes that the service model lists: ConditionalCheckFailed, ItemCollectionSizeLimitExceeded, ValidationError,
    /// DuplicateItem.
    pub fn of(error: Error) -> Result<CancellationReason, Error> {
        let code = match error.code() {
            ErrorCode::ConditionalCheckFailedException => "ConditionalCheckFailed",
            ErrorCode::DuplicateItemException => "DuplicateItem",
            ErrorCode::ItemCollectionSizeLimitExceededException => "ItemCollectionSizeLimitExceeded",
            ErrorCode::ValidationException => "ValidationError",
            _ => return Err(error),
        };
        let item: Option<Item> = error.item().cloned();
        Ok(CancellationReason { code: Some(code.to_owned()), message: error.text(), item })
    }
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TransactionError::Canceled { reasons } => {
                let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason.code.as_deref()).collect();
                let codes = codes.join(", ");
                write!(f, "Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]")
            }
            // Assumed: the sentence of the service model's error shape.
            TransactionError::TokenMismatch => write!(
                f,
                "DynamoDB rejected the request because you retried a request with a different payload but with an \
                 idempotent token that was already used."
            ),
        }
    }
}

impl fmt::Display for TransactionInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Assumed text.
            TransactionInvalid::NotOneAction => write!(
                f,
                "Supplied TransactWriteItem must contain exactly one of ConditionCheck, Put, Delete and Update"
            ),
            TransactionInvalid::ItemTwice => {
                write!(f, "Transaction request cannot include multiple operations on one item")
            }
            // Assumed text; the limit is the service model's.
            TransactionInvalid::TooLarge => {
                write!(f, "The aggregate size of the items in the transaction exceeds the maximum of 4 MB")
            }
        }
    }
}
