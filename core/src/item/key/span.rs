//! Runs of keys: what a query reads.

use super::{END, Key, escape, is_empty, write_escaped, write_ordered};
use crate::item::value::AttributeValue;
use std::ops::Bound;
use xxhash_rust::xxh3::xxh3_64;

/// What the sort key must meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SortTest<'a> {
    /// Nothing.
    Any,
    /// To be that value.
    Equal(&'a AttributeValue),
    /// To come before it.
    Less(&'a AttributeValue),
    /// To come before it or be it.
    LessOrEqual(&'a AttributeValue),
    /// To come after it.
    Greater(&'a AttributeValue),
    /// To come after it or be it.
    GreaterOrEqual(&'a AttributeValue),
    /// To lie between two values, or be one of them.
    Between(&'a AttributeValue, &'a AttributeValue),
    /// To begin with it, as a text or bytes.
    BeginsWith(&'a AttributeValue),
}

/// Keys of one partition key that stand together: from one position, included, to another, excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySpan {
    from: Key,
    to: Key,
}

impl KeySpan {
    /// The keys of a partition key whose sort keys meet a condition: those of a table, or the entries of an index. `None`
    /// where a value is none that a key can have.
    pub fn new(hash: &AttributeValue, sort: SortTest<'_>, is_index: bool) -> Option<KeySpan> {
        let mut partition = Vec::with_capacity(64);
        write_escaped(hash, &mut partition)?;
        let hash = xxh3_64(&partition);
        let position = |value: &AttributeValue, edge: Edge| {
            let mut bytes = partition.clone();
            edge.write(value, is_index, &mut bytes)?;
            Some(bytes)
        };
        let first = || Some(partition.clone());
        let end = || Some(after_all_that_begin_with(partition.clone()));
        let (from, to) = match sort {
            SortTest::Any => (first(), end()),
            SortTest::Equal(value) => (position(value, Edge::Before), position(value, Edge::After)),
            SortTest::Less(value) => (first(), position(value, Edge::Before)),
            SortTest::LessOrEqual(value) => (first(), position(value, Edge::After)),
            SortTest::Greater(value) => (position(value, Edge::After), end()),
            SortTest::GreaterOrEqual(value) => (position(value, Edge::Before), end()),
            SortTest::Between(low, high) => (position(low, Edge::Before), position(high, Edge::After)),
            // Everything begins with nothing.
            SortTest::BeginsWith(value) if is_empty(value) => (first(), end()),
            SortTest::BeginsWith(value) => (position(value, Edge::Start), position(value, Edge::End)),
        };
        let key = |bytes: Vec<u8>| Key { hash, bytes: bytes.into() };
        Some(KeySpan { from: key(from?), to: key(to?) })
    }

    /// Its ends, as an ordered map takes them.
    pub fn bounds(&self) -> (Bound<Key>, Bound<Key>) {
        (Bound::Included(self.from.clone()), Bound::Excluded(self.to.clone()))
    }

    /// Whether no key lies in it.
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    /// What of it comes after a key, or before it.
    pub fn beyond(self, key: &Key, forward: bool) -> KeySpan {
        if forward {
            let mut bytes = key.bytes.to_vec();
            bytes.push(0);
            let next = Key { hash: key.hash, bytes: bytes.into() };
            KeySpan { from: self.from.max(next), to: self.to }
        } else {
            KeySpan { to: self.to.min(key.clone()), from: self.from }
        }
    }

    /// Whether a key is one of its partition key, whatever its sort key.
    pub fn is_of_partition(&self, key: &Key) -> bool {
        self.from.collection() == key.collection()
    }

    /// Whether a key lies in it.
    pub fn contains(&self, key: &Key) -> bool {
        (&self.from..&self.to).contains(&key)
    }

    /// A key of its partition key.
    pub fn first(&self) -> &Key {
        &self.from
    }
}

/// A position beside a sort key.
#[derive(Clone, Copy)]
enum Edge {
    /// Before the key.
    Before,
    /// After it, and before any other.
    After,
    /// Before all that begin with it.
    Start,
    /// After all that begin with it.
    End,
}

impl Edge {
    fn write(self, value: &AttributeValue, is_index: bool, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        write_ordered(value, out)?;
        if is_index {
            let plain = out.split_off(start);
            escape(&plain, out);
        }
        match self {
            Edge::Start => {}
            Edge::Before if is_index => out.extend(END),
            Edge::Before => {}
            Edge::After if is_index => {
                out.extend(END);
                *out = after_all_that_begin_with(std::mem::take(out));
            }
            // The next text or bytes after any are the same with a zero byte.
            Edge::After => out.push(0),
            Edge::End => *out = after_all_that_begin_with(std::mem::take(out)),
        }
        Some(())
    }
}

/// The first position after all that begin with these bytes. There is one: a partition key's end is no row of 255s.
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
    use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
    use crate::item::value::Attributes;

    fn keys(values: &[AttributeValue], is_index: bool) -> Vec<(AttributeValue, Key)> {
        let kind = match values.first() {
            Some(AttributeValue::N(_)) => ScalarType::N,
            Some(AttributeValue::B(_)) => ScalarType::B,
            _ => ScalarType::S,
        };
        let attribute = |name: &str, kind| KeyAttribute { name: name.to_owned(), kind };
        let definition = KeyDefinition { hash: attribute("pk", ScalarType::S), range: Some(attribute("sk", kind)) };
        let key = |value: &AttributeValue| {
            let attributes = Attributes::from([("pk".to_owned(), "a".into()), ("sk".to_owned(), value.clone())]);
            let key = definition.key_of_item(&attributes).ok()?;
            let base = Key { hash: u64::MAX, bytes: std::sync::Arc::from([0xFF, 0xFF]) };
            Some((value.clone(), if is_index { key.followed_by(&base) } else { key }))
        };
        let mut keys: Vec<_> = values.iter().filter_map(key).collect();
        assert_eq!(keys.len(), values.len());
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

    /// Every condition with every value selects what a comparison of the values selects, and keys stand in that order.
    #[test]
    fn every_condition_over_bytes_and_numbers() {
        let numbers = ["-100", "-1", "-0.5", "0", "0.5", "1", "2", "10", "1E100"];
        let numbers: Vec<AttributeValue> = numbers.map(|text| AttributeValue::N(text.to_owned())).to_vec();
        for (values, is_index) in [(bytes(), false), (bytes(), true), (numbers.clone(), false), (numbers, true)] {
            let keys = keys(&values, is_index);
            assert_eq!(keys.iter().map(|(value, _)| value.clone()).collect::<Vec<_>>(), values);
            let index = |value: &AttributeValue| values.iter().position(|v| v == value).unwrap_or_default();
            for low in &values {
                let begins = |value: &AttributeValue| match (value, low) {
                    (AttributeValue::B(all), AttributeValue::B(start)) => all.starts_with(start),
                    _ => false,
                };
                let check = |sort: SortTest<'_>, holds: &dyn Fn(&AttributeValue) -> bool| {
                    let Some(range) = KeySpan::new(&"a".into(), sort, is_index) else { unreachable!("{sort:?}") };
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
        let Some(all) = KeySpan::new(&"a".into(), SortTest::Any, true) else { unreachable!() };
        for (index, (_, key)) in keys.iter().enumerate() {
            for (other, (_, found)) in keys.iter().enumerate() {
                assert_eq!(all.clone().beyond(key, true).contains(found), other > index);
                assert_eq!(all.clone().beyond(key, false).contains(found), other < index);
            }
        }
    }

    #[test]
    fn another_partition_key_is_never_in_it() {
        let Some(all) = KeySpan::new(&"a".into(), SortTest::Any, false) else { unreachable!() };
        for other in ["", "b", "aa", "a\0", "a\0\u{1}"] {
            let Some(their) = KeySpan::new(&other.into(), SortTest::Any, false) else { unreachable!() };
            assert!(!all.contains(their.first()) && !all.is_of_partition(their.first()), "{other:?}");
        }
    }
}
