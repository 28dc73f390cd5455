//! A large ordered map that is cheap to copy: what stands in the state by the thousand, items by the million.

use crate::sorted::Sorted;
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// How many entries a shelf holds before it becomes two.
const SHELF_MAX: usize = 16;
/// How many shelves a row holds, or a row of rows rows. It is changed more seldom by far.
const ROW_MAX: usize = 256;

/// Values by their keys, in the order of the keys, on shelves; the shelves in rows, these in rows of rows.
///
/// Copies share all shelves until one of them is changed; then that one shelf is copied, and the rows that it stands in.
/// So a copy costs nothing, and a look or a change a logarithm.
#[derive(Clone)]
pub struct Shelves<K, V = ()> {
    root: Arc<Node<K, V>>,
    len: usize,
}

/// A shelf, or a row. None but the root is ever empty.
#[derive(Clone)]
enum Node<K, V> {
    Shelf(Sorted<K, V>),
    /// Each with a key that comes after all that stand before it and after none that stands in it. That of the first is
    /// never looked at.
    Row(Vec<(K, Arc<Node<K, V>>)>),
}

/// Where in a row the first key may be for which a test does not hold.
fn place<K, N>(row: &[(K, N)], is_before: impl Fn(&K) -> bool) -> usize {
    let (mut start, mut end) = (1, row.len());
    while start < end {
        let middle = (start + end) / 2;
        if is_before(&row[middle].0) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start - 1
}

impl<K: Ord + Clone, V: Clone> Node<K, V> {
    fn replace(&mut self, key: &K, value: Option<V>) -> Option<V> {
        match self {
            Node::Shelf(entries) => match value {
                Some(value) => entries.insert(key.clone(), value),
                None => entries.remove(key),
            },
            Node::Row(row) => {
                let place = place(row, |first| first <= key);
                let node = Arc::make_mut(&mut row[place].1);
                let old = node.replace(key, value);
                if let Some(upper) = node.split() {
                    row.insert(place + 1, upper);
                } else if node.is_empty() {
                    row.remove(place);
                }
                old
            }
        }
    }

    /// Takes off the upper half of what has become too long, with its first key.
    fn split(&mut self) -> Option<(K, Arc<Node<K, V>>)> {
        let (first, upper) = match self {
            Node::Shelf(entries) if entries.len() > SHELF_MAX => {
                let upper = entries.split_off(SHELF_MAX / 2);
                (upper.entries()[0].0.clone(), Node::Shelf(upper))
            }
            Node::Row(row) if row.len() > ROW_MAX => {
                let upper = row.split_off(ROW_MAX / 2);
                (upper[0].0.clone(), Node::Row(upper))
            }
            _ => return None,
        };
        Some((first, Arc::new(upper)))
    }

    fn is_empty(&self) -> bool {
        match self {
            Node::Shelf(entries) => entries.is_empty(),
            Node::Row(row) => row.is_empty(),
        }
    }
}

impl<K: Ord + Clone, V: Clone> Shelves<K, V> {
    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Shelf(entries) => return entries.get(key),
                Node::Row(row) => node = &row[place(row, |first| first.borrow() <= key)].1,
            }
        }
    }

    /// The same, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let mut node = Arc::make_mut(&mut self.root);
        loop {
            match node {
                Node::Shelf(entries) => return entries.get_mut(key),
                Node::Row(row) => {
                    let place = place(row, |first| first.borrow() <= key);
                    node = Arc::make_mut(&mut row[place].1);
                }
            }
        }
    }

    /// Puts a value there, or takes out the one that is, and returns that.
    pub fn replace(&mut self, key: &K, value: Option<V>) -> Option<V> {
        let (is_there, root) = (value.is_some(), Arc::make_mut(&mut self.root));
        let old = root.replace(key, value);
        self.len = self.len + usize::from(is_there) - usize::from(old.is_some());
        if let Some((first, upper)) = root.split() {
            let lower = (first.clone(), self.root.clone());
            self.root = Arc::new(Node::Row(vec![lower, (first, upper)]));
        } else if root.is_empty() {
            *self = Shelves::default();
        }
        old
    }

    /// Puts a value there. Returns the one before it.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.replace(&key, Some(value))
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.replace(key, None)
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
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All, in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        self.from(|_| false)
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// All from the first key on for which a test does not hold. It holds for all keys before a place and for no other.
    pub fn from(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        self.walk(is_before, true)
    }

    /// All others, from the last to the first.
    pub fn back_from(&self, is_before: impl Fn(&K) -> bool) -> Iter<'_, K, V> {
        self.walk(is_before, false)
    }

    fn walk(&self, is_before: impl Fn(&K) -> bool, forward: bool) -> Iter<'_, K, V> {
        let (mut rows, mut node) = (Vec::new(), &*self.root);
        loop {
            match node {
                Node::Shelf(entries) => {
                    let entries = entries.entries();
                    let (before, after) = entries.split_at(entries.partition_point(|(key, _)| is_before(key)));
                    return Iter { shelf: if forward { after } else { before }.iter(), rows, forward };
                }
                Node::Row(row) => {
                    let place = place(row, &is_before);
                    rows.push(if forward { &row[place + 1..] } else { &row[..place] }.iter());
                    node = &row[place].1;
                }
            }
        }
    }
}

