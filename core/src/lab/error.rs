//! The refusals of lab operations. The texts are Timemark's own.

use crate::model::error::Refusal;

/// Why a request to the lab is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum LabError {
    #[error("Exactly one of Seconds, To and ToNextDue=true must be given")]
    OneAdvanceOnly,
    #[error("The clock never goes back: Seconds must not be negative")]
    NegativeAdvance,
    #[error("There is no operation {name}")]
    UnknownOperation { name: String },
    #[error("{operation} can not answer {error}: it is neither declared for it nor common")]
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
}

impl Refusal for LabError {}
