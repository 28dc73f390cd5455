//! DescribeTimeToLive.

use super::describe;
use super::error::TableError;
use super::lookup;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{TimeToLiveDescription, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Describes the time to live settings of a table.
    pub struct DescribeTimeToLiveInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The time to live settings of a table.
    pub struct DescribeTimeToLiveOutput {
        /// The state of time to live, and its attribute.
        time_to_live_description: TimeToLiveDescription,
    }
}

impl DescribeTimeToLiveInput {
    /// A request with its required members.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DescribeTimeToLiveInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such table, or if it is being restored.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`, `docs/dynamodb.md#restore-target`.
impl Operation for DescribeTimeToLiveInput {
    const NAME: &'static str = "DescribeTimeToLive";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeTimeToLiveOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DescribeTimeToLiveOutput>, Error> {
        let table = lookup::known_table(state, &self.table_name)?;
        if table.restore().is_some() {
            return Err(TableError::NotFound { table: table.name().to_owned() }.into());
        }
        let time_to_live_description = Some(describe::time_to_live(table.definition()));
        Ok(Decision::answer(DescribeTimeToLiveOutput { time_to_live_description }))
    }
}
