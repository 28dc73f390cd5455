//! The refusals of lab operations. The texts are Timemark's own.

use crate::limits::echo;
use crate::model::error::Refusal;
use crate::time::Timestamp;

/// Why a request to the lab is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum LabError {
    #[error("Exactly one of Seconds, To and ToNextDue=true must be given")]
    OneAdvanceOnly,
    #[error("The clock never goes back: Seconds must not be negative")]
    NegativeAdvance,
    #[error("There is no operation {name}", name = echo(.name))]
    UnknownOperation { name: String },
    #[error(
        "{operation} can not answer {error}: it is neither declared for it nor common",
        operation = echo(.operation),
        error = echo(.error)
    )]
    FaultUndeclared { operation: String, error: String },
    #[error("Either BackupArn, or TableName with an optional RequestTime, must be given")]
    BackupOrTable,
    #[error("RestoreTime goes with TableName and without RequestTime")]
    RequestOrRestoreTime,
    #[error("Bins needs both From and To")]
    BinsWithoutEnds,
    #[error("RequestTime goes with TableName; a backup has its own")]
    RequestTimeMissing,
    #[error("NextToken is not one that this operation gave")]
    TokenInvalid,
    #[error("{side} needs either BackupArn, or TableName with an optional Time")]
    SideUnclear { side: &'static str },
    #[error("{side} cannot be at {asked}: what happened to the table is known from {earliest} to {now}")]
    SideTimeUnknown { side: &'static str, asked: Timestamp, earliest: Timestamp, now: Timestamp },
    #[error("Only what has the same key can be compared: one side has {left}, the other {right}")]
    KeysDiffer { left: String, right: String },
}

impl Refusal for LabError {}
