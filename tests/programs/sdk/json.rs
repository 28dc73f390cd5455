//! What is sent: values as JSON.

use super::aws_sdk_dynamodb::primitives::{Blob, DateTime};
use super::aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::HashMap;

pub type Members = serde_json::Map<String, Value>;

pub trait Json {
    fn json(self) -> Value;
}

macro_rules! plain {
    ($($of:ty),+) => { $(impl Json for $of { fn json(self) -> Value { Value::from(self) } })+ };
}
plain!(String, bool, i32, i64);

impl<T: Json> Json for Vec<T> {
    fn json(self) -> Value {
        self.into_iter().map(Json::json).collect()
    }
}

impl<T: Json> Json for HashMap<String, T> {
    fn json(self) -> Value {
        self.into_iter().map(|(name, value)| (name, value.json())).collect::<Members>().into()
    }
}

impl Json for Blob {
    fn json(self) -> Value {
        STANDARD.encode(self.0).into()
    }
}

impl Json for DateTime {
    fn json(self) -> Value {
        self.0.into()
    }
}

impl Json for AttributeValue {
    fn json(self) -> Value {
        match self {
            AttributeValue::S(text) => json!({"S": text}),
            AttributeValue::N(number) => json!({"N": number}),
            AttributeValue::B(bytes) => json!({"B": bytes.json()}),
            AttributeValue::Bool(flag) => json!({"BOOL": flag}),
            AttributeValue::Null(flag) => json!({"NULL": flag}),
            AttributeValue::Ss(set) => json!({"SS": set}),
            AttributeValue::Ns(set) => json!({"NS": set}),
            AttributeValue::Bs(set) => json!({"BS": set.json()}),
            AttributeValue::L(list) => json!({"L": list.json()}),
            AttributeValue::M(map) => json!({"M": map.json()}),
        }
    }
}

/// `table_name` as the service writes it: `TableName`.
pub fn member(method: &str) -> String {
    let word = |word: &str| match word {
        "sse" => "SSE".to_owned(),
        word => word[..1].to_uppercase() + &word[1..],
    };
    method.split('_').map(word).collect()
}

/// Sets a member.
pub fn set(members: &mut Members, method: &str, value: Value) {
    members.insert(member(method), value);
}

/// Appends to a member that is a list.
pub fn push(members: &mut Members, method: &str, value: Value) {
    let list = members.entry(member(method)).or_insert_with(|| json!([]));
    list.as_array_mut().expect("a list").push(value);
}

/// Adds to a member that is a map.
pub fn insert(members: &mut Members, method: &str, key: String, value: Value) {
    let map = members.entry(member(method)).or_insert_with(|| json!({}));
    map.as_object_mut().expect("a map").insert(key, value);
}
