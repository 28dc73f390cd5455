//! The lives of tables and backups. A status changes here and nowhere else.
//!
//! ```text
//!   table    CREATING ──Activate──▶ ACTIVE ──Delete──▶ DELETING ──▶ gone
//!   backup   CREATING ──Complete──▶ AVAILABLE ──Delete──▶ DELETED, never to be read
//!   stream   ENABLING ─────────────▶ ENABLED ───────────▶ DISABLED ──▶ gone: follows from its table
//! ```

use crate::shapes::{BackupStatus, StreamStatus, TableStatus};

/// Where a table stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableState {
    /// Asked for.
    Creating,
    /// In use.
    Active,
    /// On its way out.
    Deleting,
}

/// What happens to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStep {
    /// It is there.
    Activate,
    /// Somebody wants it gone.
    Delete,
}

/// Where a backup stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupState {
    /// Asked for.
    Creating,
    /// Made.
    Available,
    /// Gone; only the answer of the deletion ever says so.
    Deleted,
}

/// What happens to a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupStep {
    /// Its images are taken.
    Complete,
    /// Somebody deletes it, or it expires.
    Delete,
}

/// The state of a table after a step, `None` where the step cannot happen.
pub const fn table(state: TableState, step: TableStep) -> Option<TableState> {
    match (state, step) {
        (TableState::Creating, TableStep::Activate) => Some(TableState::Active),
        (TableState::Active, TableStep::Delete) => Some(TableState::Deleting),
        (TableState::Creating, TableStep::Delete)
        | (TableState::Active, TableStep::Activate)
        | (TableState::Deleting, TableStep::Activate | TableStep::Delete) => None,
    }
}

/// The state of a backup after a step, `None` where the step cannot happen.
pub const fn backup(state: BackupState, step: BackupStep) -> Option<BackupState> {
    match (state, step) {
        (BackupState::Creating, BackupStep::Complete) => Some(BackupState::Available),
        (BackupState::Available, BackupStep::Delete) => Some(BackupState::Deleted),
        (BackupState::Creating, BackupStep::Delete)
        | (BackupState::Available, BackupStep::Complete)
        | (BackupState::Deleted, BackupStep::Complete | BackupStep::Delete) => None,
    }
}

/// The status of a stream, which follows from that of its table, where it has one still, and from whether it has ended.
pub const fn stream(table: Option<TableState>, is_open: bool) -> StreamStatus {
    match (table, is_open) {
        (Some(TableState::Creating), true) => StreamStatus::Enabling,
        (Some(TableState::Active | TableState::Deleting), true) => StreamStatus::Enabled,
        (_, false) | (None, true) => StreamStatus::Disabled,
    }
}

impl From<TableState> for TableStatus {
    fn from(state: TableState) -> TableStatus {
        match state {
            TableState::Creating => TableStatus::Creating,
            TableState::Active => TableStatus::Active,
            TableState::Deleting => TableStatus::Deleting,
        }
    }
}

impl From<BackupState> for BackupStatus {
    fn from(state: BackupState) -> BackupStatus {
        match state {
            BackupState::Creating => BackupStatus::Creating,
            BackupState::Available => BackupStatus::Available,
            BackupState::Deleted => BackupStatus::Deleted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_table_state_and_step() {
        use TableState::*;
        use TableStep::*;
        for (state, step, next) in [
            (Creating, Activate, Some(Active)),
            (Creating, Delete, None),
            (Active, Activate, None),
            (Active, Delete, Some(Deleting)),
            (Deleting, Activate, None),
            (Deleting, Delete, None),
        ] {
            assert_eq!(table(state, step), next, "{state:?} {step:?}");
        }
    }

    #[test]
    fn every_pair_of_table_state_and_stream() {
        for (state, open) in [
            (Some(TableState::Creating), StreamStatus::Enabling),
            (Some(TableState::Active), StreamStatus::Enabled),
            (Some(TableState::Deleting), StreamStatus::Enabled),
            (None, StreamStatus::Disabled),
        ] {
            assert_eq!(stream(state, true), open, "{state:?}");
            assert_eq!(stream(state, false), StreamStatus::Disabled, "{state:?}");
        }
    }

    #[test]
    fn every_pair_of_backup_state_and_step() {
        use BackupState::*;
        use BackupStep::*;
        for (state, step, next) in [
            (Creating, Complete, Some(Available)),
            (Creating, Delete, None),
            (Available, Complete, None),
            (Available, Delete, Some(Deleted)),
            (Deleted, Complete, None),
            (Deleted, Delete, None),
        ] {
            assert_eq!(backup(state, step), next, "{state:?} {step:?}");
        }
    }
}
