//! Legacy parameters: those that came before expressions.

use super::*;
use crate::item::value::AttributeValue;
use crate::model::constraints::{Check, Constrained};

shape! {
    /// What an attribute is expected to be before a write.
    pub struct ExpectedAttributeValue {
        /// Its value.
        value: AttributeValue,
        /// Whether it is there.
        exists: bool,
        /// How it compares with the values of the list.
        comparison_operator: ComparisonOperator,
        /// What it is compared with.
        attribute_value_list: Vec<AttributeValue>,
    }
}
impl Constrained for ExpectedAttributeValue {
    fn check(&self, at: &mut Check) {
        at.member("comparisonOperator", &self.comparison_operator).known();
    }
}

shape! {
    /// A condition on an attribute, of a key or of a filter.
    pub struct Condition {
        /// What it is compared with.
        attribute_value_list: Vec<AttributeValue>,
        /// How.
        comparison_operator: ComparisonOperator,
    }
}
impl Constrained for Condition {
    fn check(&self, at: &mut Check) {
        at.member("comparisonOperator", &self.comparison_operator).required().known();
    }
}

shape! {
    /// What becomes of an attribute.
    pub struct AttributeValueUpdate {
        /// The value that is put, added or deleted.
        value: AttributeValue,
        /// Which of it; PUT where it is absent.
        action: AttributeAction,
    }
}
impl Constrained for AttributeValueUpdate {
    fn check(&self, at: &mut Check) {
        at.member("action", &self.action).known();
    }
}
