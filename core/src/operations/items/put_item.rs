//! PutItem.

use super::consumed::ResponseMetrics;
use super::item_write::{self, Action, ConditionMembers, ItemWrite};
use crate::expression::Condition;
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
    /// Writes an item, in place of the one that has its key.
    pub struct PutItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item.
        item: Attributes,
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
    pub struct PutItemOutput {
        /// The item before.
        attributes: Item,
        /// How large the item collection is that was written to.
        item_collection_metrics: ItemCollectionMetrics,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
    }
}

impl PutItemInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>, item: Attributes) -> Self {
        Self { table_name: Some(table_name.into()), item: Some(item), ..Self::default() }
    }
}

impl Constrained for PutItemInput {
    fn check(&self, at: &mut Check) {
        at.item_table_name(&self.table_name);
        at.member("item", &self.item).required();
        at.member("expected", &self.expected).each_value();
        item_write::check_enums(
            at,
            &self.return_consumed_capacity,
            &self.return_values,
            &self.return_item_collection_metrics,
        );
        at.member("conditionalOperator", &self.conditional_operator).known();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ConditionalCheckFailedException; ValidationException for an item that is none, is too large
/// or lacks its key, and for a condition that is none.
///
/// # Source
/// `docs/dynamodb.md#item-writes`, `docs/dynamodb.md#item-keys` and, for the order, `docs/dynamodb.md#check-order`:
/// what can be said of the request alone is said before its table is looked for.
impl Operation for PutItemInput {
    const NAME: &'static str = "PutItem";
    const ERRORS: &'static [ErrorCode] = item_write::ERRORS;
    type Output = PutItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<PutItemOutput>, Error> {
        let attributes = required("item", &self.item)?;
        let (wants_old, condition, item) = self.validated(attributes).map_err(Error::enveloped)?;
        let table = lookup::data_table(state, &self.table_name)?;
        let action = Action::Put { attributes, item };
        let shows_item = item_write::shows_item(self.return_values_on_condition_check_failure.as_ref());
        let written = ItemWrite { action, condition, shows_item }.decide(table)?;
        let told = ResponseMetrics::of(
            table,
            &written,
            attributes,
            &self.return_consumed_capacity,
            &self.return_item_collection_metrics,
        )?;
        let attributes = written.old.filter(|_| wants_old).cloned();
        let writes = written.write().into_iter().collect();
        let events = vec![Event::ItemsWritten { table: table.id(), writes }];
        Ok(Decision {
            events,
            output: PutItemOutput {
                attributes,
                item_collection_metrics: told.collection,
                consumed_capacity: told
                    .consumed
                    .and_then(|consumed| consumed.shown(&self.table_name, self.return_consumed_capacity.as_ref())),
            },
        })
    }
}

impl PutItemInput {
    /// What the request alone says: whether the item before is wanted, the condition, and the item.
    fn validated(&self, attributes: &Attributes) -> Result<(bool, Option<Condition>, Item), Error> {
        let wants_old = item_write::all_old(self.return_values.as_ref())?;
        let condition = ConditionMembers {
            expression: self.condition_expression.as_ref(),
            names: self.expression_attribute_names.as_ref(),
            values: self.expression_attribute_values.as_ref(),
            expected: self.expected.as_ref(),
            operator: self.conditional_operator.as_ref(),
        };
        let condition = condition.read()?;
        Ok((wants_old, condition, Item::new(attributes)?.within_limit()?))
    }
}
