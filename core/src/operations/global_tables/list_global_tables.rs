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
    /// Lists the global tables of the version of 2017.
    pub struct ListGlobalTablesInput {
        /// Only those after this name.
        exclusive_start_global_table_name: String,
        /// At most so many.
        limit: i32,
        /// Only those with a replica in this region.
        region_name: String,
    }
}

shape! {
    /// A page of global tables.
    pub struct ListGlobalTablesOutput {
        /// The global tables: none.
        global_tables: Vec<GlobalTable>,
        /// Where to go on; never, here.
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
