//! Every way in which the state can change.

use super::{Backup, Table, Task};
use crate::Timestamp;
use crate::arn::{BackupId, StreamId};
use crate::item::Item;
use crate::key::Key;
use crate::settings::Settings;
use crate::shapes::StreamViewType;
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
    /// A table's changes are told by a new stream from now on.
    StreamEnabled {
        /** Its name. */
        table: Arc<str>,
        /** What the stream tells. */
        view: StreamViewType,
        /** The stream's label. */
        label: Timestamp,
    },
    /// A table's stream ends.
    StreamDisabled {
        /** Its name. */
        table: Arc<str>,
    },
    /// A stream that ended can be read no more.
    StreamRemoved {
        /** Which. */
        id: StreamId,
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
    /// A backup was deleted.
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
    /// Whether nobody asked for it: the item is deleted because its time has come.
    pub by_time_to_live: bool,
}

impl Write {
    /// An item is this from now on, or deleted where there is none.
    pub fn new(key: Key, new: Option<Item>) -> Write {
        Write { key, new, by_time_to_live: false }
    }

    /// An item is deleted because its time has come.
    pub fn expiry(key: Key) -> Write {
        Write { key, new: None, by_time_to_live: true }
    }
}
