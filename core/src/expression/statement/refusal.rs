//! What a statement can be refused for.

use crate::model::error::{Error, Fault, Invalid};
use std::fmt;

/// A position in a statement, as the service shows it: `line:column:length`, counted in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub struct Position {
    pub line: usize,
    pub column: usize,
    pub length: usize,
}

/// Why a text is no statement.
///
/// # Source
/// `facts-2.md` 3.3 for the envelope and the first; the others were seen in reports, but not where exactly they apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum Malformed {
    NotDataManipulation,
    Term,
    Keyword,
}

/// What is wrong with a statement, or with a request that has statements.
///
/// # Source
/// `facts-2.md` 3.3; where a text is assumed, the line says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is named by the sentence that it stands for, below")]
pub enum StatementInvalid {
    Malformed(Malformed),
    /// What is wrong with it as it would be with an expression.
    Fault(Fault),
    UnexpectedPathComponent(Position),
    IndexInInsert(Position),
    IndexInWrite,
    EmptyName,
    FromTooDeep,
    ReturningOfDelete {
        returning: &'static str,
    },
    ParameterCount,
    SetMembers,
    SetFunction {
        function: &'static str,
    },
    UnknownIndex,
    ConsistentReadOnGlobalIndex,
    FilterNotProjected {
        index: String,
        names: Vec<String>,
    },
    KeyNotFixed,
    OrderWithoutCondition,
    OrderWithoutKey,
    OrderOfNonKey {
        name: String,
    },
    TooManyHashKeys {
        count: usize,
    },
    NextTokenInvalid,
    NextTokenOfAnother,
    NextTokenOnWrite,
    ExistsAlone,
    ExistsWithoutCondition,
    BatchMixed,
    BatchItemTwice,
    BatchReadWithoutKey,
    TransactionMixed,
    TransactionReturning {
        index: usize,
    },
    TransactionIndex {
        index: usize,
    },
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

impl fmt::Display for StatementInvalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use StatementInvalid::*;
        const PARAMETERS: &str = "One or more parameter values were invalid:";
        match self {
            Malformed(malformed) => {
                let detail = match malformed {
                    self::Malformed::NotDataManipulation => "Expected data manipulation",
                    self::Malformed::Term => "Unexpected term",
                    self::Malformed::Keyword => "Unexpected keyword",
                };
                write!(f, "Statement wasn't well formed, can't be processed: {detail}")
            }
            Fault(fault) => fault.fmt(f),
            UnexpectedPathComponent(position) => write!(f, "Unexpected path component at {position}"),
            IndexInInsert(position) => write!(
                f,
                "FROM clause may only contain a single table name in data manipulation statements at {position}"
            ),
            IndexInWrite => write!(f, "This operation is not supported on an index"),
            EmptyName => write!(f, "Path component cannot be an empty string"),
            FromTooDeep => write!(f, "A path may contain at most 2 components in the FROM clause"),
            ReturningOfDelete { returning } => write!(
                f,
                "Invalid returning clause: RETURNING {returning} *. Only RETURNING ALL OLD * is allowed in DELETE \
                 statements."
            ),
            // Assumed.
            ParameterCount => write!(f, "Number of parameters in request and statement don't match."),
            // Assumed, both.
            SetMembers => write!(f, "{PARAMETERS} A set may only have members of one type: text, number or binary"),
            SetFunction { function } => {
                write!(f, "The first operand of the function must be the path that is set; function: {function}")
            }
            UnknownIndex => write!(f, "The table does not have the specified index"),
            ConsistentReadOnGlobalIndex => {
                write!(f, "Strongly consistent read is not supported on Global Secondary Indexes")
            }
            FilterNotProjected { index, names } => write!(
                f,
                "{PARAMETERS} Secondary index {index} does not project one or more filter attributes: [{}]",
                names.join(", ")
            ),
            KeyNotFixed => write!(f, "Where clause does not contain a mandatory equality on all key attributes"),
            // Assumed, the three.
            OrderWithoutCondition => write!(f, "Must have WHERE clause in the statement when using ORDER BY clause."),
            OrderWithoutKey => write!(
                f,
                "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."
            ),
            OrderOfNonKey { name } => {
                write!(f, "Variable reference {name} in ORDER BY clause must be part of the primary key")
            }
            // Assumed: the limit is documented.
            TooManyHashKeys { count } => {
                write!(f, "The IN operator is provided with too many hash key values; number of values: {count}")
            }
            NextTokenInvalid => write!(f, "Invalid NextToken"),
            NextTokenOfAnother => write!(f, "NextToken does not match request"),
            // Assumed, the three.
            NextTokenOnWrite => write!(f, "NextToken is only valid on a SELECT statement"),
            ExistsAlone => write!(f, "EXISTS is only supported in ExecuteTransaction"),
            ExistsWithoutCondition => {
                write!(f, "EXISTS must have a condition beside the equality on all key attributes")
            }
            BatchMixed => write!(f, "Read and write requests together in the same batch is not supported."),
            BatchItemTwice => write!(f, "Provided list of item keys contains duplicates"),
            BatchReadWithoutKey => write!(
                f,
                "Select statements within BatchExecuteStatement must specify the primary key in the where clause."
            ),
            TransactionMixed => {
                write!(f, "ExecuteTransaction API does not support both read and write operations in the same request.")
            }
            TransactionReturning { index } => write!(
                f,
                "Validation failed in TransactStatements[{index}]: RETURNING clause is not supported in \
                 ExecuteTransaction."
            ),
            TransactionIndex { index } => write!(
                f,
                "Validation failed in TransactStatements[{index}]: Reads on indices are not supported within transactions."
            ),
        }
    }
}

impl From<StatementInvalid> for Error {
    fn from(invalid: StatementInvalid) -> Error {
        Error::Validation(Invalid::Statement(invalid))
    }
}
