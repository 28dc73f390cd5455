//! The lifecycles of tables, indexes, backups, streams, insights and destinations. A status changes only here.
//!
//! ```text
//!   table    CREATING ──Activate──▶ ACTIVE ──Delete──▶ DELETING ──▶ gone
//!                                   │    ▲
//!                               Update  Activate
//!                                   ▼    │
//!                                  UPDATING
//!
//!   index    CREATING ──Backfill──▶ CREATING, back-filling ──Activate──▶ ACTIVE ──Update──▶ UPDATING ──Activate──▶ ACTIVE
//!   (global)                                    └──────────Delete──────────┴──▶ DELETING ──▶ gone
//!
//!   backup   CREATING ──Complete──▶ AVAILABLE ──Delete──▶ DELETED, never to be read
//!
//!   stream   ENABLING ──Settle──▶ ENABLED ──Close──▶ DISABLING ──Settle──▶ DISABLED ──▶ gone
//!
//!   insights DISABLED ──Enable──▶ ENABLING ──Settle──▶ ENABLED ──Disable──▶ DISABLING ──Settle──▶ DISABLED
//!
//!   destination   ENABLING ──Settle──▶ ACTIVE ──Update──▶ UPDATING ──Settle──▶ ACTIVE
//!                    ▲                   └──Disable──▶ DISABLING ──Settle──▶ DISABLED
//!                    └──────────────────────────Enable──────────────────────────┘
//! ```
//!
//! An index that is created with its table becomes ACTIVE with it, because there is nothing to fill it from.

#[cfg(test)]
mod tests;

use super::digest::digest_variants;
use super::promise::promised;
use minicbor::{Decode, Encode};
use std::fmt::Debug;

/// The state of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum TableState {
    /// Requested.
    #[n(0)]
    Creating,
    /// In use.
    #[n(1)]
    Active,
    /// In use, while its settings change.
    #[n(2)]
    Updating,
    /// Being deleted.
    #[n(3)]
    Deleting,
}

impl TableState {
    /// Whether its items can be read and written.
    pub const fn is_in_use(self) -> bool {
        matches!(self, TableState::Active | TableState::Updating)
    }
}

/// A step in the lifecycle of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStep {
    /// Creation or update is done.
    Activate,
    /// An update begins.
    Update,
    /// A deletion begins.
    Delete,
}

/// The state of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum IndexState {
    /// Requested.
    #[n(0)]
    Creating,
    /// Still CREATING, while it is filled with the table's items.
    #[n(1)]
    Backfilling,
    /// In use.
    #[n(2)]
    Active,
    /// In use, while its throughput changes.
    #[n(3)]
    Updating,
    /// Being deleted.
    #[n(4)]
    Deleting,
}

impl IndexState {
    /// Whether the index follows its table's writes and can be read.
    pub const fn is_in_use(self) -> bool {
        matches!(self, IndexState::Active | IndexState::Updating)
    }
}

/// A step in the lifecycle of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexStep {
    /// The table is ACTIVE again, and filling begins.
    Backfill,
    /// Filling or update is done.
    Activate,
    /// An update of its throughput begins.
    Update,
    /// A deletion begins.
    Delete,
}

/// The state of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum BackupState {
    /// Requested.
    #[n(0)]
    Creating,
    /// Made.
    #[n(1)]
    Available,
    /// Deleted; seen only in the answer to DeleteBackup.
    #[n(2)]
    Deleted,
}

/// The state of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum StreamState {
    /// Requested; records can be read already.
    #[n(0)]
    Enabling,
    /// In use.
    #[n(1)]
    Enabled,
    /// No more records are added.
    #[n(2)]
    Disabling,
    /// No more records are added, and its table is ACTIVE or removed.
    #[n(3)]
    Disabled,
}

/// A step in the lifecycle of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamStep {
    /// Its table is ACTIVE, or removed.
    Settle,
    /// It is disabled, or its table is removed.
    Close,
}

/// A step in the lifecycle of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupStep {
    /// Its images are taken.
    Complete,
    /// It is deleted, or it expires.
    Delete,
}

/// The state of contributor insights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum InsightsState {
    /// Switched on, not in effect yet.
    #[n(0)]
    Enabling,
    /// On.
    #[n(1)]
    Enabled,
    /// Switched off, not in effect yet.
    #[n(2)]
    Disabling,
    /// Off; the initial state.
    #[n(3)]
    Disabled,
}

impl InsightsState {
    /// Whether a change has yet to take effect.
    pub const fn is_on_its_way(self) -> bool {
        matches!(self, InsightsState::Enabling | InsightsState::Disabling)
    }
}

/// A step in the lifecycle of contributor insights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsightsStep {
    /// They are switched on, or their mode is changed.
    Enable,
    /// They are switched off.
    Disable,
    /// The change takes effect.
    Settle,
}

/// The state of a Kinesis destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DestinationState {
    /// Requested.
    #[n(0)]
    Enabling,
    /// In use.
    #[n(1)]
    Active,
    /// In use, while its precision changes.
    #[n(2)]
    Updating,
    /// Being disabled.
    #[n(3)]
    Disabling,
    /// Disabled; its table still lists it.
    #[n(4)]
    Disabled,
}

/// A step in the lifecycle of a Kinesis destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DestinationStep {
    /// It is enabled again.
    Enable,
    /// Its precision is changed.
    Update,
    /// It is disabled.
    Disable,
    /// The change takes effect.
    Settle,
}

