//! A full snapshot of a partition, and the totals of its items.

use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::{Digest, DigestInto, digest_members};
use crate::time::Timestamp;
use imbl::OrdMap;
use xxhash_rust::xxh3::xxh3_128;

/// How many items, how large together, and their digest.
///
/// The digest is the sum of the items' hashes, so that the order of items does not matter and a change costs one
/// subtraction and one addition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many items.
    pub items: u64,
    /// Their sizes together, in **bytes**.
    pub bytes: u64,
    /// The sum of their hashes.
    pub digest: u128,
}

digest_members!(Totals { items, bytes, digest });

impl Totals {
    /// With an item more.
    pub fn add(&mut self, item: &Item) {
        self.items += 1;
        self.bytes += item.size_bytes();
        self.digest = self.digest.wrapping_add(xxh3_128(item.canonical()));
    }

    /// With an item less.
    pub fn remove(&mut self, item: &Item) {
        self.items -= 1;
        self.bytes -= item.size_bytes();
        self.digest = self.digest.wrapping_sub(xxh3_128(item.canonical()));
    }

    /// After an item was replaced, made or deleted.
    pub fn replace(&mut self, old: Option<&Item>, new: Option<&Item>) {
        if let Some(new) = new {
            self.add(new);
        }
        if let Some(old) = old {
            self.remove(old);
        }
    }
}

impl std::iter::Sum for Totals {
    fn sum<I: Iterator<Item = Totals>>(totals: I) -> Totals {
        totals.fold(Totals::default(), |sum, part| Totals {
            items: sum.items + part.items,
            bytes: sum.bytes + part.bytes,
            digest: sum.digest.wrapping_add(part.digest),
        })
    }
}

/// A full snapshot of a partition: its items after so many changes.
///
/// It costs nothing to take, because the map shares its structure with the living one; afterwards the first write into
/// each leaf copies that leaf.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// How many of the partition's changes are in it.
    pub ordinal: u64,
    /// When the last of them was committed; of the first snapshot, when the partition was made.
    pub taken: Timestamp,
    /// Its totals.
    pub totals: Totals,
    /// Its items.
    pub items: OrdMap<Key, Item>,
}

impl DigestInto for Snapshot {
    fn digest_into(&self, digest: &mut Digest) {
        // The items are in the totals, as a sum.
        let Snapshot { ordinal, taken, totals, items: _ } = self;
        ((ordinal, taken), totals).digest_into(digest);
    }
}
