//! Primary keys: the position of an item in its table.

mod span;
mod stored;
#[cfg(test)]
mod tests;

use crate::item::ItemError;
use minicbor::{Decode, Encode};
pub use span::{KeySpan, SortTest};

use crate::item::Item;
use crate::item::number::Number;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::by_name;
use crate::limits;
use smallvec::SmallVec;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The position of an item in its table: the hash of its partition key, then the partition key, then the sort key.
///
/// The hash is stored in front and inline, so most comparisons touch no other memory. The rest are bytes whose order is
/// DynamoDB's order of sort keys (strings and binary values as unsigned bytes, numbers by value): the values of the
/// HASH attributes, then those of the RANGE attributes, each with an end mark, so that no value's bytes are a prefix of
/// another's and keys compare attribute by attribute. The entry of an index is followed by the item's own key.
/// Partitions are equal ranges of the hash, so a walk through a table's partitions is in the order of hashes.
///
/// # Source
/// `docs/dynamodb.md#scan`. AWS's hash is not published; this one gives another order, as arbitrary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    hash: u64,
    bytes: Arc<[u8]>,
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        self.hash.cmp(&other.hash).then_with(|| self.bytes.cmp(&other.bytes))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Key {
    /// A position before all keys with that hash.
    pub fn first_of(hash: u64) -> Key {
        Key { hash, bytes: Arc::from([]) }
    }

    /// The hash of the partition key.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The bytes after the hash: the partition key and the sort key.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The index of the partition, out of `partitions`, that the key belongs to.
    pub fn partition(&self, partitions: usize) -> usize {
        partition_of_hash(self.hash, partitions)
    }

    /// A position before all keys of a table with the same HASH attribute, the same for each of them.
    pub fn collection(&self) -> Key {
        let end = self.bytes.windows(2).position(|pair| pair == END);
        let partition = end.and_then(|end| self.bytes.get(..end + END.len())).unwrap_or(&self.bytes);
        Key { hash: self.hash, bytes: partition.into() }
    }
}

/// The index of the partition, out of `partitions`, that a hash belongs to.
pub fn partition_of_hash(hash: u64, partitions: usize) -> usize {
    ((u128::from(hash) * partitions as u128) >> 64) as usize
}

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ScalarType {
    /// Text.
    #[n(0)]
    S,
    /// A number.
    #[n(1)]
    N,
    /// Bytes.
    #[n(2)]
    B,
}

impl ScalarType {
    /// The type's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ScalarType::S => "S",
            ScalarType::N => "N",
            ScalarType::B => "B",
        }
    }
}

/// An attribute of a key, and its type.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct KeyAttribute {
    /// The name.
    #[n(0)]
    pub name: String,
    /// The type.
    #[n(1)]
    pub kind: ScalarType,
}

/// The attributes of the key of a table or an index, in order. A table and a local index have one HASH attribute and at
/// most one RANGE attribute, a global index up to four of each.
///
/// # Source
/// `docs/dynamodb.md#index-multi-key`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct KeyDefinition {
    /// The HASH attributes, which form the partition key: at least one.
    #[n(0)]
    pub hash: Vec<KeyAttribute>,
    /// The RANGE attributes, which form the sort key.
    #[n(1)]
    pub range: Vec<KeyAttribute>,
}

/// The values of a key's attributes, in order: up to four of each kind, so that no key needs memory of its own for them.
type KeyValues<'a> = SmallVec<[&'a AttributeValue; 8]>;

