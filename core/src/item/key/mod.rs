//! Primary keys: the position of an item in its table.

mod span;

use crate::item::ItemError;
pub use span::{KeySpan, SortTest};

use crate::item::Item;
use crate::item::number::Number;
use crate::item::value::{AttributeValue, Attributes};
use crate::limits;
use std::cmp::Ordering;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Where an item stands: by the hash of its partition key, then by partition key, then by sort key.
///
/// The hash stands in front and in line, so that most comparisons touch no other memory; the rest are bytes whose order
/// is DynamoDB's order of sort keys (text and bytes as unsigned bytes, numbers by value). Partitions are equal ranges of
/// the hash, so a walk through a table's partitions is a walk in hash order.
///
/// # Source
/// `docs/dynamodb.md#scan`. The hash is not AWS's, which is not published: the order is as arbitrary, but another.
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
    /// A position before all keys of that hash.
    pub fn first_of(hash: u64) -> Key {
        Key { hash, bytes: Arc::from([]) }
    }

    /// The hash of the partition key.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// What stands behind the hash: the partition key and the sort key, as bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The partition of so many that the key belongs to.
    pub fn partition(&self, partitions: usize) -> usize {
        partition_of_hash(self.hash, partitions)
    }

    /// This key with another appended: an index's entry, which is unique only together with the item's own key. The sort
    /// key is closed like a partition key, so that what follows does not take part in its order.
    pub fn followed_by(&self, other: &Key) -> Key {
        let (partition, sort) = self.bytes.split_at(self.partition_bytes());
        let mut bytes = Vec::with_capacity(self.bytes.len() + other.bytes.len() + 16);
        bytes.extend(partition);
        escape(sort, &mut bytes);
        bytes.extend(END);
        bytes.extend(other.hash.to_be_bytes());
        bytes.extend(&other.bytes[..]);
        Key { hash: self.hash, bytes: bytes.into() }
    }

    /// A position before all keys of the same partition key, and the same for all of them.
    pub fn collection(&self) -> Key {
        let partition = self.bytes.get(..self.partition_bytes()).unwrap_or_default();
        Key { hash: self.hash, bytes: partition.into() }
    }

    /// How many bytes the partition key takes, with its end.
    fn partition_bytes(&self) -> usize {
        self.bytes.windows(2).position(|pair| pair == END).map_or(self.bytes.len(), |index| index + END.len())
    }
}

/// The partition of so many that a hash belongs to.
pub fn partition_of_hash(hash: u64, partitions: usize) -> usize {
    ((u128::from(hash) * partitions as u128) >> 64) as usize
}

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarType {
    /// Text.
    S,
    /// A number.
    N,
    /// Bytes.
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

/// One attribute of a key, and the type that it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAttribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ScalarType,
}

/// The attributes that make the key of a table or of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDefinition {
    /// The partition key.
    pub hash: KeyAttribute,
    /// The sort key.
    pub range: Option<KeyAttribute>,
}

