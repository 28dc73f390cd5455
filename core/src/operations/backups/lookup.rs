//! Lookup of the backup, or of the table with continuous backups, that a request names.

use super::error::{BackupError, RestoreError};
use crate::model::arn::BackupArn;
use crate::model::error::Error;
use crate::state::lifecycle::BackupState;
use crate::state::{Backup, State, Table};
use crate::time::Timestamp;

/// The table with that name as the operations on continuous backups know it: not in the first seconds of its life, not
/// while it is being restored, and only for a moment while it is being deleted.
///
/// # Source
/// `docs/dynamodb.md#continuous-backups`, `docs/dynamodb.md#restore-target`.
pub fn continuous_table<'a>(state: &'a State, name: &str, now: Timestamp) -> Option<&'a Table> {
    let grace_period_ms = state.settings().pace.delays().recovery_grace_period_ms;
    let is_known = |table: &&Table| {
        let is_leaving = table.deletion_started().is_some_and(|deleted| now >= deleted.plus_ms(grace_period_ms));
        now >= table.visible_to_backups_at() && table.restore().is_none() && !is_leaving
    };
    state.table(name).filter(is_known)
}

/// The point-in-time recovery of a table, for a restore to `time`, which must be within its window.
///
/// # Errors
/// PointInTimeRecoveryUnavailableException if it is off, InvalidRestoreTimeException outside of its window.
pub fn restorable(table: &Table, time: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, RestoreError> {
    let unavailable = || RestoreError::PointInTimeRecoveryUnavailable { table: table.name().to_owned() };
    let recovery = table.recovery().ok_or_else(unavailable)?;
    let (earliest, latest) = (recovery.earliest(now), recovery.latest(now));
    let asked = time.unwrap_or(latest);
    match earliest <= asked && asked <= latest {
        true => Ok(asked),
        false => Err(RestoreError::InvalidRestoreTime { asked, earliest, latest }),
    }
}

/// The AVAILABLE backup with an ARN.
///
/// # Errors
/// As for [`backup_of`], and BackupInUseException while it is being made.
pub fn available_backup<'a>(state: &'a State, arn: &str) -> Result<&'a Backup, Error> {
    let (backup, _) = backup_of(state, arn)?;
    match backup.status {
        BackupState::Available => Ok(backup),
        _ => Err(BackupError::BeingCreated { arn: arn.to_owned() }.into()),
    }
}

/// The backup with an ARN, and the parts of the ARN.
///
/// # Errors
/// ValidationException or AccessDeniedException for a text that is not the ARN of a backup of this account,
/// BackupNotFoundException if there is no such backup.
pub fn backup_of<'a>(state: &'a State, arn: &str) -> Result<(&'a Backup, BackupArn), Error> {
    let read = state.owner().read_backup_arn(arn)?;
    let backup = state.backup(&read.id).ok_or_else(|| BackupError::NotFound { arn: arn.to_owned() })?;
    Ok((backup, read))
}
