//! Scan.

use super::{lookup, put_item};
use crate::Timestamp;
use crate::check::{Check, Constrained};
use crate::engine::{Decision, Operation};
use crate::error::{Error, ErrorCode, Invalid};
use crate::item::Item;
use crate::key::Key;
use crate::limits::PAGE_BYTES_MAX;
use crate::shapes::{ReturnConsumedCapacity, Select, Unsupported, refuse_unsupported, shape};
use crate::state::{Index, IndexDefinition, Projected, State, Table};
use crate::value::Attributes;
use std::ops::Bound;

shape! {
    /// Reads a table or an index from end to end, page by page.
    pub struct ScanInput {
        /// The table's name or ARN.
        table_name: String,
        /// The index to read instead of the table.
        index_name: String,
        /// Evaluate at most so many items.
        limit: i32,
        /// Items or only their number.
        select: Select,
        /// Go on after this key.
        exclusive_start_key: Attributes,
        /// The part to read, from 0.
        segment: i32,
        /// The number of parts.
        total_segments: i32,
        /// Every read is consistent here; a global index refuses to be asked.
        consistent_read: bool,
        /// Only NONE for now.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Not supported yet.
        filter_expression: Unsupported,
        /// Not supported yet.
        projection_expression: Unsupported,
        /// Not supported yet.
        expression_attribute_names: Unsupported,
        /// Not supported yet.
        expression_attribute_values: Unsupported,
        /// Not supported yet.
        attributes_to_get: Unsupported,
        /// Not supported yet.
        scan_filter: Unsupported,
        /// Not supported yet.
        conditional_operator: Unsupported,
    }
}

shape! {
    /// A page.
    pub struct ScanOutput {
        /// The items, unless only their number was wanted.
        items: Vec<Item>,
        /// How many.
        count: i32,
        /// How many were evaluated: as many, since nothing filters yet.
        scanned_count: i32,
        /// The key to go on after; absent when the end was reached.
        last_evaluated_key: Attributes,
    }
}

impl ScanInput {
    /// A whole table from its beginning.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), ..Self::default() }
    }
}

impl Constrained for ScanInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
        at.member("indexName", &self.index_name).length(3..=255).name_pattern();
        at.member("limit", &self.limit).at_least(1);
        at.member("select", &self.select).known();
        at.member("totalSegments", &self.total_segments).within(1..=1_000_000);
        at.member("segment", &self.segment).within(0..=999_999);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for segments, a start key or a selection that make no sense.
///
/// # Source
/// `facts.md` 7.4. A page ends with the item that reaches the limit or 1 MB of stored sizes (AWS counts a compressed
/// internal size), and then carries a key to go on after, even if nothing follows.
impl Operation for ScanInput {
    const NAME: &'static str = "Scan";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = ScanOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ScanOutput>, Error> {
        refuse_unsupported(&[
            ("FilterExpression", self.filter_expression),
            ("ProjectionExpression", self.projection_expression),
            ("ExpressionAttributeNames", self.expression_attribute_names),
            ("ExpressionAttributeValues", self.expression_attribute_values),
            ("AttributesToGet", self.attributes_to_get),
            ("ScanFilter", self.scan_filter),
            ("ConditionalOperator", self.conditional_operator),
        ])?;
        put_item::no_capacity(self.return_consumed_capacity.as_ref())?;
        let segment = self.segment()?;
        let table = lookup::data_table(state, &self.table_name)?;
        let index = self.index(table)?;
        let fetch = self.fetch(index)?;
        let start = match &self.exclusive_start_key {
            Some(attributes) => Some(start_key(table, index, attributes)?),
            None => None,
        };
        if start.as_ref().is_some_and(|key| !segment.contains(key)) {
            return Err(Invalid::StartKeyOutsideSegment.into());
        }

        let limit = self.limit.map_or(usize::MAX, |limit| limit as usize);
        let (mut items, mut bytes, mut last) = (Vec::new(), 0, None);
        for (_, stored) in entries(table, index, &segment, start) {
            let item = match fetch {
                Fetch::Stored => stored.clone(),
                // A local index may be asked for what it does not hold; the table has it.
                Fetch::Whole => key_of_base(table, stored).unwrap_or_else(|| stored.clone()),
            };
            bytes += stored.size_bytes();
            items.push(item);
            if items.len() == limit || bytes >= PAGE_BYTES_MAX {
                last = Some(last_key(table, index, stored));
                break;
            }
        }
        let count = Some(items.len() as i32);
        let counts_only = self.select == Some(Select::Count);
        let output = ScanOutput {
            items: (!counts_only).then_some(items),
            count,
            scanned_count: count,
            last_evaluated_key: last,
        };
        Ok(Decision::answer(output))
    }
}

/// What an index's entry is answered with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetch {
    Stored,
    Whole,
}

