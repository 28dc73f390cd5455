//! The refusals of legacy parameters.

use crate::model::error::Refusal;

/// Why `Expected`, `QueryFilter`, `ScanFilter`, `KeyConditions`, `AttributeUpdates` or `AttributesToGet` is refused.
///
/// # Source
/// Assumed: the rules are those of the service model's documentation, the texts those that users report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum LegacyError {
    #[error(
        "One or more parameter values were invalid: Value cannot be used when Exists is set to false for Attribute: \
         {attribute}"
    )]
    ValueWithoutExistence { attribute: String },
    #[error(
        "One or more parameter values were invalid: Value must be provided when Exists is {exists} for Attribute: {attribute}"
    )]
    ExistenceWithoutValue { attribute: String, exists: &'static str },
    #[error(
        "One or more parameter values were invalid: Exists and ComparisonOperator cannot be used together for \
         Attribute: {attribute}"
    )]
    ExistsWithOperator { attribute: String },
    #[error(
        "One or more parameter values were invalid: AttributeValueList can only be used with a ComparisonOperator for \
         Attribute: {attribute}"
    )]
    ListWithoutOperator { attribute: String },
    #[error(
        "One or more parameter values were invalid: Value and AttributeValueList cannot be used together for \
         Attribute: {attribute}"
    )]
    ValueAndList { attribute: String },
    #[error(
        "One or more parameter values were invalid: Value or AttributeValueList must be used with ComparisonOperator: \
         {operator} for Attribute: {attribute}"
    )]
    OperatorWithoutValue { operator: String, attribute: String },
    #[error(
        "One or more parameter values were invalid: Invalid number of argument(s) for the {operator} \
         ComparisonOperator"
    )]
    ArgumentCount { operator: String },
    #[error(
        "One or more parameter values were invalid: ComparisonOperator {operator} is not valid for {kind} \
         AttributeValue type"
    )]
    ArgumentType { operator: String, kind: String },
    #[error(
        "One or more parameter values were invalid: AttributeValues inside AttributeValueList must be of same type"
    )]
    ArgumentTypesDiffer,
    #[error("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")]
    BetweenReversed,
    #[error("ConditionalOperator cannot be used without Filter or Expected")]
    OperatorAlone,
    #[error("ConditionalOperator can only be used when Filter or Expected has two or more elements")]
    OperatorOfOne,
    #[error("Attempted conditional constraint is not an indexable operation")]
    NotIndexable,
    #[error("Conditions can be of length 1 or 2 only")]
    KeyConditionCount,
    #[error("One or more parameter values were invalid: Duplicate value in attribute name: {attribute}")]
    AttributeTwice { attribute: String },
    #[error(
        "One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is \
         specified"
    )]
    OnlyDelete,
    #[error("One or more parameter values were invalid: {action} action is not supported for the type {kind}")]
    ActionType { action: &'static str, kind: String },
    #[error("Type mismatch for attribute to update")]
    UpdateType,
}

impl Refusal for LegacyError {
    fn text_in_envelope(&self) -> Option<String> {
        (*self != LegacyError::UpdateType).then(|| self.to_string())
    }
}