impl KeyDefinition {
    /// Both attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &KeyAttribute> {
        std::iter::once(&self.hash).chain(&self.range)
    }

    /// The key of an item to be written.
    ///
    /// # Errors
    /// ValidationException where a key attribute is missing, of another type, empty or too long.
    pub fn key_of_item(&self, attributes: &Attributes) -> Result<Key, ItemError> {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            let value = attributes.get(name).ok_or_else(|| ItemError::MissingKey { key: name.clone() })?;
            if value.type_name() == kind.as_str() {
                return Ok(value);
            }
            let (expected, actual) = (kind.as_str().to_owned(), value.type_name().to_owned());
            Err(ItemError::KeyType { key: name.clone(), expected, actual })
        };
        let hash = find(&self.hash)?;
        let range = self.range.as_ref().map(find).transpose()?;
        self.validated(hash, range)
    }

    /// The key that a `Key` argument names.
    ///
    /// # Errors
    /// ValidationException where it has other attributes or types than the schema, or an empty or too long one.
    pub fn key_of_argument(&self, attributes: &Attributes) -> Result<Key, ItemError> {
        let find = |KeyAttribute { name, kind }: &KeyAttribute| {
            let value = attributes.get(name)?;
            (value.type_name() == kind.as_str()).then_some(value)
        };
        let hash = find(&self.hash);
        let range = self.range.as_ref().map(find);
        match (hash, range) {
            (Some(hash), None) if attributes.len() == 1 => self.validated(hash, None),
            (Some(hash), Some(Some(range))) if attributes.len() == 2 => self.validated(hash, Some(range)),
            _ => {
                // Values are validated first: «not a number» comes before «not the schema».
                Item::new(attributes)?;
                Err(ItemError::KeySchemaMismatch)
            }
        }
    }

    /// The key of values of the right types, if they are neither empty nor too long.
    fn validated(&self, hash: &AttributeValue, range: Option<&AttributeValue>) -> Result<Key, ItemError> {
        refuse_empty(&self.hash, hash)?;
        if let (Some(attribute), Some(value)) = (&self.range, range) {
            refuse_empty(attribute, value)?;
        }
        if scalar_bytes(hash) > limits::HASH_KEY_BYTES_MAX {
            return Err(ItemError::HashKeyTooLong);
        }
        if range.is_some_and(|value| scalar_bytes(value) > limits::RANGE_KEY_BYTES_MAX) {
            return Err(ItemError::RangeKeyTooLong);
        }
        // What is left to be wrong is a number that is none.
        build(hash, range).ok_or_else(|| {
            let numbers = [Some(hash), range].into_iter().flatten().filter_map(|value| match value {
                AttributeValue::N(text) => Some(text),
                _ => None,
            });
            let wrong = numbers.filter_map(|text| Some((text, Number::parse(text).err()?))).next();
            wrong.map_or(ItemError::KeySchemaMismatch, |(text, error)| ItemError::NumberText {
                text: text.clone(),
                error,
            })
        })
    }

    /// The key of a stored item, `None` where it lacks one of the attributes, or has one of another type, empty or too
    /// long: such an item is not in that index.
    pub fn key_of_stored(&self, item: &Item) -> Option<Key> {
        let find = |attribute: &KeyAttribute, bytes_max| {
            let value = item.get(&attribute.name)?;
            let is_key =
                value.type_name() == attribute.kind.as_str() && !is_empty(&value) && scalar_bytes(&value) <= bytes_max;
            is_key.then_some(value)
        };
        let hash = find(&self.hash, limits::HASH_KEY_BYTES_MAX)?;
        match &self.range {
            Some(range) => build(&hash, Some(&find(range, limits::RANGE_KEY_BYTES_MAX)?)),
            None => build(&hash, None),
        }
    }

    /// Whether two items have the same values for the key.
    pub fn is_same_of(&self, one: &Item, other: &Item) -> bool {
        self.attributes().all(|attribute| one.find(&attribute.name) == other.find(&attribute.name))
    }

    /// Validates the values that an item to be written has for the key of an index, those of the attributes that a test on
    /// their names lets through; an item may lack them.
    ///
    /// # Errors
    /// ValidationException where one is of another type, empty or too long.
    pub fn validate_index_key(
        &self,
        index_name: &str,
        item: &Item,
        is_validated: impl Fn(&str) -> bool,
    ) -> Result<(), ItemError> {
        for (ordinal, attribute) in self.attributes().enumerate().filter(|(_, attribute)| is_validated(&attribute.name))
        {
            let Some(value) = item.find(&attribute.name) else { continue };
            let (key, index) = (attribute.name.clone(), index_name.to_owned());
            let (expected, actual) = (attribute.kind.as_str(), value.kind().name());
            if actual != expected {
                let (expected, actual) = (expected.to_owned(), actual.to_owned());
                return Err(ItemError::IndexKeyType { key, expected, actual, index });
            }
            match (ordinal, value.run().map(<[u8]>::len)) {
                (_, Some(0)) => return Err(ItemError::EmptyIndexKey { key, index }),
                (0, Some(bytes)) if bytes > limits::HASH_KEY_BYTES_MAX => return Err(ItemError::HashKeyTooLong),
                (1, Some(bytes)) if bytes > limits::RANGE_KEY_BYTES_MAX => return Err(ItemError::RangeKeyTooLong),
                _ => {}
            }
        }
        Ok(())
    }

    /// The key attributes of a stored item, as the wire shows a key.
    pub fn attributes_of(&self, item: &Item) -> Attributes {
        self.attributes().filter_map(|a| Some((a.name.clone(), item.get(&a.name)?))).collect()
    }
}