/// A range of hashes, both ends included.
struct Segment {
    first: u64,
    last: u64,
}

impl Segment {
    fn contains(&self, key: &Key) -> bool {
        (self.first..=self.last).contains(&key.hash())
    }
}

impl ScanInput {
    fn segment(&self) -> Result<Segment, Error> {
        let (segment, total) = match (self.segment, self.total_segments) {
            (None, None) => (0, 1),
            (Some(_), None) => return Err(Invalid::SegmentWithoutTotal.into()),
            (None, Some(_)) => return Err(Invalid::TotalWithoutSegment.into()),
            (Some(segment), Some(total)) if segment >= total => {
                let (segment, total) = (i64::from(segment), i64::from(total));
                return Err(Invalid::SegmentNotBelowTotal { segment, total }.into());
            }
            (Some(segment), Some(total)) => (segment as u128, total as u128),
        };
        let start_of = |segment: u128| (segment << 64).div_ceil(total);
        Ok(Segment { first: start_of(segment) as u64, last: (start_of(segment + 1) - 1) as u64 })
    }

    fn index<'a>(&self, table: &'a Table) -> Result<Option<&'a Index>, Error> {
        let Some(name) = &self.index_name else { return Ok(None) };
        let index = table.indexes().iter().find(|index| index.definition().name == *name);
        let index = index.ok_or_else(|| Invalid::UnknownIndex { index: name.clone() })?;
        if index.definition().is_global && self.consistent_read == Some(true) {
            return Err(Invalid::ConsistentReadOnGlobalIndex.into());
        }
        Ok(Some(index))
    }

    fn fetch(&self, index: Option<&Index>) -> Result<Fetch, Error> {
        match (&self.select, index.map(Index::definition)) {
            (Some(Select::SpecificAttributes), _) => Err(Invalid::SelectSpecificWithoutAttributes.into()),
            (Some(Select::AllProjectedAttributes), None) => Err(Invalid::SelectProjectedWithoutIndex.into()),
            (Some(Select::AllAttributes), Some(IndexDefinition { projected: Projected::All, .. })) => Ok(Fetch::Stored),
            (Some(Select::AllAttributes), Some(index)) if index.is_global => {
                Err(Invalid::SelectAllOnGlobalIndex { index: index.name.clone() }.into())
            }
            (Some(Select::AllAttributes), Some(_)) => Ok(Fetch::Whole),
            _ => Ok(Fetch::Stored),
        }
    }
}

fn key_of_base(table: &Table, stored: &Item) -> Option<Item> {
    table.item(&table.definition().key.key_of_stored(stored)?).cloned()
}

/// The key attributes of an entry: the index's and the table's.
fn last_key(table: &Table, index: Option<&Index>, stored: &Item) -> Attributes {
    let mut key = table.definition().key.attributes_of(stored);
    if let Some(index) = index {
        key.extend(index.definition().key.attributes_of(stored));
    }
    key
}

fn start_key(table: &Table, index: Option<&Index>, attributes: &Attributes) -> Result<Key, Error> {
    let invalid = |_| Error::from(Invalid::StartKeyInvalid);
    let table_key = &table.definition().key;
    let Some(index) = index else { return table_key.key_of_argument(attributes).map_err(invalid) };
    let item = Item::new(attributes).map_err(invalid)?;
    let index_key = &index.definition().key;
    let keys = (index_key.key_of_stored(&item), table_key.key_of_argument(&table_key.attributes_of(&item)));
    let is_exact = attributes.len() == last_key(table, Some(index), &item).len();
    match keys {
        (Some(entry), Ok(key)) if is_exact => Ok(entry.followed_by(&key)),
        _ => Err(Invalid::StartKeyInvalid.into()),
    }
}

/// The entries of a segment after a key, in the order of their hashes.
fn entries<'a>(
    table: &'a Table,
    index: Option<&'a Index>,
    segment: &Segment,
    start: Option<Key>,
) -> Box<dyn Iterator<Item = (&'a Key, &'a Item)> + 'a> {
    let last = segment.last;
    let from = start.map_or(Bound::Included(Key::first_of(segment.first)), Bound::Excluded);
    let in_segment = move |(key, _): &(&Key, &Item)| key.hash() <= last;
    match index {
        Some(index) => Box::new(index.entries().range((from, Bound::Unbounded)).take_while(in_segment)),
        None => {
            let partitions = table.partitions();
            let first = match &from {
                Bound::Included(key) | Bound::Excluded(key) => key.partition(partitions.len()),
                Bound::Unbounded => 0,
            };
            let ranges = partitions.iter().skip(first).flat_map(move |partition| {
                partition.items().range((from.clone(), Bound::Unbounded))
            });
            Box::new(ranges.take_while(in_segment))
        }
    }
}
