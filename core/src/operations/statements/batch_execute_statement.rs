//! BatchExecuteStatement.

use super::error::ExecuteError;
use super::select::ItemSelection;
use super::writing::Writing;
use crate::expression::{Statement, Verb, Work};
use crate::item::Item;
use crate::item::key::Key;
use crate::limits::BATCH_STATEMENTS_MAX;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    BatchStatementError, BatchStatementErrorCode, BatchStatementRequest, BatchStatementResponse, ConsumedCapacity,
    ReturnConsumedCapacity, shape,
};
use crate::operations::items::consumed::{self, Consumed};
use crate::operations::items::error::BatchError;
use crate::operations::items::item_write;
use crate::operations::operation::{Decision, Operation};
use crate::state::{State, Table, Write, Writer};
use crate::time::Timestamp;
use std::collections::BTreeSet;

shape! {
    /// Executes up to 25 PartiQL statements, each on one item.
    pub struct BatchExecuteStatementInput {
        /// The statements, 1 to 25: either all of them read or all of them write.
        statements: Vec<BatchStatementRequest>,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
    }
}

shape! {
    /// The responses to the statements.
    pub struct BatchExecuteStatementOutput {
        /// The responses, in the order of the request.
        responses: Vec<BatchStatementResponse>,
        /// The capacity consumed by each statement that was not refused; absent unless `ReturnConsumedCapacity` asks
        /// for it.
        consumed_capacity: Vec<ConsumedCapacity>,
    }
}

impl BatchExecuteStatementInput {
    /// A request with its required members.
    pub fn new(statements: Vec<BatchStatementRequest>) -> Self {
        Self { statements: Some(statements), return_consumed_capacity: None }
    }
}

