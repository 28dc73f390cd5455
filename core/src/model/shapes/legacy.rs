//! The legacy parameters, which expressions superseded.

use super::*;
use crate::item::value::AttributeValue;
use crate::model::constraints::{Check, Constrained};

shape! {
    /// A legacy condition on an attribute, which must hold for a write to succeed. Give either `Value` and `Exists`, or
    /// `ComparisonOperator` and `AttributeValueList`.
    pub struct ExpectedAttributeValue {
        /// The value that the attribute must have.
        value: AttributeValue,
        /// `false` requires that the item has no such attribute. Default `true`.
        exists: bool,
        /// The operator that compares the attribute with the values of `AttributeValueList`.
        comparison_operator: ComparisonOperator,
        /// The values to compare the attribute with; the operator determines how many.
        attribute_value_list: Vec<AttributeValue>,
    }
}
impl Constrained for ExpectedAttributeValue {
    fn check(&self, at: &mut Check) {
        at.member("comparisonOperator", &self.comparison_operator).known();
    }
}

shape! {
    /// A legacy condition on an attribute, of a key or of a filter.
    pub struct Condition {
        /// The values to compare the attribute with; the operator determines how many.
        attribute_value_list: Vec<AttributeValue>,
        /// The operator that compares the attribute with the values.
        comparison_operator: ComparisonOperator,
    }
}
impl Constrained for Condition {
    fn check(&self, at: &mut Check) {
        at.member("comparisonOperator", &self.comparison_operator).required().known();
    }
}

shape! {
    /// A legacy update of an attribute.
    pub struct AttributeValueUpdate {
        /// The value to put, to add, or to delete from a set. Absent if the attribute itself is to be deleted.
        value: AttributeValue,
        /// The action: PUT, ADD or DELETE. Default PUT.
        action: AttributeAction,
    }
}
impl Constrained for AttributeValueUpdate {
    fn check(&self, at: &mut Check) {
        at.member("action", &self.action).known();
    }
}
