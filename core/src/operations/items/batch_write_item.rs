//! BatchWriteItem.

use super::consumed::{self, Consumed, ResponseMetrics};
use super::error::BatchError;
use super::item_write::{Action, ItemWrite};
use crate::item::value::{AttributeValue, Attributes};
use crate::item::{Item, ItemError};
use crate::json;
use crate::limits::BATCH_WRITE_REQUESTS_MAX;
use crate::model::constraints::{Check, Constrained, Shown, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    ConsumedCapacity, ItemCollectionMetrics, ReturnConsumedCapacity, ReturnItemCollectionMetrics, shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Event, State};
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_64;

shape! {
    /// Puts and deletes up to 25 items, in any tables.
    pub struct BatchWriteItemInput {
        /// The requests, by table name or ARN.
        request_items: BTreeMap<String, Vec<WriteRequest>>,
        /// Whether to tell what was consumed, and of which indexes.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to tell how large the item collections are.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
    }
}

shape! {
    /// One put or one deletion.
    pub struct WriteRequest {
        /// A put.
        put_request: PutRequest,
        /// A deletion.
        delete_request: DeleteRequest,
    }
}

shape! {
    /// A put.
    pub struct PutRequest {
        /// The item.
        item: Attributes,
    }
}
impl Constrained for PutRequest {
    fn check(&self, at: &mut Check) {
        at.member("item", &self.item).required_later();
    }
}

shape! {
    /// A deletion.
    pub struct DeleteRequest {
        /// The item's key.
        key: Attributes,
    }
}
impl Constrained for DeleteRequest {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required_later();
    }
}

shape! {
    /// What was not done, and what was consumed.
    pub struct BatchWriteItemOutput {
        /// Always empty here: a batch is done as a whole.
        unprocessed_items: BTreeMap<String, Vec<WriteRequest>>,
        /// How large the item collections are that were written to, by table.
        item_collection_metrics: BTreeMap<String, Vec<ItemCollectionMetrics>>,
        /// What was consumed, a table each.
        consumed_capacity: Vec<ConsumedCapacity>,
    }
}

impl Shown for WriteRequest {
    /// As Java prints it: structures by their members, attribute values as objects without a name.
    ///
    /// # Source
    /// `docs/dynamodb.md#batches`; that a deletion has the member `workloadProfileName` too is assumed.
    fn shown(&self) -> String {
        let printed = |shape: &str, member: &str, attributes: Option<&Attributes>| {
            let attributes: Vec<String> = attributes.into_iter().flatten().map(printed_attribute).collect();
            format!("{shape}({member}={{{}}}, workloadProfileName=null)", attributes.join(", "))
        };
        let none = || "null".to_owned();
        let put = self.put_request.as_ref().map_or_else(none, |put| printed("PutRequest", "item", put.item.as_ref()));
        let delete = self
            .delete_request
            .as_ref()
            .map_or_else(none, |delete| printed("DeleteRequest", "key", delete.key.as_ref()));
        format!("WriteRequest(putRequest={put}, deleteRequest={delete})")
    }
}

/// An attribute as Java prints it: a value by the hash of its object, here one of what it says.
fn printed_attribute((name, value): (&String, &AttributeValue)) -> String {
    let hash = xxh3_64(json::text(value).as_bytes()) as u32;
    format!("{name}=com.amazonaws.dynamodb.v20120810.AttributeValue@{hash:08x}")
}

impl WriteRequest {
    /// The attributes of the item that is put, and it; or those of the key that is deleted.
    ///
    /// # Errors
    /// ValidationException for a value that is none, an item that is too large, or neither one request nor the other.
    fn validated(&self) -> Result<(&Attributes, Option<Item>), Error> {
        match (&self.put_request, &self.delete_request) {
            (Some(put), None) => {
                let attributes = required("requestItems.putRequest.item", &put.item)?;
                Ok((attributes, Some(Item::new(attributes)?.within_limit()?)))
            }
            (None, Some(delete)) => {
                let attributes = required("requestItems.deleteRequest.key", &delete.key)?;
                Item::new(attributes)?;
                Ok((attributes, None))
            }
            _ => Err(BatchError::NotOneRequest.into()),
        }
    }

