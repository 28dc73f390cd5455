//! The lab: what AWS does not have. The clock, the settings, faults on request, and a look inside a backup.
//!
//! These are operations like the API's, with a target of their own, through the same doors; one file each.

mod advance_clock;
mod describe_lab;
mod describe_timeline;
mod explain_backup;
mod faults;
mod reset_lab;
mod start_backup_job;
mod update_lab;

pub use advance_clock::*;
pub use describe_lab::*;
pub use describe_timeline::*;
pub use explain_backup::*;
pub use faults::*;
pub use reset_lab::*;
pub use start_backup_job::*;
pub use update_lab::*;

use crate::engine::Call;
use crate::operations::Dispatch;

/// The one list of lab operations: their names, and the dispatch of every door.
macro_rules! lab_operations {
    ($($input:ident,)+) => {
        /// The names of all lab operations.
        pub const NAMES: &[&str] = &[$(<$input as Call>::NAME),+];

        /// Finds the lab operation of that name and makes the call; `None` where there is none.
        pub(crate) fn dispatch<D: Dispatch>(name: &str, dispatch: D) -> Option<D::Answer> {
            $(if name == <$input as Call>::NAME {
                return Some(dispatch.call::<$input>());
            })+
            None
        }
    };
}

lab_operations! {
    DescribeLabInput,
    UpdateLabInput,
    ResetLabInput,
    AdvanceClockInput,
    InjectFaultInput,
    ListFaultsInput,
    ClearFaultsInput,
    ExplainBackupInput,
    DescribeTimelineInput,
    StartBackupJobInput,
}
