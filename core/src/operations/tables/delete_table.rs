//! DeleteTable.

use super::describe;
use super::error::TableError;
use super::lookup;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{TableDescription, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::lifecycle::{BackupState, IndexState, TableState};
use crate::state::{Event, State, Table, Task};
use crate::time::Timestamp;

shape! {
    /// Deletes a table and all its items.
    pub struct DeleteTableInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The table, with its deletion in progress.
    pub struct DeleteTableOutput {
        /// The description of the table, with status DELETING and fewer members than DescribeTable returns.
        table_description: TableDescription,
    }
}

impl DeleteTableInput {
    /// A request with its required members.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DeleteTableInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required_later().table_name();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException unless the table is ACTIVE and none of its backups and indexes is
/// being made; ValidationException for a table that is protected against deletion.
///
/// # Source
/// `docs/dynamodb.md#backup-promises` (a backup in progress) and `docs/dynamodb.md#delete-table`.
impl Operation for DeleteTableInput {
    const NAME: &'static str = "DeleteTable";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = DeleteTableOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DeleteTableOutput>, Error> {
        let table = lookup::known_table(state, &self.table_name)?;
        let name = || table.name().to_owned();
        let in_use = match table.state() {
            TableState::Creating if table.restore().is_some() => Some(TableError::BeingUsed { table: name() }),
            TableState::Creating => Some(TableError::BeingCreated { table: name() }),
            TableState::Deleting => Some(TableError::BeingDeleted { table: name() }),
            TableState::Updating => Some(TableError::BeingUpdated { table: name() }),
            TableState::Active if has_index_to_come(table) => Some(TableError::BeingUpdated { table: name() }),
            TableState::Active if is_backed_up(state, table) => Some(TableError::BeingBackedUp { table: name() }),
            TableState::Active => None,
        };
        if let Some(in_use) = in_use {
            return Err(in_use.into());
        }
        if table.settings().deletion_protection {
            return Err(TableError::DeletionProtected.into());
        }
        let due = now.plus_ms(state.settings().pace.delays().table_deletion_ms);
        let events = vec![
            Event::TableDeletionStarted { table: table.id() },
            Event::TaskScheduled { due, task: Task::RemoveTable { table: table.id() } },
        ];
        let table_description = Some(describe::deleted_table(state, table, now));
        Ok(Decision { events, output: DeleteTableOutput { table_description } })
    }
}

/// Whether an index of the table is still being filled.
fn has_index_to_come(table: &Table) -> bool {
    table.indexes().iter().any(|index| index.state() == IndexState::Backfilling)
}

/// Whether a backup of the table is still being made. Such backups hold the table's log.
fn is_backed_up(state: &State, table: &Table) -> bool {
    table.holds().filter_map(|id| state.backup(id)).any(|backup| backup.status == BackupState::Creating)
}