    /// A put.
    pub fn put(item: Attributes) -> Self {
        Self { put_request: Some(PutRequest { item: Some(item) }), delete_request: None }
    }

    /// A deletion.
    pub fn delete(key: Attributes) -> Self {
        Self { put_request: None, delete_request: Some(DeleteRequest { key: Some(key) }) }
    }
}

impl BatchWriteItemInput {
    /// Requests to one table.
    pub fn new(table_name: impl Into<String>, requests: Vec<WriteRequest>) -> Self {
        Self { request_items: Some(BTreeMap::from([(table_name.into(), requests)])), ..Self::default() }
    }
}

impl Constrained for BatchWriteItemInput {
    fn check(&self, at: &mut Check) {
        at.member("requestItems", &self.request_items).required().each_list_length(1..=BATCH_WRITE_REQUESTS_MAX);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
        at.member("returnItemCollectionMetrics", &self.return_item_collection_metrics).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for more than 25 requests, two to one item, or one that a PutItem or
/// DeleteItem would refuse. Then nothing of the batch is done.
///
/// # Source
/// `docs/dynamodb.md#batches`.
impl Operation for BatchWriteItemInput {
    const NAME: &'static str = "BatchWriteItem";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::ItemCollectionSizeLimitExceededException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ReplicatedWriteConflictException,
        ErrorCode::ThrottlingException,
    ];
    type Output = BatchWriteItemOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<BatchWriteItemOutput>, Error> {
        let by_table = required("requestItems", &self.request_items)?;
        let count: usize = by_table.values().map(Vec::len).sum();
        if by_table.is_empty() {
            return Err(BatchError::NoWrites.into());
        }
        if count > BATCH_WRITE_REQUESTS_MAX {
            return Err(BatchError::TooManyWrites.into());
        }
        // All values are validated before any table is looked for.
        let validated = by_table.values().flatten().map(WriteRequest::validated).collect::<Result<Vec<_>, Error>>()?;
        let mut validated = validated.into_iter();
        let mut events = Vec::with_capacity(by_table.len());
        let mut touched = BTreeSet::new();
        let wanted = self.return_consumed_capacity.as_ref();
        let (mut all_consumed, mut all_metrics) = (Vec::new(), BTreeMap::new());
        for (name, requests) in by_table {
            let table = lookup::data_table(state, &Some(name.clone()))?;
            let mut writes = Vec::with_capacity(requests.len());
            let (mut consumed, mut metrics) = (Consumed::default(), BTreeMap::new());
            for (attributes, item) in validated.by_ref().take(requests.len()) {
                let action = match item {
                    Some(item) => Action::Put { attributes, item },
                    None => Action::Delete { key: attributes },
                };
                let write = ItemWrite { action, condition: None, shows_item: false };
                let written = write.decide(table).map_err(|error| match write.key(table) {
                    Err(ItemError::MissingKey { .. } | ItemError::KeyType { .. }) => {
                        ItemError::KeySchemaMismatch.into()
                    }
                    _ => error,
                })?;
                if !touched.insert((table.name(), written.key.clone())) {
                    return Err(BatchError::DuplicateKeys.into());
                }
                let metrics_wanted = &self.return_item_collection_metrics;
                let told =
                    ResponseMetrics::of(table, &written, attributes, &self.return_consumed_capacity, metrics_wanted)?;
                told.consumed.into_iter().for_each(|one| consumed.add(one));
                metrics.extend(told.collection.map(|collection| (written.key.collection(), collection)));
                writes.extend(written.write());
            }
            events.push(Event::ItemsWritten { table: table.id(), writes });
            all_consumed.extend(consumed.shown(&Some(name.clone()), wanted));
            if !metrics.is_empty() {
                all_metrics.insert(name.clone(), metrics.into_values().collect());
            }
        }
        let output = BatchWriteItemOutput {
            unprocessed_items: Some(BTreeMap::new()),
            item_collection_metrics: (!all_metrics.is_empty()).then_some(all_metrics),
            consumed_capacity: consumed::is_wanted(wanted).then_some(all_consumed),
        };
        Ok(Decision { events, output })
    }
}
