//! BatchGetItem.

use super::consumed::{self, Consumed};
use super::error::BatchError;
use super::item_read;
use crate::expression::{Projection, refuse_mixed};
use crate::item::Item;
use crate::item::value::Attributes;
use crate::json::{ByName, by_name};
use crate::limits::{ANSWER_VALUES_MAX, BATCH_GET_BYTES_MAX, BATCH_GET_KEYS_MAX};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ConsumedCapacity, ReturnConsumedCapacity, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;
use std::collections::BTreeSet;

shape! {
    /// Reads up to 100 items from one or more tables.
    pub struct BatchGetItemInput {
        /// The keys of the items to read, by table name or ARN: 1 to 100 keys in total.
        request_items: ByName<KeysAndAttributes>,
        /// Whether to return the consumed capacity: TOTAL, INDEXES or NONE. Default NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
    }
}

shape! {
    /// The items to read from one table.
    pub struct KeysAndAttributes {
        /// The keys of the items: 1 to 100.
        keys: Vec<Attributes>,
        /// Whether the reads are strongly consistent. Default `false`. Every read is consistent here; only the consumed
        /// capacity differs.
        consistent_read: bool,
        /// The projection expression: the attributes to return. Default all.
        projection_expression: String,
        /// The attribute names that the placeholders of the expression, such as `#name`, represent.
        expression_attribute_names: ByName<String>,
        /// Legacy: the names of the attributes to return. Superseded by `ProjectionExpression`.
        attributes_to_get: Vec<String>,
    }
}
impl Constrained for KeysAndAttributes {
    fn check(&self, at: &mut Check) {
        at.member("keys", &self.keys).required_later();
    }
}

shape! {
    /// The items that were found.
    pub struct BatchGetItemOutput {
        /// The items, by the name or ARN of their table as it was sent.
        responses: ByName<Vec<Item>>,
        /// The part of the request that was not processed because the answer would exceed 16 MB, to be sent again.
        unprocessed_keys: ByName<KeysAndAttributes>,
        /// The capacity consumed of each table; absent unless `ReturnConsumedCapacity` asks for it.
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
    /// A request for items of one table.
    pub fn new(table_name: impl Into<String>, keys: Vec<Attributes>) -> Self {
        let keys = KeysAndAttributes { keys: Some(keys), ..KeysAndAttributes::default() };
        Self { request_items: Some(by_name(vec![(table_name.into(), keys)])), return_consumed_capacity: None }
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
/// ResourceNotFoundException; ValidationException for more than 100 keys, for a key that occurs twice, and for an
/// invalid key.
///
/// # Source
/// `docs/dynamodb.md#batches`. Assumed: the limit of the answer's size, beyond which keys are left over, is reached by four
/// million values too, whose JSON may be ten times as large as what they count for.
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
        let mut responses = ByName::new();
        let mut unprocessed_keys = ByName::new();
        let (mut bytes, mut values) = (0, 0);
        let capacity_wanted = self.return_consumed_capacity.as_ref();
        let mut all_consumed = Vec::new();
        let mut touched = BTreeSet::new();
        for ((name, wanted), projection) in by_table.iter().zip(&projections) {
            let table = lookup::data_table(state, &Some(name.clone())).map_err(|error| {
                // An invalid value is reported before a table that does not exist.
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
                let more = item.written_values();
                if bytes + item.size_bytes() > BATCH_GET_BYTES_MAX || values + more > ANSWER_VALUES_MAX {
                    left.push(attributes.clone());
                    continue;
                }
                bytes += item.size_bytes();
                values += more;
                consumed.add(Consumed::of_read(item.size_bytes(), consistent));
                found.push(item_read::shown(item, projection.as_ref()));
            }
            responses.insert(name.clone(), found);
            if !left.is_empty() {
                // The keys that are left over form a request that can be sent as it is.
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
