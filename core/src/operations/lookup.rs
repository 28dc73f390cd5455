//! Finding what a request names.

use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::arn::BackupArn;
use crate::model::error::{Error, Invalid, InvalidRestoreTime, ResourceInUse, ResourceNotFound};
use crate::state::lifecycle::TableState;
use crate::state::{Backup, State, Table};
use crate::time::Timestamp;

/// The table's name that a required `TableName` means.
///
/// # Errors
/// ValidationException where it is absent or a malformed ARN.
pub fn named<'a>(state: &State, name_or_arn: &'a Option<String>) -> Result<&'a str, Error> {
    let name_or_arn = name_or_arn.as_deref().ok_or(Invalid::ParameterMissing { name: "TableName" })?;
    state.owner().table_name(name_or_arn)
}

/// The table of an item operation: one that can be read and written.
///
/// # Errors
/// ResourceNotFoundException, without a name, for any other.
pub fn data_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let table = state.table(named(state, name_or_arn)?);
    table.filter(|table| table.state().is_in_use()).ok_or(Error::ResourceNotFound(ResourceNotFound::Unnamed))
}

/// What was found out about a request with values, unless that is an error and the values are none: then that is said.
///
/// So values come first in the order of refusal, and are read twice only where something is wrong.
///
/// # Errors
/// Those of the result, or ValidationException for a value that is none.
///
/// # Source
/// `facts.md` 8.1: the values of a request are judged before its table is looked for.
pub fn values_first<T>(attributes: &Attributes, found: Result<T, Error>) -> Result<T, Error> {
    found.map_err(|error| Item::new(attributes).err().unwrap_or(error))
}

/// The table of a table operation, in whatever state.
///
/// # Errors
/// ResourceNotFoundException with its name where there is none.
pub fn known_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let name = named(state, name_or_arn)?;
    state.table(name).ok_or_else(|| not_found(name))
}

/// The table of an operation that changes its settings: one that is ACTIVE.
///
/// # Errors
/// ResourceNotFoundException where there is none or it is being restored, ResourceInUseException where it is not ACTIVE.
pub fn settled_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let table = known_table(state, name_or_arn)?;
    let name = || table.name().to_owned();
    match table.state() {
        TableState::Active => Ok(table),
        TableState::Creating if table.restore().is_some() => Err(not_found(table.name())),
        TableState::Creating => Err(Error::ResourceInUse(ResourceInUse::BeingCreated { table: name() })),
        TableState::Updating => Err(Error::ResourceInUse(ResourceInUse::BeingUpdated { table: name() })),
        TableState::Deleting => Err(Error::ResourceInUse(ResourceInUse::BeingDeleted { table: name() })),
    }
}

fn not_found(name: &str) -> Error {
    Error::ResourceNotFound(ResourceNotFound::Table { table: name.to_owned() })
}

/// The table of that name, as the operations of continuous backups know it: not in the first seconds of its life, not
/// while it is being restored, and only for a moment while it is being deleted.
///
/// # Source
/// `facts.md` 4.1 and 5.1.
pub fn continuous_table<'a>(state: &'a State, name: &str, now: Timestamp) -> Option<&'a Table> {
    let grace_period_ms = state.settings().pace.delays().recovery_grace_period_ms;
    let is_known = |table: &&Table| {
        let is_leaving = table.deletion_started().is_some_and(|deleted| now >= deleted.plus_ms(grace_period_ms));
        now >= table.visible_to_backups_at() && table.restore().is_none() && !is_leaving
    };
    state.table(name).filter(is_known)
}

/// The point-in-time recovery of a table that is to be restored to some moment, which must be in its window.
///
/// # Errors
/// PointInTimeRecoveryUnavailableException where it is off, InvalidRestoreTimeException outside of its window.
pub fn restorable(table: &Table, time: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Error> {
    let unavailable = || Error::PointInTimeRecoveryUnavailable { table: table.name().to_owned() };
    let recovery = table.recovery().ok_or_else(unavailable)?;
    let (earliest, latest) = (recovery.earliest(now), recovery.latest(now));
    let asked = time.unwrap_or(latest);
    match earliest <= asked && asked <= latest {
        true => Ok(asked),
        false => Err(Error::InvalidRestoreTime(InvalidRestoreTime { asked, earliest, latest })),
    }
}

/// The table that a tag operation's `ResourceArn` means.
///
/// # Errors
/// ValidationException where it is no table's ARN, AccessDeniedException for another account's,
/// ResourceNotFoundException where there is no such table or it is being restored.
///
/// # Source
/// `facts.md` 3.2 (backups are not taggable) and 5.1.
pub fn tagged_table<'a>(state: &'a State, arn: &str) -> Result<&'a Table, Error> {
    if !arn.starts_with("arn:") {
        return Err(Invalid::ArnMalformed { arn: arn.to_owned() }.into());
    }
    if arn.contains("/backup/") {
        return Err(Invalid::NotATableArn { arn: arn.to_owned() }.into());
    }
    let name = state.owner().table_name(arn)?;
    match state.table(name) {
        None => Err(Error::ResourceNotFound(ResourceNotFound::Resource { arn: arn.to_owned() })),
        Some(table) if table.restore().is_some() => Err(not_found(name)),
        Some(table) => Ok(table),
    }
}

/// The backup that an ARN means, and what the ARN says.
///
/// # Errors
/// ValidationException or AccessDeniedException for what is no backup's ARN of ours, BackupNotFoundException where there
/// is no such backup.
pub fn backup_of<'a>(state: &'a State, arn: &str) -> Result<(&'a Backup, BackupArn), Error> {
    let read = state.owner().read_backup_arn(arn)?;
    let backup = state.backup(&read.id).ok_or_else(|| Error::BackupNotFound { arn: arn.to_owned() })?;
    Ok((backup, read))
}
