//! ListTagsOfResource.

use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Tag, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists the tags of a table.
    pub struct ListTagsOfResourceInput {
        /// The ARN of the table.
        resource_arn: String,
        /// The token of a previous page. All tags fit one page, so no answer has one.
        next_token: String,
    }
}

shape! {
    /// The tags of a table.
    pub struct ListTagsOfResourceOutput {
        /// All tags, ordered by name.
        tags: Vec<Tag>,
    }
}

impl ListTagsOfResourceInput {
    /// A request with its required members.
    pub fn new(resource_arn: impl Into<String>) -> Self {
        Self { resource_arn: Some(resource_arn.into()), next_token: None }
    }
}

impl Constrained for ListTagsOfResourceInput {
    fn check(&self, at: &mut Check) {
        at.member("resourceArn", &self.resource_arn).required().length(1..=1283);
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a text that is not a table's ARN.
impl Operation for ListTagsOfResourceInput {
    const NAME: &'static str = "ListTagsOfResource";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = ListTagsOfResourceOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ListTagsOfResourceOutput>, Error> {
        let table = super::tagged_table(state, required("resourceArn", &self.resource_arn)?)?;
        let tag = |(key, value): (&String, &String)| Tag { key: Some(key.clone()), value: Some(value.clone()) };
        Ok(Decision::answer(ListTagsOfResourceOutput { tags: Some(table.settings().tags.iter().map(tag).collect()) }))
    }
}