/// Refuses an empty value of a key attribute.
///
/// # Errors
/// ValidationException naming the attribute.
pub(crate) fn refuse_empty(attribute: &KeyAttribute, value: &AttributeValue) -> Result<(), ItemError> {
    let key = || attribute.name.clone();
    match value {
        AttributeValue::S(text) if text.is_empty() => Err(ItemError::EmptyKeyText { key: key() }),
        AttributeValue::B(bytes) if bytes.is_empty() => Err(ItemError::EmptyKeyBinary { key: key() }),
        _ => Ok(()),
    }
}

/// The key of these values; `None` where one is no scalar, or a number that is none.
fn build(hash: &AttributeValue, range: Option<&AttributeValue>) -> Option<Key> {
    let mut bytes = Vec::with_capacity(64);
    write_escaped(hash, &mut bytes)?;
    let hash = xxh3_64(&bytes);
    if let Some(range) = range {
        write_ordered(range, &mut bytes)?;
    }
    Some(Key { hash, bytes: bytes.into() })
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

/// What ends a closed part of a key. It comes before every byte that such a part may go on with.
const END: [u8; 2] = [0, 1];

/// Writes a partition key closed: no partition key is the beginning of another.
fn write_escaped(value: &AttributeValue, out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    write_ordered(value, out)?;
    if out[start..].contains(&0) {
        let plain = out.split_off(start);
        escape(&plain, out);
    }
    out.extend(END);
    Some(())
}

/// Writes bytes so that the end of a closed part is none of them: a zero byte becomes 00 FF.
fn escape(plain: &[u8], out: &mut Vec<u8>) {
    for &byte in plain {
        out.push(byte);
        if byte == 0 {
            out.push(0xFF);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(range: Option<ScalarType>) -> KeyDefinition {
        KeyDefinition {
            hash: KeyAttribute { name: "pk".into(), kind: ScalarType::S },
            range: range.map(|kind| KeyAttribute { name: "sk".into(), kind }),
        }
    }

    fn key(pk: &str, sk: AttributeValue) -> Result<Key, ItemError> {
        let range = match sk {
            AttributeValue::N(_) => ScalarType::N,
            AttributeValue::B(_) => ScalarType::B,
            _ => ScalarType::S,
        };
        let attributes = Attributes::from([("pk".into(), pk.into()), ("sk".into(), sk)]);
        definition(Some(range)).key_of_item(&attributes)
    }

    #[test]
    fn sort_keys_keep_their_order_within_a_partition_key() {
        let number = |text: &str| key("a", AttributeValue::N(text.into())).ok();
        assert!(number("-2") < number("-1") && number("9") < number("10"));
        let binary = |bytes: &[u8]| key("a", AttributeValue::B(bytes.to_vec())).ok();
        assert!(binary(&[1]) < binary(&[1, 0]) && binary(&[1, 0]) < binary(&[1, 255]));
    }

    #[test]
    fn a_zero_byte_in_a_partition_key_confuses_nothing() {
        assert_ne!(key("a", "\0\u{1}b".into()).ok(), key("a\0\u{1}", "b".into()).ok());
        assert_ne!(key("a\0", "b".into()).ok(), key("a", "\0b".into()).ok());
    }

    #[test]
    fn partitions_are_equal_ranges() {
        assert_eq!(partition_of_hash(0, 4), 0);
        assert_eq!(partition_of_hash(u64::MAX, 4), 3);
        assert_eq!(partition_of_hash(u64::MAX / 2 + 1, 4), 2);
        assert_eq!(partition_of_hash(u64::MAX, 1), 0);
    }

    #[test]
    fn refused_keys() {
        let text = |pairs: &[(&str, AttributeValue)]| {
            let attributes = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            definition(None).key_of_item(&attributes).err().map(|e| e.to_string()).unwrap_or_default()
        };
        assert!(text(&[]).ends_with("Missing the key pk in the item"));
        assert!(text(&[("pk", 1.into())]).ends_with("Type mismatch for key pk expected: S actual: N"));
        assert!(text(&[("pk", "".into())]).ends_with("cannot contain an empty string value. Key: pk"));
        assert_eq!(text(&[("pk", "x".repeat(2_048).into())]), "");
        assert!(text(&[("pk", "x".repeat(2_049).into())]).ends_with("size limit of2048 bytes"));
        let extra = Attributes::from([("pk".into(), "a".into()), ("sk".into(), "b".into())]);
        assert_eq!(definition(None).key_of_argument(&extra), Err(ItemError::KeySchemaMismatch));
    }
}
