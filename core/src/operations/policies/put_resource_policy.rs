//! PutResourcePolicy.

use super::document::meaning;
use super::error::PolicyError;
use crate::limits::{RESOURCE_POLICY_COOLDOWN_MS, RESOURCE_POLICY_PENDING_MS};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, ResourcePolicy, State};
use crate::time::Timestamp;

shape! {
    /// Attaches a resource-based policy to a table. It is stored and never enforced.
    pub struct PutResourcePolicyInput {
        /// The ARN of the table.
        resource_arn: String,
        /// The policy document, in JSON.
        policy: String,
        /// The revision id of the policy to replace; NO_POLICY if there must be none. Default any.
        expected_revision_id: String,
        /// Has no effect, because no policy is enforced.
        confirm_remove_self_resource_access: bool,
    }
}

shape! {
    /// The revision of the policy.
    pub struct PutResourcePolicyOutput {
        /// The revision id.
        revision_id: String,
    }
}

impl PutResourcePolicyInput {
    /// A request with its required members.
    pub fn new(resource_arn: impl Into<String>, policy: impl Into<String>) -> Self {
        Self { resource_arn: Some(resource_arn.into()), policy: Some(policy.into()), ..Self::default() }
    }
}

impl Constrained for PutResourcePolicyInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
        at.member("policy", &self.policy).required();
        at.member("expectedRevisionId", &self.expected_revision_id).length(1..=255);
    }
}

/// # Errors
/// ResourceNotFoundException; PolicyNotFoundException if the policy has another revision id; ResourceInUseException or
/// ThrottlingException if another document was put less than 15 seconds ago; ValidationException for a text that is not
/// a table's ARN, and for a document that is not JSON.
///
/// # Source
/// `docs/dynamodb.md#resource-policy`. Assumed: a policy is pending for the 1.5 seconds in which AWS does not return it
/// yet, and the revision is checked first. Here it can be read at once.
impl Operation for PutResourcePolicyInput {
    const NAME: &'static str = "PutResourcePolicy";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::PolicyNotFoundException,
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
    ];
    type Output = PutResourcePolicyOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<PutResourcePolicyOutput>, Error> {
        let document = required("policy", &self.policy)?;
        let wanted = meaning(document)?;
        let table = super::table_of_arn(state, required("resourceArn", &self.resource_arn)?, now)?;
        lookup::in_use(table)?;
        super::of_revision(table, self.expected_revision_id.as_deref())?;
        let revision_id = |policy: &ResourcePolicy| PutResourcePolicyOutput { revision_id: Some(policy.revision_id()) };
        if let Some(current) = &table.settings().policy {
            if meaning(&current.document).as_ref() == Ok(&wanted) {
                return Ok(Decision::answer(revision_id(current)));
            }
            let after = current.changed.plus_ms(RESOURCE_POLICY_COOLDOWN_MS);
            let table = table.name().to_owned();
            if now < current.changed.plus_ms(RESOURCE_POLICY_PENDING_MS) {
                return Err(PolicyError::Pending { table }.into());
            }
            if now < after {
                return Err(PolicyError::TooSoon { table, after }.into());
            }
        }
        let output = revision_id(&ResourcePolicy { document: document.clone(), changed: now });
        let events = vec![Event::ResourcePolicyChanged { table: table.id(), document: Some(document.clone()) }];
        Ok(Decision { events, output })
    }
}
