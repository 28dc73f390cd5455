//! The entries to read, in order: of a span of keys for Query, of a range of hashes for Scan.

use super::reading::Reading;
use crate::expression::SortCondition;
use crate::item::Item;
use crate::item::key::{Key, KeySpan, SortTest};
use std::ops::Bound;

/// The test of a sort key that a condition makes.
pub fn sort_test(condition: &SortCondition) -> SortTest<'_> {
    match condition {
        SortCondition::Equal(value) => SortTest::Equal(value),
        SortCondition::Less(value) => SortTest::Less(value),
        SortCondition::AtMost(value) => SortTest::LessOrEqual(value),
        SortCondition::Greater(value) => SortTest::Greater(value),
        SortCondition::AtLeast(value) => SortTest::GreaterOrEqual(value),
        SortCondition::Between(low, high) => SortTest::Between(low, high),
        SortCondition::BeginsWith(value) => SortTest::BeginsWith(value),
    }
}

/// The entries of a span of keys, in ascending or descending order.
pub fn of_span<'a>(reading: &Reading<'a>, span: &KeySpan, forward: bool) -> Box<dyn Iterator<Item = &'a Item> + 'a> {
    let partitions = reading.table().partitions();
    let of_table = || partitions.get(span.first().partition(partitions.len())).map(|partition| partition.items());
    let items = match reading.index() {
        Some(index) => Some(index.entries()),
        None => of_table(),
    };
    let Some(items) = items.filter(|_| !span.is_empty()) else { return Box::new(std::iter::empty()) };
    let range = items.range(span.bounds());
    if forward { Box::new(range.map(|(_, item)| item)) } else { Box::new(range.rev().map(|(_, item)| item)) }
}

/// A range of hashes, both ends inclusive.
pub struct Segment {
    /// The first hash.
    pub first: u64,
    /// The last hash.
    pub last: u64,
}

impl Segment {
    /// All hashes.
    pub const ALL: Segment = Segment { first: 0, last: u64::MAX };

    /// Whether the range contains the hash of a key.
    pub fn contains(&self, key: &Key) -> bool {
        (self.first..=self.last).contains(&key.hash())
    }
}

/// The entries of a segment that follow a key, ordered by hash.
pub fn of_segment<'a>(
    reading: &Reading<'a>,
    segment: &Segment,
    start: Option<Key>,
) -> Box<dyn Iterator<Item = &'a Item> + 'a> {
    let last = segment.last;
    let from = start.map_or(Bound::Included(Key::first_of(segment.first)), Bound::Excluded);
    let in_segment = move |(key, _): &(&Key, &Item)| key.hash() <= last;
    match reading.index() {
        Some(index) => {
            let range = index.entries().range((from, Bound::Unbounded));
            Box::new(range.take_while(in_segment).map(|(_, item)| item))
        }
        None => {
            let partitions = reading.table().partitions();
            let first = match &from {
                Bound::Included(key) | Bound::Excluded(key) => key.partition(partitions.len()),
                Bound::Unbounded => 0,
            };
            let ranges = partitions
                .iter()
                .skip(first)
                .flat_map(move |partition| partition.items().range((from.clone(), Bound::Unbounded)));
            Box::new(ranges.take_while(in_segment).map(|(_, item)| item))
        }
    }
}
