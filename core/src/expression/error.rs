//! The refusals of expressions: by themselves, with their placeholders, and with the item that they are applied to.

use crate::item::ItemError;
use crate::limits::{echo, echo_all};
use crate::model::error::Refusal;
use std::fmt;

/// The parameter that contains an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpressionKind {
    /// `ConditionExpression`: whether a write is made.
    Condition,
    /// `FilterExpression`: which items a Query or a Scan returns.
    Filter,
    /// `KeyConditionExpression`: which items a Query reads.
    KeyCondition,
    /// `ProjectionExpression`: which attributes are returned.
    Projection,
    /// `UpdateExpression`: how an item changes.
    Update,
}

impl ExpressionKind {
    /// The name of the parameter.
    pub fn member(self) -> &'static str {
        match self {
            ExpressionKind::Condition => "ConditionExpression",
            ExpressionKind::Filter => "FilterExpression",
            ExpressionKind::KeyCondition => "KeyConditionExpression",
            ExpressionKind::Projection => "ProjectionExpression",
            ExpressionKind::Update => "UpdateExpression",
        }
    }
}

/// Why a request with expressions is refused.
///
/// # Source
/// `docs/dynamodb.md#expressions`, `docs/dynamodb.md#placeholders`. Texts that are not there are assumed from reports
/// of users of the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum ExpressionError {
    // The request
    #[error(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
         {{{}}} Expression parameters: {{{}}}",
        .plain.join(", "),
        .expressions.join(", ")
    )]
    Mixed { plain: Vec<&'static str>, expressions: Vec<&'static str> },
    #[error("ExpressionAttributeNames can only be specified when using expressions")]
    NamesWithoutExpression,
    #[error("{}", values_text(&absent_text(absent)))]
    ValuesWithoutExpression { absent: Vec<&'static str> },
    #[error("ExpressionAttributeNames must not be empty")]
    NoNames,
    #[error("ExpressionAttributeValues must not be empty")]
    NoValues,
    #[error("ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"", key = echo(.key))]
    NameKey { key: String },
    #[error("ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"", key = echo(.key))]
    ValueKey { key: String },
    #[error(
        "ExpressionAttributeNames contains invalid value: Attribute name must not be empty for key {key}",
        key = echo(.key)
    )]
    NameEmpty { key: String },
    #[error(
        "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than 65536 bytes \
         for key {key}",
        key = echo(.key)
    )]
    NameTooLong { key: String },
    #[error("{}", value_text(key, &error.to_string()))]
    Value { key: String, error: ItemError },
    #[error("Value provided in ExpressionAttributeNames unused in expressions: keys: {{{}}}", echo_all(.keys))]
    NamesUnused { keys: Vec<String> },
    #[error("Value provided in ExpressionAttributeValues unused in expressions: keys: {{{}}}", echo_all(.keys))]
    ValuesUnused { keys: Vec<String> },

    // One expression
    #[error("Invalid {}: {fault}", .kind.member())]
    Of { kind: ExpressionKind, fault: Fault },

    // An item
    #[error("The document path provided in the update expression is invalid for update")]
    UpdatePath,
    #[error("The provided expression refers to an attribute that does not exist in the item")]
    UpdateOperandAbsent,
    #[error("An operand in the update expression has an incorrect data type")]
    UpdateOperandType,
    #[error("Item size to update has exceeded the maximum allowed size")]
    UpdateTooLarge,
    #[error("This request would take too much work on the items that it names")]
    TooMuchWork,
    #[error(
        "One or more parameter values were invalid: Cannot update attribute {key}. This attribute is part of the key",
        key = echo(.key)
    )]
    UpdateOfKey { key: String },

    // Key conditions
    #[error("Invalid operator used in KeyConditionExpression: {operator}")]
    KeyOperator { operator: &'static str },
    #[error("KeyConditionExpressions must only contain one condition per key")]
    KeyConditionTwice,
    #[error("KeyConditionExpressions cannot have conditions on nested attributes")]
    KeyNested,
    #[error("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")]
    KeyTwoNames,
    #[error("Invalid condition in KeyConditionExpression: No key attribute specified")]
    KeyNoName,
    #[error(
        "Invalid condition in KeyConditionExpression: {operator} operator must have the key attribute as its first \
         operand"
    )]
    KeyNotFirst { operator: &'static str },
    #[error("Query key condition not supported")]
    KeyNotSupported,
    #[error("Query condition missed key schema element: {key}", key = echo(.key))]
    KeyMissing { key: String },
    #[error("One or more parameter values were invalid: Condition parameter type does not match schema type")]
    KeyValueType,
    #[error("{kind} can only contain non-primary key attributes: Primary key attribute: {key}", key = echo(.key))]
    FilterOnKey { kind: FilterName, key: String },
}

impl Refusal for ExpressionError {
    fn text_in_envelope(&self) -> Option<String> {
        use ExpressionError::*;
        match self {
            // An operation with several expressions names those that are null; PutItem does not.
            ValuesWithoutExpression { absent } if absent.len() == 1 => Some(values_text("")),
            Value { key, error } => error.text_in_envelope().map(|text| value_text(key, &text)),
            Of { fault, .. } if fault.is_limit() => None,
            Mixed { .. }
            | NamesWithoutExpression
            | ValuesWithoutExpression { .. }
            | NoNames
            | NoValues
            | NameKey { .. }
            | ValueKey { .. }
            | NameEmpty { .. }
            | NamesUnused { .. }
            | ValuesUnused { .. }
            | Of { .. } => Some(self.to_string()),
            NameTooLong { .. }
            | UpdatePath
            | UpdateOperandAbsent
            | UpdateOperandType
            | UpdateTooLarge
            | TooMuchWork
            | UpdateOfKey { .. }
            | KeyOperator { .. }
            | KeyConditionTwice
            | KeyNested
            | KeyTwoNames
            | KeyNoName
            | KeyNotFirst { .. }
            | KeyNotSupported
            | KeyMissing { .. }
            | KeyValueType
            | FilterOnKey { .. } => None,
        }
    }
}

