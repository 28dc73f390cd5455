//! DeleteItem.

use super::consumed::ResponseMetrics;
use super::item_write::{self, Action, ConditionMembers, ItemWrite};
use super::validate_values_first;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    ConditionalOperator, ConsumedCapacity, ExpectedAttributeValue, ItemCollectionMetrics, ReturnConsumedCapacity,
    ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure, shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, State};
use crate::time::Timestamp;
use std::collections::BTreeMap;

shape! {
    /// Deletes an item, if there is one.
    pub struct DeleteItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item's key, and nothing else.
        key: Attributes,
        /// NONE or ALL_OLD.
        return_values: ReturnValue,
        /// Whether to tell what was consumed, and of which indexes.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to tell how large the item collection is.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
        /// ALL_OLD: the refusal of the condition shows the item.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
        /// What must hold of the item that is there.
        condition_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in it.
        expression_attribute_values: Attributes,
        /// What must hold, as it was said before there were expressions.
        expected: BTreeMap<String, ExpectedAttributeValue>,
        /// Whether all of that or any.
        conditional_operator: ConditionalOperator,
    }
}

shape! {
    /// What was there before, if it was asked for.
    pub struct DeleteItemOutput {
        /// The item before.
        attributes: Item,
        /// How large the item collection is that was written to.
        item_collection_metrics: ItemCollectionMetrics,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
    }
}

impl DeleteItemInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>, key: Attributes) -> Self {
        Self { table_name: Some(table_name.into()), key: Some(key), ..Self::default() }
    }
}

impl Constrained for DeleteItemInput {
    fn check(&self, at: &mut Check) {
        at.item_table_name(&self.table_name);
        at.member("key", &self.key).required();
        at.member("expected", &self.expected).each_value();
        at.member("conditionalOperator", &self.conditional_operator).known();
        item_write::check_enums(
            at,
            &self.return_consumed_capacity,
            &self.return_values,
            &self.return_item_collection_metrics,
        );
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ConditionalCheckFailedException; ValidationException for a key that is not the table's and
/// for a condition that is none.
///
/// # Source
/// `docs/dynamodb.md#item-writes`, `docs/dynamodb.md#item-keys`.
impl Operation for DeleteItemInput {
    const NAME: &'static str = "DeleteItem";
    const ERRORS: &'static [ErrorCode] = item_write::ERRORS;
    type Output = DeleteItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DeleteItemOutput>, Error> {
        let wants_old = item_write::all_old(self.return_values.as_ref())?;
        let condition = ConditionMembers {
            expression: self.condition_expression.as_ref(),
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
            expected: self.expected.as_ref(),
            operator: self.conditional_operator.as_ref(),
        };
        let condition = condition.read()?;
        let key = required("key", &self.key)?;
        let table = validate_values_first(key, lookup::data_table(state, &self.table_name))?;
        let shows_item = item_write::shows_item(self.return_values_on_condition_check_failure.as_ref());
        let written = ItemWrite { action: Action::Delete { key }, condition, shows_item }.decide(table)?;
        let told = ResponseMetrics::of(
            table,
            &written,
            key,
            &self.return_consumed_capacity,
            &self.return_item_collection_metrics,
        )?;
        let attributes = written.old.filter(|_| wants_old).cloned();
        let output = DeleteItemOutput {
            attributes,
            item_collection_metrics: told.collection,
            consumed_capacity: told
                .consumed
                .and_then(|consumed| consumed.shown(&self.table_name, self.return_consumed_capacity.as_ref())),
        };
        // Deleting what is not there changes nothing, so nothing is committed.
        let Some(write) = written.write() else { return Ok(Decision::answer(output)) };
        let events = vec![Event::ItemsWritten { table: table.id(), writes: vec![write] }];
        Ok(Decision { events, output })
    }
}
