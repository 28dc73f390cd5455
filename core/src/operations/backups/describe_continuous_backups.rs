//! DescribeContinuousBackups.

use super::describe;
use super::error::BackupError;
use super::lookup;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ContinuousBackupsDescription, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Asks whether backups of a table can be made.
    pub struct DescribeContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// Whether backups of a table can be made.
    pub struct DescribeContinuousBackupsOutput {
        /// Continuous backups and point-in-time recovery.
        continuous_backups_description: ContinuousBackupsDescription,
    }
}

impl DescribeContinuousBackupsInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DescribeContinuousBackupsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
    }
}

/// # Errors
/// TableNotFoundException where there is no such table, where it is too young to be known to the backup operations,
/// where it is being restored, or deleted for longer than a moment.
///
/// # Source
/// `docs/dynamodb.md#continuous-backups`.
impl Operation for DescribeContinuousBackupsInput {
    const NAME: &'static str = "DescribeContinuousBackups";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::TableNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeContinuousBackupsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DescribeContinuousBackupsOutput>, Error> {
        let name = tables::lookup::named(state, &self.table_name)?;
        let not_found = || BackupError::TableNotFound { table: name.to_owned() };
        let table = lookup::continuous_table(state, name, now).ok_or_else(not_found)?;
        let continuous_backups_description = Some(describe::continuous_backups(table, table.recovery(), now));
        Ok(Decision::answer(DescribeContinuousBackupsOutput { continuous_backups_description }))
    }
}
