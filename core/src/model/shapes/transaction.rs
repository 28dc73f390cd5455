//! The parts of transactions.

use super::*;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::json::ByName;
use crate::model::constraints::{Check, Constrained};

shape! {
    /// An action of a transaction that writes. Exactly one member must be given.
    pub struct TransactWriteItem {
        /// Checks a condition and writes nothing.
        condition_check: ConditionCheck,
        /// Puts an item.
        put: Put,
        /// Deletes an item.
        delete: Delete,
        /// Updates an item.
        update: Update,
    }
}
impl Constrained for TransactWriteItem {
    fn check(&self, at: &mut Check) {
        at.member("conditionCheck", &self.condition_check).structure();
        at.member("put", &self.put).structure();
        at.member("delete", &self.delete).structure();
        at.member("update", &self.update).structure();
    }
}

shape! {
    /// A condition on an item that the transaction does not write.
    pub struct ConditionCheck {
        /// The key of the item.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// The condition that the item must meet.
        condition_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expression, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Whether the reason of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for ConditionCheck {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required();
        at.member("tableName", &self.table_name).required().table_name();
        at.member("conditionExpression", &self.condition_expression).required();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

shape! {
    /// Puts an item, replacing the one with the same key.
    pub struct Put {
        /// The item.
        item: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// The condition that the existing item must meet.
        condition_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expression, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Whether the reason of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for Put {
    fn check(&self, at: &mut Check) {
        at.member("item", &self.item).required();
        at.member("tableName", &self.table_name).required().table_name();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

shape! {
    /// Deletes an item.
    pub struct Delete {
        /// The key of the item.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// The condition that the existing item must meet.
        condition_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of the expression, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Whether the reason of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for Delete {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required();
        at.member("tableName", &self.table_name).required().table_name();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

shape! {
    /// Updates an item, or creates it.
    pub struct Update {
        /// The key of the item.
        key: Attributes,
        /// The update expression: SET, REMOVE, ADD and DELETE clauses.
        update_expression: String,
        /// The table's name or ARN.
        table_name: String,
        /// The condition that the existing item must meet.
        condition_expression: String,
        /// The attribute names that the placeholders of both expressions, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// The values that the placeholders of both expressions, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Whether the reason of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for Update {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required();
        at.member("updateExpression", &self.update_expression).required();
        at.member("tableName", &self.table_name).required().table_name();
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

shape! {
    /// An action of a transaction that reads.
    pub struct TransactGetItem {
        /// The read.
        get: Get,
    }
}
impl Constrained for TransactGetItem {
    fn check(&self, at: &mut Check) {
        at.member("get", &self.get).required().structure();
    }
}

shape! {
    /// Reads an item.
    pub struct Get {
        /// The key of the item.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// The projection expression: the attributes to return. Default all.
        projection_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
    }
}
impl Constrained for Get {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required();
        at.member("tableName", &self.table_name).required().table_name();
    }
}

shape! {
    /// The result of one read of a transaction.
    pub struct ItemResponse {
        /// The item; absent if there is none.
        item: Item,
    }
}
