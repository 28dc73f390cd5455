//! What is to happen later.

use crate::model::arn::{BackupId, StreamId};
use std::sync::Arc;

/// Something that is due at a time. It runs when the clock reaches that time, not when somebody looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A table becomes ACTIVE.
    ActivateTable {
        /** Its name. */
        table: Arc<str>,
    },
    /// A table's backups are enabled.
    EnableBackups {
        /** Its name. */
        table: Arc<str>,
    },
    /// A table is gone.
    RemoveTable {
        /** Its name. */
        table: Arc<str>,
    },
    /// A stream that ended can be read no more.
    RemoveStream {
        /** Which. */
        id: StreamId,
    },
    /// A table's update ends.
    CompleteUpdate {
        /** Its name. */
        table: Arc<str>,
    },
    /// An index that was added to a table is filled.
    ActivateIndex {
        /** The table's name. */
        table: Arc<str>,
        /** Its ordinal among the table's indexes. */
        ordinal: u64,
    },
    /// The next items of a table expire. No event schedules this: it follows from what the table holds.
    ExpireItems {
        /** Its name. */
        table: Arc<str>,
    },
    /// A backup is made.
    CompleteBackup {
        /** Which. */
        id: BackupId,
    },
    /// Nothing that is committed from now on lies in a backup's window.
    CloseWindow {
        /** Of which backup. */
        id: BackupId,
    },
    /// The SYSTEM backup of a deleted table shows itself.
    ShowBackup {
        /** Which. */
        id: BackupId,
    },
    /// A backup goes of itself.
    ExpireBackup {
        /** Which. */
        id: BackupId,
    },
    /// What the log of a table has kept for point-in-time recovery is needed no more.
    TrimLog {
        /** Its name. */
        table: Arc<str>,
    },
    /// A restored table is filled and becomes ACTIVE.
    CompleteRestore {
        /** The new table's name. */
        table: Arc<str>,
    },
}

impl Task {
    /// Whether it is housekeeping that no answer shows, so that nobody waits for it.
    pub fn is_housekeeping(&self) -> bool {
        matches!(self, Task::TrimLog { .. })
    }
}