/// The parameter of a filter, as the text about key attributes names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterName {
    /// `FilterExpression`.
    Expression,
    /// `QueryFilter`.
    QueryFilter,
}

impl fmt::Display for FilterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FilterName::Expression => "Filter Expression",
            FilterName::QueryFilter => "QueryFilter",
        })
    }
}

/// The sentence that names the parameters that could have used the values, and are null.
fn absent_text(absent: &[&str]) -> String {
    let are = if absent.len() == 1 { "is" } else { "are" };
    format!(": {} {are} null", absent.join(" and "))
}

fn values_text(absent: &str) -> String {
    format!("ExpressionAttributeValues can only be specified when using expressions{absent}")
}

fn value_text(key: &str, error: &str) -> String {
    format!("ExpressionAttributeValues contains invalid value: {error} for key {}", echo(key))
}

impl Fault {
    /// Whether the expression is refused for its size and not for its content.
    fn is_limit(&self) -> bool {
        use Fault::*;
        matches!(
            self,
            TooLong { .. }
                | TooManyOperators { .. }
                | PathTooDeep { .. }
                | IndexTooLarge { .. }
                | TooManyInOperands { .. }
        )
    }
}

/// Why an expression is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum Fault {
    #[error("The expression can not be empty;")]
    Empty,
    #[error("Expression size has exceeded the maximum allowed size; expression size: {bytes}")]
    TooLong { bytes: usize },
    #[error("The expression contains too many operators; operator count: {count}")]
    TooManyOperators { count: usize },
    #[error("The expression has redundant parentheses;")]
    RedundantParentheses,
    #[error("Syntax error; token: \"{token}\", near: \"{near}\"", token = echo(.token), near = echo(.near))]
    Syntax { token: String, near: String },
    #[error("Attribute name is a reserved keyword; reserved keyword: {word}", word = echo(.word))]
    Reserved { word: String },
    #[error(
        "An expression attribute name used in the document path is not defined; attribute name: {name}",
        name = echo(.name)
    )]
    NameUndefined { name: String },
    #[error(
        "An expression attribute value used in expression is not defined; attribute value: {value}",
        value = echo(.value)
    )]
    ValueUndefined { value: String },
    #[error("The document path has too many nesting elements; nesting levels: {levels}")]
    PathTooDeep { levels: usize },
    #[error("List index is not within the allowable range; index: [{index}]", index = echo(.index))]
    IndexTooLarge { index: String },
    #[error(
        "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: {one}, path \
         two: {two}",
        one = echo(.one),
        two = echo(.two)
    )]
    Overlap { one: String, two: String },
    #[error(
        "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: {one}, \
         path two: {two}",
        one = echo(.one),
        two = echo(.two)
    )]
    Conflict { one: String, two: String },
    #[error("Invalid function name; function: {function}", function = echo(.function))]
    FunctionUnknown { function: String },
    #[error("The function is not allowed to be used this way in an expression; function: {function}")]
    FunctionMisplaced { function: &'static str },
    #[error("The function is not allowed in an update expression; function: {function}")]
    FunctionOfConditions { function: &'static str },
    #[error("The function is not allowed in a condition expression; function: {function}")]
    FunctionOfUpdates { function: &'static str },
    #[error(
        "Incorrect number of operands for operator or function; operator or function: {operator}, number of operands: \
         {count}"
    )]
    OperandCount { operator: &'static str, count: usize },
    #[error("Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}")]
    OperandType { operator: &'static str, kind: &'static str },
    #[error("Incorrect operand type for operator or function; operator: {operator}, operand type: {kind}")]
    ComparisonType { operator: &'static str, kind: &'static str },
    #[error(
        "Incorrect operand type for operator or function; operator: {section}, operand type: {kind}, typeSet: \
         ALLOWED_FOR_{section}_OPERAND"
    )]
    SectionType { section: &'static str, kind: &'static str },
    #[error("Operator or function requires a document path; operator or function: {operator}")]
    NeedsPath { operator: &'static str },
    #[error(
        "The first operand must be distinct from the remaining operands for this operator or function; operator: \
         {operator}, first operand: {path}",
        path = echo(.path)
    )]
    NotDistinct { operator: &'static str, path: String },
    #[error("The IN operator is provided with too many operands; number of operands: {count}")]
    TooManyInOperands { count: usize },
    #[error(
        "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: \
         AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        lower = echo(.lower),
        upper = echo(.upper)
    )]
    BetweenTypes { lower: String, upper: String },
    #[error(
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: \
         AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}",
        lower = echo(.lower),
        upper = echo(.upper)
    )]
    BetweenReversed { lower: String, upper: String },
    #[error(
        "Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
        name = echo(.name)
    )]
    TypeName { name: String },
    #[error("The \"{section}\" section can only be used once in an update expression;")]
    SectionTwice { section: &'static str },
}
