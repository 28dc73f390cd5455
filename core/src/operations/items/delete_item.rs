//! DeleteItem.

use super::consumed::ResponseMetrics;
use super::item_write::{self, Action, ConditionMembers, ItemWrite};
use super::validate_values_first;
use crate::expression::Work;
use crate::item::value::Attributes;
use crate::item::{Item, parse_key};
use crate::json::{self, ByName, Source, TypeError};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    ConditionalOperator, ConsumedCapacity, ExpectedAttributeValue, ItemCollectionMetrics, ReturnConsumedCapacity,
    ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure, shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, State, Writer};
use crate::time::Timestamp;

shape! {
    /// Deletes an item. An item that does not exist is no error.
    pub struct DeleteItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The key of the item: all its key attributes and no others.
        key: Attributes,
        /// Whether to return the old item: NONE or ALL_OLD. Default NONE.
        return_values: ReturnValue,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to return the size of the item collection: SIZE or NONE. Default NONE.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
        /// Whether the error of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
        /// The condition that the existing item must meet for the write to succeed.
        condition_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expression, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Legacy: the conditions that the existing item must meet, by attribute name. Superseded by
        /// `ConditionExpression`.
        expected: ByName<ExpectedAttributeValue>,
        /// Legacy: whether all conditions of `Expected` must hold (AND) or any of them (OR). Default AND.
        conditional_operator: ConditionalOperator,
    }
}

shape! {
    /// The old item, if the request asked for it.
    pub struct DeleteItemOutput {
        /// The attributes of the item before the write; absent unless `ReturnValues` is ALL_OLD.
        attributes: Item,
        /// The size of the item collection; absent unless the request asks for it and the table has local indexes.
        item_collection_metrics: ItemCollectionMetrics,
        /// The capacity consumed; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: ConsumedCapacity,
    }
}

impl DeleteItemInput {
    /// A request with its required members.
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
/// ResourceNotFoundException; ConditionalCheckFailedException; ValidationException for a key that does not match the
/// table's, and for an invalid condition.
///
/// # Source
/// `docs/dynamodb.md#item-writes`, `docs/dynamodb.md#item-keys`.
impl Operation for DeleteItemInput {
    const NAME: &'static str = "DeleteItem";
    const ERRORS: &'static [ErrorCode] = item_write::ERRORS;
    type Output = DeleteItemOutput;

    fn parse(from: Source<'_>) -> Result<DeleteItemInput, TypeError> {
        json::input_taking(from, "Key", parse_key, |input: &mut DeleteItemInput| &mut input.key)
    }

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DeleteItemOutput>, Error> {
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
        let written = ItemWrite { action: Action::Delete { key }, condition, shows_item }.decide_at(
            state,
            table,
            now,
            Writer::Single,
            &Work::default(),
        )?;
        let told = ResponseMetrics::of(
            table,
            &written,
            || key.clone(),
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
        // Deleting an item that does not exist changes nothing, so nothing is committed.
        let Some(write) = written.write() else { return Ok(Decision::answer(output)) };
        let events = vec![Event::ItemsWritten { table: table.id(), writes: vec![write] }];
        Ok(Decision { events, output })
    }
}
