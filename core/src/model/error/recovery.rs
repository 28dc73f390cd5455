//! Why point-in-time recovery is refused.

use crate::time::Timestamp;
use std::fmt;

/// What is wrong with a request for point-in-time recovery that is well-formed.
///
/// # Source
/// `docs/dynamodb.md#recovery-period`, `docs/dynamodb.md#restore-to-time`; where a text is assumed, the line
/// says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum RecoveryInvalid {
    PeriodWhileDisabling,
    BothTimes,
    NoTime,
    BothSources,
    SourceArnMalformed,
    SourceOfOtherAccount,
    WarmThroughput { index: String },
}

impl fmt::Display for RecoveryInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use RecoveryInvalid::*;
        const REQUEST: &str = "Invalid Request:";
        match self {
            PeriodWhileDisabling => {
                write!(f, "{REQUEST} Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.")
            }
            // Assumed from "Pleas" on, where what was recorded is cut.
            BothTimes => write!(
                f,
                "{REQUEST} Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore \
                 request. Please specify only one of them"
            ),
            NoTime => write!(
                f,
                "{REQUEST} Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both"
            ),
            BothSources => write!(f, "Must provide exactly one of: sourceTableArn, sourceTableName"),
            // The beginning is assumed: what was recorded lacks it.
            SourceArnMalformed => {
                write!(f, "One or more parameter values were invalid: sourceTableArn is not a valid ARN")
            }
            // Assumed: that it is refused is documented.
            WarmThroughput { index } => write!(
                f,
                "{REQUEST} WarmThroughput is not supported for index {index} when restoring to a point in time"
            ),
            SourceOfOtherAccount => {
                write!(f, "This action is only supported by accounts that match the resource owner\u{2019}s account.")
            }
        }
    }
}

/// A moment that cannot be restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRestoreTime {
    /// The moment that was asked for.
    pub asked: Timestamp,
    /// The earliest that can be.
    pub earliest: Timestamp,
    /// The latest that can be.
    pub latest: Timestamp,
}

impl fmt::Display for InvalidRestoreTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RestoreDateTime '{}' must be within EarliestRestorableDateTime '{}' and LatestRestorableDateTime '{}'",
            self.asked.to_whole_seconds_text(),
            self.earliest.to_whole_seconds_text(),
            self.latest.to_whole_seconds_text()
        )
    }
}
