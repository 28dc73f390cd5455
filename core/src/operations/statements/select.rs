//! The execution of a SELECT: as a Query if its condition gives partition keys, as a Scan otherwise.

use super::error::{ExecuteError, SelectError};
use crate::expression::statement::Plan;
use crate::expression::{Condition, KeyRange, Select, Statement, Verb, Work};
use crate::item::key::{Key, KeyDefinition, KeySpan, SortTest};
use crate::item::value::Attributes;
use crate::item::{Item, ItemError};
use crate::model::error::Error;
use crate::model::shapes::{Page, ReturnConsumedCapacity};
use crate::operations::items::entries::{self, Segment};
use crate::operations::items::item_read;
use crate::operations::items::reading::{Reading, Wanted};
use crate::state::Table;
use crate::state::lifecycle::IndexState;

/// A table or an index to read, and the plan for a SELECT.
pub struct Selection<'a> {
    reading: Reading<'a>,
    extent: Extent,
    is_forward: bool,
}

/// The entries to read, before the condition is evaluated.
enum Extent {
    /// The item with a key of the table, as GetItem reads it.
    Item(Key),
    /// A span of sort keys for each of one or more partition keys.
    Spans(Vec<KeySpan>),
    /// All entries.
    Everything,
}

impl<'a> Selection<'a> {
    /// Plans a SELECT.
    ///
    /// # Errors
    /// ValidationException for an index that does not exist or cannot be read in this way, for attributes that an index
    /// does not hold, for an ORDER BY that does not match the key, and for values that no key can have.
    ///
    /// # Source
    /// `docs/dynamodb.md#partiql-rules`, `docs/dynamodb.md#partiql-texts`. Assumed: the order of these checks; several
    /// partition keys are read in the order of their values.
    pub fn new(table: &'a Table, select: Select, consistent_read: Option<bool>) -> Result<Selection<'a>, Error> {
        let Select { index: index_name, projection, condition, order } = select;
        if let Some(name) = &index_name {
            let index = table.index(name).filter(|index| index.state() != IndexState::Deleting);
            let index = index.ok_or(SelectError::UnknownIndex)?;
            if index.definition().is_global && consistent_read == Some(true) {
                return Err(SelectError::ConsistentReadOnGlobalIndex.into());
            }
        }
        let wanted = Wanted { filter: None, projection, projection_parameter: "Statement" };
        let reading = Reading::new(table, index_name.as_ref(), consistent_read, None, wanted)?;
        let key = reading.index().map_or(&table.definition().key, |index| &index.definition().key);
        if reading.index().is_none()
            && let Some(fixed) = condition.as_ref().and_then(|condition| condition.fixed_key(key))
            && let Ok(fixed) = key.key_of_argument(&fixed)
        {
            check_order(&order, key, condition.as_ref(), true)?;
            let extent = Extent::Item(fixed);
            return Ok(Selection { reading: reading.filtered(condition), extent, is_forward: true });
        }
        let plan = condition.as_ref().map_or(Ok(Plan::Scan), |condition| condition.plan(key))?;
        check_order(&order, key, condition.as_ref(), plan != Plan::Scan)?;
        let is_descending = |name: &str| order.iter().any(|(found, is_descending)| found == name && *is_descending);
        if let (Some(index), Some(condition), Plan::Query { is_conjunction: true, .. }) =
            (reading.index(), &condition, &plan)
        {
            let index = index.definition();
            let mut names: Vec<String> = Vec::new();
            for name in condition.attributes() {
                if !index.holds(&table.definition().key, name) && !names.iter().any(|found| found == name) {
                    names.push(name.to_owned());
                }
            }
            if !names.is_empty() {
                return Err(SelectError::FilterNotProjected { index: index.name.clone(), names }.into());
            }
        }
        let extent = match plan {
            Plan::Scan => Extent::Everything,
            Plan::Query { ranges, .. } => {
                let mut spans = ranges.iter().map(span).collect::<Result<Vec<_>, _>>()?;
                if key.hash.iter().any(|attribute| is_descending(&attribute.name)) {
                    spans.reverse();
                }
                Extent::Spans(spans)
            }
        };
        let is_forward = !key.range.iter().any(|attribute| is_descending(&attribute.name));
        Ok(Selection { reading: reading.filtered(condition), extent, is_forward })
    }

    /// A page of entries, after a key or from the beginning.
    ///
    /// # Errors
    /// ValidationException for attributes that are not a key of what is read.
    pub fn page(
        self,
        start: Option<&Attributes>,
        limit: Option<i32>,
        table_name: &Option<String>,
        capacity: Option<&ReturnConsumedCapacity>,
    ) -> Result<Page, Error> {
        let Selection { reading, extent, is_forward } = self;
        let invalid = || Error::from(SelectError::NextTokenInvalid);
        let start: Option<Key> =
            start.map(|attributes| reading.start_key(attributes).map_err(|_| invalid())).transpose()?;
        match extent {
            Extent::Item(key) => {
                if start.as_ref().is_some_and(|start| *start != key) {
                    return Err(invalid());
                }
                let item = reading.table().item(&key).filter(|_| start.is_none());
                Ok(reading.page(item.into_iter(), limit, table_name, capacity))
            }
            Extent::Spans(mut spans) => {
                if let Some(start) = start {
                    let reached = spans.iter().position(|span| span.is_of_partition(&start)).ok_or_else(invalid)?;
                    spans.drain(..reached);
                    if let Some(first) = spans.first_mut() {
                        *first = first.clone().beyond(&start, is_forward);
                    }
                }
                let entries = spans.iter().flat_map(|span| entries::of_span(&reading, span, is_forward));
                Ok(reading.page(entries, limit, table_name, capacity))
            }
            Extent::Everything => {
                Ok(reading.page(entries::of_segment(&reading, &Segment::ALL, start), limit, table_name, capacity))
            }
        }
    }
}

fn span(range: &KeyRange) -> Result<KeySpan, Error> {
    let sort = range.range.as_ref().map_or(SortTest::Any, entries::sort_test);
    KeySpan::new(&range.hash, &range.equal, sort).ok_or_else(|| ItemError::KeySchemaMismatch.into())
}

/// Checks an ORDER BY.
///
/// # Errors
/// ValidationException for an ORDER BY without a condition on the partition key, or of an attribute that is not part of
/// the key.
fn check_order(
    order: &[(String, bool)],
    key: &KeyDefinition,
    condition: Option<&Condition>,
    is_of_partition_keys: bool,
) -> Result<(), Error> {
    if order.is_empty() {
        return Ok(());
    }
    if condition.is_none() {
        return Err(SelectError::OrderWithoutCondition.into());
    }
    let is_of_key = |name: &str| key.attributes().any(|attribute| attribute.name == name);
    if let Some((name, _)) = order.iter().find(|(name, _)| !is_of_key(name)) {
        return Err(SelectError::OrderOfNonKey { name: name.clone() }.into());
    }
    if is_of_partition_keys { Ok(()) } else { Err(SelectError::OrderWithoutKey.into()) }
}

/// The item that a SELECT names by the whole key of its table.
pub struct ItemSelection<'s> {
    /// The key of the item.
    pub key: Key,
    /// The item, if it exists. It consumes capacity whether it meets the condition or not.
    pub stored: Option<&'s Item>,
    /// The projected item, if it meets the condition.
    pub shown: Option<Item>,
}

impl<'s> ItemSelection<'s> {
    /// Reads the item. The steps of its condition and of writing it are added to the work of the request.
    ///
    /// # Errors
    /// ValidationException if the condition does not give the whole key (`without_key`), if the key does not match the
    /// table's, and if the request works more than one may.
    pub fn of(table: &'s Table, statement: &Statement, without_key: ExecuteError, work: &Work) -> Result<Self, Error> {
        let definition = &table.definition().key;
        let (Verb::Select(select) | Verb::Exists(select)) = &statement.verb else { return Err(without_key.into()) };
        let fixed = select.condition.as_ref().and_then(|condition| condition.fixed_key(definition));
        let key = definition.key_of_argument(&fixed.filter(|_| select.index.is_none()).ok_or(without_key)?)?;
        let stored = table.item(&key);
        let holds = |item: &&Item| {
            select.condition.as_ref().is_none_or(|condition| condition.holds_counting(Some(*item), work))
        };
        let found = stored.filter(holds);
        work.within_limit()?;
        let shown = found.map(|item| item_read::shown(item, select.projection.as_ref()));
        work.add_written(shown.as_ref());
        Ok(ItemSelection { key, stored, shown })
    }
}
