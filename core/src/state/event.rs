//! Events: everything that can happen to a state.

use super::backup::TimeMarker;
use super::schedule::Task;
use super::table::{NewTable, Recovery, TableId, TableUpdate, Write};
use crate::faults::Faults;
use crate::item::key::Key;
use crate::model::arn::{BackupId, StreamId};
use crate::model::settings::{Options, Settings};
use crate::model::shapes::{ApproximateCreationDateTimePrecision, ContributorInsightsMode};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// An event: a fact as plain data, which owns everything it contains and shares nothing with a state.
///
/// An event carries an outcome, never the reason: applying events again, in order, at the same times gives the same
/// state. A table is named by its [`TableId`], so an event always means the same table, even if another gets its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The lab was reset: everything is as in a new engine. The engine applies this itself.
    Reset(Box<Options>),
    /// The injected faults changed to these. The engine applies this itself.
    FaultsChanged(Box<Faults>),
    /// The clock reached the time of this event, and so many requests were counted. The engine applies this itself.
    Reached {
        /** The number of requests so far, refused ones included. */
        requests: u64,
    },
    /// The settings of the lab changed.
    SettingsChanged(Settings),
    /// The seed changed.
    SeedChanged(u64),
    /// A task was scheduled.
    TaskScheduled {
        /** When. */
        due: Timestamp,
        /** What. */
        task: Task,
    },
    /// The first task was taken from the schedule to be run.
    TaskTaken,
    /// A table was created, by CreateTable or by a restore: CREATING.
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
    /// A table's deletion began: DELETING.
    TableDeletionStarted {
        /** Which. */
        table: TableId,
    },
    /// A table was removed.
    TableDeleted {
        /** Which. */
        table: TableId,
    },
    /// Items were written or deleted, with one commit time.
    ItemsWritten {
        /** In which table. */
        table: TableId,
        /** The writes, in order. */
        writes: Vec<Write>,
    },
    /// A transaction wrote or deleted items, with one commit time.
    ItemsTransacted {
        /** In which table. */
        table: TableId,
        /** The writes, in order. */
        writes: Vec<Write>,
    },
    /// A transaction was executed under a token.
    TransactionDone {
        /** The token. */
        token: String,
        /** The digest of its request. */
        request: u128,
    },
    /// An ended stream was removed.
    StreamRemoved {
        /** Which. */
        id: StreamId,
    },
    /// Items expired and were deleted, with one commit time.
    ItemsExpired {
        /** In which table. */
        table: TableId,
        /** Their keys. */
        keys: Vec<Key>,
    },
    /// A table's update began: UPDATING.
    TableUpdateStarted {
        /** Which. */
        table: TableId,
        /** Which settings. */
        update: Box<TableUpdate>,
    },
    /// A table's update ended: ACTIVE.
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
    /// A table's tags changed.
    TagsChanged {
        /** Which. */
        table: TableId,
        /** All of its tags. */
        tags: BTreeMap<String, String>,
    },
    /// A table's time to live was switched.
    TimeToLiveChanged {
        /** Which. */
        table: TableId,
        /** The attribute that holds an item's expiry; `None` if items do not expire. */
        attribute: Option<String>,
    },
    /// Contributor insights were switched: ENABLING or DISABLING.
    InsightsSwitched {
        /** Of which table. */
        table: TableId,
        /** The ordinal of the index that they are of; `None` for the table itself. */
        index: Option<u64>,
        /** Which keys they watch from now on; `None` if they are off. */
        mode: Option<ContributorInsightsMode>,
    },
    /// The switching of contributor insights took effect: ENABLED or DISABLED.
    InsightsSettled {
        /** Of which table. */
        table: TableId,
        /** The ordinal of the index that they are of; `None` for the table itself. */
        index: Option<u64>,
    },
    /// A Kinesis destination was enabled: ENABLING.
    DestinationEnabled {
        /** Of which table. */
        table: TableId,
        /** The data stream's ARN. */
        stream_arn: String,
        /** The unit of the times in its records, if the request named one. */
        precision: Option<ApproximateCreationDateTimePrecision>,
    },
    /// The precision of the times in a Kinesis destination's records was changed: UPDATING.
    DestinationUpdated {
        /** Of which table. */
        table: TableId,
        /** The data stream's ARN. */
        stream_arn: String,
        /** The unit. */
        precision: ApproximateCreationDateTimePrecision,
    },
    /// A Kinesis destination was disabled: DISABLING.
    DestinationDisabled {
        /** Of which table. */
        table: TableId,
        /** The data stream's ARN. */
        stream_arn: String,
    },
    /// A change of a Kinesis destination took effect: ACTIVE or DISABLED.
    DestinationSettled {
        /** Of which table. */
        table: TableId,
        /** The data stream's ARN. */
        stream_arn: String,
    },
    /// A table's resource-based policy was put or deleted.
    ResourcePolicyChanged {
        /** Which. */
        table: TableId,
        /** The document; `None` if there is none any more. */
        document: Option<String>,
    },
    /// A backup was requested: CREATING.
    BackupRequested(Arc<TimeMarker>),
    /// A backup's images were taken: AVAILABLE.
    BackupCompleted {
        /** Which. */
        id: BackupId,
    },
    /// The window of a backup has passed.
    WindowClosed {
        /** Of which. */
        id: BackupId,
    },
    /// Point-in-time recovery of a table was switched, or its period changed.
    RecoveryChanged {
        /** Which. */
        table: TableId,
        /** What it is from now on; `None` if it is off. */
        recovery: Option<Recovery>,
    },
    /// The SYSTEM backup of a table that is about to be removed was made; it is hidden until `BackupShown`.
    SystemBackupMade(Arc<TimeMarker>),
    /// A SYSTEM backup became visible.
    BackupShown {
        /** Which. */
        id: BackupId,
    },
    /// A table's log was trimmed to its floor.
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

impl Event {
    /// The table whose count in `MaxBytes` the event may change, unless it is a write, which reports its own change.
    pub(super) fn table_held(&self) -> Option<TableId> {
        match self {
            Event::TableCreated(new) => Some(new.id),
            Event::TableActivated { table }
            | Event::TableDeleted { table }
            | Event::TableUpdateStarted { table, .. }
            | Event::TableUpdated { table }
            | Event::IndexActivated { table, .. }
            | Event::RecoveryChanged { table, .. }
            | Event::LogTrimmed { table }
            | Event::RestoreCompleted { table } => Some(*table),
            _ => None,
        }
    }
}
