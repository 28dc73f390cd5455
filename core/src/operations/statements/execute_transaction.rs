//! ExecuteTransaction.

use super::error::ExecuteError;
use super::select::ItemSelection;
use super::writing::Writing;
use crate::expression::{Statement, Verb, Work};
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::AttributeValue;
use crate::json;
use crate::limits::TRANSACTION_ITEMS_MAX;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ItemResponse, ParameterizedStatement, ReturnConsumedCapacity, shape};
use crate::operations::items::consumed::{self, Consumed, Transacted};
use crate::operations::items::error::TransactionError;
use crate::operations::items::item_write::{self, Action};
use crate::operations::items::transaction::{self, decide_all, within_limit};
use crate::operations::operation::{Decision, Operation};
use crate::state::{Event, State, Table, Writer};
use crate::time::Timestamp;
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_128;

shape! {
    /// Executes up to 100 PartiQL statements, each on one item, all of them or none.
    pub struct ExecuteTransactionInput {
        /// The statements, 1 to 100: either all of them read or all of them write.
        transact_statements: Vec<ParameterizedStatement>,
        /// The idempotency token, 1 to 36 characters: the same request with the same token within ten minutes is
        /// executed once.
        client_request_token: String,
        /// Whether to return the consumed capacity: TOTAL, INDEXES or NONE. Default NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
    }
}

shape! {
    /// The results of the transaction.
    pub struct ExecuteTransactionOutput {
        /// The items that were read, in the order of the request; empty results for a transaction that writes.
        responses: Vec<ItemResponse>,
        /// The capacity consumed of each table; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: Vec<ConsumedCapacity>,
    }
}

impl ExecuteTransactionInput {
    /// A request with its required members.
    pub fn new(transact_statements: Vec<ParameterizedStatement>) -> Self {
        Self { transact_statements: Some(transact_statements), ..Self::default() }
    }
}

