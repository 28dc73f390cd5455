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
mod view;

pub use advance_clock::*;
pub use describe_lab::*;
pub use describe_timeline::*;
pub use explain_backup::*;
pub use faults::*;
pub use reset_lab::*;
pub use start_backup_job::*;
pub use update_lab::*;
pub use view::*;

use crate::engine::Call;
use crate::operations::{Door, door_of};

/// The one list of lab operations: their names and doors.
macro_rules! lab_operations {
    ($($input:ident,)+) => {
        /// The names of all lab operations.
        pub const NAMES: &[&str] = &[$(<$input as Call>::NAME),+];

        /// The door of the lab operation of that name; `None` where there is none.
        pub(crate) fn door(name: &str) -> Option<Door> {
            const DOORS: &[Door] = &[$(door_of::<$input>),+];
            crate::model::shapes::place(name, NAMES).and_then(|number| DOORS.get(number)).copied()
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
