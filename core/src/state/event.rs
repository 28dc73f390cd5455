//! Every way in which the state can change.

use super::{Backup, Recovery, Table, TableUpdate, Task};
use crate::item::Item;
use crate::item::key::Key;
use crate::model::arn::{BackupId, StreamId};
use crate::model::settings::Settings;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One thing that was decided. Events carry the outcome, never the reason: applying them again, in order, at the same
/// times makes the same state.
#[derive(Clone, Debug)]
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
    TableCreated(Box<Table>),
    /// A table became ACTIVE.
    TableActivated {
        /** Its name. */
        table: Arc<str>,
    },
    /// A table's backups were enabled.
    BackupsEnabled {
        /** Its name. */
        table: Arc<str>,
    },
    /// A table's deletion was asked for.
    TableDeletionStarted {
        /** Its name. */
        table: Arc<str>,
    },
    /// A table went.
    TableDeleted {
        /** Its name. */
        table: Arc<str>,
    },
    /// Items were written or deleted, all at once.
    ItemsWritten {
        /** In which table. */
        table: Arc<str>,
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
        table: Arc<str>,
        /** Their keys. */
        keys: Vec<Key>,
    },
    /// Other settings of a table were asked for.
    TableUpdateStarted {
        /** Its name. */
        table: Arc<str>,
        /** Which settings. */
        update: Arc<TableUpdate>,
    },
    /// The settings of a table are what was asked for.
    TableUpdated {
        /** Its name. */
        table: Arc<str>,
    },
    /// An index that was added to a table was filled and became ACTIVE.
    IndexActivated {
        /** The table's name. */
        table: Arc<str>,
        /** Its ordinal among the table's indexes. */
        ordinal: u64,
    },
    /// A table's tags are these now.
    TagsChanged {
        /** Its name. */
        table: Arc<str>,
        /** All of them. */
        tags: BTreeMap<String, String>,
    },
    /// A table's items expire by this attribute now, or no more.
    TimeToLiveChanged {
        /** Its name. */
        table: Arc<str>,
        /** The attribute. */
        attribute: Option<String>,
    },
    /// A backup was asked for: the time marker.
    BackupRequested(Box<Backup>),
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
        /** Its name. */
        table: Arc<str>,
        /** What it is. */
        recovery: Option<Recovery>,
    },
    /// The SYSTEM backup of a table that is about to go was made; it shows itself later.
    SystemBackupMade(Box<Backup>),
    /// A SYSTEM backup showed itself.
    BackupShown {
        /** Which. */
        id: BackupId,
    },
    /// The log of a table was cut back to what somebody may still need.
    LogTrimmed {
        /** Its name. */
        table: Arc<str>,
    },
    /// A backup was deleted, or expired.
    BackupDeleted {
        /** Which. */
        id: BackupId,
    },
    /// A restored table was filled.
    RestoreCompleted {
        /** Its name. */
        table: Arc<str>,
    },
}

/// One item written, or deleted where `new` is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Its key.
    pub key: Key,
    /// What it is from now on.
    pub new: Option<Item>,
}
