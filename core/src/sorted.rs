//! A small ordered map: what requests and answers name, and what else stays as small as they are.

use std::borrow::Borrow;
use std::fmt;

/// Values by their keys, in the order of the keys, one behind the other.
///
/// Looking one up takes a logarithm, and so does adding behind the last; adding before others moves these. So whatever
/// may be long is put in order first. The standard library's map has no such bound, but is compiled anew for each type of
/// value, and here there are dozens.
///
/// ```
/// use timemark_core::Named;
/// let mut years = Named::from([("Imagine".to_owned(), 1971), ("Aria".to_owned(), 1741)]);
/// assert_eq!(years.insert("Aria".to_owned(), 1742), Some(1741));
/// assert_eq!(years.keys().collect::<Vec<_>>(), ["Aria", "Imagine"]);
/// assert_eq!(years.get("Aria"), Some(&1742));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Sorted<K, V>(Vec<(K, V)>);

/// Values by name.
pub type Named<T> = Sorted<String, T>;

impl<K: Ord, V> Sorted<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Sorted(Vec::new())
    }

    /// Entries that are in order, each key once.
    pub(crate) fn in_order(entries: Vec<(K, V)>) -> Self {
        Sorted(entries)
    }

    /// Where a key is, or else would be.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// The same, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Puts a value there. Returns the one before it.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.0.last().is_none_or(|(last, _)| *last < key) {
            self.0.push((key, value));
            return None;
        }
        match self.place(&key) {
            Ok(place) => self.0.get_mut(place).map(|(_, old)| std::mem::replace(old, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }

    /// The value of a key, which begins as its type's default.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, V::default()));
            place
        });
        &mut self.0[place].1
    }

    /// All, in order, their values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// Takes a value out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.0.remove(place).1)
    }

    /// Leaves those for which a test holds.
    pub fn retain(&mut self, mut test: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(key, value)| test(key, value));
    }

    /// The last one.
    pub fn last(&self) -> Option<(&K, &V)> {
        self.0.last().map(|(key, value)| (key, value))
    }

    /// All, in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        fn apart<K, V>((key, value): &(K, V)) -> (&K, &V) {
            (key, value)
        }
        self.0.iter().map(apart)
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values themselves.
    pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> + ExactSizeIterator {
        self.0.into_iter().map(|(_, value)| value)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What [`Sorted::iter`] goes through.
pub type Iter<'a, K, V> = std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Sorted(Vec::new())
    }
}

impl<K: fmt::Debug + Ord, V: fmt::Debug> fmt::Debug for Sorted<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Sorted<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Sorted<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut sorted = Self::new();
        sorted.extend(entries);
        sorted
    }
}

impl<K: Ord, V, const COUNT: usize> From<[(K, V); COUNT]> for Sorted<K, V> {
    fn from(entries: [(K, V); COUNT]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K: Ord, V> IntoIterator for &'a Sorted<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The first of these names that stood there before.
pub(crate) fn twice<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut seen = std::collections::BTreeSet::new();
    names.find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn it_is_as_the_standard_librarys_map() {
        let (mut found, mut expected) = (Sorted::new(), BTreeMap::new());
        for step in 0..500_u32 {
            let key = step.wrapping_mul(2_654_435_761) >> 26;
            match step % 3 {
                0 => assert_eq!(found.remove(&key), expected.remove(&key)),
                1 => assert_eq!(found.insert(key, step), expected.insert(key, step)),
                _ => {
                    *found.or_default(key) += step;
                    *expected.entry(key).or_default() += step;
                }
            }
            assert_eq!((found.get(&key), found.contains_key(&key)), (expected.get(&key), expected.contains_key(&key)));
            assert!(found.iter().eq(&expected) && found.keys().eq(expected.keys()), "{found:?}");
            assert!(found.values().eq(expected.values()) && found.len() == expected.len());
            assert_eq!(format!("{found:?}"), format!("{expected:?}"));
        }
        assert_eq!(expected.clone().into_iter().rev().collect::<Sorted<_, _>>(), found);
        assert!(found.into_values().eq(expected.into_values()));
    }
}
