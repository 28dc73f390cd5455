//! Lookup of the table that a request names.

use super::error::TableError;
use crate::model::constraints::ParameterMissing;
use crate::model::error::Error;
use crate::state::lifecycle::TableState;
use crate::state::{State, Table};
use crate::time::Timestamp;

/// The table's name in a required `TableName`, which is a name or an ARN.
///
/// # Errors
/// ValidationException if it is absent or a malformed ARN.
pub fn named<'a>(state: &State, name_or_arn: &'a Option<String>) -> Result<&'a str, Error> {
    let name_or_arn = name_or_arn.as_deref().ok_or(ParameterMissing { name: "TableName" })?;
    Ok(state.owner().table_name(name_or_arn)?)
}

/// The table of an operation on items, which must be readable and writable.
///
/// # Errors
/// ResourceNotFoundException, whose text does not name the table, for any other.
pub fn data_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let table = state.table(named(state, name_or_arn)?);
    table.filter(|table| table.state().is_in_use()).ok_or_else(|| TableError::NotFoundForData.into())
}

/// The table of an operation on tables, whatever its status.
///
/// # Errors
/// ResourceNotFoundException, whose text names the table, if there is none.
pub fn known_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let name = named(state, name_or_arn)?;
    state.table(name).ok_or_else(|| not_found(name).into())
}

/// The table of an operation on insights, destinations or policies. It does not find a table in the first seconds of
/// its life, nor while it is being restored.
///
/// # Errors
/// ResourceNotFoundException, whose text names the table, if there is no such table.
///
/// # Source
/// `docs/dynamodb.md#neighbours`, `docs/dynamodb.md#restore-target`.
pub fn shown_table<'a>(state: &'a State, name: &str, now: Timestamp) -> Result<&'a Table, TableError> {
    let is_shown = |table: &&Table| now >= table.visible_to_backups_at() && table.restore().is_none();
    state.table(name).filter(is_shown).ok_or_else(|| not_found(name))
}

/// Checks that such an operation can change a table. An update of the table in progress is no obstacle.
///
/// # Errors
/// ResourceInUseException while it is CREATING or DELETING.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`: simultaneous changes of stream, policy and insights do not conflict.
pub fn in_use(table: &Table) -> Result<(), TableError> {
    let name = || table.name().to_owned();
    match table.state() {
        TableState::Active | TableState::Updating => Ok(()),
        TableState::Creating => Err(TableError::BeingCreated { table: name() }),
        TableState::Deleting => Err(TableError::BeingDeleted { table: name() }),
    }
}

/// The table of an operation that changes its settings, which must be ACTIVE.
///
/// # Errors
/// ResourceNotFoundException if there is none or it is being restored, ResourceInUseException if it is not ACTIVE.
pub fn settled_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let table = known_table(state, name_or_arn)?;
    let name = || table.name().to_owned();
    match table.state() {
        TableState::Active => Ok(table),
        TableState::Creating if table.restore().is_some() => Err(not_found(table.name()).into()),
        TableState::Creating => Err(TableError::BeingCreated { table: name() }.into()),
        TableState::Updating => Err(TableError::BeingUpdated { table: name() }.into()),
        TableState::Deleting => Err(TableError::BeingDeleted { table: name() }.into()),
    }
}

pub fn not_found(name: &str) -> TableError {
    TableError::NotFound { table: name.to_owned() }
}
