//! DescribeTableReplicaAutoScaling.

use super::error::GlobalTableError;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Describes the auto scaling settings of a table's replicas. No table has replicas.
    pub struct DescribeTableReplicaAutoScalingInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

impl Constrained for DescribeTableReplicaAutoScalingInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
    }
}

/// # Errors
/// ResourceNotFoundException, always.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for DescribeTableReplicaAutoScalingInput {
    const NAME: &'static str = "DescribeTableReplicaAutoScaling";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = ();

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<()>, Error> {
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        Err(GlobalTableError::NoReplicas { table: table.name().to_owned() }.into())
    }
}
