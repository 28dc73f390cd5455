//! A full snapshot of a partition, and the totals of its items.

use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::{Digest, DigestInto, digest_members};
use crate::time::Timestamp;
use imbl::OrdMap;
use minicbor::{Decode, Encode};
use xxhash_rust::xxh3::xxh3_128;

/// The totals of a number of items: count, size and digest.
///
/// The digest is the sum of the items' hashes, so the order of items does not matter, and a change costs one
/// subtraction and one addition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Totals {
    /// The number of items.
    #[n(0)]
    pub items: u64,
    /// The sum of their sizes, in **bytes**.
    #[n(1)]
    pub bytes: u64,
    /// The sum of their hashes.
    #[n(2)]
    pub digest: u128,
    /// The sum of what they count for in `MaxBytes`, in **bytes**: [`Item::held_bytes`].
    #[n(3)]
    pub held: u64,
}

digest_members!(Totals { items, bytes, digest, held });

impl Totals {
    /// Adds an item.
    pub fn add(&mut self, item: &Item) {
        self.items += 1;
        self.bytes += item.size_bytes();
        self.held += item.held_bytes();
        self.digest = self.digest.wrapping_add(xxh3_128(item.canonical()));
    }

    /// Removes an item.
    pub fn remove(&mut self, item: &Item) {
        self.items -= 1;
        self.bytes -= item.size_bytes();
        self.held -= item.held_bytes();
        self.digest = self.digest.wrapping_sub(xxh3_128(item.canonical()));
    }

    /// The totals after an item is replaced, added or removed; `None` if they did not contain the old one.
    pub fn replaced(mut self, old: Option<&Item>, new: Option<&Item>) -> Option<Totals> {
        if let Some(new) = new {
            self.add(new);
        }
        if let Some(old) = old {
            let fits = self.items > 0 && self.bytes >= old.size_bytes() && self.held >= old.held_bytes();
            fits.then(|| self.remove(old))?;
        }
        Some(self)
    }

    /// Replaces an item, adds one or removes one.
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
            held: sum.held + part.held,
        })
    }
}

/// A full snapshot of a partition: its items after a number of changes.
///
/// Taking one costs nothing, because the map shares its structure with the living one; afterwards the first write into
/// each leaf copies that leaf.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The number of the partition's changes that are in it.
    pub ordinal: u64,
    /// When the last of them was committed; for the first snapshot, when the partition was made.
    pub taken: Timestamp,
    /// The totals of the items.
    pub totals: Totals,
    /// The items.
    pub items: OrdMap<Key, Item>,
}

impl DigestInto for Snapshot {
    fn digest_into(&self, digest: &mut Digest) {
        // The items are represented in the totals.
        let Snapshot { ordinal, taken, totals, items: _ } = self;
        ((ordinal, taken), totals).digest_into(digest);
    }
}
