//! The refusals of statements that do not depend on any table.

use crate::expression::error::Fault;
use crate::model::error::Refusal;
use std::fmt;

/// A position in a statement, as a text of the service shows it: `line:column:length`, in characters, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub struct Position {
    pub line: usize,
    pub column: usize,
    pub length: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

/// Why a text is not a statement.
///
/// # Source
/// `docs/dynamodb.md#partiql-texts` has the first; the others were seen in reports, without where exactly they apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum Syntax {
    #[error("Expected data manipulation")]
    NotDataManipulation,
    #[error("Unexpected term")]
    Term,
    #[error("Unexpected keyword")]
    Keyword,
}

/// Why a statement is refused.
///
/// # Source
/// `docs/dynamodb.md#partiql-texts`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum StatementError {
    #[error("Statement wasn't well formed, can't be processed: {0}")]
    Syntax(Syntax),
    /// A fault that statements share with expressions.
    #[error("{0}")]
    Fault(Fault),
    #[error("Unexpected path component at {0}")]
    UnexpectedPathComponent(Position),
    #[error("FROM clause may only contain a single table name in data manipulation statements at {0}")]
    IndexInInsert(Position),
    #[error("This operation is not supported on an index")]
    IndexInWrite,
    #[error("Path component cannot be an empty string")]
    EmptyName,
    #[error("A path may contain at most 2 components in the FROM clause")]
    FromTooDeep,
    #[error(
        "Invalid returning clause: RETURNING {returning} *. Only RETURNING ALL OLD * is allowed in DELETE statements."
    )]
    ReturningOfDelete { returning: &'static str },
    // Assumed: the texts that follow. The limit of the last is documented.
    #[error("Number of parameters in request and statement don't match.")]
    ParameterCount,
    #[error(
        "One or more parameter values were invalid: A set may only have members of one type: text, number or binary"
    )]
    SetMembers,
    #[error("The first operand of the function must be the path that is set; function: {function}")]
    SetFunction { function: &'static str },
    #[error("The IN operator is provided with too many hash key values; number of values: {count}")]
    TooManyHashKeys { count: usize },
}

impl Refusal for StatementError {}