impl KeyDefinition {
    /// All attributes, those of the partition key first.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        self.hash.iter().chain(&self.range)
    }

    /// All attributes, each with the maximum size of its value in **bytes**.
    fn bounded(&self) -> impl Iterator<Item = (&KeyAttribute, usize)> {
        let hash = self.hash.iter().map(|attribute| (attribute, limits::HASH_KEY_BYTES_MAX));
        hash.chain(self.range.iter().map(|attribute| (attribute, limits::RANGE_KEY_BYTES_MAX)))
    }

    /// The key of an item to write.
    ///
    /// # Errors
    /// ValidationException if a key attribute is missing, of another type, empty or too long.
    pub fn key_of_item(&self, attributes: &Attributes) -> Result<Key, ItemError> {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            let value = attributes.get(name).ok_or_else(|| ItemError::MissingKey { key: name.clone() })?;
            if value.type_name() == kind.as_str() {
                return Ok(value);
            }
            let (expected, actual) = (kind.as_str().to_owned(), value.type_name().to_owned());
            Err(ItemError::KeyType { key: name.clone(), expected, actual })
        };
        let mut values = KeyValues::new();
        for attribute in self.attributes() {
            values.push(find(attribute)?);
        }
        self.validated(&values)
    }

    /// The key in a `Key` parameter.
    ///
    /// # Errors
    /// ValidationException for other attributes or types than the schema's, and for an empty or too long value.
    pub fn key_of_argument(&self, attributes: &Attributes) -> Result<Key, ItemError> {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            let value = attributes.get(name)?;
            (value.type_name() == kind.as_str()).then_some(value)
        };
        let mut values = KeyValues::new();
        for attribute in self.attributes() {
            let Some(value) = find(attribute) else { break };
            values.push(value);
        }
        if values.len() == attributes.len() && values.len() == self.hash.len() + self.range.len() {
            return self.validated(&values);
        }
        // Values are validated first: "not a number" comes before "does not match the schema".
        Item::new(attributes)?;
        Err(ItemError::KeySchemaMismatch)
    }

    /// The key of values of the right types, one for each attribute, unless one is empty, too long or no number.
    fn validated(&self, values: &[&AttributeValue]) -> Result<Key, ItemError> {
        let (hash, range) = values.split_at(self.hash.len());
        let fit = |values: &[&AttributeValue], bytes_max| {
            values.iter().all(|value| !is_empty(value) && scalar_bytes(value) <= bytes_max)
        };
        if fit(hash, limits::HASH_KEY_BYTES_MAX)
            && fit(range, limits::RANGE_KEY_BYTES_MAX)
            && let Some(key) = self.build(values.iter().map(|&value| Some(value)), None)
        {
            return Ok(key);
        }
        Err(self.refusal(values))
    }

    /// The refusal of values that are not a valid key: the first fault in the service's order.
    #[cold]
    fn refusal(&self, values: &[&AttributeValue]) -> ItemError {
        if let Err(error) =
            self.attributes().zip(values).try_for_each(|(attribute, value)| refuse_empty(attribute, value))
        {
            return error;
        }
        let (hash, range) = values.split_at(self.hash.len());
        if hash.iter().any(|value| scalar_bytes(value) > limits::HASH_KEY_BYTES_MAX) {
            return ItemError::HashKeyTooLong;
        }
        if range.iter().any(|value| scalar_bytes(value) > limits::RANGE_KEY_BYTES_MAX) {
            return ItemError::RangeKeyTooLong;
        }
        // The only remaining fault is an invalid number.
        let numbers = values.iter().filter_map(|value| match value {
            AttributeValue::N(text) => Some(text),
            _ => None,
        });
        let wrong = numbers.filter_map(|text| Some((text, Number::parse(text).err()?))).next();
        wrong.map_or(ItemError::KeySchemaMismatch, |(text, error)| ItemError::NumberText { text: text.clone(), error })
    }

    /// The key of a stored item; `None` if an attribute is missing, of another type, empty or too long.
    pub fn key_of_stored(&self, item: &Item) -> Option<Key> {
        self.build(self.stored_values(item), None)
    }

    /// The position of an item's entry in the index with this key, which is unique only together with the item's own
    /// key; `None` for an item without such a key, which is not in the index.
    pub fn entry_of(&self, item: &Item, own: &Key) -> Option<Key> {
        self.build(self.stored_values(item), Some(own))
    }

    /// The values of the key attributes in a stored item.
    fn stored_values(&self, item: &Item) -> impl Iterator<Item = Option<AttributeValue>> {
        self.bounded().map(|(attribute, bytes_max)| {
            let value = item.get(&attribute.name)?;
            let is_key =
                value.type_name() == attribute.kind.as_str() && !is_empty(&value) && scalar_bytes(&value) <= bytes_max;
            is_key.then_some(value)
        })
    }

    /// The key of these values, one for each attribute, followed by the item's own key for an entry of an index; `None`
    /// if a value is missing, not a scalar, or an invalid number.
    fn build<V>(&self, values: impl Iterator<Item = Option<V>>, own: Option<&Key>) -> Option<Key>
    where
        V: Borrow<AttributeValue>,
    {
        let own_bytes = own.map_or(0, |own| size_of_val(&own.hash) + own.bytes.len());
        let (mut bytes, mut hash) = (Vec::with_capacity(64 + own_bytes), 0);
        for (place, value) in values.enumerate() {
            write_closed(value?.borrow(), &mut bytes)?;
            if place + 1 == self.hash.len() {
                hash = xxh3_64(&bytes);
            }
        }
        if let Some(own) = own {
            bytes.extend(own.hash.to_be_bytes());
            bytes.extend(&own.bytes[..]);
        }
        Some(Key { hash, bytes: bytes.into() })
    }

    /// Whether two items have the same key.
    pub fn is_same_of(&self, one: &Item, other: &Item) -> bool {
        self.attributes().all(|attribute| one.find(&attribute.name) == other.find(&attribute.name))
    }

    /// Validates the values that an item to write has for the key of an index. Only the attributes whose names
    /// `is_checked` accepts are validated, and any may be missing.
    ///
    /// # Errors
    /// ValidationException if one is of another type, empty or too long.
    pub fn validate_index_key(
        &self,
        index_name: &str,
        item: &Item,
        is_validated: impl Fn(&str) -> bool,
    ) -> Result<(), ItemError> {
        for (attribute, bytes_max) in self.bounded().filter(|(attribute, _)| is_validated(&attribute.name)) {
            let Some(value) = item.find(&attribute.name) else { continue };
            let (key, index) = (attribute.name.clone(), index_name.to_owned());
            let (expected, actual) = (attribute.kind.as_str(), value.kind().name());
            if actual != expected {
                let (expected, actual) = (expected.to_owned(), actual.to_owned());
                return Err(ItemError::IndexKeyType { key, expected, actual, index });
            }
            match value.run().map_or(1, <[u8]>::len) {
                0 => {
                    let kind = if attribute.kind == ScalarType::B { "binary" } else { "string" };
                    return Err(ItemError::EmptyIndexKey { key, index, kind });
                }
                bytes if bytes <= bytes_max => {}
                _ if bytes_max == limits::HASH_KEY_BYTES_MAX => return Err(ItemError::HashKeyTooLong),
                _ => return Err(ItemError::RangeKeyTooLong),
            }
        }
        Ok(())
    }

    /// The key attributes of a stored item, as the wire shows a key.
    pub fn attributes_of(&self, item: &Item) -> Attributes {
        by_name(self.attributes().filter_map(|a| Some((a.name.clone(), item.get(&a.name)?))).collect())
    }
}

