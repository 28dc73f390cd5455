//! What is to happen later.

use super::digest::digest_variants;
use super::table::TableId;
use crate::model::arn::{BackupId, StreamId};

/// Something that is due at a time. It runs when the clock reaches that time, not when somebody looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// A table becomes ACTIVE.
    ActivateTable {
        /** Which. */
        table: TableId,
    },
    /// A table's backups are enabled.
    EnableBackups {
        /** Which. */
        table: TableId,
    },
    /// A table is gone.
    RemoveTable {
        /** Which. */
        table: TableId,
    },
    /// A stream that ended can be read no more.
    RemoveStream {
        /** Which. */
        id: StreamId,
    },
    /// A table's update ends.
    CompleteUpdate {
        /** Which. */
        table: TableId,
    },
    /// An index that was added to a table is filled.
    ActivateIndex {
        /** Of which table. */
        table: TableId,
        /** Its ordinal among the table's indexes. */
        ordinal: u64,
    },
    /// The next items of a table expire. No event schedules this: it follows from what the table holds.
    ExpireItems {
        /** Which. */
        table: TableId,
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
        /** Which. */
        table: TableId,
    },
    /// A restored table is filled and becomes ACTIVE.
    CompleteRestore {
        /** The new table. */
        table: TableId,
    },
}

digest_variants!(Task {
    0 = ActivateTable { table },
    1 = EnableBackups { table },
    2 = RemoveTable { table },
    3 = RemoveStream { id },
    4 = CompleteUpdate { table },
    5 = ActivateIndex { table, ordinal },
    6 = ExpireItems { table },
    7 = CompleteBackup { id },
    8 = CloseWindow { id },
    9 = ShowBackup { id },
    10 = ExpireBackup { id },
    11 = TrimLog { table },
    12 = CompleteRestore { table },
});

impl Task {
    /// Whether it is housekeeping that no answer shows, so that nobody waits for it.
    pub fn is_housekeeping(&self) -> bool {
        matches!(self, Task::TrimLog { .. })
    }
}
