//! UpdateItem.

use super::consumed::ResponseMetrics;
use super::item_write::{self, Action, ConditionMembers, ItemWrite};
use super::validate_values_first;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    AttributeValueUpdate, ConditionalOperator, ConsumedCapacity, ExpectedAttributeValue, ItemCollectionMetrics,
    ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure, shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, State};
use crate::time::Timestamp;
use std::collections::BTreeMap;

shape! {
    /// Changes an item, or makes one.
    pub struct UpdateItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item's key, and nothing else.
        key: Attributes,
        /// What becomes of its attributes.
        update_expression: String,
        /// What must hold of the item that is there.
        condition_expression: String,
        /// What `#name` stands for in both.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in both.
        expression_attribute_values: Attributes,
        /// What becomes of its attributes, as it was said before there were expressions.
        attribute_updates: BTreeMap<String, AttributeValueUpdate>,
        /// What must hold, said so.
        expected: BTreeMap<String, ExpectedAttributeValue>,
        /// Whether all of that or any.
        conditional_operator: ConditionalOperator,
        /// NONE, or the item before or after, whole or what was changed of it.
        return_values: ReturnValue,
        /// Whether to tell what was consumed, and of which indexes.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to tell how large the item collection is.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
        /// ALL_OLD: the refusal of the condition shows the item.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}

shape! {
    /// What was asked for of the item before or after.
    pub struct UpdateItemOutput {
        /// Its attributes.
        attributes: Item,
        /// How large the item collection is that was written to.
        item_collection_metrics: ItemCollectionMetrics,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
    }
}

impl UpdateItemInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>, key: Attributes) -> Self {
        Self { table_name: Some(table_name.into()), key: Some(key), ..Self::default() }
    }
}

impl Constrained for UpdateItemInput {
    fn check(&self, at: &mut Check) {
        at.item_table_name(&self.table_name);
        at.member("key", &self.key).required();
        at.member("attributeUpdates", &self.attribute_updates).each_value();
        at.member("expected", &self.expected).each_value();
        at.member("conditionalOperator", &self.conditional_operator).known();
        at.first_of(|at| {
            item_write::check_enums(
                at,
                &self.return_consumed_capacity,
                &self.return_values,
                &self.return_item_collection_metrics,
            );
        });
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ConditionalCheckFailedException; ValidationException for a key that is not the table's, for
/// an update or a condition that is none, and for an update that the item does not take.
///
/// # Source
/// `docs/dynamodb.md#update-item`, `docs/dynamodb.md#item-writes`, `docs/dynamodb.md#item-keys`.
impl Operation for UpdateItemInput {
    const NAME: &'static str = "UpdateItem";
    const ERRORS: &'static [ErrorCode] = item_write::ERRORS;
    type Output = UpdateItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<UpdateItemOutput>, Error> {
        let members = ConditionMembers {
            expression: self.condition_expression.as_ref(),
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
            expected: self.expected.as_ref(),
            operator: self.conditional_operator.as_ref(),
        };
        let (update, condition) = members
            .read_with_update(self.update_expression.as_ref(), self.attribute_updates.as_ref())
            .map_err(Error::enveloped)?;
        let key = required("key", &self.key)?;
        let table =
            validate_values_first(key, lookup::data_table(state, &self.table_name)).map_err(Error::enveloped)?;
        let shows_item = item_write::shows_item(self.return_values_on_condition_check_failure.as_ref());
        let action = Action::Update { key, update: update.as_ref() };
        let write = ItemWrite { action, condition, shows_item };
        let written = write.decide(table).map_err(|error| match write.key(table) {
            // The values of the key are the request's.
            Err(key_error) => Error::from(key_error).enveloped(),
            Ok(_) => error,
        })?;
        let told = ResponseMetrics::of(
            table,
            &written,
            key,
            &self.return_consumed_capacity,
            &self.return_item_collection_metrics,
        )?;
        let attributes = written.returned(self.return_values.as_ref(), update.as_ref());
        let output = UpdateItemOutput {
            attributes,
            item_collection_metrics: told.collection,
            consumed_capacity: told
                .consumed
                .and_then(|consumed| consumed.shown(&self.table_name, self.return_consumed_capacity.as_ref())),
        };
        let Some(write) = written.write() else { return Ok(Decision::answer(output)) };
        let events = vec![Event::ItemsWritten { table: table.id(), writes: vec![write] }];
        Ok(Decision { events, output })
    }
}
