//! Backups, restores and point-in-time recovery.
//!
//! Shared: `backing_up.rs` (how a backup begins by an API call, a job or a deletion, and what a deleted table leaves), `restoring.rs`
//! (overrides, and how both kinds of restore begin).

pub(crate) mod backing_up;
mod create_backup;
mod delete_backup;
mod describe_backup;
mod describe_continuous_backups;
mod list_backups;
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
