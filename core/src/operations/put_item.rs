//! PutItem.

use super::lookup;
use crate::Timestamp;
use crate::check::{Check, Constrained, required};
use crate::engine::{Decision, Operation};
use crate::error::{Error, ErrorCode, Invalid};
use crate::item::Item;
use crate::key::Key;
use crate::shapes::{
    ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure, Unsupported,
    refuse_unsupported, shape,
};
use crate::state::lifecycle::IndexState;
use crate::state::{Event, State, Table, Write};
use crate::value::Attributes;

shape! {
    /// Writes an item, in place of the one that has its key.
    pub struct PutItemInput {
        /// The table's name or ARN.
        table_name: String,
        /// The item.
        item: Attributes,
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
    pub struct PutItemOutput {
        /// The item before.
        attributes: Item,
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
        at.member("tableName", &self.table_name).table_name();
        at.member("item", &self.item).required();
        at.member("returnValues", &self.return_values).known();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
        at.member("returnItemCollectionMetrics", &self.return_item_collection_metrics).known();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for an item that is none, is too large or lacks its key.
///
/// # Source
/// `facts.md` 7.4 and, for the order, 8.1: what can be said of the request alone is said before its table is looked for.
impl Operation for PutItemInput {
    const NAME: &'static str = "PutItem";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ConditionalCheckFailedException,
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::ItemCollectionSizeLimitExceededException,
        ErrorCode::TransactionConflictException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ReplicatedWriteConflictException,
        ErrorCode::ThrottlingException,
    ];
    type Output = PutItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<PutItemOutput>, Error> {
        refuse_unsupported(&[
            ("ConditionExpression", self.condition_expression),
            ("ExpressionAttributeNames", self.expression_attribute_names),
            ("ExpressionAttributeValues", self.expression_attribute_values),
            ("Expected", self.expected),
            ("ConditionalOperator", self.conditional_operator),
        ])?;
        no_capacity(self.return_consumed_capacity.as_ref())?;
        let wants_old = all_old(self.return_values.as_ref())?;
        let attributes = required("item", &self.item)?;
        let item = Item::new(attributes)?.within_limit()?;
        let table = lookup::data_table(state, &self.table_name)?;
        let key = key_of(table, attributes)?;
        let attributes = if wants_old { table.item(&key).cloned() } else { None };
        let writes = vec![Write { key, new: Some(item) }];
        let events = vec![Event::ItemsWritten { table: table.name_shared(), writes }];
        Ok(Decision { events, output: PutItemOutput { attributes } })
    }
}

/// The key of an item that is to be written: it must have one for the table, and keys of the right type for every index
/// that it is in.
///
/// # Errors
/// ValidationException for any other.
pub(super) fn key_of(table: &Table, attributes: &Attributes) -> Result<Key, Error> {
    let key = table.definition().key.key_of_item(attributes)?;
    for index in table.indexes().iter().filter(|index| index.state() != IndexState::Deleting) {
        index.definition().key.judge_index_key(&index.definition().name, attributes)?;
    }
    Ok(key)
}

/// Whether the item before is wanted.
///
/// # Errors
/// ValidationException for values that only an update has.
pub(super) fn all_old(wanted: Option<&ReturnValue>) -> Result<bool, Error> {
    match wanted {
        None | Some(ReturnValue::None) => Ok(false),
        Some(ReturnValue::AllOld) => Ok(true),
        Some(_) => Err(Invalid::ReturnValuesOfUpdate.into()),
    }
}

/// Refuses to be asked for capacity figures, which are not counted yet.
///
/// # Errors
/// ValidationException for TOTAL and INDEXES.
pub(super) fn no_capacity(wanted: Option<&ReturnConsumedCapacity>) -> Result<(), Error> {
    match wanted {
        None | Some(ReturnConsumedCapacity::None) => Ok(()),
        Some(_) => Err(Invalid::NotSupportedYet { member: "ReturnConsumedCapacity" }.into()),
    }
}
