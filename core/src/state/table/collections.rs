//! Item collections: the items with one partition key, in a table with local secondary indexes.

use super::definition::TableDefinition;
use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::digest_members;
use imbl::OrdMap;

/// The size of each item collection of a table, in **bytes**, kept with every change.
///
/// # Source
/// The service model's `ItemCollectionMetrics`: all items in the table and all their projections in its local indexes.
#[derive(Clone, Debug, Default)]
pub struct Collections {
    pub(in crate::state) bytes: OrdMap<Key, u64>,
}

digest_members!(Collections { bytes });

impl Collections {
    /// The size of the collection that a key belongs to, in **bytes**.
    pub fn bytes(&self, key: &Key) -> u64 {
        self.bytes.get(&key.collection()).copied().unwrap_or_default()
    }

    /// Follows a write of the table.
    pub fn replace(&mut self, table: &TableDefinition, key: &Key, old: Option<&Item>, new: Option<&Item>) {
        let size = |item: &Item| bytes_of(table, key, item);
        let (old, new) = (old.map_or(0, size), new.map_or(0, size));
        let collection = key.collection();
        let before = self.bytes.get(&collection).copied().unwrap_or_default();
        assert!(old <= before, "a collection is as large as its items, but one of {before} bytes had an item of {old}");
        let bytes = before - old + new;
        match bytes {
            0 => drop(self.bytes.remove(&collection)),
            _ => drop(self.bytes.insert(collection, bytes)),
        }
    }
}

/// The contribution of an item to its collection, in **bytes**: its own size and that of its entries in local indexes.
pub fn bytes_of(table: &TableDefinition, key: &Key, item: &Item) -> u64 {
    let local = table.indexes.iter().filter(|index| !index.is_global);
    let entries = local.filter_map(|index| index.entry(&table.key, key, item));
    item.size_bytes() + entries.map(|(_, entry)| entry.size_bytes()).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::tests::{MUSIC, item, key_of, new_table};

    #[test]
    fn a_collection_is_as_large_as_its_items_and_their_local_entries() {
        // An index of each kind has every item whole; only the local one counts.
        let table = new_table(MUSIC, "Music", None).definition;
        assert_eq!(table.indexes.iter().map(|index| index.is_global).collect::<Vec<_>>(), [true, false]);
        let (small, large) = (item(1, 7), item(1, 1_970));
        let key = key_of(&small);
        let size = |item: &Item| 2 * item.size_bytes();
        assert_ne!(size(&small), size(&large));
        let mut collections = Collections::default();
        let found = |collections: &Collections| (collections.bytes(&key), collections.bytes.len());
        assert_eq!((bytes_of(&table, &key, &large), found(&collections)), (size(&large), (0, 0)));
        collections.replace(&table, &key, None, Some(&small));
        collections.replace(&table, &key, Some(&small), Some(&large));
        assert_eq!(found(&collections), (size(&large), 1));
        let other = item(2, 7);
        collections.replace(&table, &key_of(&other), None, Some(&other));
        assert_eq!(found(&collections), (size(&large), 2));
        // Of an empty collection nothing is kept.
        collections.replace(&table, &key, Some(&large), None);
        assert_eq!(found(&collections), (0, 1));
        collections.replace(&table, &key, None, None);
        assert_eq!(found(&collections), (0, 1));
    }
}
