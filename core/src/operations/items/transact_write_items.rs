//! TransactWriteItems.

use super::consumed::{self, Consumed, Transacted};
use super::error::TransactionError;
use super::item_write::{self, Action, ConditionMembers, ItemWrite, Written};
use super::transaction;
use crate::expression::{Condition, Update};
use crate::item::Item;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::{self, ByName};
use crate::limits::{TRANSACTION_BYTES_MAX, TRANSACTION_ITEMS_MAX};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    ConsumedCapacity, ItemCollectionMetrics, ReturnConsumedCapacity, ReturnItemCollectionMetrics, TransactWriteItem,
    shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, State, Table, Write};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_128;

shape! {
    /// Writes up to 100 items in one or more tables, all of them or none.
    pub struct TransactWriteItemsInput {
        /// The actions: 1 to 100, each on another item.
        transact_items: Vec<TransactWriteItem>,
        /// Whether to return the consumed capacity: TOTAL, INDEXES or NONE. Default NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to return the sizes of the item collections: SIZE or NONE. Default NONE.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
        /// The idempotency token, 1 to 36 characters: the same request with the same token within ten minutes is
        /// executed once.
        client_request_token: String,
    }
}

shape! {
    /// The metrics of the transaction.
    pub struct TransactWriteItemsOutput {
        /// The capacity consumed of each table; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: Vec<ConsumedCapacity>,
        /// The sizes of the item collections that were written to, by table.
        item_collection_metrics: ByName<Vec<ItemCollectionMetrics>>,
    }
}

impl TransactWriteItemsInput {
    /// A request with its required members.
    pub fn new(transact_items: Vec<TransactWriteItem>) -> Self {
        Self { transact_items: Some(transact_items), ..Self::default() }
    }
}

impl Constrained for TransactWriteItemsInput {
    fn check(&self, at: &mut Check) {
        at.member("transactItems", &self.transact_items).required().length(1..=TRANSACTION_ITEMS_MAX).each();
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
        at.member("returnItemCollectionMetrics", &self.return_item_collection_metrics).known();
        at.member("clientRequestToken", &self.client_request_token).length(1..=36);
    }
}

/// # Errors
/// ResourceNotFoundException; IdempotentParameterMismatchException for a token that another request had within ten
/// minutes; TransactionCanceledException if a condition does not hold or an item would be invalid; ValidationException
/// for two actions on one item, for more than 4 MB, and for an action that is invalid whatever the items are.
///
/// # Source
/// `docs/dynamodb.md#transactions`, the service model. Assumed: the order of refusal (the request by itself, its
/// tables, items that occur twice, its token, its items, its size); only a transaction that is executed uses its token;
/// the size of an action is that of the old or the new item, whichever is larger.
impl Operation for TransactWriteItemsInput {
    const NAME: &'static str = "TransactWriteItems";
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
    type Output = TransactWriteItemsOutput;

    fn decide(mut self, state: &State, now: Timestamp) -> Result<Decision<TransactWriteItemsOutput>, Error> {
        // The token is not part of the request that it identifies.
        let token = self.client_request_token.take();
        let items = required("transactItems", &self.transact_items)?;
        let parts = items.iter().map(Part::of).collect::<Result<Vec<_>, Error>>()?;
        let (mut validated, mut bytes) = (Vec::with_capacity(parts.len()), 0);
        for part in &parts {
            let part = part.validate()?;
            bytes += part.bytes;
            if bytes > TRANSACTION_BYTES_MAX {
                return Err(TransactionError::TooLarge.into());
            }
            validated.push(part);
        }
        let mut writes = Vec::with_capacity(parts.len());
        for (part, validated) in parts.iter().zip(&mut validated) {
            writes.push((lookup::data_table(state, part.table)?, part.write(validated)));
        }
        let mut touched = BTreeSet::new();
        for (table, write) in &writes {
            let key = match write.key(table) {
                Ok(key) => key,
                Err(error) if error.is_empty_key() => return Err(error.into()),
                // An otherwise invalid key is reported with its item, and equals no other key.
                Err(_) => continue,
            };
            if !touched.insert((table.name(), key)) {
                return Err(TransactionError::ItemTwice.into());
            }
        }
        let request = xxh3_128(json::text(&self).as_bytes());
        if let Some(done) = token.as_ref().and_then(|token| state.tokens().request(token, now)) {
            return match done == request {
                true => Ok(Decision::answer(self.done_already(&parts, &writes))),
                false => Err(TransactionError::TokenMismatch.into()),
            };
        }
        let written = transaction::decide_all(state, now, &writes)?;
        let output = self.output(&parts, &writes, &written);
        let mut by_table: BTreeMap<_, Vec<Write>> = BTreeMap::new();
        for ((table, write), written) in writes.iter().zip(written) {
            if !matches!(write.action, Action::Check { .. }) {
                by_table.entry(table.id()).or_default().extend(written.write());
            }
        }
        let written = |(table, writes)| Event::ItemsTransacted { table, writes };
        let mut events: Vec<Event> = by_table.into_iter().map(written).collect();
        events.extend(token.map(|token| Event::TransactionDone { token, request }));
        Ok(Decision { events, output })
    }
}

/// The members of an action, whichever of the four kinds it is.
struct Part<'r> {
    table: &'r Option<String>,
    /// The item of a put; the key of any other action.
    attributes: &'r Attributes,
    kind: Kind<'r>,
    condition: ConditionMembers<'r>,
    shows_item: bool,
}

