//! DeleteTable.

use crate::engine::{Decision, Operation};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode, Invalid, ResourceInUse};
use crate::model::shapes::{TableDescription, shape};
use crate::operations::describe;
use crate::operations::lookup;
use crate::state::lifecycle::{BackupState, IndexState, TableState};
use crate::state::{Event, State, Table, Task};
use crate::time::Timestamp;

shape! {
    /// Deletes a table.
    pub struct DeleteTableInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The table that will go.
    pub struct DeleteTableOutput {
        /// Some of what was known of it, with status DELETING.
        table_description: TableDescription,
    }
}

impl DeleteTableInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DeleteTableInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException unless the table is ACTIVE and none of its backups or indexes is being made;
/// ValidationException for one that is protected.
///
/// # Source
/// `facts.md` 3.1 (a backup in progress) and 7.1.
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
            TableState::Creating if table.restore().is_some() => Some(ResourceInUse::BeingUsed { table: name() }),
            TableState::Creating => Some(ResourceInUse::BeingCreated { table: name() }),
            TableState::Deleting => Some(ResourceInUse::BeingDeleted { table: name() }),
            TableState::Updating => Some(ResourceInUse::BeingUpdated { table: name() }),
            TableState::Active if has_index_to_come(table) => Some(ResourceInUse::BeingUpdated { table: name() }),
            TableState::Active if is_backed_up(state, table) => Some(ResourceInUse::BeingBackedUp { table: name() }),
            TableState::Active => None,
        };
        if let Some(in_use) = in_use {
            return Err(Error::ResourceInUse(in_use));
        }
        if table.settings().deletion_protection {
            return Err(Invalid::DeletionProtected.into());
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

/// Whether some index of the table is still being filled.
fn has_index_to_come(table: &Table) -> bool {
    table.indexes().iter().any(|index| index.state() == IndexState::Backfilling)
}

/// Whether some backup of the table is still being made. Those that are hold its log.
fn is_backed_up(state: &State, table: &Table) -> bool {
    table.holds().filter_map(|id| state.backup(id)).any(|backup| backup.status == BackupState::Creating)
}
