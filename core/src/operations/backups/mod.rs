//! Backups, restores and point-in-time recovery.
//!
//! Shared: `backing_up.rs` (which tables can be backed up, and how a backup begins by a call, a job or a deletion),
//! `restoring.rs` (overrides, and how both kinds of restore begin), `lookup.rs` (lookup of what a request names),
//! `describe.rs` (how a backup looks on the wire), `error.rs` (the refusals and their texts).

pub(crate) mod backing_up;
mod create_backup;
mod delete_backup;
pub(crate) mod describe;
mod describe_backup;
mod describe_continuous_backups;
pub(crate) mod error;
mod list_backups;
pub(crate) mod lookup;
mod restore_table_from_backup;
mod restore_table_to_point_in_time;
pub(crate) mod restoring;
mod update_continuous_backups;

pub use create_backup::*;
pub use delete_backup::*;
pub use describe_backup::*;
pub use describe_continuous_backups::*;
pub use list_backups::*;
pub use restore_table_from_backup::*;
pub use restore_table_to_point_in_time::*;
pub use update_continuous_backups::*;