impl Constrained for ExecuteTransactionInput {
    fn check(&self, at: &mut Check) {
        at.member("transactStatements", &self.transact_statements).required().length(1..=TRANSACTION_ITEMS_MAX).each();
        at.member("clientRequestToken", &self.client_request_token).length(1..=36);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; IdempotentParameterMismatchException for a token that another request had within ten
/// minutes; TransactionCanceledException if a condition does not hold, or an item exists already or would be invalid;
/// ValidationException for an invalid statement, a statement without the whole key, a RETURNING clause, an index,
/// statements of both kinds, and two statements about one item.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules`, `docs/dynamodb.md#partiql-texts`. Assumed: the order of refusal (each statement by
/// itself, both kinds, the size, tables, keys, items that occur twice, the token, the items); statements are counted from
/// 0; only writes use a token.
impl Operation for ExecuteTransactionInput {
    const NAME: &'static str = "ExecuteTransaction";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceNotFoundException,
        ErrorCode::TransactionCanceledException,
        ErrorCode::TransactionInProgressException,
        ErrorCode::IdempotentParameterMismatchException,
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = ExecuteTransactionOutput;

    fn decide(mut self, state: &State, now: Timestamp) -> Result<Decision<ExecuteTransactionOutput>, Error> {
        // The token is not part of the request that it identifies.
        let token = self.client_request_token.take();
        let requests = required("transactStatements", &self.transact_statements)?;
        let mut statements = Vec::with_capacity(requests.len());
        for (index, request) in requests.iter().enumerate() {
            let statement = super::read(&request.statement, &request.parameters)?;
            if statement.is_returning() {
                return Err(ExecuteError::TransactionReturning { index }.into());
            }
            if let Verb::Select(select) | Verb::Exists(select) = &statement.verb
                && select.index.is_some()
            {
                return Err(ExecuteError::TransactionIndex { index }.into());
            }
            statements.push(statement);
        }
        let reads = statements.iter().filter(|statement| statement.is_read()).count();
        if reads != 0 && reads != statements.len() {
            return Err(ExecuteError::TransactionMixed.into());
        }
        if reads == 0 {
            within_limit(requests.iter().map(size_bytes))?;
        }
        let tables =
            statements.iter().map(|statement| super::table_of(state, statement)).collect::<Result<Vec<_>, _>>()?;
        let bound: Vec<(&Table, &Statement)> = tables.into_iter().zip(&statements).collect();
        match reads {
            0 => self.write(state, now, token, &bound),
            _ => self.read(state, now, &bound).map(Decision::answer),
        }
    }
}

impl ExecuteTransactionInput {
    fn read(
        &self,
        state: &State,
        now: Timestamp,
        bound: &[(&Table, &Statement)],
    ) -> Result<ExecuteTransactionOutput, Error> {
        let work = Work::default();
        let selections = bound
            .iter()
            .map(|(table, statement)| ItemSelection::of(table, statement, ExecuteError::KeyNotFixed, &work))
            .collect::<Result<Vec<_>, _>>()?;
        refuse_twice(bound.iter().zip(&selections).map(|((table, _), selection)| (*table, &selection.key)))?;
        let is_blocked = |((table, _), selection): (&(&Table, &Statement), &ItemSelection<'_>)| {
            table.has_conflict(now, &selection.key, Writer::Transaction, state.settings())
        };
        transaction::refuse_conflicts(bound.iter().zip(&selections).map(is_blocked))?;
        let bytes = |selection: &ItemSelection<'_>| selection.stored.map_or(0, Item::size_bytes);
        within_limit(selections.iter().map(bytes))?;
        let costs = selections.iter().map(|selection| Consumed::of_read(bytes(selection), true));
        let consumed_capacity = self.consumed(bound, costs, Transacted::Reads);
        let responses = selections.into_iter().map(|selection| ItemResponse { item: selection.shown });
        Ok(ExecuteTransactionOutput { responses: Some(responses.collect()), consumed_capacity })
    }

    fn write(
        &self,
        state: &State,
        now: Timestamp,
        token: Option<String>,
        bound: &[(&Table, &Statement)],
    ) -> Result<Decision<ExecuteTransactionOutput>, Error> {
        let mut writings =
            bound.iter().map(|(table, statement)| Writing::of(table, statement)).collect::<Result<Vec<_>, _>>()?;
        refuse_twice(bound.iter().zip(&writings).map(|((table, _), writing)| (*table, &writing.key)))?;
        let request = xxh3_128(json::text(self).as_bytes());
        let output = |consumed_capacity| ExecuteTransactionOutput { responses: Some(Vec::new()), consumed_capacity };
        if let Some(done) = token.as_ref().and_then(|token| state.tokens().request(token, now)) {
            if done != request {
                return Err(TransactionError::TokenMismatch.into());
            }
            // A request that was executed before consumes the capacity for reading its items.
            let items = bound.iter().zip(&writings).map(|((table, _), writing)| table.item(&writing.key));
            let costs = items.map(|item| Consumed::of_read(item.map_or(0, Item::size_bytes), true));
            return Ok(Decision::answer(output(self.consumed(bound, costs, Transacted::Reads))));
        }
        let requests = self.transact_statements.iter().flatten();
        let shows =
            requests.map(|request| item_write::shows_item(request.return_values_on_condition_check_failure.as_ref()));
        let writes: Vec<_> = bound
            .iter()
            .zip(&mut writings)
            .zip(shows)
            .map(|(((table, _), writing), shows_item)| (*table, writing.write(table, shows_item)))
            .collect();
        let written = decide_all(state, now, &writes)?;
        let costs = writes
            .iter()
            .zip(&written)
            .map(|((table, _), written)| Consumed::of_write(table, &written.key, written.old, written.new.as_ref()));
        let output = output(self.consumed(bound, costs, Transacted::Writes));
        let made = writes.iter().zip(written).filter(|((_, write), _)| !matches!(write.action, Action::Check { .. }));
        let mut events =
            super::events(made.map(|((table, _), written)| (*table, written.write())), Writer::Transaction);
        events.extend(token.map(|token| Event::TransactionDone { token, request }));
        Ok(Decision { events, output })
    }

    fn consumed(
        &self,
        bound: &[(&Table, &Statement)],
        costs: impl Iterator<Item = Consumed>,
        kind: Transacted,
    ) -> Option<Vec<ConsumedCapacity>> {
        let names: Vec<Option<String>> = bound.iter().map(|(_, statement)| Some(statement.table.clone())).collect();
        consumed::of_transaction(names.iter().zip(costs), self.return_consumed_capacity.as_ref(), kind)
    }
}

/// The size of a statement in a transaction that writes, in **bytes**: its text and its parameters.
fn size_bytes(request: &ParameterizedStatement) -> u64 {
    let text = request.statement.as_deref().map_or(0, str::len);
    let parameters = request.parameters.iter().flatten().map(AttributeValue::size_bytes);
    (text + parameters.sum::<usize>()) as u64
}

/// Refuses two statements about one item.
///
/// # Errors
/// ValidationException.
fn refuse_twice<'s, 'k>(keys: impl Iterator<Item = (&'s Table, &'k Key)>) -> Result<(), Error> {
    let mut touched = BTreeSet::new();
    for (table, key) in keys {
        if !touched.insert((table.name(), key)) {
            return Err(TransactionError::ItemTwice.into());
        }
    }
    Ok(())
}
