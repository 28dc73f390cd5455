//! What a cancelled transaction says of each of its items.

use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::CancellationReason;

/// The reason of an item that did not cancel the transaction.
pub fn no_reason() -> CancellationReason {
    CancellationReason { code: Some("None".to_owned()), ..CancellationReason::default() }
}

/// The reason of an item that an error is about.
///
/// # Errors
/// The same error if it does not cancel a transaction but refuses the whole request.
///
/// # Source
/// The codes that the service model lists: ConditionalCheckFailed, ItemCollectionSizeLimitExceeded, ValidationError.
pub fn reason(error: Error) -> Result<CancellationReason, Error> {
    let code = match error.code() {
        ErrorCode::ConditionalCheckFailedException => "ConditionalCheckFailed",
        ErrorCode::ItemCollectionSizeLimitExceededException => "ItemCollectionSizeLimitExceeded",
        ErrorCode::ValidationException => "ValidationError",
        _ => return Err(error),
    };
    let (message, item) = (error.text().map(str::to_owned), error.item().cloned());
    Ok(CancellationReason { code: Some(code.to_owned()), message, item })
}
