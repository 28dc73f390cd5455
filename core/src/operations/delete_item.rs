//! DeleteItem.

use super::{lookup, put_item};
use crate::Timestamp;
use crate::check::{Check, Constrained, required};
use crate::engine::{Decision, Operation};
use crate::error::{Error, ErrorCode};
use crate::item::Item;
use crate::shapes::{
    ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure, Unsupported,
    refuse_unsupported, shape,
};
use crate::state::{Event, State, Write};
use crate::value::Attributes;

shape! {
    /// Deletes an item, if there is one.
    pub struct DeleteItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item's key, and nothing else.
        key: Attributes,
        /// NONE or ALL_OLD.
        return_values: ReturnValue,
        /// Only NONE for now.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Passed over: this engine counts no collections yet.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
        /// Without effect while there are no conditions.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
        /// Not supported yet.
        condition_expression: Unsupported,
        /// Not supported yet.
        expression_attribute_names: Unsupported,
        /// Not supported yet.
        expression_attribute_values: Unsupported,
        /// Not supported yet.
        expected: Unsupported,
        /// Not supported yet.
        conditional_operator: Unsupported,
    }
}

shape! {
    /// What was there before, if it was asked for.
    pub struct DeleteItemOutput {
        /// The item before.
        attributes: Item,
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
        at.member("tableName", &self.table_name).table_name();
        at.member("key", &self.key).required();
        at.member("returnValues", &self.return_values).known();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
        at.member("returnItemCollectionMetrics", &self.return_item_collection_metrics).known();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a key that is not the table's.
///
/// # Source
/// `facts.md` 7.4.
impl Operation for DeleteItemInput {
    const NAME: &'static str = "DeleteItem";
    const ERRORS: &'static [ErrorCode] = put_item::PutItemInput::ERRORS;
    type Output = DeleteItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DeleteItemOutput>, Error> {
        refuse_unsupported(&[
            ("ConditionExpression", self.condition_expression),
            ("ExpressionAttributeNames", self.expression_attribute_names),
            ("ExpressionAttributeValues", self.expression_attribute_values),
            ("Expected", self.expected),
            ("ConditionalOperator", self.conditional_operator),
        ])?;
        put_item::no_capacity(self.return_consumed_capacity.as_ref())?;
        let wants_old = put_item::all_old(self.return_values.as_ref())?;
        let key = required("key", &self.key)?;
        let table = lookup::values_first(key, lookup::data_table(state, &self.table_name))?;
        let key = table.definition().key.key_of_argument(key)?;
        // Deleting what is not there changes nothing, so nothing is committed.
        let Some(old) = table.item(&key).cloned() else {
            return Ok(Decision::answer(DeleteItemOutput::default()));
        };
        let writes = vec![Write { key, new: None }];
        let events = vec![Event::ItemsWritten { table: table.name_shared(), writes }];
        Ok(Decision { events, output: DeleteItemOutput { attributes: wants_old.then_some(old) } })
    }
}
