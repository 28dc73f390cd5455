//! Items in calls of BatchWriteItem.

use crate::calls::request::Request;
use crate::item::key_definition;
use timemark_core::Attributes;
use timemark_core::key::{Key, KeyDefinition};
use timemark_core::limits::BATCH_WRITE_REQUESTS_MAX;
use timemark_core::shapes::TableDescription;

/// Items in calls of BatchWriteItem. A call has no key twice, and the items keep their order: the last one of a key
/// wins.
#[derive(Debug)]
pub struct Batches {
    table: String,
    /// The key of the table, unless that has none.
    pub definition: Option<KeyDefinition>,
    keys: Vec<Key>,
    open: Vec<Attributes>,
    open_bytes: u64,
    done: Vec<Request>,
}

/// The most bytes of items in a call, unless one alone has more. Their JSON is far from the bound of a request then, and
/// a call takes the browser some milliseconds.
const BATCH_BYTES_MAX: u64 = 256 * 1024;

impl Batches {
    /// None yet, for a table.
    pub fn new(table: &TableDescription) -> Batches {
        Batches {
            table: table.table_name.clone().unwrap_or_default(),
            definition: key_definition(table),
            keys: Vec::new(),
            open: Vec::new(),
            open_bytes: 0,
            done: Vec::new(),
        }
    }

    /// Adds an item with its key and its size.
    pub fn push(&mut self, key: Key, item: Attributes, bytes: u64) {
        let is_full = self.keys.len() == BATCH_WRITE_REQUESTS_MAX || self.open_bytes + bytes > BATCH_BYTES_MAX;
        if is_full || self.keys.contains(&key) {
            self.close();
        }
        self.keys.push(key);
        self.open.push(item);
        self.open_bytes += bytes;
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.keys.clear();
            self.open_bytes = 0;
            self.done.push(Request::puts(&self.table, std::mem::take(&mut self.open)).compact());
        }
    }

    /// The calls.
    pub fn requests(mut self) -> Vec<Request> {
        self.close();
        self.done
    }
}
