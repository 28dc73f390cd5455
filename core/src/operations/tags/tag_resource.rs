//! TagResource.

use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Tag, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::definition;
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Adds tags to a table.
    pub struct TagResourceInput {
        /// The ARN of the table.
        resource_arn: String,
        /// The tags. A tag replaces one with the same name.
        tags: Vec<Tag>,
    }
}

impl Constrained for TagResourceInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
        at.member("tags", &self.tags).required().length(1..=usize::MAX).each();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a text that is not a table's ARN, and for more than 50 tags.
///
/// # Source
/// `docs/dynamodb.md#tags`: the answer has no body. The write lock and the delay of reads are not modelled.
impl Operation for TagResourceInput {
    const NAME: &'static str = "TagResource";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::LimitExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::InternalServerError,
        ErrorCode::ResourceInUseException,
    ];
    type Output = ();

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<()>, Error> {
        let table = super::tagged_table(state, required("resourceArn", &self.resource_arn)?)?;
        let tags = definition::tags(&table.settings().tags, required("tags", &self.tags)?)?;
        Ok(Decision { events: vec![Event::TagsChanged { table: table.id(), tags }], output: () })
    }
}