/// What is left of a row.
type Rest<'a, K, V> = std::slice::Iter<'a, (K, Arc<Node<K, V>>)>;

/// Entries in order, or in the opposite one: those that are left of a shelf, and of the rows that it stands in.
pub struct Iter<'a, K, V> {
    shelf: std::slice::Iter<'a, (K, V)>,
    rows: Vec<Rest<'a, K, V>>,
    forward: bool,
}

impl<'a, K: Ord, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<(&'a K, &'a V)> {
        loop {
            if let Some((key, value)) = if self.forward { self.shelf.next() } else { self.shelf.next_back() } {
                return Some((key, value));
            }
            let row = self.rows.last_mut()?;
            match if self.forward { row.next() } else { row.next_back() }.map(|(_, node)| &**node) {
                Some(Node::Shelf(entries)) => self.shelf = entries.entries().iter(),
                Some(Node::Row(row)) => self.rows.push(row.iter()),
                None => drop(self.rows.pop()),
            }
        }
    }
}

impl<K, V> Default for Shelves<K, V> {
    fn default() -> Self {
        Shelves { root: Arc::new(Node::Shelf(Sorted::default())), len: 0 }
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Shelves<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut shelves = Self::default();
        for (key, value) in entries {
            shelves.insert(key, value);
        }
        shelves
    }
}

impl<'a, K: Ord + Clone, V: Clone> IntoIterator for &'a Shelves<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for Shelves<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<K: fmt::Debug + Ord + Clone, V: fmt::Debug + Clone> fmt::Debug for Shelves<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
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
        for step in 0..60_000_u32 {
            let key = step.wrapping_mul(2_654_435_761) >> 16;
            // First more comes than goes, then the other way round.
            if step % 5 < if step < 30_000 { 1 } else { 4 } {
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
            if step % 5_000 == 0 {
                assert!(found.iter().eq(&expected));
                assert!(found.from(|known| *known <= key).eq(expected.range(key + 1..)));
                assert!(found.iter().count() == found.len() && (found.is_empty() || found.root.is_well()));
                assert!(found.back_from(|known| *known < key).eq(expected.range(..key).rev()));
                copies.push((found.clone(), expected.clone()));
            }
        }
        assert!(copies.iter().all(|(found, expected)| found.iter().eq(expected)));
        for (key, _) in expected {
            found.remove(&key);
        }
        assert!(found.is_empty() && found.root.is_empty() && found.get(&0).is_none());
    }

    impl<K: Ord + Clone, V: Clone> Node<K, V> {
        /// Whether nothing in it is empty or too long.
        fn is_well(&self) -> bool {
            match self {
                Node::Shelf(entries) => (1..=SHELF_MAX).contains(&entries.len()),
                Node::Row(row) => (1..=ROW_MAX).contains(&row.len()) && row.iter().all(|(_, node)| node.is_well()),
            }
        }
    }
}
