//! Attribute values as a request carries them, before validation.

use super::error::ItemError;
use super::number::Number;
use crate::json::blob::Blob;
use crate::json::{ByName, FromJson, Json, Sink, ToJson, TypeError};

/// The attributes of an item or of a key, by name.
pub type Attributes = ByName<AttributeValue>;

/// An attribute value, of one of DynamoDB's ten types.
///
/// It holds what was sent. Numbers, sets and sizes are validated when the value becomes part of an
/// [`Item`](crate::item::Item).
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
    /// NULL; only `true` is valid.
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
    /// A structure with no type in it, or with several: readable JSON, but not a value.
    Malformed(Malformed),
}

/// Why a structure is not a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// No type is set.
    Empty,
    /// More than one is.
    Several,
}

impl From<Malformed> for ItemError {
    fn from(malformed: Malformed) -> ItemError {
        match malformed {
            Malformed::Empty => ItemError::EmptyAttributeValue,
            Malformed::Several => ItemError::SeveralAttributeValues,
        }
    }
}

impl AttributeValue {
    /// The size that DynamoDB counts, in **bytes**; 0 for an invalid value.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-size`.
    pub(crate) fn size_bytes(&self) -> usize {
        let number = |text: &String| Number::parse(text).map_or(0, |number| number.size_bytes());
        match self {
            AttributeValue::S(text) => text.len(),
            AttributeValue::N(text) => number(text),
            AttributeValue::B(bytes) => bytes.len(),
            AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
            AttributeValue::M(members) => {
                3 + members.iter().map(|(name, value)| 1 + name.len() + value.size_bytes()).sum::<usize>()
            }
            AttributeValue::L(elements) => 3 + elements.iter().map(|value| 1 + value.size_bytes()).sum::<usize>(),
            AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
            AttributeValue::Ns(texts) => texts.iter().map(number).sum(),
            AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
            AttributeValue::Malformed(_) => 0,
        }
    }

    /// Reads a value of the type with that name on the wire; `None` if there is no such type.
    ///
    /// # Errors
    /// [`TypeError`] with the service's text for JSON of a wrong type.
    pub(crate) fn of_type(name: &str, json: Json<'_>) -> Option<Result<AttributeValue, TypeError>> {
        let blobs = |set: Vec<Blob>| AttributeValue::Bs(set.into_iter().map(Vec::from).collect());
        Some(match name {
            "S" => FromJson::read(json).map(AttributeValue::S),
            "N" => FromJson::read(json).map(AttributeValue::N),
            "B" => Blob::read(json).map(|blob| AttributeValue::B(blob.into())),
            "BOOL" => FromJson::read(json).map(AttributeValue::Bool),
            "NULL" => FromJson::read(json).map(AttributeValue::Null),
            "M" => FromJson::read(json).map(AttributeValue::M),
            "L" => FromJson::read(json).map(AttributeValue::L),
            "SS" => FromJson::read(json).map(AttributeValue::Ss),
            "NS" => FromJson::read(json).map(AttributeValue::Ns),
            "BS" => Vec::read(json).map(blobs),
            _ => return None,
        })
    }

    /// The name of the type on the wire.
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

impl ToJson for AttributeValue {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_object();
        if !matches!(self, AttributeValue::Malformed(_)) {
            out.name(self.type_name());
        }
        match self {
            AttributeValue::S(text) | AttributeValue::N(text) => out.text(text),
            AttributeValue::B(bytes) => out.bytes(bytes),
            AttributeValue::Bool(value) | AttributeValue::Null(value) => out.bool(*value),
            AttributeValue::M(members) => members.write(out),
            AttributeValue::L(elements) => elements.write(out),
            AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => texts.write(out),
            AttributeValue::Bs(set) => {
                out.begin_list();
                for bytes in set {
                    out.bytes(bytes);
                }
                out.end_list();
            }
            AttributeValue::Malformed(_) => {}
        }
        out.end_object();
    }
}

impl FromJson for AttributeValue {
    fn read(json: Json<'_>) -> Result<Self, TypeError> {
        let mut found = None;
        let mut several = false;
        for (name, json) in json.members()? {
            if matches!(json, Json::Null) {
                continue;
            }
            let Some(value) = AttributeValue::of_type(&name, json).transpose()? else { continue };
            several |= found.is_some();
            found.get_or_insert(value);
        }
        Ok(match (found, several) {
            (_, true) => AttributeValue::Malformed(Malformed::Several),
            (Some(value), false) => value,
            (None, false) => AttributeValue::Malformed(Malformed::Empty),
        })
    }
}
