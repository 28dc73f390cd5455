//! Finding the table that a request names.

use super::error::TableError;
use crate::model::constraints::ParameterMissing;
use crate::model::error::Error;
use crate::state::lifecycle::TableState;
use crate::state::{State, Table};

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
    table.filter(|table| table.state().is_in_use()).ok_or(TableError::NotFoundForData.into())
}

/// The table of a table operation, in whatever state.
///
/// # Errors
/// ResourceNotFoundException with its name where there is none.
pub fn known_table<'a>(state: &'a State, name_or_arn: &Option<String>) -> Result<&'a Table, Error> {
    let name = named(state, name_or_arn)?;
    state.table(name).ok_or_else(|| not_found(name).into())
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