impl Constrained for BatchExecuteStatementInput {
    fn check(&self, at: &mut Check) {
        at.member("statements", &self.statements).required().length(1..=BATCH_STATEMENTS_MAX).each();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ValidationException if some statements read and others write, and for two statements about one item. Any other error
/// of a statement is in its own response.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules`, `docs/dynamodb.md#partiql-texts`. Assumed: an invalid statement counts as neither
/// kind; an error of one statement does not affect the others; the capacity is that of all statements that were not
/// refused.
impl Operation for BatchExecuteStatementInput {
    const NAME: &'static str = "BatchExecuteStatement";
    const ERRORS: &'static [ErrorCode] =
        &[ErrorCode::RequestLimitExceeded, ErrorCode::InternalServerError, ErrorCode::ThrottlingException];
    type Output = BatchExecuteStatementOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<BatchExecuteStatementOutput>, Error> {
        let requests = required("statements", &self.statements)?;
        let statements: Vec<Result<Statement, Error>> =
            requests.iter().map(|request| super::read(&request.statement, &request.parameters)).collect();
        let reads = statements.iter().flatten().filter(|statement| statement.is_read()).count();
        if reads != 0 && reads != statements.iter().flatten().count() {
            return Err(ExecuteError::BatchMixed.into());
        }
        let work = Work::default();
        let mut bound: Vec<Result<Bound<'_, '_>, Error>> = statements
            .iter()
            .map(|statement| {
                statement.as_ref().map_err(Error::clone).and_then(|statement| Bound::of(state, statement, &work))
            })
            .collect();
        let mut touched = BTreeSet::new();
        for bound in bound.iter().flatten() {
            if !touched.insert((bound.table.name(), bound.key())) {
                return Err(BatchError::DuplicateKeys.into());
            }
        }
        let capacity = self.return_consumed_capacity.as_ref();
        let (mut responses, mut figures, mut writes) = (Vec::new(), Vec::new(), Vec::new());
        for ((request, statement), bound) in requests.iter().zip(&statements).zip(&mut bound) {
            let table_name = statement.as_ref().ok().map(|statement| statement.table.clone());
            let done = match bound {
                Ok(bound) => {
                    let is_wanted = consumed::is_wanted(capacity);
                    bound.execute(state, now, request, is_wanted, &work).map(|done| (bound.table, done))
                }
                Err(error) => Err(error.clone()),
            };
            responses.push(match done {
                Ok((table, Done { item, consumed, write })) => {
                    figures.extend(consumed.and_then(|consumed| consumed.shown(&table_name, capacity)));
                    writes.push((table, write));
                    BatchStatementResponse { error: None, table_name, item }
                }
                Err(error) => refused(&error, table_name),
            });
        }
        let consumed_capacity = consumed::is_wanted(capacity).then_some(figures);
        let output = BatchExecuteStatementOutput { responses: Some(responses), consumed_capacity };
        Ok(Decision { events: super::events(writes.into_iter(), Writer::Single), output })
    }
}

/// A statement, its table, and the key of its item.
struct Bound<'s, 'r> {
    table: &'s Table,
    access: Access<'s, 'r>,
}

enum Access<'s, 'r> {
    Read(ItemSelection<'s>),
    Write(Writing<'r>),
}

/// The result of a statement.
struct Done {
    item: Option<Item>,
    consumed: Option<Consumed>,
    write: Option<Write>,
}

impl<'s, 'r> Bound<'s, 'r> {
    fn of(state: &'s State, statement: &'r Statement, work: &Work) -> Result<Bound<'s, 'r>, Error> {
        if matches!(statement.verb, Verb::Exists(_)) {
            return Err(ExecuteError::ExistsAlone.into());
        }
        let table = super::table_of(state, statement)?;
        let access = match statement.is_read() {
            true => Access::Read(ItemSelection::of(table, statement, ExecuteError::BatchReadWithoutKey, work)?),
            false => Access::Write(Writing::of(table, statement)?),
        };
        Ok(Bound { table, access })
    }

    fn key(&self) -> Key {
        match &self.access {
            Access::Read(selection) => selection.key.clone(),
            Access::Write(writing) => writing.key.clone(),
        }
    }

    fn execute(
        &mut self,
        state: &State,
        now: Timestamp,
        request: &BatchStatementRequest,
        is_consumed_wanted: bool,
        work: &Work,
    ) -> Result<Done, Error> {
        let table = self.table;
        match &mut self.access {
            Access::Read(selection) => {
                let is_consistent = request.consistent_read.unwrap_or_default();
                let bytes = selection.stored.map_or(0, Item::size_bytes);
                let consumed = is_consumed_wanted.then(|| Consumed::of_read(bytes, is_consistent));
                Ok(Done { item: selection.shown.take(), consumed, write: None })
            }
            Access::Write(writing) => {
                let shows_item = item_write::shows_item(request.return_values_on_condition_check_failure.as_ref());
                let written = writing.write(table, shows_item).decide_at(state, table, now, Writer::Single, work)?;
                let (key, old, new) = (&written.key, written.old, written.new.as_ref());
                consumed::validate_collection(table, key, old, new)?;
                let consumed = is_consumed_wanted.then(|| Consumed::of_write(table, key, old, new));
                let item = writing.returned(&written);
                work.add_written(item.as_ref());
                Ok(Done { item, consumed, write: written.write() })
            }
        }
    }
}

/// The response to a refused statement.
///
/// # Source
/// `docs/dynamodb.md#partiql-texts`: the table is absent if the statement itself is invalid.
fn refused(error: &Error, table_name: Option<String>) -> BatchStatementResponse {
    let code = match error.code() {
        ErrorCode::ConditionalCheckFailedException => BatchStatementErrorCode::ConditionalCheckFailed,
        ErrorCode::ItemCollectionSizeLimitExceededException => BatchStatementErrorCode::ItemCollectionSizeLimitExceeded,
        ErrorCode::ResourceNotFoundException => BatchStatementErrorCode::ResourceNotFound,
        ErrorCode::DuplicateItemException => BatchStatementErrorCode::DuplicateItem,
        ErrorCode::TransactionConflictException => BatchStatementErrorCode::TransactionConflict,
        ErrorCode::AccessDeniedException => BatchStatementErrorCode::AccessDenied,
        ErrorCode::ValidationException => BatchStatementErrorCode::ValidationError,
        _ => BatchStatementErrorCode::InternalServerError,
    };
    let table_name = table_name.filter(|_| code != BatchStatementErrorCode::ValidationError);
    let error =
        BatchStatementError { code: Some(code), message: error.text().map(str::to_owned), item: error.item().cloned() };
    BatchStatementResponse { error: Some(error), table_name, item: None }
}
