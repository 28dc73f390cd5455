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
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An event: a fact as plain data, which owns everything it contains and shares nothing with a state.
///
/// An event carries an outcome, never the reason: applying events again, in order, at the same times gives the same
/// state. A table is named by its [`TableId`], so an event always means the same table, even if another gets its name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Event {
    /// The lab was reset: everything is as in a new engine. The engine applies this itself.
    #[n(0)]
    Reset(#[n(0)] Box<Options>),
    /// The injected faults changed to these. The engine applies this itself.
    #[n(1)]
    FaultsChanged(#[n(0)] Box<Faults>),
    /// The clock reached the time of this event, and so many requests were counted. The engine applies this itself.
    #[n(2)]
    Reached {
        /** The number of requests so far, refused ones included. */
        #[n(0)]
        requests: u64,
    },
    /// The settings of the lab changed.
    #[n(3)]
    SettingsChanged(#[n(0)] Settings),
    /// The seed changed.
    #[n(4)]
    SeedChanged(#[n(0)] u64),
    /// A task was scheduled.
    #[n(5)]
    TaskScheduled {
        /** When. */
        #[n(0)]
        due: Timestamp,
        /** What. */
        #[n(1)]
        task: Task,
    },
    /// The first task was taken from the schedule to be run.
    #[n(6)]
    TaskTaken,
    /// A table was created, by CreateTable or by a restore: CREATING.
    #[n(7)]
    TableCreated(#[n(0)] Box<NewTable>),
    /// A table became ACTIVE.
    #[n(8)]
    TableActivated {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A table's backups were enabled.
    #[n(9)]
    BackupsEnabled {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A table's deletion began: DELETING.
    #[n(10)]
    TableDeletionStarted {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A table was removed.
    #[n(11)]
    TableDeleted {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// Items were written or deleted, with one commit time.
    #[n(12)]
    ItemsWritten {
        /** In which table. */
        #[n(0)]
        table: TableId,
        /** The writes, in order. */
        #[n(1)]
        writes: Vec<Write>,
    },
    /// A transaction wrote or deleted items, with one commit time.
    #[n(13)]
    ItemsTransacted {
        /** In which table. */
        #[n(0)]
        table: TableId,
        /** The writes, in order. */
        #[n(1)]
        writes: Vec<Write>,
    },
    /// A transaction was executed under a token.
    #[n(14)]
    TransactionDone {
        /** The token. */
        #[n(0)]
        token: String,
        /** The digest of its request. */
        #[n(1)]
        request: u128,
    },
    /// An ended stream was removed.
    #[n(15)]
    StreamRemoved {
        /** Which. */
        #[n(0)]
        id: StreamId,
    },
    /// Items expired and were deleted, with one commit time.
    #[n(16)]
    ItemsExpired {
        /** In which table. */
        #[n(0)]
        table: TableId,
        /** Their keys. */
        #[n(1)]
        keys: Vec<Key>,
    },
    /// A table's update began: UPDATING.
    #[n(17)]
    TableUpdateStarted {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** Which settings. */
        #[n(1)]
        update: Box<TableUpdate>,
    },
    /// A table's update ended: ACTIVE.
    #[n(18)]
    TableUpdated {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// An index that was added to a table was filled and became ACTIVE.
    #[n(19)]
    IndexActivated {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** Its ordinal among the table's indexes. */
        #[n(1)]
        ordinal: u64,
    },
    /// A table's tags changed.
    #[n(20)]
    TagsChanged {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** All of its tags. */
        #[n(1)]
        tags: BTreeMap<String, String>,
    },
    /// A table's time to live was switched.
    #[n(21)]
    TimeToLiveChanged {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** The attribute that holds an item's expiry; `None` if items do not expire. */
        #[n(1)]
        attribute: Option<String>,
    },
    /// Contributor insights were switched: ENABLING or DISABLING.
    #[n(22)]
    InsightsSwitched {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The ordinal of the index that they are of; `None` for the table itself. */
        #[n(1)]
        index: Option<u64>,
        /** Which keys they watch from now on; `None` if they are off. */
        #[n(2)]
        mode: Option<ContributorInsightsMode>,
    },
    /// The switching of contributor insights took effect: ENABLED or DISABLED.
    #[n(23)]
    InsightsSettled {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The ordinal of the index that they are of; `None` for the table itself. */
        #[n(1)]
        index: Option<u64>,
    },
    /// A Kinesis destination was enabled: ENABLING.
    #[n(24)]
    DestinationEnabled {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The data stream's ARN. */
        #[n(1)]
        stream_arn: String,
        /** The unit of the times in its records, if the request named one. */
        #[n(2)]
        precision: Option<ApproximateCreationDateTimePrecision>,
    },
    /// The precision of the times in a Kinesis destination's records was changed: UPDATING.
    #[n(25)]
    DestinationUpdated {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The data stream's ARN. */
        #[n(1)]
        stream_arn: String,
        /** The unit. */
        #[n(2)]
        precision: ApproximateCreationDateTimePrecision,
    },
    /// A Kinesis destination was disabled: DISABLING.
    #[n(26)]
    DestinationDisabled {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The data stream's ARN. */
        #[n(1)]
        stream_arn: String,
    },
    /// A change of a Kinesis destination took effect: ACTIVE or DISABLED.
    #[n(27)]
    DestinationSettled {
        /** Of which table. */
        #[n(0)]
        table: TableId,
        /** The data stream's ARN. */
        #[n(1)]
        stream_arn: String,
    },
    /// A table's resource-based policy was put or deleted.
    #[n(28)]
    ResourcePolicyChanged {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** The document; `None` if there is none any more. */
        #[n(1)]
        document: Option<String>,
    },
    /// A backup was requested: CREATING.
    #[n(29)]
    BackupRequested(#[cbor(n(0), with = "crate::codec::shared")] Arc<TimeMarker>),
    /// A backup's images were taken: AVAILABLE.
    #[n(30)]
    BackupCompleted {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// The window of a backup has passed.
    #[n(31)]
    WindowClosed {
        /** Of which. */
        #[n(0)]
        id: BackupId,
    },
    /// Point-in-time recovery of a table was switched, or its period changed.
    #[n(32)]
    RecoveryChanged {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** What it is from now on; `None` if it is off. */
        #[n(1)]
        recovery: Option<Recovery>,
    },
    /// The SYSTEM backup of a table that is about to be removed was made; it is hidden until `BackupShown`.
    #[n(33)]
    SystemBackupMade(#[cbor(n(0), with = "crate::codec::shared")] Arc<TimeMarker>),
    /// A SYSTEM backup became visible.
    #[n(34)]
    BackupShown {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// A table's log was trimmed to its floor.
    #[n(35)]
    LogTrimmed {
        /** Which. */
        #[n(0)]
        table: TableId,
    },
    /// A backup was deleted, or expired.
    #[n(36)]
    BackupDeleted {
        /** Which. */
        #[n(0)]
        id: BackupId,
    },
    /// A restored table was filled.
    #[n(37)]
    RestoreCompleted {
        /** Which. */
        #[n(0)]
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
