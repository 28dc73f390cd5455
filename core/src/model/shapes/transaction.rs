//! The parts of transactions.

use super::*;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use std::collections::BTreeMap;

shape! {
    /// One action of a transaction that writes: exactly one of the four.
    pub struct TransactWriteItem {
        /// Only checks a condition.
        condition_check: ConditionCheck,
        /// Puts an item.
        put: Put,
        /// Deletes one.
        delete: Delete,
        /// Changes one.
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
    /// A condition that must hold of an item which is not written.
    pub struct ConditionCheck {
        /// The item's key.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// What must hold.
        condition_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in it.
        expression_attribute_values: Attributes,
        /// ALL_OLD: the cancellation shows the item.
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
    /// A put.
    pub struct Put {
        /// The item.
        item: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// What must hold of the item that is there.
        condition_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in it.
        expression_attribute_values: Attributes,
        /// ALL_OLD: the cancellation shows the item.
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
    /// A deletion.
    pub struct Delete {
        /// The item's key.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// What must hold of the item that is there.
        condition_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in it.
        expression_attribute_values: Attributes,
        /// ALL_OLD: the cancellation shows the item.
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
    /// An update.
    pub struct Update {
        /// The item's key.
        key: Attributes,
        /// What becomes of the item's attributes.
        update_expression: String,
        /// The table's name or ARN.
        table_name: String,
        /// What must hold of the item that is there.
        condition_expression: String,
        /// What `#name` stands for in both.
        expression_attribute_names: BTreeMap<String, String>,
        /// What `:value` stands for in both.
        expression_attribute_values: Attributes,
        /// ALL_OLD: the cancellation shows the item.
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
    /// One action of a transaction that reads.
    pub struct TransactGetItem {
        /// It.
        get: Get,
    }
}
impl Constrained for TransactGetItem {
    fn check(&self, at: &mut Check) {
        at.member("get", &self.get).required().structure();
    }
}

shape! {
    /// A read.
    pub struct Get {
        /// The item's key.
        key: Attributes,
        /// The table's name or ARN.
        table_name: String,
        /// The attributes that are wanted.
        projection_expression: String,
        /// What `#name` stands for in that.
        expression_attribute_names: BTreeMap<String, String>,
    }
}
impl Constrained for Get {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required();
        at.member("tableName", &self.table_name).required().table_name();
    }
}

shape! {
    /// What a transaction read of one item.
    pub struct ItemResponse {
        /// The item; absent where there is none.
        item: Item,
    }
}