#[derive(Clone, Copy)]
enum Kind<'r> {
    Check,
    Put,
    Delete,
    Update(&'r String),
}

/// An action, validated as far as that is possible without its table.
struct Validated {
    item: Option<Item>,
    update: Option<Update>,
    condition: Option<Condition>,
    /// The size of what the request has for it, in **bytes**: the item or the key, and the values of its expressions.
    bytes: u64,
}

/// The size that a value of an expression adds to a transaction, in **bytes**.
fn size_bytes((name, value): (&String, &AttributeValue)) -> u64 {
    (name.len() + value.size_bytes()) as u64
}

macro_rules! part {
    ($action:ident, $attributes:ident, $path:literal, $kind:expr) => {
        Part {
            table: &$action.table_name,
            attributes: required(concat!("transactItems.", $path), &$action.$attributes)?,
            kind: $kind,
            condition: ConditionMembers {
                expression: $action.condition_expression.as_ref(),
                names: $action.expression_attribute_names.as_ref(),
                values: $action.expression_attribute_values.as_ref(),
                ..ConditionMembers::default()
            },
            shows_item: item_write::shows_item($action.return_values_on_condition_check_failure.as_ref()),
        }
    };
}

impl<'r> Part<'r> {
    fn of(item: &'r TransactWriteItem) -> Result<Part<'r>, Error> {
        Ok(match (&item.condition_check, &item.put, &item.delete, &item.update) {
            (Some(check), None, None, None) => part!(check, key, "conditionCheck.key", Kind::Check),
            (None, Some(put), None, None) => part!(put, item, "put.item", Kind::Put),
            (None, None, Some(delete), None) => part!(delete, key, "delete.key", Kind::Delete),
            (None, None, None, Some(update)) => {
                let expression = required("transactItems.update.updateExpression", &update.update_expression)?;
                part!(update, key, "update.key", Kind::Update(expression))
            }
            _ => return Err(TransactionError::NotOneAction.into()),
        })
    }

    fn validate(&self) -> Result<Validated, Error> {
        let (update, condition) = match self.kind {
            Kind::Update(expression) => self.condition.read_with_update(Some(expression), None)?,
            Kind::Check | Kind::Put | Kind::Delete => (None, self.condition.read()?),
        };
        let item = Item::new(self.attributes)?;
        let values = self.condition.values.map_or(0, |values| Attributes::iter(values).map(size_bytes).sum());
        let bytes = item.size_bytes() + values;
        let item = if matches!(self.kind, Kind::Put) { Some(item.within_limit()?) } else { None };
        Ok(Validated { item, update, condition, bytes })
    }

    fn write<'j>(&self, validated: &'j mut Validated) -> ItemWrite<'j>
    where
        'r: 'j,
    {
        let key = self.attributes;
        let action = match (self.kind, validated.item.take()) {
            (Kind::Put, Some(item)) => Action::Put { item, attributes: Some(key) },
            (Kind::Delete, _) => Action::Delete { key },
            (Kind::Update(_), _) => Action::Update { key, update: validated.update.as_ref() },
            (Kind::Check | Kind::Put, _) => Action::Check { key },
        };
        ItemWrite { action, condition: validated.condition.take(), shows_item: self.shows_item }
    }
}

impl TransactWriteItemsInput {
    fn output(
        &self,
        parts: &[Part<'_>],
        writes: &[(&Table, ItemWrite<'_>)],
        written: &[Written<'_>],
    ) -> TransactWriteItemsOutput {
        let cost = |((table, _), written): (&(&Table, ItemWrite<'_>), &Written<'_>)| {
            Consumed::of_write(table, &written.key, written.old, written.new.as_ref())
        };
        let wanted = self.return_item_collection_metrics.as_ref();
        let mut metrics: ByName<Vec<ItemCollectionMetrics>> = ByName::new();
        for (((table, write), written), part) in writes.iter().zip(written).zip(parts) {
            if matches!(write.action, Action::Check { .. }) {
                continue;
            }
            let (key, old, new) = (&written.key, written.old, written.new.as_ref());
            let told = consumed::collection_metrics(table, key, || part.attributes.clone(), old, new, wanted);
            if let Some(told) = told {
                metrics.entry(table.name().to_owned()).or_default().push(told);
            }
        }
        TransactWriteItemsOutput {
            item_collection_metrics: (!metrics.is_empty()).then_some(metrics),
            ..self.consumed(parts, writes.iter().zip(written).map(cost), Transacted::Writes)
        }
    }

    /// The answer to a request that was executed before. It consumes the capacity for reading its items.
    fn done_already(&self, parts: &[Part<'_>], writes: &[(&Table, ItemWrite<'_>)]) -> TransactWriteItemsOutput {
        let cost = |(table, write): &(&Table, ItemWrite<'_>)| {
            let item = write.key(table).ok().and_then(|key| table.item(&key));
            Consumed::of_read(item.map_or(0, Item::size_bytes), true)
        };
        self.consumed(parts, writes.iter().map(cost), Transacted::Reads)
    }

    fn consumed(
        &self,
        parts: &[Part<'_>],
        costs: impl Iterator<Item = Consumed>,
        kind: Transacted,
    ) -> TransactWriteItemsOutput {
        let names = parts.iter().map(|part| part.table);
        let consumed_capacity =
            consumed::of_transaction(names.zip(costs), self.return_consumed_capacity.as_ref(), kind);
        TransactWriteItemsOutput { consumed_capacity, item_collection_metrics: None }
    }
}
