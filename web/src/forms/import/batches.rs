//! Items in calls of BatchWriteItem.

use crate::calls::request::Request;
use crate::item::key_definition;
use timemark_core::key::{Key, KeyDefinition};
use timemark_core::limits::BATCH_WRITE_REQUESTS_MAX;
use timemark_core::operations::{BatchWriteItemInput, PutRequest, WriteRequest};
use timemark_core::shapes::TableDescription;
use timemark_core::{Attributes, ByName};

/// Items in calls of BatchWriteItem. A call has no key twice, and the items keep their order: the last one of a key
/// wins.
pub struct Batches {
    table: String,
    /// The key of the table, unless that has none.
    pub definition: Option<KeyDefinition>,
    keys: Vec<Key>,
    open: Vec<WriteRequest>,
    done: Vec<Request>,
}

impl Batches {
    /// None yet, for a table.
    pub fn new(table: &TableDescription) -> Batches {
        Batches {
            table: table.table_name.clone().unwrap_or_default(),
            definition: key_definition(table),
            keys: Vec::new(),
            open: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Adds an item.
    pub fn push(&mut self, key: Key, item: Attributes) {
        if self.keys.len() == BATCH_WRITE_REQUESTS_MAX || self.keys.contains(&key) {
            self.close();
        }
        self.keys.push(key);
        self.open.push(WriteRequest { put_request: Some(PutRequest { item: Some(item) }), delete_request: None });
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.keys.clear();
            let items = ByName::from_iter([(self.table.clone(), std::mem::take(&mut self.open))]);
            let batch = BatchWriteItemInput { request_items: Some(items), ..BatchWriteItemInput::default() };
            self.done.push(Request::from(batch).compact());
        }
    }

    /// The calls.
    pub fn requests(mut self) -> Vec<Request> {
        self.close();
        self.done
    }
}
