//! What can be wrong with the parameters that are older than expressions.

use std::fmt;

/// What is wrong with `Expected`, `QueryFilter`, `ScanFilter`, `KeyConditions`, `AttributeUpdates` or `AttributesToGet`.
///
/// # Source
/// Assumed: the texts, all of them, are those that users report. The rules are the service model's documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum LegacyInvalid {
    ValueWithoutExistence { attribute: String },
    ExistenceWithoutValue { attribute: String, exists: Option<bool> },
    ExistsWithOperator { attribute: String },
    ListWithoutOperator { attribute: String },
    ValueAndList { attribute: String },
    OperatorWithoutValue { operator: String, attribute: String },
    ArgumentCount { operator: String },
    ArgumentType { operator: String, kind: String },
    ArgumentTypesDiffer,
    BetweenReversed,
    OperatorAlone,
    OperatorOfOne,
    NotIndexable,
    KeyConditionCount,
    AttributeTwice { attribute: String },
    OnlyDelete,
    ActionType { action: &'static str, kind: String },
    UpdateType,
}

impl fmt::Display for LegacyInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use LegacyInvalid::*;
        const PARAMETERS: &str = "One or more parameter values were invalid:";
        match self {
            ValueWithoutExistence { attribute } => {
                write!(f, "{PARAMETERS} Value cannot be used when Exists is set to false for Attribute: {attribute}")
            }
            ExistenceWithoutValue { attribute, exists: Some(_) } => {
                write!(f, "{PARAMETERS} Value must be provided when Exists is set to true for Attribute: {attribute}")
            }
            ExistenceWithoutValue { attribute, exists: None } => {
                write!(f, "{PARAMETERS} Value must be provided when Exists is null for Attribute: {attribute}")
            }
            ExistsWithOperator { attribute } => {
                write!(
                    f,
                    "{PARAMETERS} Exists and ComparisonOperator cannot be used together for Attribute: {attribute}"
                )
            }
            ListWithoutOperator { attribute } => write!(
                f,
                "{PARAMETERS} AttributeValueList can only be used with a ComparisonOperator for Attribute: {attribute}"
            ),
            ValueAndList { attribute } => {
                write!(
                    f,
                    "{PARAMETERS} Value and AttributeValueList cannot be used together for Attribute: {attribute}"
                )
            }
            OperatorWithoutValue { operator, attribute } => write!(
                f,
                "{PARAMETERS} Value or AttributeValueList must be used with ComparisonOperator: {operator} for Attribute: \
                 {attribute}"
            ),
            ArgumentCount { operator } => {
                write!(f, "{PARAMETERS} Invalid number of argument(s) for the {operator} ComparisonOperator")
            }
            ArgumentType { operator, kind } => {
                write!(f, "{PARAMETERS} ComparisonOperator {operator} is not valid for {kind} AttributeValue type")
            }
            ArgumentTypesDiffer => {
                write!(f, "{PARAMETERS} AttributeValues inside AttributeValueList must be of same type")
            }
            BetweenReversed => write!(
                f,
                "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
            ),
            OperatorAlone => write!(f, "ConditionalOperator cannot be used without Filter or Expected"),
            OperatorOfOne => {
                write!(f, "ConditionalOperator can only be used when Filter or Expected has two or more elements")
            }
            NotIndexable => write!(f, "Attempted conditional constraint is not an indexable operation"),
            KeyConditionCount => write!(f, "Conditions can be of length 1 or 2 only"),
            AttributeTwice { attribute } => {
                write!(f, "{PARAMETERS} Duplicate value in attribute name: {attribute}")
            }
            OnlyDelete => {
                write!(f, "{PARAMETERS} Only DELETE action is allowed when no attribute value is specified")
            }
            ActionType { action, kind } => {
                write!(f, "{PARAMETERS} {action} action is not supported for the type {kind}")
            }
            UpdateType => write!(f, "Type mismatch for attribute to update"),
        }
    }
}
