//! GetItem.

use super::{lookup, put_item};
use crate::Timestamp;
use crate::check::{Check, Constrained, required};
use crate::engine::{Decision, Operation};
use crate::error::{Error, ErrorCode};
use crate::item::Item;
use crate::shapes::{ReturnConsumedCapacity, Unsupported, refuse_unsupported, shape};
use crate::state::State;
use crate::value::Attributes;

shape! {
    /// Reads an item.
    pub struct GetItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item's key, and nothing else.
        key: Attributes,
        /// Every read is consistent here, whether it is asked for or not.
        consistent_read: bool,
        /// Only NONE for now.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Not supported yet.
        projection_expression: Unsupported,
        /// Not supported yet.
        expression_attribute_names: Unsupported,
        /// Not supported yet.
        attributes_to_get: Unsupported,
    }
}

shape! {
    /// The item, if there is one.
    pub struct GetItemOutput {
        /// The item.
        item: Item,
    }
}

impl GetItemInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>, key: Attributes) -> Self {
        Self { table_name: Some(table_name.into()), key: Some(key), ..Self::default() }
    }
}

impl Constrained for GetItemInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
        at.member("key", &self.key).required();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a key that is not the table's.
///
/// # Source
/// `facts.md` 7.4.
impl Operation for GetItemInput {
    const NAME: &'static str = "GetItem";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = GetItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<GetItemOutput>, Error> {
        refuse_unsupported(&[
            ("ProjectionExpression", self.projection_expression),
            ("ExpressionAttributeNames", self.expression_attribute_names),
            ("AttributesToGet", self.attributes_to_get),
        ])?;
        put_item::no_capacity(self.return_consumed_capacity.as_ref())?;
        let key = required("key", &self.key)?;
        let table = lookup::values_first(key, lookup::data_table(state, &self.table_name))?;
        let key = table.definition().key.key_of_argument(key)?;
        Ok(Decision::answer(GetItemOutput { item: table.item(&key).cloned() }))
    }
}
