//! GetResourcePolicy.

use super::error::PolicyError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Returns the resource-based policy of a table.
    pub struct GetResourcePolicyInput {
        /// The ARN of the table.
        resource_arn: String,
    }
}

shape! {
    /// The resource-based policy of a table.
    pub struct GetResourcePolicyOutput {
        /// The policy document, as it was sent.
        policy: String,
        /// The revision id of the policy.
        revision_id: String,
    }
}

impl GetResourcePolicyInput {
    /// A request with its required members.
    pub fn new(resource_arn: impl Into<String>) -> Self {
        Self { resource_arn: Some(resource_arn.into()) }
    }
}

impl Constrained for GetResourcePolicyInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
    }
}

/// # Errors
/// PolicyNotFoundException if the table has none; ResourceNotFoundException; ValidationException for a text that is not
/// a table's ARN.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for GetResourcePolicyInput {
    const NAME: &'static str = "GetResourcePolicy";
    const ERRORS: &'static [ErrorCode] =
        &[ErrorCode::InternalServerError, ErrorCode::PolicyNotFoundException, ErrorCode::ResourceNotFoundException];
    type Output = GetResourcePolicyOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<GetResourcePolicyOutput>, Error> {
        let arn = required("resourceArn", &self.resource_arn)?;
        let policy = super::table_of_arn(state, arn, now)?.settings().policy.as_ref();
        let policy = policy.ok_or_else(|| PolicyError::NotFound { arn: arn.clone() })?;
        Ok(Decision::answer(GetResourcePolicyOutput {
            policy: Some(policy.document.clone()),
            revision_id: Some(policy.revision_id()),
        }))
    }
}
