//! The schedule: tasks with the times at which they are due.

use super::digest::{digest_members, digest_variants};
use super::table::TableId;
use crate::model::arn::{BackupId, StreamId};
use crate::time::Timestamp;
use imbl::OrdMap;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// A task. It runs when the clock reaches its due time, not when its outcome is first read.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Task {
    /// A table becomes ACTIVE.
    #[n(0)]
    ActivateTable {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A table's backups are enabled.
    #[n(1)]
    EnableBackups {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A table is removed.
    #[n(2)]
    RemoveTable {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// An ended stream is removed.
    #[n(3)]
    RemoveStream {
        /** Which. */
        #[n(0)]
        id: StreamId,
    },
    /// A table's update ends.
    #[n(4)]
    CompleteUpdate {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// An index that was added to a table is filled.
    #[n(5)]
    ActivateIndex {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** Its ordinal among the table's indexes. */
        #[n(1)]
        ordinal: u64,
    },
    /// The next items of a table expire. No event schedules this task; it follows from the items of the table.
    #[n(6)]
    ExpireItems {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A backup's images are taken.
    #[n(7)]
    CompleteBackup {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// A backup's window has passed.
    #[n(8)]
    CloseWindow {
        /** Of which backup. */
        #[n(0)]
        id: BackupId,
    },
    /// The SYSTEM backup of a deleted table becomes visible.
    #[n(9)]
    ShowBackup {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// A backup expires.
    #[n(10)]
    ExpireBackup {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// A table's log is trimmed to its floor.
    #[n(11)]
    TrimLog {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A restored table is filled and becomes ACTIVE.
    #[n(12)]
    CompleteRestore {
        /** The new table. */
        #[n(0)]
        table: TableId,
    },
    /// A change of contributor insights takes effect.
    #[n(13)]
    SettleInsights {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The ordinal of the index that they are of; `None` for the table itself. */
        #[n(1)]
        index: Option<u64>,
    },
    /// A change of a Kinesis destination takes effect.
    #[n(14)]
    SettleDestination {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The data stream's ARN. */
        #[n(1)]
        stream_arn: String,
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
    13 = SettleInsights { table, index },
    14 = SettleDestination { table, stream_arn },
});

impl Task {
    /// Whether the task is housekeeping: no answer shows its outcome, so the clock need not stop for it.
    pub fn is_housekeeping(&self) -> bool {
        matches!(self, Task::TrimLog { .. })
    }
}

/// A position in the schedule: the due time of a task, and the number of tasks scheduled before it.
type Position = (Timestamp, u64);

/// The waiting tasks in the order in which they run: by due time, and for the same time as they were scheduled.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    pub(super) tasks: OrdMap<Position, Task>,
    /// The task for each table whose items expire, at the expiry of its next items.
    pub(super) expiring: BTreeMap<TableId, Position>,
    pub(super) scheduled: u64,
}

digest_members!(Schedule { tasks, expiring, scheduled });

impl Schedule {
    /// Schedules a task, and returns its position.
    pub fn add(&mut self, due: Timestamp, task: Task) -> Position {
        let position = (due, self.scheduled);
        self.scheduled += 1;
        self.tasks.insert(position, task);
        position
    }

    /// The tasks in order, each with its due time.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, &Task)> {
        self.tasks.iter().map(|((due, _), task)| (*due, task))
    }

    /// The first task.
    pub fn first(&self) -> Option<(Timestamp, &Task)> {
        self.tasks.get_min().map(|((due, _), task)| (*due, task))
    }

    /// Removes the first task and returns it.
    pub fn take_first(&mut self) -> Option<Task> {
        let (position, _) = self.tasks.get_min()?;
        let position = *position;
        let task = self.tasks.remove(&position);
        if let Some(Task::ExpireItems { table }) = &task {
            self.expiring.remove(table);
        }
        task
    }

    /// The tables with a task for expiring items.
    pub fn tables_with_expiry(&self) -> Vec<TableId> {
        self.expiring.keys().copied().collect()
    }

    /// Moves a table's task for expiring items to `due`, or removes it.
    pub fn set_expiry(&mut self, table: TableId, due: Option<Timestamp>) {
        let scheduled = self.expiring.get(&table).copied();
        if due == scheduled.map(|(due, _)| due) {
            return;
        }
        if let Some(position) = scheduled {
            self.tasks.remove(&position);
            self.expiring.remove(&table);
        }
        if let Some(due) = due {
            let position = self.add(due, Task::ExpireItems { table });
            self.expiring.insert(table, position);
        }
    }
}
