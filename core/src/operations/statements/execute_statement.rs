//! ExecuteStatement.

use super::error::{ExecuteError, SelectError};
use super::next_token;
use super::select::Selection;
use super::writing::Writing;
use crate::expression::{Statement, Verb, Work};
use crate::item::Item;
use crate::item::value::{AttributeValue, Attributes};
use crate::limits::{NEXT_TOKEN_CHARACTERS_MAX, STATEMENT_CHARACTERS_MAX};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, shape};
use crate::operations::items::consumed::ResponseMetrics;
use crate::operations::items::item_write;
use crate::operations::operation::{Decision, Operation};
use crate::state::{State, Table, Writer};
use crate::time::Timestamp;

shape! {
    /// Executes a PartiQL statement, which reads items or writes one.
    pub struct ExecuteStatementInput {
        /// The PartiQL statement: 1 to 8,192 characters.
        statement: String,
        /// The values of the statement's `?` parameters, in order.
        parameters: Vec<AttributeValue>,
        /// Whether the read is strongly consistent. Default `false`. Every read is consistent here; `true` is refused
        /// for a global secondary index.
        consistent_read: bool,
        /// The `NextToken` of an earlier answer to the same request.
        next_token: String,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// The maximum number of items to evaluate.
        limit: i32,
        /// Whether the error of a failed condition carries the item: ALL_OLD or NONE. Default NONE.
        return_values_on_condition_check_failure: ReturnValuesOnConditionCheckFailure,
    }
}

shape! {
    /// The items that were read, or that a RETURNING clause asks for.
    pub struct ExecuteStatementOutput {
        /// The items.
        items: Vec<Item>,
        /// The token for the next page; absent on the last page.
        next_token: String,
        /// The capacity consumed; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: ConsumedCapacity,
        /// The key of the last evaluated item; absent on the last page.
        last_evaluated_key: Attributes,
    }
}

impl ExecuteStatementInput {
    /// A request with its required members.
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
/// ResourceNotFoundException; DuplicateItemException for an INSERT of a key that exists;
/// ConditionalCheckFailedException if no item meets the condition of an UPDATE, or if the existing item does not meet
/// that of a DELETE; ValidationException for an invalid statement.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules`, `docs/dynamodb.md#partiql-texts`. Assumed: the order of refusal (the statement,
/// its token, its table, then what the table decides).
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

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<ExecuteStatementOutput>, Error> {
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
            _ => self.write(state, now, table, &statement),
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

    fn write(
        &self,
        state: &State,
        now: Timestamp,
        table: &Table,
        statement: &Statement,
    ) -> Result<Decision<ExecuteStatementOutput>, Error> {
        let shows_item = item_write::shows_item(self.return_values_on_condition_check_failure.as_ref());
        let mut writing = Writing::of(table, statement)?;
        let written =
            writing.write(table, shows_item).decide_at(state, table, now, Writer::Single, &Work::default())?;
        let told = ResponseMetrics::of(table, &written, Attributes::new, &self.return_consumed_capacity, &None)?;
        let capacity = self.return_consumed_capacity.as_ref();
        let output = ExecuteStatementOutput {
            items: Some(writing.returned(&written).into_iter().collect()),
            consumed_capacity: told
                .consumed
                .and_then(|consumed| consumed.shown(&Some(statement.table.clone()), capacity)),
            ..ExecuteStatementOutput::default()
        };
        Ok(Decision { events: super::events(std::iter::once((table, written.write())), Writer::Single), output })
    }
}
