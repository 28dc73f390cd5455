//! Finding the table that a request names.

use super::error::TableError;
use crate::model::constraints::ParameterMissing;
use crate::model::error::Error;
use crate::state::lifecycle::TableState;
use crate::state::{State, Table};
use crate::time::Timestamp;

/// The table's name that a required `TableName` means.
///
/// # Errors
/// ValidationException where it is absent or a malformed ARN.
pub fn named<'a>(state: &State, name_or_arn: &'a Option<String>) -> Result<&'a str, Error> {
    let name_or_arn = name_or_arn.as_deref().ok_or(ParameterMissing { name: "TableName" })?;
    Ok(state.owner().table_name(name_or_arn)?)
}

/// The table of an item operation: one that can be read and written.
///
/// # Errors
/// ResourceNotFoundException, without a name, for any other.
pub fn data_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let table = state.table(named(state, name_or_arn)?);
    table.filter(|table| table.state().is_in_use()).ok_or_else(|| TableError::NotFoundForData.into())
}

/// The table of a table operation, in whatever state.
///
/// # Errors
/// ResourceNotFoundException with its name where there is none.
pub fn known_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let name = named(state, name_or_arn)?;
    state.table(name).ok_or_else(|| not_found(name).into())
}

/// The table of an operation on what stands beside tables (insights, destinations, policies), which does not know it in
/// the first seconds of its life nor while it is being restored.
///
/// # Errors
/// ResourceNotFoundException with its name where there is no such table.
///
/// # Source
/// `docs/dynamodb.md#neighbours`, `docs/dynamodb.md#restore-target`.
pub fn shown_table<'a>(state: &'a State, name: &str, now: Timestamp) -> Result<&'a Table, TableError> {
    let is_shown = |table: &&Table| now >= table.visible_to_backups_at() && table.restore().is_none();
    state.table(name).filter(is_shown).ok_or_else(|| not_found(name))
}

/// That a table can be changed by such an operation: an update of the table is no hindrance.
///
/// # Errors
/// ResourceInUseException while it is CREATING or DELETING.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`: changes of stream, policy and insights at once do not conflict.
pub fn in_use(table: &Table) -> Result<(), TableError> {
    let name = || table.name().to_owned();
    match table.state() {
        TableState::Active | TableState::Updating => Ok(()),
        TableState::Creating => Err(TableError::BeingCreated { table: name() }),
        TableState::Deleting => Err(TableError::BeingDeleted { table: name() }),
    }
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
        TableState::Creating if table.restore().is_some() => Err(not_found(table.name()).into()),
        TableState::Creating => Err(TableError::BeingCreated { table: name() }.into()),
        TableState::Updating => Err(TableError::BeingUpdated { table: name() }.into()),
        TableState::Deleting => Err(TableError::BeingDeleted { table: name() }.into()),
    }
}

pub fn not_found(name: &str) -> TableError {
    TableError::NotFound { table: name.to_owned() }
}
