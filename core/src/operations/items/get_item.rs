//! GetItem.

use super::consumed::Consumed;
use super::item_read;
use super::validate_values_first;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;
use std::collections::BTreeMap;

shape! {
    /// Reads an item.
    pub struct GetItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item's key, and nothing else.
        key: Attributes,
        /// Every read is consistent here, whether it is asked for or not; the figures tell the difference.
        consistent_read: bool,
        /// Whether to tell what was consumed.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Which parts of the item are wanted; all of it where nothing says so.
        projection_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// Which attributes are wanted, as it was said before there were expressions.
        attributes_to_get: Vec<String>,
    }
}

shape! {
    /// The item, if there is one.
    pub struct GetItemOutput {
        /// The item.
        item: Item,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
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
        at.item_table_name(&self.table_name);
        at.member("key", &self.key).required();
        at.member("attributesToGet", &self.attributes_to_get).length(1..=usize::MAX);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a key that is not the table's and for a projection that is none.
///
/// # Source
/// `docs/dynamodb.md#item-keys`, `docs/dynamodb.md#table-states`.
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
        let projection = item_read::projection(
            self.projection_expression.as_ref(),
            self.expression_attribute_names.as_ref(),
            self.attributes_to_get.as_ref(),
        )?;
        let key = required("key", &self.key)?;
        let table = validate_values_first(key, lookup::data_table(state, &self.table_name))?;
        let key = table.definition().key.key_of_argument(key)?;
        let found = table.item(&key);
        let consumed = Consumed::of_read(found.map_or(0, Item::size_bytes), self.consistent_read.unwrap_or_default());
        let consumed_capacity = consumed.shown(&self.table_name, self.return_consumed_capacity.as_ref());
        let item = found.map(|item| item_read::shown(item, projection.as_ref()));
        Ok(Decision::answer(GetItemOutput { item, consumed_capacity }))
    }
}
