//! The capacity that requests consume, and the sizes of item collections that answers report.

use super::error::WriteError;
use super::item_write::Written;
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::json::{ByName, by_name};
use crate::limits::COLLECTION_BYTES_MAX;
use crate::model::capacity::Units;
use crate::model::error::Error;
use crate::model::shapes::{
    Capacity, ConsumedCapacity, ItemCollectionMetrics, ReturnConsumedCapacity, ReturnItemCollectionMetrics,
};
use crate::planted::Planted;
use crate::state::{Index, Table, collection_share};
use std::collections::BTreeMap;

/// The capacity that a request consumed of one table: of the table itself and of each index.
///
/// It is computed only if the request asks for it: see [`is_wanted`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consumed {
    table: Units,
    local: ByName<Units>,
    global: ByName<Units>,
}

/// Whether the answer must report the consumed capacity.
pub fn is_wanted(wanted: Option<&ReturnConsumedCapacity>) -> bool {
    matches!(wanted, Some(ReturnConsumedCapacity::Total | ReturnConsumedCapacity::Indexes))
}

impl Consumed {
    /// The capacity for reading `bytes` **bytes** of the table.
    pub fn of_read(bytes: u64, consistent: bool) -> Consumed {
        Consumed { table: Units::of_read(bytes, consistent), ..Consumed::default() }
    }

    /// The capacity for reading `bytes` **bytes** of an index.
    pub fn of_index_read(index: &Index, bytes: u64, consistent: bool) -> Consumed {
        let mut consumed = Consumed::default();
        consumed.add_index(index, Units::of_read(bytes, consistent));
        consumed
    }

    /// The capacity for a write that replaces `old` by `new`. The larger of the two sizes counts. An index counts if
    /// its entry changes, and twice if the entry moves.
    ///
    /// # Source
    /// `docs/dynamodb.md#capacity`.
    pub fn of_write(table: &Table, key: &Key, old: Option<&Item>, new: Option<&Item>) -> Consumed {
        let bytes = |item: Option<&Item>| item.map_or(0, Item::size_bytes);
        let mut consumed = Consumed { table: Units::of_write(bytes(old).max(bytes(new))), ..Consumed::default() };
        for index in table.indexes().iter().filter(|index| index.state().is_in_use()) {
            let entry = |item: &Item| index.definition().entry(&table.definition().key, key, item);
            let cost = |(_, entry): &(Key, Item)| Units::of_write(entry.size_bytes());
            let units = match (old.and_then(entry), new.and_then(entry)) {
                (None, None) => continue,
                (Some(only), None) | (None, Some(only)) => cost(&only),
                (Some(old), Some(new)) if old == new => continue,
                (Some(old), Some(new)) if old.0 == new.0 => match Planted::ChangedEntryCostsOld.is_on() {
                    true => cost(&old),
                    false => cost(&old).max(cost(&new)),
                },
                (Some(_), Some(new)) if Planted::MovedEntryCostsOnce.is_on() => cost(&new),
                (Some(old), Some(new)) => cost(&old) + cost(&new),
            };
            consumed.add_index(index, units);
        }
        consumed
    }

    fn add_index(&mut self, index: &Index, units: Units) {
        let definition = index.definition();
        let shares = if definition.is_global { &mut self.global } else { &mut self.local };
        *shares.entry(definition.name.clone()).or_default() += units;
    }

    /// Adds the capacity consumed by another part of the request.
    pub fn add(&mut self, other: Consumed) {
        self.table += other.table;
        other.local.into_iter().for_each(|(name, units)| *self.local.entry(name).or_default() += units);
        other.global.into_iter().for_each(|(name, units)| *self.global.entry(name).or_default() += units);
    }

    /// The capacity as the answer reports it, with the table's name or ARN as it was sent; `None` if it is not
    /// `wanted`.
    pub fn shown(self, table: &Option<String>, wanted: Option<&ReturnConsumedCapacity>) -> Option<ConsumedCapacity> {
        let capacity = |units| Capacity { capacity_units: Some(units), ..Capacity::default() };
        self.described(table.as_deref(), wanted, capacity)
    }

    /// The same for a transaction, which costs twice as much.
    fn shown_of_transaction(
        self,
        table: &str,
        wanted: Option<&ReturnConsumedCapacity>,
        kind: Transacted,
    ) -> Option<ConsumedCapacity> {
        let capacity = |units: Units| {
            let units = Some(units * (2 - Planted::TransactionCostsOnce.one::<u64>()));
            let (read_capacity_units, write_capacity_units) = match kind {
                Transacted::Reads => (units, None),
                Transacted::Writes => (None, units),
            };
            Capacity { capacity_units: units, read_capacity_units, write_capacity_units }
        };
        self.described(Some(table), wanted, capacity)
    }

