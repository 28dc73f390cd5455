//! DescribeLimits.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Returns the quotas for provisioned throughput. It has no parameters.
    pub struct DescribeLimitsInput {}
}

shape! {
    /// The quotas, in capacity units per second. The engine does not enforce them.
    pub struct DescribeLimitsOutput {
        /// The maximum read capacity of all tables together.
        account_max_read_capacity_units: i64,
        /// The maximum write capacity of all tables together.
        account_max_write_capacity_units: i64,
        /// The maximum read capacity of one table.
        table_max_read_capacity_units: i64,
        /// The maximum write capacity of one table.
        table_max_write_capacity_units: i64,
    }
}

impl Constrained for DescribeLimitsInput {
    fn check(&self, _: &mut Check) {}
}

/// # Source
/// The service model; `docs/dynamodb.md#neighbours`: the figures are those of a new account.
impl Operation for DescribeLimitsInput {
    const NAME: &'static str = "DescribeLimits";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError];
    type Output = DescribeLimitsOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<DescribeLimitsOutput>, Error> {
        Ok(Decision::answer(DescribeLimitsOutput {
            account_max_read_capacity_units: Some(80_000),
            account_max_write_capacity_units: Some(80_000),
            table_max_read_capacity_units: Some(40_000),
            table_max_write_capacity_units: Some(40_000),
        }))
    }
}