/// Refuses an empty value of a key attribute.
///
/// # Errors
/// ValidationException that names the attribute.
pub(crate) fn refuse_empty(attribute: &KeyAttribute, value: &AttributeValue) -> Result<(), ItemError> {
    let key = || attribute.name.clone();
    match value {
        AttributeValue::S(text) if text.is_empty() => Err(ItemError::EmptyKeyText { key: key() }),
        AttributeValue::B(bytes) if bytes.is_empty() => Err(ItemError::EmptyKeyBinary { key: key() }),
        _ => Ok(()),
    }
}

fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.is_empty(),
        _ => false,
    }
}

fn scalar_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        _ => 0,
    }
}

fn write_ordered(value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
    match value {
        AttributeValue::S(text) => out.extend(text.as_bytes()),
        AttributeValue::B(bytes) => out.extend(bytes),
        AttributeValue::N(text) => Number::parse(text).ok()?.write_ordered(out),
        _ => return None,
    }
    Some(())
}

/// The end mark of a value. It comes before every byte with which such a value may continue.
const END: [u8; 2] = [0, 1];

/// Writes a value with its end mark, so that no value is a prefix of another.
fn write_closed(value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
    write_open(value, out)?;
    out.extend_from_slice(&END);
    Some(())
}

/// Writes a value without its end mark, which cannot occur in it, because a zero byte becomes 00 FF.
fn write_open(value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    write_ordered(value, out)?;
    if !out[start..].contains(&0) {
        return Some(());
    }
    // Most numbers have zero bytes, so they are escaped in place, the last one first.
    let mut from = out.len();
    let mut to = from + out[start..].iter().filter(|&&byte| byte == 0).count();
    out.resize(to, 0);
    while from < to {
        from -= 1;
        let byte = out[from];
        if byte == 0 {
            to -= 1;
            out[to] = 0xFF;
        }
        to -= 1;
        out[to] = byte;
    }
    Some(())
}
