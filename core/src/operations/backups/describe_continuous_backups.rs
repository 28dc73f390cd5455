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
    /// Describes the continuous backups and the point-in-time recovery of a table.
    pub struct DescribeContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The continuous backups of a table.
    pub struct DescribeContinuousBackupsOutput {
        /// The state of continuous backups and of point-in-time recovery.
        continuous_backups_description: ContinuousBackupsDescription,
    }
}

impl DescribeContinuousBackupsInput {
    /// A request with its required members.
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
/// TableNotFoundException if there is no such table, if it is too young for the backup operations, if it is being
/// restored, or if it has been DELETING for more than a moment.
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