digest_variants!(TableState { 0 = Creating, 1 = Active, 2 = Updating, 3 = Deleting });
digest_variants!(IndexState { 0 = Creating, 1 = Backfilling, 2 = Active, 3 = Updating, 4 = Deleting });
digest_variants!(BackupState { 0 = Creating, 1 = Available, 2 = Deleted });
digest_variants!(StreamState { 0 = Enabling, 1 = Enabled, 2 = Disabling, 3 = Disabled });
digest_variants!(InsightsState { 0 = Enabling, 1 = Enabled, 2 = Disabling, 3 = Disabled });
digest_variants!(DestinationState { 0 = Enabling, 1 = Active, 2 = Updating, 3 = Disabling, 4 = Disabled });

/// The state after a decided step, by one of the functions below.
///
/// # Panics
/// If the step is not possible in that state, which the decision must have checked.
pub(super) fn step<S, E>(what: &str, life: fn(S, E) -> Option<S>, state: S, step: E) -> S
where
    S: Copy + Debug,
    E: Copy + Debug,
{
    promised(life(state, step), format_args!("no event asks {what} that is {state:?} to {step:?}"))
}

/// The state of a table after a step; `None` if the step is not possible.
pub const fn table(state: TableState, step: TableStep) -> Option<TableState> {
    match (state, step) {
        (TableState::Creating | TableState::Updating, TableStep::Activate) => Some(TableState::Active),
        (TableState::Active, TableStep::Update) => Some(TableState::Updating),
        (TableState::Active, TableStep::Delete) => Some(TableState::Deleting),
        (TableState::Creating | TableState::Updating, TableStep::Update | TableStep::Delete)
        | (TableState::Active, TableStep::Activate)
        | (TableState::Deleting, TableStep::Activate | TableStep::Update | TableStep::Delete) => None,
    }
}

/// The state of an index after a step; `None` if the step is not possible.
pub const fn index(state: IndexState, step: IndexStep) -> Option<IndexState> {
    use IndexState::{Active, Backfilling, Creating, Deleting, Updating};
    match (state, step) {
        (Creating, IndexStep::Backfill) => Some(Backfilling),
        (Creating | Backfilling | Updating, IndexStep::Activate) => Some(Active),
        (Active, IndexStep::Update) => Some(Updating),
        (Backfilling | Active, IndexStep::Delete) => Some(Deleting),
        (Creating, IndexStep::Update | IndexStep::Delete)
        | (Backfilling, IndexStep::Backfill | IndexStep::Update)
        | (Active, IndexStep::Backfill | IndexStep::Activate)
        | (Updating, IndexStep::Backfill | IndexStep::Update | IndexStep::Delete)
        | (Deleting, _) => None,
    }
}

/// The state of a backup after a step; `None` if the step is not possible.
pub const fn backup(state: BackupState, step: BackupStep) -> Option<BackupState> {
    match (state, step) {
        (BackupState::Creating, BackupStep::Complete) => Some(BackupState::Available),
        (BackupState::Available, BackupStep::Delete) => Some(BackupState::Deleted),
        (BackupState::Creating, BackupStep::Delete)
        | (BackupState::Available, BackupStep::Complete)
        | (BackupState::Deleted, BackupStep::Complete | BackupStep::Delete) => None,
    }
}

/// The state of a stream after a step; `None` if the step is not possible.
pub const fn stream(state: StreamState, step: StreamStep) -> Option<StreamState> {
    match (state, step) {
        (StreamState::Enabling, StreamStep::Settle) => Some(StreamState::Enabled),
        (StreamState::Enabling | StreamState::Enabled, StreamStep::Close) => Some(StreamState::Disabling),
        (StreamState::Disabling, StreamStep::Settle) => Some(StreamState::Disabled),
        (StreamState::Enabled | StreamState::Disabled, StreamStep::Settle)
        | (StreamState::Disabling | StreamState::Disabled, StreamStep::Close) => None,
    }
}

/// The state of contributor insights after a step; `None` if the step is not possible.
pub const fn insights(state: InsightsState, step: InsightsStep) -> Option<InsightsState> {
    use InsightsState::{Disabled, Disabling, Enabled, Enabling};
    match (state, step) {
        (_, InsightsStep::Enable) => Some(Enabling),
        (Enabling | Enabled, InsightsStep::Disable) => Some(Disabling),
        (Enabling, InsightsStep::Settle) => Some(Enabled),
        (Disabling, InsightsStep::Settle) => Some(Disabled),
        (Disabling | Disabled, InsightsStep::Disable) | (Enabled | Disabled, InsightsStep::Settle) => None,
    }
}

/// The state of a Kinesis destination after a step; `None` if the step is not possible.
pub const fn destination(state: DestinationState, step: DestinationStep) -> Option<DestinationState> {
    use DestinationState::{Active, Disabled, Disabling, Enabling, Updating};
    match (state, step) {
        (Disabled, DestinationStep::Enable) => Some(Enabling),
        (Active, DestinationStep::Update) => Some(Updating),
        (Active, DestinationStep::Disable) => Some(Disabling),
        (Enabling | Updating, DestinationStep::Settle) => Some(Active),
        (Disabling, DestinationStep::Settle) => Some(Disabled),
        (Enabling | Active | Updating | Disabling, DestinationStep::Enable)
        | (Enabling | Updating | Disabling | Disabled, DestinationStep::Update | DestinationStep::Disable)
        | (Active | Disabled, DestinationStep::Settle) => None,
    }
}
