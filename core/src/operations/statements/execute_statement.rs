//! ExecuteStatement.

use super::error::{ExecuteError, SelectError};
use super::next_token;
use super::select::Selection;
use super::writing::Writing;
use crate::expression::{Statement, Verb};
use crate::item::Item;
use crate::item::value::{AttributeValue, Attributes};
use crate::limits::{NEXT_TOKEN_CHARACTERS_MAX, STATEMENT_CHARACTERS_MAX};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, shape};
use crate::operations::items::consumed::ResponseMetrics;
use crate::operations::items::item_write;
use crate::operations::operation::{Decision, Operation};
use crate::state::{State, Table};
use crate::time::Timestamp;

shape! {
    /// Reads items, or writes one, as a PartiQL statement says.
    pub struct ExecuteStatementInput {
        /// The statement: 1 to 8,192 characters.
        statement: String,
        /// What its question marks stand for, in their order.
        parameters: Vec<AttributeValue>,
        /// Every read is consistent here; a global index refuses to be asked.
        consistent_read: bool,
        /// Go on where an earlier answer to the same request ended.
        next_token: String,
        /// Whether to tell what was consumed, and of which indexes.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Evaluate at most so many items.
        limit: i32,
        /// ALL_OLD: the refusal of the condition shows the item.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}

shape! {
    /// What was read, or what a RETURNING clause asked for.
    pub struct ExecuteStatementOutput {
        /// The items.
        items: Vec<Item>,
        /// What to go on with; absent when the end was reached.
        next_token: String,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
        /// The key to go on after; absent when the end was reached.
        last_evaluated_key: Attributes,
    }
}

impl ExecuteStatementInput {
    /// A request with all that it needs.
    pub fn new(statement: impl Into<String>, parameters: Vec<AttributeValue>) -> Self {
        let parameters = Some(parameters).filter(|parameters| !parameters.is_empty());
        Self { statement: Some(statement.into()), parameters, ..Self::default() }
    }
}

impl Constrained for ExecuteStatementInput {
    fn check(&self, at: &mut Check) {
        at.member("statement", &self.statement).required().length(1..=STATEMENT_CHARACTERS_MAX);
        at.member("parameters", &self.parameters).length(1..=usize::MAX);
        at.member("nextToken", &self.next_token).length(1..=NEXT_TOKEN_CHARACTERS_MAX);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
        at.member("limit", &self.limit).at_least(1);
        at.member("returnValuesOnConditionCheckFailure", &self.return_values_on_condition_check_failure).known();
    }
}

/// # Errors
/// ResourceNotFoundException; DuplicateItemException for an INSERT of a key that is there; ConditionalCheckFailedException
/// where no item meets the condition of an UPDATE, or the one that is there not that of a DELETE; ValidationException for
/// whatever is wrong with the statement.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules`, `docs/dynamodb.md#partiql-texts`. Assumed: the order of refusal (the statement, its token, its table, then what the table
/// decides).
impl Operation for ExecuteStatementInput {
    const NAME: &'static str = "ExecuteStatement";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ConditionalCheckFailedException,
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::ItemCollectionSizeLimitExceededException,
        ErrorCode::TransactionConflictException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::DuplicateItemException,
        ErrorCode::ThrottlingException,
    ];
    type Output = ExecuteStatementOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ExecuteStatementOutput>, Error> {
        let statement = super::read(&self.statement, &self.parameters)?;
        if matches!(statement.verb, Verb::Exists(_)) {
            return Err(ExecuteError::ExistsAlone.into());
        }
        let start = match &self.next_token {
            None => None,
            Some(_) if !statement.is_read() => return Err(SelectError::NextTokenOnWrite.into()),
            Some(token) => Some(next_token::read(token, self.text(), self.values())?),
        };
        let table = super::table_of(state, &statement)?;
        match statement.verb {
            Verb::Select(select) => {
                let selection = Selection::new(table, select, self.consistent_read)?;
                let capacity = self.return_consumed_capacity.as_ref();
                let page = selection.page(start.as_ref(), self.limit, &Some(statement.table), capacity)?;
                let key = page.last_evaluated_key;
                Ok(Decision::answer(ExecuteStatementOutput {
                    items: page.items,
                    next_token: key.as_ref().map(|key| next_token::write(key, self.text(), self.values())),
                    consumed_capacity: page.consumed_capacity,
                    last_evaluated_key: key,
                }))
            }
            _ => self.write(table, &statement),
        }
    }
}

impl ExecuteStatementInput {
    fn text(&self) -> &str {
        self.statement.as_deref().unwrap_or_default()
    }

    fn values(&self) -> &[AttributeValue] {
        self.parameters.as_deref().unwrap_or_default()
    }

    fn write(&self, table: &Table, statement: &Statement) -> Result<Decision<ExecuteStatementOutput>, Error> {
        let shows_item = item_write::shows_item(self.return_values_on_condition_check_failure.as_ref());
        let mut writing = Writing::of(table, statement)?;
        let written = writing.write(table, shows_item).decide(table)?;
        let told = ResponseMetrics::of(table, &written, &writing.attributes, &self.return_consumed_capacity, &None)?;
        let capacity = self.return_consumed_capacity.as_ref();
        let output = ExecuteStatementOutput {
            items: Some(writing.returned(&written).into_iter().collect()),
            consumed_capacity: told
                .consumed
                .and_then(|consumed| consumed.shown(&Some(statement.table.clone()), capacity)),
            ..ExecuteStatementOutput::default()
        };
        Ok(Decision { events: super::events(std::iter::once((table, written.write()))), output })
    }
}
