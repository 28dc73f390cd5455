//! The refusals of operations on statements, except for those of the statements themselves and of their items.

use crate::model::error::Refusal;

/// Why a SELECT or its `NextToken` is refused.
///
/// # Source
/// `docs/dynamodb.md#partiql-texts`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum SelectError {
    #[error("The table does not have the specified index")]
    UnknownIndex,
    #[error("Strongly consistent read is not supported on Global Secondary Indexes")]
    ConsistentReadOnGlobalIndex,
    #[error(
        "One or more parameter values were invalid: Secondary index {index} does not project one or more filter \
         attributes: [{}]",
        .names.join(", ")
    )]
    FilterNotProjected { index: String, names: Vec<String> },
    #[error("Invalid NextToken")]
    NextTokenInvalid,
    #[error("NextToken does not match request")]
    NextTokenOfAnother,
    // Assumed: the texts that follow.
    #[error("NextToken is only valid on a SELECT statement")]
    NextTokenOnWrite,
    #[error("Must have WHERE clause in the statement when using ORDER BY clause.")]
    OrderWithoutCondition,
    #[error("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.")]
    OrderWithoutKey,
    #[error("Variable reference {name} in ORDER BY clause must be part of the primary key")]
    OrderOfNonKey { name: String },
}

impl Refusal for SelectError {}

/// Why a statement is refused in its context: alone, in a batch or in a transaction.
///
/// # Source
/// `docs/dynamodb.md#partiql-texts`; where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum ExecuteError {
    #[error("Where clause does not contain a mandatory equality on all key attributes")]
    KeyNotFixed,
    // Assumed: both texts.
    #[error("EXISTS is only supported in ExecuteTransaction")]
    ExistsAlone,
    #[error("EXISTS must have a condition beside the equality on all key attributes")]
    ExistsWithoutCondition,

    // Batches
    #[error("Read and write requests together in the same batch is not supported.")]
    BatchMixed,
    #[error("Select statements within BatchExecuteStatement must specify the primary key in the where clause.")]
    BatchReadWithoutKey,

    // Transactions
    #[error("ExecuteTransaction API does not support both read and write operations in the same request.")]
    TransactionMixed,
    #[error(
        "Validation failed in TransactStatements[{index}]: RETURNING clause is not supported in ExecuteTransaction."
    )]
    TransactionReturning { index: usize },
    #[error(
        "Validation failed in TransactStatements[{index}]: Reads on indices are not supported within transactions."
    )]
    TransactionIndex { index: usize },
}

impl Refusal for ExecuteError {}
