//! Primary keys: the position of an item in its table.

mod scalar;
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
use scalar::Scalar;
use smallvec::SmallVec;
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

impl KeyAttribute {
    /// The value among attributes as they were sent; `None` if it is missing, of another type or an invalid number.
    fn sent_in<'a>(&self, attributes: &'a Attributes) -> Option<Scalar<'a>> {
        let value = attributes.get(&self.name)?;
        if value.type_name() == self.kind.as_str() { Scalar::of(value) } else { None }
    }
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
type KeyValues<'a> = SmallVec<[Option<Scalar<'a>>; 8]>;

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
        self.build(|attribute| attribute.sent_in(attributes), None).ok_or_else(|| self.refusal_of_item(attributes))
    }

    /// The same of an item that is validated already.
    ///
    /// # Errors
    /// As for [`KeyDefinition::key_of_item`].
    pub(crate) fn key_of_valid(&self, item: &Item) -> Result<Key, ItemError> {
        self.key_of_stored(item).ok_or_else(|| self.refusal_of_item(&item.to_attributes()))
    }

    /// The key in a `Key` parameter.
    ///
    /// # Errors
    /// ValidationException for other attributes or types than the schema's, and for an empty or too long value.
    pub fn key_of_argument(&self, attributes: &Attributes) -> Result<Key, ItemError> {
        let is_whole = attributes.len() == self.hash.len() + self.range.len();
        let key = is_whole.then(|| self.build(|attribute| attribute.sent_in(attributes), None)).flatten();
        key.ok_or_else(|| self.refusal_of_argument(attributes))
    }

    /// The key of a stored item; `None` if an attribute is missing, of another type, empty or too long.
    pub fn key_of_stored(&self, item: &Item) -> Option<Key> {
        let mut values = self.stored_values(item).into_iter();
        self.build(|_| values.next().flatten(), None)
    }

    /// The position of an item's entry in the index with this key, which is unique only together with the item's own
    /// key; `None` for an item without such a key, which is not in the index.
    pub fn entry_of(&self, item: &Item, own: &Key) -> Option<Key> {
        let mut values = self.stored_values(item).into_iter();
        self.build(|_| values.next().flatten(), Some(own))
    }

    /// The values of the key's attributes in an item, in the key's order; `None` for one that is missing or of another type.
    /// The item is passed over once.
    fn stored_values<'a>(&self, item: &'a Item) -> KeyValues<'a> {
        let mut values = KeyValues::from_elem(None, self.hash.len() + self.range.len());
        let (mut missing, mut members) = (values.len(), item.cursor());
        while missing > 0
            && let Some(name) = members.name()
        {
            let is_name_of = |attribute: &KeyAttribute| attribute.name.as_bytes() == name;
            if !self.attributes().any(is_name_of) {
                members.skip();
                continue;
            }
            let value = members.value();
            for (attribute, place) in self.attributes().zip(&mut values).filter(|(attribute, _)| is_name_of(attribute))
            {
                let value = value.filter(|value| value.kind().name() == attribute.kind.as_str());
                *place = value.and_then(Scalar::of_stored);
                missing -= 1;
            }
        }
        values
    }

    /// The key of the values that `find` returns for one attribute after the other, followed by the item's own key for an
    /// entry of an index; `None` if one is not found, empty or too long.
    fn build<'v>(&self, mut find: impl FnMut(&KeyAttribute) -> Option<Scalar<'v>>, own: Option<&Key>) -> Option<Key> {
        let own_bytes = own.map_or(0, |own| size_of_val(&own.hash) + own.bytes.len());
        let (mut bytes, mut hash) = (Vec::with_capacity(64 + own_bytes), 0);
        for (place, (attribute, bytes_max)) in self.bounded().enumerate() {
            let value = find(attribute)?;
            if value.run_bytes().is_some_and(|bytes| bytes == 0 || bytes > bytes_max) {
                return None;
            }
            value.write_closed(&mut bytes);
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

    /// The refusal of an item without a valid key: the first fault in the service's order.
    #[cold]
    fn refusal_of_item(&self, attributes: &Attributes) -> ItemError {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            let value = attributes.get(name).ok_or_else(|| ItemError::MissingKey { key: name.clone() })?;
            if value.type_name() == kind.as_str() {
                return Ok(value);
            }
            let (expected, actual) = (kind.as_str().to_owned(), value.type_name().to_owned());
            Err(ItemError::KeyType { key: name.clone(), expected, actual })
        };
        let values: Result<Vec<_>, _> = self.attributes().map(find).collect();
        values.map_or_else(|error| error, |values| self.refusal(&values))
    }

    /// The refusal of an invalid `Key` parameter.
    #[cold]
    fn refusal_of_argument(&self, attributes: &Attributes) -> ItemError {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            attributes.get(name).filter(|value| value.type_name() == kind.as_str())
        };
        let values: Option<Vec<_>> = self.attributes().map(find).collect();
        match values.filter(|values| values.len() == attributes.len()) {
            Some(values) => self.refusal(&values),
            // Values are validated first: "not a number" comes before "does not match the schema".
            None => Item::new(attributes).err().unwrap_or(ItemError::KeySchemaMismatch),
        }
    }

    /// The refusal of values of the right types that are not a valid key: the first fault in the service's order.
    fn refusal(&self, values: &[&AttributeValue]) -> ItemError {
        if let Err(error) =
            self.attributes().zip(values).try_for_each(|(attribute, value)| refuse_empty(attribute, value))
        {
            return error;
        }
        let (hash, range) = values.split_at(self.hash.len());
        let is_too_long = |values: &[&AttributeValue], bytes_max| {
            values.iter().filter_map(|value| Scalar::of(value)?.run_bytes()).any(|bytes| bytes > bytes_max)
        };
        if is_too_long(hash, limits::HASH_KEY_BYTES_MAX) {
            return ItemError::HashKeyTooLong;
        }
        if is_too_long(range, limits::RANGE_KEY_BYTES_MAX) {
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

/// The end mark of a value. It comes before every byte with which such a value may continue.
const END: [u8; 2] = [0, 1];
