//! Every way in which the state can change.

use super::backup::TimeMarker;
use super::schedule::Task;
use super::table::{NewTable, Recovery, TableId, TableUpdate, Write};
use crate::item::key::Key;
use crate::model::arn::{BackupId, StreamId};
use crate::model::settings::Settings;
use crate::sorted::Named;
use crate::time::Timestamp;

/// One thing that was decided: a fact in plain data, which owns all that it says and shares nothing with a state.
///
/// Events carry the outcome, never the reason: applying them again, in order, at the same times makes the same state.
/// They name a table by its [`TableId`], so an event means one table whatever its name comes to mean later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The lab behaves otherwise from now on.
    SettingsChanged(Settings),
    /// Chance follows from another seed from now on.
    SeedChanged(u64),
    /// Something will be due.
    TaskScheduled {
        /** When. */
        due: Timestamp,
        /** What. */
        task: Task,
    },
    /// The first task was taken from the list, because it is being run.
    TaskTaken,
    /// A table was asked for, by CreateTable or by a restore.
    TableCreated(Box<NewTable>),
    /// A table became ACTIVE.
    TableActivated {
        /** Which. */
        table: TableId,
    },
    /// A table's backups were enabled.
    BackupsEnabled {
        /** Which. */
        table: TableId,
    },
    /// A table's deletion was asked for.
    TableDeletionStarted {
        /** Which. */
        table: TableId,
    },
    /// A table went.
    TableDeleted {
        /** Which. */
        table: TableId,
    },
    /// Items were written or deleted, all at once.
    ItemsWritten {
        /** In which table. */
        table: TableId,
        /** Each. */
        writes: Vec<Write>,
    },
    /// A transaction was done under a token.
    TransactionDone {
        /** The token. */
        token: String,
        /** The digest of its request. */
        request: u128,
    },
    /// A stream that ended can be read no more.
    StreamRemoved {
        /** Which. */
        id: StreamId,
    },
    /// Items expired and were deleted, all at once.
    ItemsExpired {
        /** In which table. */
        table: TableId,
        /** Their keys. */
        keys: Vec<Key>,
    },
    /// Other settings of a table were asked for.
    TableUpdateStarted {
        /** Which. */
        table: TableId,
        /** Which settings. */
        update: Box<TableUpdate>,
    },
    /// The settings of a table are what was asked for.
    TableUpdated {
        /** Which. */
        table: TableId,
    },
    /// An index that was added to a table was filled and became ACTIVE.
    IndexActivated {
        /** Of which table. */
        table: TableId,
        /** Its ordinal among the table's indexes. */
        ordinal: u64,
    },
    /// A table's tags are these now.
    TagsChanged {
        /** Which. */
        table: TableId,
        /** All of them. */
        tags: Named<String>,
    },
    /// A table's items expire by this attribute now, or no more.
    TimeToLiveChanged {
        /** Which. */
        table: TableId,
        /** The attribute. */
        attribute: Option<String>,
    },
    /// A backup was asked for: the time marker.
    BackupRequested(Box<TimeMarker>),
    /// A backup was made.
    BackupCompleted {
        /** Which. */
        id: BackupId,
    },
    /// The window of a backup has passed.
    WindowClosed {
        /** Of which. */
        id: BackupId,
    },
    /// Point-in-time recovery of a table is this now, or off.
    RecoveryChanged {
        /** Which. */
        table: TableId,
        /** What it is. */
        recovery: Option<Recovery>,
    },
    /// The SYSTEM backup of a table that is about to go was made; it shows itself later.
    SystemBackupMade(Box<TimeMarker>),
    /// A SYSTEM backup showed itself.
    BackupShown {
        /** Which. */
        id: BackupId,
    },
    /// The log of a table was cut back to what somebody may still need.
    LogTrimmed {
        /** Which. */
        table: TableId,
    },
    /// A backup was deleted, or expired.
    BackupDeleted {
        /** Which. */
        id: BackupId,
    },
    /// A restored table was filled.
    RestoreCompleted {
        /** Which. */
        table: TableId,
    },
}
