//! BatchWriteItem.

use super::consumed::{self, Consumed, ResponseMetrics};
use super::error::BatchError;
use super::item_write::{Action, ItemWrite};
use crate::expression::Work;
use crate::item::value::{AttributeValue, Attributes};
use crate::item::{Item, ItemError};
use crate::json;
use crate::json::{ByName, by_name};
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
    /// Puts and deletes up to 25 items in one or more tables.
    pub struct BatchWriteItemInput {
        /// The requests, by table name or ARN: 1 to 25 in total.
        request_items: ByName<Vec<WriteRequest>>,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Whether to return the sizes of the item collections: SIZE or NONE. Default NONE.
        return_item_collection_metrics: ReturnItemCollectionMetrics,
    }
}

shape! {
    /// A request of a batch. Exactly one member must be given.
    pub struct WriteRequest {
        /// Puts an item.
        put_request: PutRequest,
        /// Deletes an item.
        delete_request: DeleteRequest,
    }
}

shape! {
    /// Puts an item, replacing the one with the same key.
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
    /// Deletes an item.
    pub struct DeleteRequest {
        /// The key of the item.
        key: Attributes,
    }
}
impl Constrained for DeleteRequest {
    fn check(&self, at: &mut Check) {
        at.member("key", &self.key).required_later();
    }
}

shape! {
    /// The result of a batch.
    pub struct BatchWriteItemOutput {
        /// The requests that were not processed. Always empty here: a batch is processed as a whole.
        unprocessed_items: ByName<Vec<WriteRequest>>,
        /// The sizes of the item collections that were written to, by table.
        item_collection_metrics: ByName<Vec<ItemCollectionMetrics>>,
        /// The capacity consumed of each table; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: Vec<ConsumedCapacity>,
    }
}

impl Shown for WriteRequest {
    /// The request as Java prints it: structures with their members, attribute values as objects without a name.
    ///
    /// # Source
    /// `docs/dynamodb.md#batches`. That a deletion also has the member `workloadProfileName` is assumed.
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

/// An attribute as Java prints it. Java prints a value by its object's hash, which is replaced by one of its content.
fn printed_attribute((name, value): (&String, &AttributeValue)) -> String {
    let hash = xxh3_64(json::text(value).as_bytes()) as u32;
    format!("{name}=com.amazonaws.dynamodb.v20120810.AttributeValue@{hash:08x}")
}

impl WriteRequest {
    /// Returns the attributes and the item of a put, or the key of a deletion.
    ///
    /// # Errors
    /// ValidationException for an invalid value, an item that is too large, or unless exactly one request is given.
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

    /// A request to put `item`.
    pub fn put(item: Attributes) -> Self {
        Self { put_request: Some(PutRequest { item: Some(item) }), delete_request: None }
    }

    /// A request to delete the item with `key`.
    pub fn delete(key: Attributes) -> Self {
        Self { put_request: None, delete_request: Some(DeleteRequest { key: Some(key) }) }
    }
}

impl BatchWriteItemInput {
    /// A batch of requests for one table.
    pub fn new(table_name: impl Into<String>, requests: Vec<WriteRequest>) -> Self {
        Self { request_items: Some(by_name(vec![(table_name.into(), requests)])), ..Self::default() }
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
/// ResourceNotFoundException; ValidationException for more than 25 requests, for two requests for one item, and for a
/// request that PutItem or DeleteItem would refuse. Then nothing of the batch is written.
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
        // All values are validated before any table is looked up.
        let validated = by_table.values().flatten().map(WriteRequest::validated).collect::<Result<Vec<_>, Error>>()?;
        let mut validated = validated.into_iter();
        let mut events = Vec::with_capacity(by_table.len());
        let mut touched = BTreeSet::new();
        let wanted = self.return_consumed_capacity.as_ref();
        let (mut all_consumed, mut all_metrics) = (Vec::new(), ByName::new());
        for (name, requests) in by_table {
            let table = lookup::data_table(state, &Some(name.clone()))?;
            let mut writes = Vec::with_capacity(requests.len());
            let (mut consumed, mut metrics) = (Consumed::default(), BTreeMap::new());
            for (attributes, item) in validated.by_ref().take(requests.len()) {
                let action = match item {
                    Some(item) => Action::Put { item, attributes: Some(attributes) },
                    None => Action::Delete { key: attributes },
                };
                let write = ItemWrite { action, condition: None, shows_item: false };
                let written = write.decide(table, &Work::default()).map_err(|error| match write.key(table) {
                    Err(ItemError::MissingKey { .. } | ItemError::KeyType { .. }) => {
                        ItemError::KeySchemaMismatch.into()
                    }
                    _ => error,
                })?;
                if !touched.insert((table.name(), written.key.clone())) {
                    return Err(BatchError::DuplicateKeys.into());
                }
                let metrics_wanted = &self.return_item_collection_metrics;
                let told = ResponseMetrics::of(
                    table,
                    &written,
                    || attributes.clone(),
                    &self.return_consumed_capacity,
                    metrics_wanted,
                )?;
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
            unprocessed_items: Some(ByName::new()),
            item_collection_metrics: (!all_metrics.is_empty()).then_some(all_metrics),
            consumed_capacity: consumed::is_wanted(wanted).then_some(all_consumed),
        };
        Ok(Decision { events, output })
    }
}
