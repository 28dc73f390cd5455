//! ListGlobalTables.

use super::error::GlobalTableError;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::region::partition_of_region;
use crate::model::shapes::{GlobalTable, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists the global tables, version 2017.11.29. The engine has none.
    pub struct ListGlobalTablesInput {
        /// The `LastEvaluatedGlobalTableName` of the previous page.
        exclusive_start_global_table_name: String,
        /// The maximum number of tables to return.
        limit: i32,
        /// The region of a replica: only tables with one there are listed.
        region_name: String,
    }
}

shape! {
    /// A page of global tables.
    pub struct ListGlobalTablesOutput {
        /// The tables of the page. Always empty here.
        global_tables: Vec<GlobalTable>,
        /// The name to pass as `ExclusiveStartGlobalTableName` for the next page. Always absent here.
        last_evaluated_global_table_name: String,
    }
}

impl Constrained for ListGlobalTablesInput {
    fn check(&self, at: &mut Check) {
        let start = &self.exclusive_start_global_table_name;
        at.member("exclusiveStartGlobalTableName", start).length(3..=255).name_pattern();
        at.member("limit", &self.limit).at_least(1);
    }
}

/// # Errors
/// InternalServerError for a region that AWS does not have.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for ListGlobalTablesInput {
    const NAME: &'static str = "ListGlobalTables";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError];
    type Output = ListGlobalTablesOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<ListGlobalTablesOutput>, Error> {
        if self.region_name.is_some_and(|region| partition_of_region(&region).is_none()) {
            return Err(GlobalTableError::UnknownRegion.into());
        }
        Ok(Decision::answer(ListGlobalTablesOutput { global_tables: Some(Vec::new()), ..Default::default() }))
    }
}