    fn described(
        self,
        table: Option<&str>,
        wanted: Option<&ReturnConsumedCapacity>,
        capacity: impl Fn(Units) -> Capacity,
    ) -> Option<ConsumedCapacity> {
        let has_shares = match wanted {
            Some(ReturnConsumedCapacity::Total) => false,
            Some(ReturnConsumedCapacity::Indexes) => true,
            None | Some(ReturnConsumedCapacity::None | ReturnConsumedCapacity::Unknown(_)) => return None,
        };
        let all = capacity(self.table + self.local.values().chain(self.global.values()).copied().sum());
        let shares = |shares: ByName<Units>| {
            let shown = shares.into_iter().map(|(name, units)| (name, capacity(units)));
            Some(by_name(shown.collect())).filter(|shown| has_shares && !shown.is_empty())
        };
        Some(ConsumedCapacity {
            table_name: table.map(str::to_owned),
            capacity_units: all.capacity_units,
            read_capacity_units: all.read_capacity_units,
            write_capacity_units: all.write_capacity_units,
            table: has_shares.then(|| capacity(self.table)),
            local_secondary_indexes: shares(self.local),
            global_secondary_indexes: shares(self.global),
        })
    }
}

/// What the parts of a transaction do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transacted {
    /// They read; or they repeat writes that were made before under the same token.
    Reads,
    /// They write.
    Writes,
}

/// The capacity that the parts of a transaction consumed, added up for each table by its name or ARN as it was sent;
/// `None` if it is not `wanted`.
pub fn of_transaction<'r>(
    parts: impl Iterator<Item = (&'r Option<String>, Consumed)>,
    wanted: Option<&ReturnConsumedCapacity>,
    kind: Transacted,
) -> Option<Vec<ConsumedCapacity>> {
    if !is_wanted(wanted) {
        return None;
    }
    let mut by_table: BTreeMap<&str, Consumed> = BTreeMap::new();
    for (table, consumed) in parts {
        by_table.entry(table.as_deref().unwrap_or_default()).or_default().add(consumed);
    }
    Some(by_table.into_iter().filter_map(|(table, all)| all.shown_of_transaction(table, wanted, kind)).collect())
}

/// The metrics that the answer to a single write reports.
#[derive(Debug)]
pub struct ResponseMetrics {
    /// The consumed capacity, if the request asks for it.
    pub consumed: Option<Consumed>,
    /// The size of the item collection, if the request asks for it and the table has local indexes.
    pub collection: Option<ItemCollectionMetrics>,
}

impl ResponseMetrics {
    /// The metrics of a write. `attributes` are those of the key or of the whole item; they are made only if they are needed.
    ///
    /// # Errors
    /// ItemCollectionSizeLimitExceededException if the write makes its item collection too large.
    pub fn of(
        table: &Table,
        written: &Written<'_>,
        attributes: impl FnOnce() -> Attributes,
        capacity: &Option<ReturnConsumedCapacity>,
        metrics: &Option<ReturnItemCollectionMetrics>,
    ) -> Result<ResponseMetrics, Error> {
        let (key, old, new) = (&written.key, written.old, written.new.as_ref());
        validate_collection(table, key, old, new)?;
        let consumed = is_wanted(capacity.as_ref()).then(|| Consumed::of_write(table, key, old, new));
        Ok(ResponseMetrics {
            consumed,
            collection: collection_metrics(table, key, attributes, old, new, metrics.as_ref()),
        })
    }
}

/// Refuses a write that makes its item collection too large.
///
/// # Errors
/// ItemCollectionSizeLimitExceededException.
pub fn validate_collection(table: &Table, key: &Key, old: Option<&Item>, new: Option<&Item>) -> Result<(), WriteError> {
    match collection_bytes(table, key, old, new) {
        Some(bytes) if bytes > COLLECTION_BYTES_MAX && new.is_some() => {
            Err(WriteError::ItemCollectionSizeLimitExceeded)
        }
        _ => Ok(()),
    }
}

/// The size of a key's item collection after a write, in **bytes**; `None` if the table has no local indexes.
fn collection_bytes(table: &Table, key: &Key, old: Option<&Item>, new: Option<&Item>) -> Option<u64> {
    let bytes = table.collection_bytes(key)?;
    let share = |item: Option<&Item>| item.map_or(0, |item| collection_share(table.definition(), key, item));
    Some((bytes + share(new)).saturating_sub(share(old)))
}

/// The size of the item collection as the answer reports it; `None` if it is not `wanted` or the table has no local
/// indexes.
pub fn collection_metrics(
    table: &Table,
    key: &Key,
    attributes: impl FnOnce() -> Attributes,
    old: Option<&Item>,
    new: Option<&Item>,
    wanted: Option<&ReturnItemCollectionMetrics>,
) -> Option<ItemCollectionMetrics> {
    const GIGABYTE: u64 = 1 << 30;
    if wanted != Some(&ReturnItemCollectionMetrics::Size) {
        return None;
    }
    let lower = collection_bytes(table, key, old, new)? / GIGABYTE;
    let hash = &table.definition().key.hash;
    let mut collection_key = attributes();
    collection_key.retain(|name, _| hash.iter().any(|attribute| attribute.name == *name));
    Some(ItemCollectionMetrics {
        item_collection_key: Some(collection_key),
        size_estimate_range_gb: Some(vec![lower as f64, (lower + 1) as f64]),
    })
}
