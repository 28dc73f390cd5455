//! In what the items of one version differ from those of another, found in steps.

use crate::item::Item;
use crate::item::key::Key;
use crate::state::partition::{items_after, side_by_side};
use imbl::OrdMap;
use imbl::ordmap::DiffItem;

/// An item in which two versions differ: its key, and the item of the later version; `None` if it has none.
pub type Differing = (Key, Option<Item>);

/// How many differences a step finds, or how many items it visits, at the most.
const STEP: usize = 16 * 1024;

/// Returns the next differences behind a key, in its order, and the key up to which all are found; `None` if there are no more.
///
/// The first step visits nothing that both versions share. Where they differ in more than it may find, the others visit all
/// items: the walk that passes over what is shared cannot be taken up again at a key.
pub fn differences(
    from: &OrdMap<Key, Item>,
    to: &OrdMap<Key, Item>,
    last: Option<&Key>,
) -> (Vec<Differing>, Option<Key>) {
    let Some(last) = last else {
        let differing = from.diff(to).map(|change| match change {
            DiffItem::Add(key, item) | DiffItem::Update { new: (key, item), .. } => (key.clone(), Some(item.clone())),
            DiffItem::Remove(key, _) => (key.clone(), None),
        });
        let found: Vec<Differing> = differing.take(STEP).collect();
        let last = found.get(STEP - 1).map(|(key, _)| key.clone());
        return (found, last);
    };
    let (mut found, mut visited) = (Vec::new(), 0);
    for (key, old, new) in side_by_side(items_after(from, Some(last)), items_after(to, Some(last))) {
        if old != new {
            found.push((key.clone(), new.cloned()));
        }
        visited += 1;
        if visited == STEP {
            return (found, Some(key.clone()));
        }
    }
    (found, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
    use crate::item::value::Attributes;

    /// Items in the order of their numbers, each with another number that is made of it.
    fn items(numbers: impl Iterator<Item = usize>, value: impl Fn(usize) -> usize) -> OrdMap<Key, Item> {
        let attribute = |name: &str| vec![KeyAttribute { name: name.to_owned(), kind: ScalarType::N }];
        let definition = KeyDefinition { hash: attribute("pk"), range: attribute("sk") };
        let item = |number: usize| {
            let members = [("pk", 0), ("sk", number), ("n", value(number))];
            let attributes = Attributes::from_iter(members.map(|(name, n)| (name.to_owned(), (n as i64).into())));
            Some((definition.key_of_item(&attributes).ok()?, Item::new(&attributes).ok()?))
        };
        numbers.filter_map(item).collect()
    }

    /// All differences in order, and the number of steps.
    fn all(from: &OrdMap<Key, Item>, to: &OrdMap<Key, Item>) -> (Vec<Differing>, usize) {
        let (mut found, mut last) = differences(from, to, None);
        let mut steps = 1;
        while let Some(key) = last {
            let (more, next) = differences(from, to, Some(&key));
            found.extend(more);
            (last, steps) = (next, steps + 1);
        }
        (found, steps)
    }

    #[test]
    fn all_differences_are_found_in_order_whatever_their_number() {
        let old = items(0..4 * STEP, |number| number);
        for (begin, end, every) in [(0, 0, 1), (5, 400, 2), (0, 4 * STEP, 1), (STEP, 6 * STEP, 3)] {
            // Some are changed, some gone, some new.
            let changed = items((begin..end).step_by(every), |number| number + number % 2);
            let gone: Vec<Key> = old.keys().skip(begin).take(end - begin).step_by(every * 2).cloned().collect();
            let mut new = changed.union(old.clone());
            gone.iter().for_each(|key| drop(new.remove(key)));
            // Either has the last items of all in some case.
            for (from, to) in [(&old, &new), (&new, &old)] {
                let (found, taken) = all(from, to);
                assert!(found.is_sorted_by(|(key, _), (next, _)| key < next));
                let mut made = from.clone();
                for (key, item) in found.iter().cloned() {
                    assert_ne!(from.get(&key), item.as_ref(), "it is a difference");
                    match item {
                        Some(item) => drop(made.insert(key, item)),
                        None => drop(made.remove(&key)),
                    }
                }
                assert!(made == *to, "{} of {begin}..{end} by {every} are found", found.len());
                // None finds more than it may, one is enough for few, and no more are taken than the items need.
                assert!(found.len() <= taken * STEP && (found.len() >= STEP || taken == 1), "{taken} steps");
                assert!(taken <= 2 + (from.len() + to.len()) / STEP, "{taken} steps");
            }
        }
    }
}
