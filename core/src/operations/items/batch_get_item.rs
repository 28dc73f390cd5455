//! BatchGetItem.

use super::consumed::{self, Consumed};
use super::error::BatchError;
use super::item_read;
use crate::expression::{Projection, refuse_mixed};
use crate::item::Item;
use crate::item::value::Attributes;
use crate::limits::{BATCH_GET_BYTES_MAX, BATCH_GET_KEYS_MAX};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

shape! {
    /// Reads up to 100 items of any tables.
    pub struct BatchGetItemInput {
        /// The keys, by table name or ARN.
        request_items: BTreeMap<String, KeysAndAttributes>,
        /// Whether to tell what was consumed.
        return_consumed_capacity: ReturnConsumedCapacity,
    }
}

shape! {
    /// The items wanted of one table.
    pub struct KeysAndAttributes {
        /// Their keys.
        keys: Vec<Attributes>,
        /// Every read is consistent here; the figures tell the difference.
        consistent_read: bool,
        /// Which parts of the items are wanted; all of them where nothing says so.
        projection_expression: String,
        /// What `#name` stands for in it.
        expression_attribute_names: BTreeMap<String, String>,
        /// Which attributes are wanted, as it was said before there were expressions.
        attributes_to_get: Vec<String>,
    }
}
impl Constrained for KeysAndAttributes {
    fn check(&self, at: &mut Check) {
        at.member("keys", &self.keys).required_later();
    }
}

shape! {
    /// The items that there are.
    pub struct BatchGetItemOutput {
        /// By the table's name or ARN as it was sent.
        responses: BTreeMap<String, Vec<Item>>,
        /// What no longer fitted 16 MB.
        unprocessed_keys: BTreeMap<String, KeysAndAttributes>,
        /// What was consumed, a table each.
        consumed_capacity: Vec<ConsumedCapacity>,
    }
}

impl KeysAndAttributes {
    fn projection(&self) -> Result<Option<Projection>, Error> {
        item_read::projection(
            self.projection_expression.as_ref(),
            self.expression_attribute_names.as_ref(),
            self.attributes_to_get.as_ref(),
        )
    }
}

impl BatchGetItemInput {
    /// Keys of one table.
    pub fn new(table_name: impl Into<String>, keys: Vec<Attributes>) -> Self {
        let keys = KeysAndAttributes { keys: Some(keys), ..KeysAndAttributes::default() };
        Self { request_items: Some(BTreeMap::from([(table_name.into(), keys)])), return_consumed_capacity: None }
    }
}

impl Constrained for BatchGetItemInput {
    fn check(&self, at: &mut Check) {
        at.placed("requestItems", "RequestItems", &self.request_items).required().length(1..=usize::MAX);
        for (name, wanted) in self.request_items.iter().flatten() {
            let place = format!("RequestItems.{name}.member.Keys");
            at.placed("keys", &place, &wanted.keys).length(1..=BATCH_GET_KEYS_MAX);
        }
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for more than 100 keys, one that stands twice, one that is no key.
///
/// # Source
/// `docs/dynamodb.md#batches`.
impl Operation for BatchGetItemInput {
    const NAME: &'static str = "BatchGetItem";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = BatchGetItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<BatchGetItemOutput>, Error> {
        let by_table = required("requestItems", &self.request_items)?;
        let keys_of = |wanted: &KeysAndAttributes| wanted.keys.as_ref().map_or(0, Vec::len);
        let count: usize = by_table.values().map(keys_of).sum();
        if count > BATCH_GET_KEYS_MAX {
            return Err(BatchError::TooManyGets.into());
        }
        let has = |is_there: fn(&KeysAndAttributes) -> bool| by_table.values().any(is_there);
        refuse_mixed(
            &[("AttributesToGet", has(|wanted| wanted.attributes_to_get.is_some()))],
            &[("ProjectionExpression", has(|wanted| wanted.projection_expression.is_some()))],
        )?;
        let projections = by_table.values().map(KeysAndAttributes::projection).collect::<Result<Vec<_>, _>>()?;
        let mut responses = BTreeMap::new();
        let mut unprocessed_keys = BTreeMap::new();
        let mut bytes = 0;
        let capacity_wanted = self.return_consumed_capacity.as_ref();
        let mut all_consumed = Vec::new();
        let mut touched = BTreeSet::new();
        for ((name, wanted), projection) in by_table.iter().zip(&projections) {
            let table = lookup::data_table(state, &Some(name.clone())).map_err(|error| {
                // Any value that is none comes before a table that is not there.
                let values = by_table.values().flat_map(|wanted| wanted.keys.iter().flatten());
                values.map(Item::new).find_map(Result::err).map_or(error, Error::from)
            })?;
            let (mut found, mut left, mut consumed) = (Vec::new(), Vec::new(), Consumed::default());
            let consistent = wanted.consistent_read.unwrap_or_default();
            for attributes in wanted.keys.iter().flatten() {
                let key = table.definition().key.key_of_argument(attributes)?;
                let item = table.item(&key);
                if !touched.insert((table.name(), key)) {
                    return Err(BatchError::DuplicateKeys.into());
                }
                let Some(item) = item else {
                    consumed.add(Consumed::of_read(0, consistent));
                    continue;
                };
                if bytes + item.size_bytes() > BATCH_GET_BYTES_MAX {
                    left.push(attributes.clone());
                    continue;
                }
                bytes += item.size_bytes();
                consumed.add(Consumed::of_read(item.size_bytes(), consistent));
                found.push(item_read::shown(item, projection.as_ref()));
            }
            responses.insert(name.clone(), found);
            if !left.is_empty() {
                // What is left over is a request to be sent again as it is.
                unprocessed_keys.insert(name.clone(), KeysAndAttributes { keys: Some(left), ..wanted.clone() });
            }
            all_consumed.extend(consumed.shown(&Some(name.clone()), capacity_wanted));
        }
        let consumed_capacity = consumed::is_wanted(capacity_wanted).then_some(all_consumed);
        let output = BatchGetItemOutput {
            responses: Some(responses),
            unprocessed_keys: Some(unprocessed_keys),
            consumed_capacity,
        };
        Ok(Decision::answer(output))
    }
}
