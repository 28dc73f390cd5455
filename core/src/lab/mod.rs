//! The lab: the operations that AWS does not have. The clock, the settings, injected faults, a look inside a backup, and
//! what differs between tables and backups, with the writes that put it back.
//!
//! They are called like the API's operations, with a target prefix of their own; one file each. They are clients of the
//! engine.

mod advance_clock;
mod compare_tables;
mod describe_lab;
mod describe_timeline;
mod error;
mod explain_backup;
mod faults;
mod plan_repair;
mod references;
mod reset_lab;
mod side;
mod start_backup_job;
mod update_lab;
mod view;

pub use advance_clock::*;
pub use compare_tables::*;
pub use describe_lab::*;
pub use describe_timeline::*;
pub use explain_backup::*;
pub use faults::*;
pub use plan_repair::*;
pub use references::{BrokenReference, BrokenReferences, REFERENCES_ITEMS_MAX, Reference};
pub use reset_lab::*;
pub use side::ComparedSide;
pub use start_backup_job::*;
pub use update_lab::*;
pub use view::*;

pub use crate::faults::Fault;
pub use crate::model::error::ErrorName;

use crate::engine::Call;

/// Passes the one list of lab operations to a macro.
macro_rules! with_lab_operations {
    ($macro:ident) => {
        $macro! {
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
            CompareTablesInput,
            PlanRepairInput,
        }
    };
}
pub(crate) use with_lab_operations;

macro_rules! names {
    ($($input:ident,)+) => {
        /// The names of all lab operations.
        pub const NAMES: &[&str] = &[$(<$input as Call>::NAME),+];
    };
}
with_lab_operations!(names);

/// Returns the index of a lab operation in the list.
pub(crate) fn index_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}
