//! Attribute values as a request carries them: read, but not yet judged.

use crate::blob::Blob;
use crate::error::Invalid;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// The attributes of an item or of a key, by name.
pub type Attributes = BTreeMap<String, AttributeValue>;

/// One attribute value, of one of DynamoDB's ten types.
///
/// It holds what was sent; whether a number is a number, a set is a set and all is small enough is judged when it
/// becomes part of an [`Item`](crate::Item).
///
/// ```
/// use timemark_core::AttributeValue;
/// assert_eq!(AttributeValue::from("Imagine"), AttributeValue::S("Imagine".to_owned()));
/// assert_eq!(AttributeValue::from(1971), AttributeValue::N("1971".to_owned()));
/// ```
///
/// # Source
/// The service model's `AttributeValue`.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// Text.
    S(String),
    /// A decimal number as text.
    N(String),
    /// Bytes; base64 in JSON.
    B(Vec<u8>),
    /// True or false.
    Bool(bool),
    /// Nothing; only `true` is a value.
    Null(bool),
    /// Values by name.
    M(Attributes),
    /// Values in order.
    L(Vec<AttributeValue>),
    /// A set of texts.
    Ss(Vec<String>),
    /// A set of numbers.
    Ns(Vec<String>),
    /// A set of bytes.
    Bs(Vec<Vec<u8>>),
    /// A structure with no type in it, or with several: readable JSON, but no value.
    Malformed(Malformed),
}

/// How a structure fails to be a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// No type is set.
    Empty,
    /// More than one is.
    Several,
}

impl From<Malformed> for Invalid {
    fn from(malformed: Malformed) -> Invalid {
        match malformed {
            Malformed::Empty => Invalid::EmptyAttributeValue,
            Malformed::Several => Invalid::SeveralAttributeValues,
        }
    }
}

impl AttributeValue {
    /// The type's name on the wire.
    pub fn type_name(&self) -> &'static str {
        match self {
            AttributeValue::S(_) => "S",
            AttributeValue::N(_) => "N",
            AttributeValue::B(_) => "B",
            AttributeValue::Bool(_) => "BOOL",
            AttributeValue::Null(_) => "NULL",
            AttributeValue::M(_) => "M",
            AttributeValue::L(_) => "L",
            AttributeValue::Ss(_) => "SS",
            AttributeValue::Ns(_) => "NS",
            AttributeValue::Bs(_) => "BS",
            AttributeValue::Malformed(_) => "",
        }
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        AttributeValue::S(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        AttributeValue::S(text)
    }
}

impl From<i64> for AttributeValue {
    fn from(number: i64) -> Self {
        AttributeValue::N(number.to_string())
    }
}

impl From<bool> for AttributeValue {
    fn from(value: bool) -> Self {
        AttributeValue::Bool(value)
    }
}

impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        let name = self.type_name();
        match self {
            AttributeValue::S(text) | AttributeValue::N(text) => map.serialize_entry(name, text)?,
            AttributeValue::B(bytes) => map.serialize_entry(name, &Blob::from(bytes.clone()))?,
            AttributeValue::Bool(value) | AttributeValue::Null(value) => map.serialize_entry(name, value)?,
            AttributeValue::M(members) => map.serialize_entry(name, members)?,
            AttributeValue::L(elements) => map.serialize_entry(name, elements)?,
            AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => map.serialize_entry(name, texts)?,
            AttributeValue::Bs(set) => {
                let set: Vec<Blob> = set.iter().cloned().map(Blob::from).collect();
                map.serialize_entry(name, &set)?;
            }
            AttributeValue::Malformed(_) => {}
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("AttributeValue", &TYPE_NAMES, ValueVisitor)
    }
}

/// The names of the types. Formats that read structures member by member, as `serde-wasm-bindgen` does, ask for no others.
const TYPE_NAMES: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];

/// The name of a type, without a copy; anything else is the empty name.
struct TypeName(&'static str);

impl<'de> Deserialize<'de> for TypeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl Visitor<'_> for NameVisitor {
            type Value = TypeName;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E>(self, name: &str) -> Result<TypeName, E> {
                Ok(TypeName(TYPE_NAMES.into_iter().find(|known| *known == name).unwrap_or_default()))
            }
        }
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("struct AttributeValue")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let mut found = None;
        let mut several = false;
        while let Some(TypeName(name)) = map.next_key()? {
            let value = match name {
                "S" => map.next_value::<Option<_>>()?.map(AttributeValue::S),
                "N" => map.next_value::<Option<_>>()?.map(AttributeValue::N),
                "B" => map.next_value::<Option<Blob>>()?.map(|blob| AttributeValue::B(blob.into())),
                "BOOL" => map.next_value::<Option<_>>()?.map(AttributeValue::Bool),
                "NULL" => map.next_value::<Option<_>>()?.map(AttributeValue::Null),
                "M" => map.next_value::<Option<_>>()?.map(AttributeValue::M),
                "L" => map.next_value::<Option<_>>()?.map(AttributeValue::L),
                "SS" => map.next_value::<Option<_>>()?.map(AttributeValue::Ss),
                "NS" => map.next_value::<Option<_>>()?.map(AttributeValue::Ns),
                "BS" => map
                    .next_value::<Option<Vec<Blob>>>()?
                    .map(|set| AttributeValue::Bs(set.into_iter().map(Vec::from).collect())),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    None
                }
            };
            several |= value.is_some() && found.is_some();
            found = found.or(value);
        }
        Ok(match (found, several) {
            (_, true) => AttributeValue::Malformed(Malformed::Several),
            (Some(value), false) => value,
            (None, false) => AttributeValue::Malformed(Malformed::Empty),
        })
    }
}
