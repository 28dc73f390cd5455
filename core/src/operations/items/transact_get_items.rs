//! TransactGetItems.

use super::consumed::{self, Consumed, Transacted};
use super::error::TransactionError;
use super::item_read;
use super::transaction;
use crate::expression::Work;
use crate::item::key::Key;
use crate::item::{Item, ItemError};
use crate::limits::TRANSACTION_ITEMS_MAX;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ItemResponse, ReturnConsumedCapacity, TransactGetItem, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{State, Table, Writer};
use crate::time::Timestamp;
use std::collections::BTreeSet;

shape! {
    /// Reads up to 100 items from one or more tables, all as of one moment.
    pub struct TransactGetItemsInput {
        /// The reads: 1 to 100.
        transact_items: Vec<TransactGetItem>,
        /// Whether to return the consumed capacity: TOTAL, INDEXES or NONE. Default NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
    }
}

shape! {
    /// The items that were read.
    pub struct TransactGetItemsOutput {
        /// The capacity consumed of each table; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: Vec<ConsumedCapacity>,
        /// The results, in the order of the request.
        responses: Vec<ItemResponse>,
    }
}

impl TransactGetItemsInput {
    /// A request with its required members.
    pub fn new(transact_items: Vec<TransactGetItem>) -> Self {
        Self { transact_items: Some(transact_items), ..Self::default() }
    }
}

impl Constrained for TransactGetItemsInput {
    fn check(&self, at: &mut Check) {
        at.member("transactItems", &self.transact_items).required().length(1..=TRANSACTION_ITEMS_MAX).each();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; TransactionCanceledException for a key that does not match its table's;
/// ValidationException for an item that occurs twice, for more than 4 MB, and for an invalid projection.
///
/// # Source
/// `docs/dynamodb.md#transactions`, the service model; the order of refusal as for TransactWriteItems.
impl Operation for TransactGetItemsInput {
    const NAME: &'static str = "TransactGetItems";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceNotFoundException,
        ErrorCode::TransactionCanceledException,
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = TransactGetItemsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<TransactGetItemsOutput>, Error> {
        let items = required("transactItems", &self.transact_items)?;
        let mut validated = Vec::with_capacity(items.len());
        for item in items {
            let get = required("transactItems.get", &item.get)?;
            let key = required("transactItems.get.key", &get.key)?;
            let (expression, names) = (get.projection_expression.as_ref(), get.expression_attribute_names.as_ref());
            validated.push((&get.table_name, key, item_read::projection(expression, names, None)?));
            Item::new(key)?;
        }
        let tables =
            validated.iter().map(|(name, ..)| lookup::data_table(state, name)).collect::<Result<Vec<_>, _>>()?;
        let keys =
            tables.iter().zip(&validated).map(|(table, (_, key, _))| table.definition().key.key_of_argument(key));
        let keys: Vec<_> = keys.collect();
        let mut touched = BTreeSet::new();
        for (table, key) in tables.iter().zip(&keys) {
            match key {
                Ok(key) if !touched.insert((table.name(), key.clone())) => {
                    return Err(TransactionError::ItemTwice.into());
                }
                Err(error) if error.is_empty_key() => return Err(error.clone().into()),
                _ => {}
            }
        }
        let is_blocked = |(table, key): (&&Table, &Result<Key, ItemError>)| {
            let has_conflict = |key| table.has_conflict(now, key, Writer::Transaction, state.settings());
            key.as_ref().is_ok_and(has_conflict)
        };
        transaction::refuse_conflicts(tables.iter().zip(&keys).map(is_blocked))?;
        let (mut responses, mut sizes, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        let work = Work::default();
        for ((table, (_, _, projection)), key) in tables.iter().zip(&validated).zip(keys) {
            let found = match key {
                Ok(key) => table.item(&key),
                Err(error) => {
                    reasons.push(transaction::reason(error.into())?);
                    break;
                }
            };
            reasons.push(transaction::no_reason());
            let size = found.map_or(0, Item::size_bytes);
            sizes.push(size);
            work.within_limit()?;
            let shown = found.map(|item| item_read::shown(item, projection.as_ref()));
            work.add_written(shown.as_ref());
            responses.push(ItemResponse { item: shown.filter(|item| !item.canonical().is_empty()) });
        }
        if responses.len() < validated.len() {
            reasons.resize(validated.len(), transaction::no_reason());
            return Err(TransactionError::Canceled { reasons }.into());
        }
        transaction::within_limit(sizes.iter().copied())?;
        let costs = sizes.into_iter().map(|size| Consumed::of_read(size, true));
        let costs = validated.iter().map(|(name, ..)| *name).zip(costs);
        let wanted = self.return_consumed_capacity.as_ref();
        let consumed_capacity = consumed::of_transaction(costs, wanted, Transacted::Reads);
        Ok(Decision::answer(TransactGetItemsOutput { consumed_capacity, responses: Some(responses) }))
    }
}
