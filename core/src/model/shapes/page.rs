//! A page of items.

use super::ConsumedCapacity;
use crate::item::Item;
use crate::item::value::Attributes;

shape! {
    /// What a Query or a Scan read.
    pub struct Page {
        /// The items, unless only their number was wanted.
        items: Vec<Item>,
        /// How many.
        count: i32,
        /// How many were evaluated, before a filter.
        scanned_count: i32,
        /// The key to go on after; absent when the end was reached.
        last_evaluated_key: Attributes,
        /// What was consumed.
        consumed_capacity: ConsumedCapacity,
    }
}
