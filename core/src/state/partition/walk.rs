//! Walks over items in the order of their keys.

use crate::item::Item;
use crate::item::key::Key;
use imbl::OrdMap;
use std::ops::Bound;

/// The items after that of a key; all without one.
pub fn items_after<'a>(
    items: &'a OrdMap<Key, Item>,
    key: Option<&Key>,
) -> impl Iterator<Item = (&'a Key, &'a Item)> + use<'a> {
    items.range::<_, Key>((key.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded))
}

/// The keys of two walks, in order, each with its item in the one and in the other.
pub fn side_by_side<'a>(
    left: impl Iterator<Item = (&'a Key, &'a Item)>,
    right: impl Iterator<Item = (&'a Key, &'a Item)>,
) -> impl Iterator<Item = (&'a Key, Option<&'a Item>, Option<&'a Item>)> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || {
        let keys = (left.peek().map(|(key, _)| *key), right.peek().map(|(key, _)| *key));
        let key = match keys {
            (Some(one), Some(other)) => one.min(other),
            (one, other) => one.or(other)?,
        };
        let one = left.next_if(|(other, _)| *other == key).map(|(_, item)| item);
        let other = right.next_if(|(other, _)| *other == key).map(|(_, item)| item);
        Some((key, one, other))
    })
}
