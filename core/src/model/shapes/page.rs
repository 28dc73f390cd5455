//! A page of items, as Query and Scan return it.

use super::ConsumedCapacity;
use crate::item::Item;
use crate::item::value::Attributes;

shape! {
    /// A page of the items that a Query or a Scan reads.
    pub struct Page {
        /// The items; absent if `Select` is COUNT.
        items: Vec<Item>,
        /// The number of items that the filter let through.
        count: i32,
        /// The number of items that were evaluated, before the filter.
        scanned_count: i32,
        /// The key to pass as `ExclusiveStartKey` for the next page; absent on the last page.
        last_evaluated_key: Attributes,
        /// The capacity consumed; absent unless `ReturnConsumedCapacity` asks for it.
        consumed_capacity: ConsumedCapacity,
    }
}
