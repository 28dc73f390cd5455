//! DeleteResourcePolicy.

use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, ResourcePolicy, State};
use crate::time::Timestamp;

shape! {
    /// Removes the resource-based policy of a table.
    pub struct DeleteResourcePolicyInput {
        /// The ARN of the table.
        resource_arn: String,
        /// The revision id that the policy must have. Default any.
        expected_revision_id: String,
    }
}

shape! {
    /// The removed policy.
    pub struct DeleteResourcePolicyOutput {
        /// The revision id of the policy; absent if there was none.
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
/// ResourceNotFoundException; PolicyNotFoundException if the policy has another revision id; ValidationException for a
/// text that is not a table's ARN.
///
/// # Source
/// `docs/dynamodb.md#neighbours`, `docs/dynamodb.md#resource-policy`. Assumed: a deletion need not wait for the last
/// put, and the next put need not wait for the deletion.
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
