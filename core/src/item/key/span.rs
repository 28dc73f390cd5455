//! Spans of keys: what a Query reads.

use super::{Key, Scalar};
use crate::item::value::AttributeValue;
use std::ops::Bound;
use xxhash_rust::xxh3::xxh3_64;

/// The condition on an attribute of the sort key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SortTest<'a> {
    /// Any value.
    Any,
    /// The same value.
    Equal(&'a AttributeValue),
    /// A smaller value.
    Less(&'a AttributeValue),
    /// A smaller or the same value.
    LessOrEqual(&'a AttributeValue),
    /// A greater value.
    Greater(&'a AttributeValue),
    /// A greater or the same value.
    GreaterOrEqual(&'a AttributeValue),
    /// A value between two, both inclusive.
    Between(&'a AttributeValue, &'a AttributeValue),
    /// A string or binary value with that prefix.
    BeginsWith(&'a AttributeValue),
}

/// Consecutive keys with one partition key, from one position, inclusive, to another, exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySpan {
    from: Key,
    to: Key,
    /// The number of bytes of both positions that the partition key takes.
    partition_bytes: usize,
}

impl KeySpan {
    /// The keys with a partition key whose sort keys begin with the values in `equal` and meet a condition on the next
    /// attribute. `None` for values that no key can have.
    pub fn new(hash: &[AttributeValue], equal: &[AttributeValue], sort: SortTest<'_>) -> Option<KeySpan> {
        let mut fixed = Vec::with_capacity(64);
        let write = |values: &[AttributeValue], out: &mut Vec<u8>| {
            values.iter().try_for_each(|value| Scalar::of(value).map(|value| value.write_closed(out)))
        };
        write(hash, &mut fixed)?;
        let (hash, partition_bytes) = (xxh3_64(&fixed), fixed.len());
        write(equal, &mut fixed)?;
        let position = |value: &AttributeValue, edge: Edge| {
            let mut bytes = fixed.clone();
            edge.write(value, &mut bytes)?;
            Some(bytes)
        };
        let first = || Some(fixed.clone());
        let end = || Some(after_all_that_begin_with(fixed.clone()));
        let (from, to) = match sort {
            SortTest::Any => (first(), end()),
            SortTest::Equal(value) => (position(value, Edge::Before), position(value, Edge::After)),
            SortTest::Less(value) => (first(), position(value, Edge::Before)),
            SortTest::LessOrEqual(value) => (first(), position(value, Edge::After)),
            SortTest::Greater(value) => (position(value, Edge::After), end()),
            SortTest::GreaterOrEqual(value) => (position(value, Edge::Before), end()),
            SortTest::Between(low, high) => (position(low, Edge::Before), position(high, Edge::After)),
            // The empty prefix matches every value.
            SortTest::BeginsWith(value) if Scalar::of(value)?.run_bytes() == Some(0) => (first(), end()),
            SortTest::BeginsWith(value) => (position(value, Edge::Start), position(value, Edge::End)),
        };
        let key = |bytes: Vec<u8>| Key { hash, bytes: bytes.into() };
        Some(KeySpan { from: key(from?), to: key(to?), partition_bytes })
    }

    /// The ends, as an ordered map takes them.
    pub fn bounds(&self) -> (Bound<Key>, Bound<Key>) {
        (Bound::Included(self.from.clone()), Bound::Excluded(self.to.clone()))
    }

    /// Whether no key can be in the span.
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    /// The part of the span after a key, or before it.
    pub fn beyond(self, key: &Key, forward: bool) -> KeySpan {
        if forward {
            let mut bytes = key.bytes.to_vec();
            bytes.push(0);
            let next = Key { hash: key.hash, bytes: bytes.into() };
            KeySpan { from: self.from.max(next), ..self }
        } else {
            KeySpan { to: self.to.min(key.clone()), ..self }
        }
    }

    /// Whether a key has this partition key, whatever its sort key.
    pub fn is_of_partition(&self, key: &Key) -> bool {
        let partition = self.from.bytes.get(..self.partition_bytes);
        self.from.hash == key.hash && partition.is_some_and(|partition| key.bytes.starts_with(partition))
    }

    /// Whether a key is in the span.
    pub fn contains(&self, key: &Key) -> bool {
        (&self.from..&self.to).contains(&key)
    }

    /// The first position of the span, which has its partition key.
    pub fn first(&self) -> &Key {
        &self.from
    }
}

/// A position relative to the keys with a value in one attribute.
#[derive(Clone, Copy)]
enum Edge {
    /// Before those with the value.
    Before,
    /// After those with the value, and before all others.
    After,
    /// Before all whose value has the prefix.
    Start,
    /// After all whose value has the prefix.
    End,
}

impl Edge {
    fn write(self, value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
        let value = Scalar::of(value)?;
        match self {
            Edge::Before | Edge::After => value.write_closed(out),
            Edge::Start | Edge::End => value.write_open(out),
        }
        if matches!(self, Edge::After | Edge::End) {
            *out = after_all_that_begin_with(std::mem::take(out));
        }
        Some(())
    }
}

/// The first position after all that begin with these bytes. It exists, because the end mark of a partition key is not
/// all bytes 255.
fn after_all_that_begin_with(mut bytes: Vec<u8>) -> Vec<u8> {
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;
    use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
    use crate::item::value::Attributes;

    /// A definition of `hashes` HASH attributes, all strings, and of RANGE attributes of these types.
    fn definition(hashes: usize, ranges: &[ScalarType]) -> KeyDefinition {
        let attribute = |part: &str, place: usize, kind| KeyAttribute { name: format!("{part}{place}"), kind };
        KeyDefinition {
            hash: (0..hashes).map(|place| attribute("h", place, ScalarType::S)).collect(),
            range: ranges.iter().enumerate().map(|(place, &kind)| attribute("r", place, kind)).collect(),
        }
    }

    /// The key of an item with these values, or the position of its entry in an index.
    fn key(definition: &KeyDefinition, values: &[AttributeValue], is_index: bool) -> Key {
        assert_eq!(definition.attributes().count(), values.len());
        let names = definition.attributes().map(|attribute| attribute.name.clone());
        let attributes: Attributes = names.zip(values.iter().cloned()).collect();
        let own = Key { hash: u64::MAX, bytes: std::sync::Arc::from([0xFF, 0xFF]) };
        let item = Item::new(&attributes);
        let stored = item.ok().and_then(|item| match is_index {
            true => definition.entry_of(&item, &own),
            false => definition.key_of_stored(&item),
        });
        assert!(is_index || stored == definition.key_of_item(&attributes).ok());
        stored.unwrap_or_else(|| unreachable!("{values:?} has a key"))
    }

    fn kind(values: &[AttributeValue]) -> ScalarType {
        match values.first() {
            Some(AttributeValue::N(_)) => ScalarType::N,
            Some(AttributeValue::B(_)) => ScalarType::B,
            _ => ScalarType::S,
        }
    }

    /// Keys with one partition key, by the value of their RANGE attribute.
    fn keys(values: &[AttributeValue], is_index: bool) -> Vec<(AttributeValue, Key)> {
        let definition = definition(1, &[kind(values)]);
        let key = |value: &AttributeValue| (value.clone(), key(&definition, &["a".into(), value.clone()], is_index));
        let mut keys: Vec<_> = values.iter().map(key).collect();
        keys.sort_by(|one, other| one.1.cmp(&other.1));
        keys
    }

    fn bytes() -> Vec<AttributeValue> {
        let runs: [&[u8]; 12] = [
            &[0],
            &[0, 0],
            &[0, 1],
            &[0, 255],
            &[1],
            &[1, 0],
            &[1, 0, 1],
            &[1, 1],
            &[1, 255],
            &[255],
            &[255, 255],
            &[255, 255, 0],
        ];
        runs.map(|run| AttributeValue::B(run.to_vec())).to_vec()
    }

    fn numbers() -> Vec<AttributeValue> {
        let texts = ["-100", "-1", "-0.5", "0", "0.5", "1", "2", "10", "1E100"];
        texts.map(|text| AttributeValue::N(text.to_owned())).to_vec()
    }

    /// Several RANGE attributes, in a table's order as in an index's: both lists are in ascending order.
    #[test]
    fn keys_compare_attribute_by_attribute() {
        let (bytes, numbers) = (bytes(), numbers());
        let definition = definition(2, &[ScalarType::B, ScalarType::N, ScalarType::B]);
        let mut ordered = Vec::new();
        for first in &bytes {
            for second in &numbers {
                for third in &bytes {
                    let values = ["a".into(), "b".into(), first.clone(), second.clone(), third.clone()];
                    ordered.push((key(&definition, &values, false), key(&definition, &values, true)));
                }
            }
        }
        assert!(ordered.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
    }

    /// Values that are equal only when joined are different partition keys, and a span contains no key of another one.
    #[test]
    fn several_hash_attributes_are_told_apart() {
        let texts = ["a", "a\0", "a\0\u{1}", "a\0\u{1}b", "b", "\0\u{1}b", "ab", "b\0\u{1}", "\u{1}"];
        let definition = definition(2, &[ScalarType::S]);
        let pairs: Vec<[AttributeValue; 2]> =
            texts.iter().flat_map(|&one| texts.iter().map(move |&two| [one.into(), two.into()])).collect();
        for [one, two] in &pairs {
            let Some(span) = KeySpan::new(&[one.clone(), two.clone()], &[], SortTest::Any) else { unreachable!() };
            for [other_one, other_two] in &pairs {
                let is_same = (one, two) == (other_one, other_two);
                for is_index in [false, true] {
                    let key = key(&definition, &[other_one.clone(), other_two.clone(), "x".into()], is_index);
                    assert_eq!(span.contains(&key), is_same, "{one:?} {two:?} {other_one:?} {other_two:?}");
                    assert_eq!(span.is_of_partition(&key), is_same);
                }
            }
        }
    }

    /// A condition on one of several RANGE attributes, with those before it fixed and those after it free.
    #[test]
    fn every_condition_over_a_middle_attribute() {
        let (bytes, numbers) = (bytes(), numbers());
        let definition = definition(2, &[ScalarType::B, ScalarType::B, ScalarType::N]);
        let hash: [AttributeValue; 2] = ["a".into(), "b".into()];
        let mut keys = Vec::new();
        for (first, second) in bytes.iter().enumerate().flat_map(|(i, _)| (0..bytes.len()).map(move |j| (i, j))) {
            for number in [&numbers[0], &numbers[3], &numbers[8]] {
                let [one, two] = hash.clone();
                let values = [one, two, bytes[first].clone(), bytes[second].clone(), number.clone()];
                keys.push((first, second, key(&definition, &values, true)));
            }
        }
        for fixed in 0..bytes.len() {
            for (low, value) in bytes.iter().enumerate() {
                let check = |sort: SortTest<'_>, holds: &dyn Fn(usize) -> bool| {
                    let span = KeySpan::new(&hash, &bytes[fixed..=fixed], sort);
                    let span = span.unwrap_or_else(|| unreachable!("{sort:?}"));
                    for (first, second, key) in &keys {
                        let holds = *first == fixed && holds(*second);
                        assert_eq!(span.contains(key), holds, "{sort:?}: {first} {second}");
                        assert!(span.is_of_partition(key));
                    }
                };
                let begins = |index: usize| match (&bytes[index], value) {
                    (AttributeValue::B(all), AttributeValue::B(start)) => all.starts_with(start),
                    _ => false,
                };
                check(SortTest::Any, &|_| true);
                check(SortTest::Equal(value), &|index| index == low);
                check(SortTest::Less(value), &|index| index < low);
                check(SortTest::LessOrEqual(value), &|index| index <= low);
                check(SortTest::Greater(value), &|index| index > low);
                check(SortTest::GreaterOrEqual(value), &|index| index >= low);
                check(SortTest::BeginsWith(value), &begins);
                check(SortTest::Between(value, &bytes[8]), &|index| (low..=8).contains(&index));
            }
        }
    }

    /// Every condition with every value selects what a comparison of the values selects, and keys are in that order.
    #[test]
    fn every_condition_over_bytes_and_numbers() {
        for (values, is_index) in [(bytes(), false), (bytes(), true), (numbers(), false), (numbers(), true)] {
            let keys = keys(&values, is_index);
            assert_eq!(keys.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>(), values);
            let index = |value: &AttributeValue| values.iter().position(|v| v == value).unwrap_or_default();
            for low in &values {
                let begins = |value: &AttributeValue| match (value, low) {
                    (AttributeValue::B(all), AttributeValue::B(start)) => all.starts_with(start),
                    _ => false,
                };
                let check = |sort: SortTest<'_>, holds: &dyn Fn(&AttributeValue) -> bool| {
                    let Some(range) = KeySpan::new(&["a".into()], &[], sort) else { unreachable!("{sort:?}") };
                    for (value, key) in &keys {
                        assert_eq!(range.contains(key), holds(value), "{value:?} {sort:?} in an index: {is_index}");
                        assert!(range.is_of_partition(key));
                    }
                };
                check(SortTest::Any, &|_| true);
                check(SortTest::Equal(low), &|value| value == low);
                check(SortTest::Less(low), &|value| index(value) < index(low));
                check(SortTest::LessOrEqual(low), &|value| index(value) <= index(low));
                check(SortTest::Greater(low), &|value| index(value) > index(low));
                check(SortTest::GreaterOrEqual(low), &|value| index(value) >= index(low));
                if matches!(low, AttributeValue::B(_)) {
                    check(SortTest::BeginsWith(low), &begins);
                }
                for high in &values {
                    let between = |value: &AttributeValue| (index(low)..=index(high)).contains(&index(value));
                    check(SortTest::Between(low, high), &between);
                }
            }
        }
    }

    #[test]
    fn going_on_after_a_key_leaves_it_out() {
        let keys = keys(&bytes(), true);
        let Some(all) = KeySpan::new(&["a".into()], &[], SortTest::Any) else { unreachable!() };
        for (index, (_, key)) in keys.iter().enumerate() {
            for (other, (_, found)) in keys.iter().enumerate() {
                assert_eq!(all.clone().beyond(key, true).contains(found), other > index);
                assert_eq!(all.clone().beyond(key, false).contains(found), other < index);
            }
        }
    }

    #[test]
    fn another_partition_key_is_never_in_it() {
        let Some(all) = KeySpan::new(&["a".into()], &[], SortTest::Any) else { unreachable!() };
        for other in ["", "b", "aa", "a\0", "a\0\u{1}"] {
            let Some(their) = KeySpan::new(&[other.into()], &[], SortTest::Any) else { unreachable!() };
            assert!(!all.contains(their.first()) && !all.is_of_partition(their.first()), "{other:?}");
        }
    }
}
