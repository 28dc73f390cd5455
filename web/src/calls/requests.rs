//! Many calls.

use crate::calls::generator;
use crate::calls::request::Request;
use timemark_core::limits::BATCH_WRITE_REQUESTS_MAX;
use timemark_core::shapes::TableDescription;

/// Calls that are sent one after another: made beforehand, or each when its turn comes.
#[derive(Debug)]
pub enum Requests {
    /// Calls that are made.
    Made(Vec<Request>),
    /// The calls that write the first example items.
    Examples {
        /// The table.
        table: Box<TableDescription>,
        /// The number of items.
        count: u64,
    },
}

impl Default for Requests {
    fn default() -> Requests {
        Requests::Made(Vec::new())
    }
}

impl Requests {
    /// The number of calls.
    pub fn len(&self) -> usize {
        match self {
            Requests::Made(requests) => requests.len(),
            Requests::Examples { count, .. } => count.div_ceil(BATCH_WRITE_REQUESTS_MAX as u64) as usize,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The call with that index.
    pub fn get(&self, index: usize) -> Option<Request> {
        match self {
            Requests::Made(requests) => requests.get(index).cloned(),
            Requests::Examples { table, count } => {
                let first = (index * BATCH_WRITE_REQUESTS_MAX) as u64 + 1;
                let last = first.saturating_add(BATCH_WRITE_REQUESTS_MAX as u64 - 1).min(*count);
                let items = (first..=last).map(|number| generator::item(table, number, number));
                let name = table.table_name.as_deref().unwrap_or_default();
                (first <= *count).then(|| Request::puts(name, items.collect()).compact())
            }
        }
    }
}
