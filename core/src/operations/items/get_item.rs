//! GetItem.

use super::consumed::Consumed;
use super::item_read;
use super::validate_values_first;
use crate::item::value::Attributes;
use crate::item::{Item, parse_key};
use crate::json::{self, ByName, Source, TypeError};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Reads an item.
    pub struct GetItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The key of the item: all its key attributes and no others.
        key: Attributes,
        /// Whether the read is strongly consistent. Default `false`. Every read is consistent here; only the consumed
        /// capacity differs.
        consistent_read: bool,
        /// Whether to return the consumed capacity: TOTAL, INDEXES or NONE. Default NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// The projection expression: the attributes to return. Default all.
        projection_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// Legacy: the names of the attributes to return. Superseded by `ProjectionExpression`.
        attributes_to_get: Vec<String>,
    }
}

shape! {
    /// The item that was found.
    pub struct GetItemOutput {
        /// The item; absent if there is none with that key.
        item: Item,
        /// The capacity consumed; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: ConsumedCapacity,
    }
}

impl GetItemInput {
    /// A request with its required members.
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
/// ResourceNotFoundException; ValidationException for a key that does not match the table's, and for an invalid
/// projection.
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

    fn parse(from: Source<'_>) -> Result<GetItemInput, TypeError> {
        json::input_taking(from, "Key", parse_key, |input: &mut GetItemInput| &mut input.key)
    }

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
