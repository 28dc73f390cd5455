//! A large ordered map that is cheap to copy: what stands in the state by the thousand.

use crate::sorted::Sorted;
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// How many entries a shelf holds before it becomes two.
const SHELF_MAX: usize = 128;

/// Values by their keys, in the order of the keys, on shelves.
///
/// Copies share all shelves until one of them is changed; then that one shelf is copied. So a copy costs nothing, a look
/// a logarithm, and a change one shelf, and after a copy the row of shelves once. Items, of which there may be many more,
/// stand in trees; these have ten times as much code for each type of entry.
#[derive(Clone)]
pub struct Shelves<K, V = ()> {
    /// None is ever empty.
    row: Arc<Vec<Arc<Sorted<K, V>>>>,
}

impl<K: Ord + Clone, V: Clone> Shelves<K, V> {
    /// The first shelf with a key for which a test does not hold. It holds for all keys before a place and for no other.
    fn place(&self, is_before: impl Fn(&K) -> bool) -> usize {
        self.row.partition_point(|shelf| shelf.last().is_none_or(|(last, _)| is_before(last)))
    }

    /// The shelf of a key, to be changed.
    fn shelf_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(usize, &mut Sorted<K, V>)>
    where
        K: Borrow<Q>,
    {
        let place = self.place(|known| known.borrow() < key).min(self.row.len().saturating_sub(1));
        Arc::make_mut(&mut self.row).get_mut(place).map(|shelf| (place, Arc::make_mut(shelf)))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.row.get(self.place(|known| known.borrow() < key))?.get(key)
    }

    /// The same, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.shelf_mut(key)?.1.get_mut(key)
    }

    /// Puts a value there.
    pub fn insert(&mut self, key: K, value: V) {
        let Some((place, shelf)) = self.shelf_mut(&key) else {
            self.row = Arc::new(vec![Arc::new(Sorted::from([(key, value)]))]);
            return;
        };
        shelf.insert(key, value);
        if shelf.len() > SHELF_MAX {
            let upper = shelf.split_off(SHELF_MAX / 2);
            Arc::make_mut(&mut self.row).insert(place + 1, Arc::new(upper));
        }
    }

    /// Takes a value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let (place, shelf) = self.shelf_mut(key)?;
        let value = shelf.remove(key);
        if shelf.is_empty() {
            Arc::make_mut(&mut self.row).remove(place);
        }
        value
    }

    /// Takes out the first one.
    pub fn pop_first(&mut self) -> Option<(K, V)> {
        let key = self.iter().next()?.0.clone();
        self.remove(&key).map(|value| (key, value))
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.row.iter().map(|shelf| shelf.len()).sum()
    }

    /// All, in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { shelf: [].iter(), next: self.row.iter() }
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let shelves = Arc::make_mut(&mut self.row).iter_mut();
        shelves.flat_map(|shelf| Arc::make_mut(shelf).iter_mut().map(|(_, value)| value))
    }

    /// All from the first key on for which a test does not hold. It holds for all keys before a place and for no other.
    pub fn from(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        let mut entries = Iter { shelf: [].iter(), next: self.row[self.place(&is_before)..].iter() };
        if let Some(first) = entries.next.next() {
            let entry = first.entries().partition_point(|(key, _)| is_before(key));
            entries.shelf = first.entries()[entry..].iter();
        }
        entries
    }
}

/// Entries in order: those that are left of a shelf, and the shelves after it.
pub struct Iter<'a, K, V> {
    shelf: std::slice::Iter<'a, (K, V)>,
    next: std::slice::Iter<'a, Arc<Sorted<K, V>>>,
}

impl<'a, K: Ord, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<(&'a K, &'a V)> {
        loop {
            if let Some((key, value)) = self.shelf.next() {
                return Some((key, value));
            }
            self.shelf = self.next.next()?.entries().iter();
        }
    }
}

impl<K, V> Default for Shelves<K, V> {
    fn default() -> Self {
        Shelves { row: Arc::default() }
    }
}

impl<K: fmt::Debug + Ord + Clone, V: fmt::Debug + Clone> fmt::Debug for Shelves<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn they_are_as_the_standard_librarys_map_and_copies_stay_as_they_were() {
        let (mut found, mut expected) = (Shelves::default(), BTreeMap::new());
        let mut copies = Vec::new();
        for step in 0..6_000_u32 {
            let key = step.wrapping_mul(2_654_435_761) >> 20;
            // First more comes than goes, then the other way round.
            if step % 5 < if step < 3_000 { 1 } else { 4 } {
                found.remove(&key);
                expected.remove(&key);
            } else {
                found.insert(key, step);
                expected.insert(key, step);
            }
            if let Some(value) = found.get_mut(&(key / 2)) {
                *value += 1;
            }
            expected.entry(key / 2).and_modify(|value| *value += 1);
            assert_eq!(found.get(&key), expected.get(&key));
            if step % 500 == 0 {
                assert!(found.iter().eq(&expected));
                assert!(found.from(|known| *known <= key).eq(expected.range(key + 1..)));
                assert!(found.row.iter().all(|shelf| (1..=SHELF_MAX).contains(&shelf.len())));
                copies.push((found.clone(), expected.clone()));
            }
        }
        assert!(copies.iter().all(|(found, expected)| found.iter().eq(expected)));
        for (key, _) in expected {
            found.remove(&key);
        }
        assert!(found.row.is_empty() && found.get(&0).is_none());
    }
}
