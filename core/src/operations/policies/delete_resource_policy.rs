//! DeleteResourcePolicy.

use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, ResourcePolicy, State};
use crate::time::Timestamp;

shape! {
    /// Takes the resource-based policy from a table.
    pub struct DeleteResourcePolicyInput {
        /// The table's ARN.
        resource_arn: String,
        /// The id of the revision that it must be.
        expected_revision_id: String,
    }
}

shape! {
    /// The policy that is gone.
    pub struct DeleteResourcePolicyOutput {
        /// The id of its revision; absent where there was none.
        revision_id: String,
    }
}

impl Constrained for DeleteResourcePolicyInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
        at.member("expectedRevisionId", &self.expected_revision_id).length(1..=255);
    }
}

/// # Errors
/// ResourceNotFoundException; PolicyNotFoundException where another revision is expected; ValidationException for what is no
/// table's ARN.
///
/// # Source
/// `docs/dynamodb.md#neighbours`, `docs/dynamodb.md#resource-policy`. Assumed: a deletion need not wait, and the next policy
/// need not wait for it.
impl Operation for DeleteResourcePolicyInput {
    const NAME: &'static str = "DeleteResourcePolicy";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::PolicyNotFoundException,
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
    ];
    type Output = DeleteResourcePolicyOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DeleteResourcePolicyOutput>, Error> {
        let table = super::table_of_arn(state, required("resourceArn", &self.resource_arn)?, now)?;
        lookup::in_use(table)?;
        super::of_revision(table, self.expected_revision_id.as_deref())?;
        let policy = table.settings().policy.as_ref();
        let event = policy.map(|_| Event::ResourcePolicyChanged { table: table.id(), document: None });
        let output = DeleteResourcePolicyOutput { revision_id: policy.map(ResourcePolicy::revision_id) };
        Ok(Decision { events: event.into_iter().collect(), output })
    }
}
