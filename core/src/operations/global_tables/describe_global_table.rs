//! DescribeGlobalTable.

use super::error::GlobalTableError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Describes a global table, version 2017.11.29. The engine has none.
    pub struct DescribeGlobalTableInput {
        /// The global table's name.
        global_table_name: String,
    }
}

impl Constrained for DescribeGlobalTableInput {
    fn check(&self, at: &mut Check) {
        at.member("globalTableName", &self.global_table_name).required().length(3..=255).name_pattern();
    }
}

/// # Errors
/// GlobalTableNotFoundException, always.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for DescribeGlobalTableInput {
    const NAME: &'static str = "DescribeGlobalTable";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::GlobalTableNotFoundException, ErrorCode::InternalServerError];
    type Output = ();

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<()>, Error> {
        let name = required("globalTableName", &self.global_table_name)?.clone();
        Err(GlobalTableError::NotFound { name }.into())
    }
}
