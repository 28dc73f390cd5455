//! The members of a call's input.

use super::Name;
use crate::item::json::{Json, Members};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use timemark_core::Timestamp;
use timemark_core::json::FromJson;

/// The members of the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A moment.
    Time(Timestamp),
    /// A variable of an earlier answer.
    Variable(Name),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The value of a member; `None` for `null`, which is as if the member were absent.
    fn of(name: &str, json: Json<'_>) -> Option<Value> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(flag) => Value::Bool(flag),
            number @ (Json::Integer(_) | Json::Decimal(_)) => {
                let number = number.into_number()?;
                time(name, &number).map_or(Value::Number(number), Value::Time)
            }
            Json::Text(text) => Value::Text(text.into_owned()),
            Json::Bytes(bytes) => Value::Bytes(bytes),
            Json::List(list) => Value::List(list.into_iter().filter_map(|element| Value::of(name, element)).collect()),
            Json::Object(members) => {
                if let [(kind, value)] = members.as_slice()
                    && let Some(value) = binary(kind, value)
                {
                    return Some(Value::Object(vec![(kind.to_string(), value)]));
                }
                Value::Object(values(members))
            }
        })
    }

    /// About how long it is when written.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Value::Number(text) | Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            Value::List(list) => list.iter().map(Value::bytes).sum(),
            Value::Object(members) => members.iter().map(|(name, value)| name.len() + value.bytes()).sum(),
            Value::Bool(_) | Value::Time(_) | Value::Variable(_) => 8,
        }
    }

    /// Whether it contains a moment.
    pub fn has_time(&self) -> bool {
        match self {
            Value::Time(_) => true,
            Value::List(list) => list.iter().any(Value::has_time),
            Value::Object(members) => members.iter().any(|(_, value)| value.has_time()),
            _ => false,
        }
    }
}

/// The members that have a value.
pub(super) fn values(members: Members<'_>) -> Vec<(String, Value)> {
    members.into_iter().filter_map(|(name, json)| Some((name.to_string(), Value::of(&name, json)?))).collect()
}

/// Numbers are texts in items, so a number under such a name is a moment, read as the engine reads it.
fn time(name: &str, number: &str) -> Option<Timestamp> {
    let is_time = name.ends_with("Time") || name.ends_with("Bound");
    is_time.then(|| Timestamp::read(timemark_core::json::parse(number.as_bytes()).ok()?).ok())?
}

/// The value of an attribute that is bytes, or a set of them. No attribute, index or table can be mistaken for one: its
/// value would be an object or a list of objects.
fn binary(kind: &str, json: &Json<'_>) -> Option<Value> {
    match (kind, json) {
        ("B", json) => Some(Value::Bytes(bytes(json)?)),
        ("BS", Json::List(set)) => {
            Some(Value::List(set.iter().map(|json| bytes(json).map(Value::Bytes)).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

/// Bytes are base64, or a list of numbers where the page wrote them.
fn bytes(json: &Json<'_>) -> Option<Vec<u8>> {
    let byte = |json: &Json<'_>| match json {
        Json::Integer(number) => u8::try_from(*number).ok(),
        _ => None,
    };
    match json {
        Json::Text(text) => STANDARD.decode(text.as_bytes()).ok(),
        Json::List(list) => list.iter().map(byte).collect(),
        _ => None,
    }
}
