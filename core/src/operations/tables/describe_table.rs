//! DescribeTable.

use super::describe;
use super::lookup;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{TableDescription, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Describes a table.
    pub struct DescribeTableInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The described table.
    pub struct DescribeTableOutput {
        /// The description of the table.
        table: TableDescription,
    }
}

impl DescribeTableInput {
    /// A request with its required members.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DescribeTableInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required_later().table_name();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such table.
impl Operation for DescribeTableInput {
    const NAME: &'static str = "DescribeTable";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeTableOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DescribeTableOutput>, Error> {
        let table = lookup::known_table(state, &self.table_name)?;
        Ok(Decision::answer(DescribeTableOutput { table: Some(describe::table(state, table, now)) }))
    }
}
