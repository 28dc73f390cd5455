//! PartiQL statements in batches and transactions.

use super::*;
use crate::item::Item;
use crate::item::value::AttributeValue;
use crate::limits::STATEMENT_CHARACTERS_MAX;
use crate::model::constraints::{Check, Constrained, Shown};

/// Only an empty list of parameters is ever refused for its length.
impl Shown for AttributeValue {
    fn shown(&self) -> String {
        crate::json::text(self)
    }
}

shape! {
    /// A statement of a batch.
    pub struct BatchStatementRequest {
        /// The statement: 1 to 8,192 characters.
        statement: String,
        /// What its question marks stand for, in their order.
        parameters: Vec<AttributeValue>,
        /// Every read is consistent here; the figures tell the difference.
        consistent_read: bool,
        /// ALL_OLD: the error of a condition shows the item.
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
    /// What became of a statement of a batch.
    pub struct BatchStatementResponse {
        /// Why it was refused.
        error: BatchStatementError,
        /// The table's name, as the statement has it.
        table_name: String,
        /// The item that was read, or that a RETURNING clause asked for.
        item: Item,
    }
}

shape! {
    /// Why a statement of a batch was refused.
    pub struct BatchStatementError {
        /// What kind of reason.
        code: BatchStatementErrorCode,
        /// The reason.
        message: String,
        /// The item, where it was wanted.
        item: Item,
    }
}

open_enum! {
    /// The kinds of reasons for which a statement of a batch is refused.
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
        /// The statement: 1 to 8,192 characters.
        statement: String,
        /// What its question marks stand for, in their order.
        parameters: Vec<AttributeValue>,
        /// ALL_OLD: the cancellation shows the item.
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
