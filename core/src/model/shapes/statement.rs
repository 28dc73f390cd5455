//! PartiQL statements in batches and transactions.

use super::*;
use crate::item::Item;
use crate::item::value::AttributeValue;
use crate::limits::STATEMENT_CHARACTERS_MAX;
use crate::model::constraints::{Check, Constrained, Shown};

/// Empty: a list of parameters violates its length only by being empty.
impl Shown for AttributeValue {
    fn shown(&self) -> String {
        crate::json::text(self)
    }
}

shape! {
    /// A statement of a batch.
    pub struct BatchStatementRequest {
        /// The PartiQL statement: 1 to 8,192 characters.
        statement: String,
        /// The values of the statement's `?` parameters, in order.
        parameters: Vec<AttributeValue>,
        /// Whether the read is strongly consistent. Default `false`. Every read is consistent here; only the consumed
        /// capacity differs.
        consistent_read: bool,
        /// Whether the error of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for BatchStatementRequest {
    fn check(&self, at: &mut Check) {
        at.member("statement", &self.statement).required().length(1..=STATEMENT_CHARACTERS_MAX);
        at.member("parameters", &self.parameters).length(1..=usize::MAX);
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

shape! {
    /// The response to a statement of a batch: an error, an item, or neither.
    pub struct BatchStatementResponse {
        /// The error, if the statement was refused.
        error: BatchStatementError,
        /// The name of the table in the statement.
        table_name: String,
        /// The item that was read, or that the RETURNING clause asks for.
        item: Item,
    }
}

shape! {
    /// The error of a refused statement.
    pub struct BatchStatementError {
        /// The kind of error.
        code: BatchStatementErrorCode,
        /// The text of the error.
        message: String,
        /// The item that does not meet the condition, if the request asked for it.
        item: Item,
    }
}

open_enum! {
    /// The kind of error for which a statement of a batch is refused.
    pub enum BatchStatementErrorCode {
        ConditionalCheckFailed = "ConditionalCheckFailed",
        ItemCollectionSizeLimitExceeded = "ItemCollectionSizeLimitExceeded",
        RequestLimitExceeded = "RequestLimitExceeded",
        ValidationError = "ValidationError",
        ProvisionedThroughputExceeded = "ProvisionedThroughputExceeded",
        TransactionConflict = "TransactionConflict",
        ThrottlingError = "ThrottlingError",
        InternalServerError = "InternalServerError",
        ResourceNotFound = "ResourceNotFound",
        AccessDenied = "AccessDenied",
        DuplicateItem = "DuplicateItem",
    }
}

shape! {
    /// A statement of a transaction.
    pub struct ParameterizedStatement {
        /// The PartiQL statement: 1 to 8,192 characters.
        statement: String,
        /// The values of the statement's `?` parameters, in order.
        parameters: Vec<AttributeValue>,
        /// Whether the reason of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}
impl Constrained for ParameterizedStatement {
    fn check(&self, at: &mut Check) {
        at.member("statement", &self.statement).required().length(1..=STATEMENT_CHARACTERS_MAX);
        at.member("parameters", &self.parameters).length(1..=usize::MAX);
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}
