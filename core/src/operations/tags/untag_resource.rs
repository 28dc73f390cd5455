//! UntagResource.

use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Removes tags from a table.
    pub struct UntagResourceInput {
        /// The ARN of the table.
        resource_arn: String,
        /// The names of the tags to remove. Names that the table does not have are ignored.
        tag_keys: Vec<String>,
    }
}

impl Constrained for UntagResourceInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
        at.member("tagKeys", &self.tag_keys).required().length(1..=usize::MAX).each_length(1..=128);
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a text that is not a table's ARN.
///
/// # Source
/// `docs/dynamodb.md#tags`: the answer has no body.
impl Operation for UntagResourceInput {
    const NAME: &'static str = "UntagResource";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::LimitExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::InternalServerError,
        ErrorCode::ResourceInUseException,
    ];
    type Output = ();

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<()>, Error> {
        let table = super::tagged_table(state, required("resourceArn", &self.resource_arn)?)?;
        let keys = required("tagKeys", &self.tag_keys)?;
        let mut tags = table.settings().tags.clone();
        tags.retain(|key, _| !keys.contains(key));
        Ok(Decision { events: vec![Event::TagsChanged { table: table.id(), tags }], output: () })
    }
}
