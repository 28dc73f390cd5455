//! ListTables.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists the names of tables, in the order of their bytes.
    pub struct ListTablesInput {
        /// The name after which the page begins: the `LastEvaluatedTableName` of the previous page. The table need not
        /// exist.
        exclusive_start_table_name: String,
        /// The maximum number of names to return, 1 to 100. Default 100.
        limit: i32,
    }
}

shape! {
    /// A page of table names.
    pub struct ListTablesOutput {
        /// The names of the page.
        table_names: Vec<String>,
        /// The name to pass as `ExclusiveStartTableName` for the next page; absent on the last page.
        last_evaluated_table_name: String,
    }
}

impl Constrained for ListTablesInput {
    fn check(&self, at: &mut Check) {
        at.member("exclusiveStartTableName", &self.exclusive_start_table_name).length(3..=255).name_pattern();
        at.member("limit", &self.limit).within(1..=100);
    }
}

/// The number of names in a page if no limit is given.
const PAGE_NAMES: usize = 100;

/// # Source
/// `docs/dynamodb.md#list-tables`.
impl Operation for ListTablesInput {
    const NAME: &'static str = "ListTables";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError];
    type Output = ListTablesOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ListTablesOutput>, Error> {
        let limit = self.limit.map_or(PAGE_NAMES, |limit| limit as usize);
        let mut after = state.tables_after(self.exclusive_start_table_name.as_deref().unwrap_or_default());
        let names: Vec<String> = after.by_ref().take(limit).map(|table| table.name().to_owned()).collect();
        let last_evaluated_table_name = after.next().and(names.last().cloned());
        Ok(Decision::answer(ListTablesOutput { table_names: Some(names), last_evaluated_table_name }))
    }
}
