//! What can be wrong with an expression, with what it refers to, and with the item that it meets.

use super::{Invalid, LegacyInvalid};
use std::fmt;

/// The parameter that an expression came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpressionKind {
    /// Of a write: whether it may be done.
    Condition,
    /// Of a Query or a Scan: which items are returned.
    Filter,
    /// Of a Query: which items are read.
    KeyCondition,
    /// Which attributes are returned.
    Projection,
    /// What becomes of an item.
    Update,
}

impl ExpressionKind {
    /// The parameter's name.
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

/// What is wrong around expressions.
///
/// # Source
/// `docs/dynamodb.md#expressions`, `docs/dynamodb.md#placeholders`; the texts that are not there are
/// assumed: they are those that users of the service report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum ExpressionInvalid {
    // Of the request
    Mixed { plain: Vec<&'static str>, expressions: Vec<&'static str> },
    NamesWithoutExpression,
    ValuesWithoutExpression { absent: Vec<&'static str> },
    NoNames,
    NoValues,
    NameKey { key: String },
    ValueKey { key: String },
    NameEmpty { key: String },
    NameTooLong { key: String },
    Value { key: String, invalid: Box<Invalid> },
    NamesUnused { keys: Vec<String> },
    ValuesUnused { keys: Vec<String> },

    // Of one expression
    Of { kind: ExpressionKind, fault: Fault },

    // Of an item
    UpdatePath,
    UpdateOperandAbsent,
    UpdateOperandType,
    UpdateTooLarge,
    UpdateOfKey { key: String },

    // Of key conditions
    KeyOperator { operator: &'static str },
    KeyConditionTwice,
    KeyNested,
    KeyTwoNames,
    KeyNoName,
    KeyNotFirst { operator: &'static str },
    KeyNotSupported,
    KeyMissing { key: String },
    KeyValueType,
    FilterOnKey { kind: FilterName, key: String },

    // Older parameters
    Legacy(LegacyInvalid),
}

/// How a filter is called in the sentence that it must not look at keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterName {
    /// `FilterExpression`.
    Expression,
    /// `QueryFilter`.
    QueryFilter,
}

/// What is wrong with one expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum Fault {
    Empty,
    TooLong { bytes: usize },
    TooManyOperators { count: usize },
    RedundantParentheses,
    Syntax { token: String, near: String },
    Reserved { word: String },
    NameUndefined { name: String },
    ValueUndefined { value: String },
    PathTooDeep { levels: usize },
    IndexTooLarge { index: String },
    Overlap { one: String, two: String },
    Conflict { one: String, two: String },
    FunctionUnknown { function: String },
    FunctionPlace { function: &'static str },
    FunctionOfConditions { function: &'static str },
    FunctionOfUpdates { function: &'static str },
    OperandCount { operator: &'static str, count: usize },
    OperandType { operator: &'static str, kind: &'static str },
    ComparisonType { operator: &'static str, kind: &'static str },
    SectionType { section: &'static str, kind: &'static str },
    NeedsPath { operator: &'static str },
    NotDistinct { operator: &'static str, path: String },
    TooManyInOperands { count: usize },
    BetweenTypes { lower: String, upper: String },
    BetweenReversed { lower: String, upper: String },
    TypeName { name: String },
    SectionTwice { section: &'static str },
}

impl From<LegacyInvalid> for crate::model::error::Error {
    fn from(invalid: LegacyInvalid) -> crate::model::error::Error {
        ExpressionInvalid::Legacy(invalid).into()
    }
}

impl From<ExpressionInvalid> for Invalid {
    fn from(invalid: ExpressionInvalid) -> Invalid {
        Invalid::Expression(invalid)
    }
}

impl From<ExpressionInvalid> for crate::model::error::Error {
    fn from(invalid: ExpressionInvalid) -> crate::model::error::Error {
        Invalid::Expression(invalid).into()
    }
}

impl fmt::Display for ExpressionInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ExpressionInvalid::*;
        const NAMES: &str = "ExpressionAttributeNames";
        const VALUES: &str = "ExpressionAttributeValues";
        const PARAMETERS: &str = "One or more parameter values were invalid:";
        match self {
            Mixed { plain, expressions } => write!(
                f,
                "Can not use both expression and non-expression parameters in the same request: Non-expression \
                 parameters: {{{}}} Expression parameters: {{{}}}",
                plain.join(", "),
                expressions.join(", ")
            ),
            NamesWithoutExpression => write!(f, "{NAMES} can only be specified when using expressions"),
            ValuesWithoutExpression { absent } => {
                let are = if absent.len() == 1 { "is" } else { "are" };
                write!(f, "{VALUES} can only be specified when using expressions: {} {are} null", absent.join(" and "))
            }
            NoNames => write!(f, "{NAMES} must not be empty"),
            NoValues => write!(f, "{VALUES} must not be empty"),
            NameKey { key } => write!(f, "{NAMES} contains invalid key: Syntax error; key: \"{key}\""),
            ValueKey { key } => write!(f, "{VALUES} contains invalid key: Syntax error; key: \"{key}\""),
            NameEmpty { key } => {
                write!(f, "{NAMES} contains invalid value: Attribute name must not be empty for key {key}")
            }
            NameTooLong { key } => {
                write!(
                    f,
                    "{NAMES} contains invalid value: Attribute name is too large, must be less than 65536 bytes for key {key}"
                )
            }
            Value { key, invalid } => write!(f, "{VALUES} contains invalid value: {invalid} for key {key}"),
            NamesUnused { keys } => {
                write!(f, "Value provided in {NAMES} unused in expressions: keys: {{{}}}", keys.join(", "))
            }
            ValuesUnused { keys } => {
                write!(f, "Value provided in {VALUES} unused in expressions: keys: {{{}}}", keys.join(", "))
            }
            Of { kind, fault } => write!(f, "Invalid {}: {fault}", kind.member()),
            UpdatePath => write!(f, "The document path provided in the update expression is invalid for update"),
            UpdateOperandAbsent => {
                write!(f, "The provided expression refers to an attribute that does not exist in the item")
            }
            UpdateOperandType => write!(f, "An operand in the update expression has an incorrect data type"),
            UpdateTooLarge => write!(f, "Item size to update has exceeded the maximum allowed size"),
            UpdateOfKey { key } => {
                write!(f, "{PARAMETERS} Cannot update attribute {key}. This attribute is part of the key")
            }
            KeyOperator { operator } => write!(f, "Invalid operator used in KeyConditionExpression: {operator}"),
            KeyConditionTwice => write!(f, "KeyConditionExpressions must only contain one condition per key"),
            KeyNested => write!(f, "KeyConditionExpressions cannot have conditions on nested attributes"),
            KeyTwoNames => {
                write!(f, "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")
            }
            KeyNoName => write!(f, "Invalid condition in KeyConditionExpression: No key attribute specified"),
            KeyNotFirst { operator } => write!(
                f,
                "Invalid condition in KeyConditionExpression: {operator} operator must have the key attribute as its \
                 first operand"
            ),
            KeyNotSupported => write!(f, "Query key condition not supported"),
            KeyMissing { key } => write!(f, "Query condition missed key schema element: {key}"),
            KeyValueType => write!(f, "{PARAMETERS} Condition parameter type does not match schema type"),
            FilterOnKey { kind, key } => {
                let name = match kind {
                    FilterName::Expression => "Filter Expression",
                    FilterName::QueryFilter => "QueryFilter",
                };
                write!(f, "{name} can only contain non-primary key attributes: Primary key attribute: {key}")
            }
            Legacy(legacy) => legacy.fmt(f),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Fault::*;
        let paths = "must remove or rewrite one of these paths";
        match self {
            Empty => write!(f, "The expression can not be empty;"),
            TooLong { bytes } => {
                write!(f, "Expression size has exceeded the maximum allowed size; expression size: {bytes}")
            }
            TooManyOperators { count } => {
                write!(f, "The expression contains too many operators; operator count: {count}")
            }
            RedundantParentheses => write!(f, "The expression has redundant parentheses;"),
            Syntax { token, near } => write!(f, "Syntax error; token: \"{token}\", near: \"{near}\""),
            Reserved { word } => write!(f, "Attribute name is a reserved keyword; reserved keyword: {word}"),
            NameUndefined { name } => write!(
                f,
                "An expression attribute name used in the document path is not defined; attribute name: {name}"
            ),
            ValueUndefined { value } => {
                write!(f, "An expression attribute value used in expression is not defined; attribute value: {value}")
            }
            PathTooDeep { levels } => {
                write!(f, "The document path has too many nesting elements; nesting levels: {levels}")
            }
            IndexTooLarge { index } => {
                write!(f, "List index is not within the allowable range; index: [{index}]")
            }
            Overlap { one, two } => {
                write!(f, "Two document paths overlap with each other; {paths}; path one: {one}, path two: {two}")
            }
            Conflict { one, two } => {
                write!(f, "Two document paths conflict with each other; {paths}; path one: {one}, path two: {two}")
            }
            FunctionUnknown { function } => write!(f, "Invalid function name; function: {function}"),
            FunctionPlace { function } => {
                write!(f, "The function is not allowed to be used this way in an expression; function: {function}")
            }
            FunctionOfConditions { function } => {
                write!(f, "The function is not allowed in an update expression; function: {function}")
            }
            FunctionOfUpdates { function } => {
                write!(f, "The function is not allowed in a condition expression; function: {function}")
            }
            OperandCount { operator, count } => write!(
                f,
                "Incorrect number of operands for operator or function; operator or function: {operator}, number of \
                 operands: {count}"
            ),
            OperandType { operator, kind } => write!(
                f,
                "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
            ),
            ComparisonType { operator, kind } => {
                write!(f, "Incorrect operand type for operator or function; operator: {operator}, operand type: {kind}")
            }
            SectionType { section, kind } => write!(
                f,
                "Incorrect operand type for operator or function; operator: {section}, operand type: {kind}, typeSet: \
                 ALLOWED_FOR_{section}_OPERAND"
            ),
            NeedsPath { operator } => {
                write!(f, "Operator or function requires a document path; operator or function: {operator}")
            }
            NotDistinct { operator, path } => write!(
                f,
                "The first operand must be distinct from the remaining operands for this operator or function; operator: \
                 {operator}, first operand: {path}"
            ),
            TooManyInOperands { count } => {
                write!(f, "The IN operator is provided with too many operands; number of operands: {count}")
            }
            BetweenTypes { lower, upper } => write!(
                f,
                "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: \
                 AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}"
            ),
            BetweenReversed { lower, upper } => write!(
                f,
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound \
                 operand: AttributeValue: {lower}, upper bound operand: AttributeValue: {upper}"
            ),
            TypeName { name } => write!(
                f,
                "Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
            ),
            SectionTwice { section } => {
                write!(f, "The \"{section}\" section can only be used once in an update expression;")
            }
        }
    }
}
