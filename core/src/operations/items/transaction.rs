//! The decision about all writes of a transaction, and the reasons for its cancellation.

use super::consumed;
use super::error::{TransactionError, WriteError};
use super::item_write::{ItemWrite, Written};
use crate::expression::Work;
use crate::limits::TRANSACTION_BYTES_MAX;
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::CancellationReason;
use crate::state::{State, Table, Writer};
use crate::time::Timestamp;

/// The reason of an item that did not cause the cancellation.
pub fn no_reason() -> CancellationReason {
    CancellationReason { code: Some("None".to_owned()), ..CancellationReason::default() }
}

/// The cancellation reason for an error of one item.
///
/// # Errors
/// The same error if it does not cancel the transaction but refuses the whole request.
///
/// # Source
/// The codes listed in the service model: ConditionalCheckFailed, ItemCollectionSizeLimitExceeded, ValidationError,
/// DuplicateItem, TransactionConflict.
pub fn reason(error: Error) -> Result<CancellationReason, Error> {
    let code = match error.code() {
        ErrorCode::ConditionalCheckFailedException => "ConditionalCheckFailed",
        ErrorCode::DuplicateItemException => "DuplicateItem",
        ErrorCode::ItemCollectionSizeLimitExceededException => "ItemCollectionSizeLimitExceeded",
        ErrorCode::TransactionConflictException => "TransactionConflict",
        ErrorCode::ValidationException => "ValidationError",
        _ => return Err(error),
    };
    let (message, item) = (error.text().map(str::to_owned), error.item().cloned());
    Ok(CancellationReason { code: Some(code.to_owned()), message, item })
}

/// Refuses a transaction that reads where another write is in the way of some action.
///
/// # Errors
/// TransactionCanceledException.
pub fn refuse_conflicts(blocked: impl Iterator<Item = bool>) -> Result<(), Error> {
    let reason_of = |is_blocked| match is_blocked {
        true => reason(WriteError::TransactionConflict.into()),
        false => Ok(no_reason()),
    };
    let blocked: Vec<bool> = blocked.collect();
    if !blocked.contains(&true) {
        return Ok(());
    }
    let reasons = blocked.into_iter().map(reason_of).collect::<Result<_, _>>()?;
    Err(TransactionError::Canceled { reasons }.into())
}

/// Whether the reason is an invalid action.
fn is_validation(reason: &CancellationReason) -> bool {
    reason.code.as_deref() == Some("ValidationError")
}

/// Validates the size of a transaction, given the sizes of its parts in **bytes**. For one that writes these are the parts
/// of the request, not of the items.
///
/// # Errors
/// ValidationException.
pub fn within_limit(bytes: impl Iterator<Item = u64>) -> Result<(), TransactionError> {
    if bytes.sum::<u64>() > TRANSACTION_BYTES_MAX { Err(TransactionError::TooLarge) } else { Ok(()) }
}

/// Decides every action against the items as they are.
///
/// # Errors
/// TransactionCanceledException if one of them fails.
pub fn decide_all<'s>(
    state: &State,
    now: Timestamp,
    writes: &[(&'s Table, ItemWrite<'_>)],
) -> Result<Vec<Written<'s>>, Error> {
    let work = Work::default();
    let mut all = Vec::with_capacity(writes.len());
    let mut reasons = Vec::with_capacity(writes.len());
    for (table, write) in writes {
        if reasons.last().is_some_and(is_validation) {
            break;
        }
        let decided = write.decide_at(state, table, now, Writer::Transaction, &work).and_then(|written| {
            consumed::validate_collection(table, &written.key, written.old, written.new.as_ref())?;
            Ok(written)
        });
        reasons.push(match decided {
            Ok(written) => {
                all.push(written);
                no_reason()
            }
            Err(error) => reason(error)?,
        });
    }
    if all.len() < writes.len() {
        // After the first invalid action, the remaining ones are not looked at.
        reasons.resize(writes.len(), no_reason());
        return Err(TransactionError::Canceled { reasons }.into());
    }
    Ok(all)
}
