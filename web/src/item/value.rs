//! Attribute values and their JSON: DynamoDB's, in which each value says its type, and plain JSON, whose types are
//! DynamoDB's nearest.

use super::json::{self, Json, Members};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::borrow::Cow;
use timemark_core::sorting::sort_by;
use timemark_core::{AttributeValue, Attributes, by_name};

/// The ten types: the name on the wire, and the label on the page.
pub const KINDS: [(&str, &str); 10] = [
    ("S", "String (S)"),
    ("N", "Number (N)"),
    ("B", "Binary (B)"),
    ("BOOL", "Boolean (BOOL)"),
    ("NULL", "Null (NULL)"),
    ("M", "Map (M)"),
    ("L", "List (L)"),
    ("SS", "String set (SS)"),
    ("NS", "Number set (NS)"),
    ("BS", "Binary set (BS)"),
];

/// Whether an object looks like DynamoDB's JSON: each value is an object with one type.
pub fn looks_typed(members: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    let is_kind = |name: &str| KINDS.iter().any(|(kind, _)| *kind == name);
    let is_typed = |value: &Json<'_>| match value {
        Json::Object(tag) => matches!(tag.as_slice(), [(name, _)] if is_kind(name)),
        _ => false,
    };
    !members.is_empty() && members.iter().all(|(_, value)| is_typed(value))
}

/// Reads DynamoDB's JSON of an item.
///
/// # Errors
/// A sentence with the path to the fault.
pub fn typed_members(members: Members<'_>) -> Result<Attributes, String> {
    let mut read = Vec::new();
    for (name, value) in in_order(members) {
        match typed(value) {
            Ok(value) => read.push((name.into_owned(), value)),
            Err(wrong) => return Err(format!("{name}: {wrong}")),
        }
    }
    Ok(by_name(read))
}

/// Reads an item of an answer; `None` if it is none.
pub fn item(json: Json<'_>) -> Option<Attributes> {
    match json {
        Json::Object(members) => typed_members(members).ok(),
        _ => None,
    }
}

/// The members in the order of their names.
fn in_order(mut members: Members<'_>) -> Members<'_> {
    sort_by(&mut members, |one, other| one.0.cmp(&other.0));
    members
}

/// Reads DynamoDB's JSON of a value.
fn typed(json: Json<'_>) -> Result<AttributeValue, String> {
    let Json::Object(tag) = json else {
        return Err(format!("{} has no type; with one it is as {{\"S\": \"text\"}} or {{\"N\": \"5\"}}", json.kind()));
    };
    let mut tag = tag.into_iter();
    match (tag.next(), tag.next()) {
        (Some((kind, json)), None) => of_kind(&kind, json),
        (None, _) => Err("a type is missing, as in {\"S\": \"text\"}".to_owned()),
        (Some((one, _)), Some((other, _))) => Err(format!("it has two types, {one} and {other}")),
    }
}

/// Reads the value of a type.
///
/// # Errors
/// A sentence with the path to the fault.
pub fn of_kind(kind: &str, json: Json<'_>) -> Result<AttributeValue, String> {
    Ok(match (kind, json) {
        ("S", Json::Text(text)) => AttributeValue::S(text.into_owned()),
        ("N", Json::Text(text)) => AttributeValue::N(text.into_owned()),
        ("N", number @ (Json::Integer(_) | Json::Decimal(_))) => {
            let number = number.into_number().unwrap_or_default();
            return Err(format!("N is written in quotes: {{\"N\": \"{number}\"}}"));
        }
        ("B", json) => AttributeValue::B(bytes(json)?),
        ("BOOL", Json::Bool(value)) => AttributeValue::Bool(value),
        ("NULL", Json::Bool(value)) => AttributeValue::Null(value),
        ("M", Json::Object(members)) => AttributeValue::M(typed_members(members)?),
        ("L", Json::List(elements)) => AttributeValue::L(each(elements, typed)?),
        ("SS", Json::List(elements)) => AttributeValue::Ss(each(elements, text)?),
        ("NS", Json::List(elements)) => AttributeValue::Ns(each(elements, number)?),
        ("BS", Json::List(elements)) => AttributeValue::Bs(each(elements, bytes)?),
        (kind, json) => {
            let wanted = match kind {
                "S" | "N" => "a text",
                "BOOL" | "NULL" => "true or false",
                "M" => "an object",
                "L" | "SS" | "NS" | "BS" => "a list",
                _ => return Err(format!("{kind} is no type; those are S, N, B, BOOL, NULL, M, L, SS, NS and BS")),
            };
            return Err(format!("{kind} is {wanted}, not {}", json.kind()));
        }
    })
}

/// Reads elements; a fault names the index of its element.
fn each<T>(elements: Vec<Json<'_>>, read: fn(Json<'_>) -> Result<T, String>) -> Result<Vec<T>, String> {
    let mut all = Vec::new();
    for json in elements {
        match read(json) {
            Ok(value) => all.push(value),
            Err(wrong) => return Err(format!("[{}]: {wrong}", all.len())),
        }
    }
    Ok(all)
}

fn text(json: Json<'_>) -> Result<String, String> {
    match json {
        Json::Text(text) => Ok(text.into_owned()),
        other => Err(format!("a text is wanted, not {}", other.kind())),
    }
}

fn number(json: Json<'_>) -> Result<String, String> {
    let kind = json.kind();
    match json {
        Json::Text(text) => Ok(text.into_owned()),
        other => other.into_number().ok_or_else(|| format!("a number is wanted, not {kind}")),
    }
}

/// Reads bytes: base64, or a list of numbers as the page's own answers have them.
fn bytes(json: Json<'_>) -> Result<Vec<u8>, String> {
    let byte = |json: &Json<'_>| match json {
        Json::Integer(number) => u8::try_from(*number).ok(),
        _ => None,
    };
    let read = match &json {
        Json::Text(text) => STANDARD.decode(text.as_bytes()).ok(),
        Json::List(list) => list.iter().map(byte).collect(),
        _ => None,
    };
    read.ok_or_else(|| "bytes are written in base64, as \"AQID\"".to_owned())
}

/// Converts a plain value as DynamoDB's SDKs do.
pub fn plain(json: Json<'_>) -> AttributeValue {
    match json {
        Json::Null => AttributeValue::Null(true),
        Json::Bool(value) => AttributeValue::Bool(value),
        Json::Integer(number) => AttributeValue::N(number.to_string()),
        Json::Decimal(number) => AttributeValue::N(number.into_owned()),
        Json::Text(text) => AttributeValue::S(text.into_owned()),
        Json::Bytes(bytes) => AttributeValue::B(bytes),
        Json::List(elements) => AttributeValue::L(elements.into_iter().map(plain).collect()),
        Json::Object(members) => AttributeValue::M(plain_members(members)),
    }
}

/// Converts a plain object to an item.
pub fn plain_members(members: Members<'_>) -> Attributes {
    by_name(in_order(members).into_iter().map(|(name, json)| (name.into_owned(), plain(json))).collect())
}

/// DynamoDB's JSON of an item, one attribute per line.
pub fn write_item(attributes: &Attributes) -> String {
    let mut out = "{".to_owned();
    for (number, (name, value)) in attributes.iter().enumerate() {
        out.push_str(if number == 0 { "\n  " } else { ",\n  " });
        json::quote(name, &mut out);
        out.push_str(": ");
        write(value, &mut out);
    }
    out.push_str(if attributes.is_empty() { "}" } else { "\n}" });
    out
}

fn write(value: &AttributeValue, out: &mut String) {
    out.push_str("{\"");
    out.push_str(value.type_name());
    out.push_str("\": ");
    write_inner(value, out);
    out.push('}');
}

/// The JSON of a value without its type.
pub fn inner(value: &AttributeValue) -> String {
    let mut out = String::new();
    write_inner(value, &mut out);
    out
}

fn write_inner(value: &AttributeValue, out: &mut String) {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => json::quote(text, out),
        AttributeValue::B(bytes) => json::quote(&STANDARD.encode(bytes), out),
        AttributeValue::Bool(value) | AttributeValue::Null(value) => {
            out.push_str(if *value { "true" } else { "false" })
        }
        AttributeValue::M(members) => {
            out.push('{');
            for (number, (name, value)) in members.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ", " });
                json::quote(name, out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        AttributeValue::L(elements) => list(elements, write, out),
        AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => list(texts, |text, out| json::quote(text, out), out),
        AttributeValue::Bs(set) => list(set, |bytes, out| json::quote(&STANDARD.encode(bytes), out), out),
        // Never read by this module, so never written.
        AttributeValue::Malformed(_) => out.push_str("null"),
    }
}

fn list<T>(elements: &[T], write: fn(&T, &mut String), out: &mut String) {
    out.push('[');
    for (number, element) in elements.iter().enumerate() {
        out.push_str(if number == 0 { "" } else { ", " });
        write(element, out);
    }
    out.push(']');
}

/// The most characters of a value in a table cell.
const BRIEF_CHARACTERS_MAX: usize = 160;

/// A short text for a value: texts and numbers as they are, other types as DynamoDB's JSON, cut if it is long.
pub fn brief(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => clipped(text, BRIEF_CHARACTERS_MAX),
        AttributeValue::Bool(yes) => yes.to_string(),
        AttributeValue::Null(_) => "null".to_owned(),
        AttributeValue::B(bytes) => clipped(&STANDARD.encode(bytes), BRIEF_CHARACTERS_MAX),
        other => clipped(&inner(other), BRIEF_CHARACTERS_MAX),
    }
}

/// A text, cut after a number of characters.
pub fn clipped(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::json::parse;

    fn read(text: &str) -> Result<Attributes, String> {
        match parse(text)? {
            Json::Object(members) => typed_members(members),
            other => Err(other.kind().to_owned()),
        }
    }

    #[test]
    fn every_type_comes_back() {
        let text = r#"{
  "a": {"S": "x\n\"<b>"},
  "b": {"N": "12345678901234567890.5"},
  "c": {"B": "AAH/"},
  "d": {"BOOL": false},
  "e": {"NULL": true},
  "f": {"M": {"g": {"L": [{"S": ""}, {"M": {}}]}}},
  "h": {"SS": ["x", "y"]},
  "i": {"NS": ["1", "2.5"]},
  "j": {"BS": ["AQ==", "AQI="]}
}"#;
        let item = read(text).unwrap_or_default();
        assert_eq!(item.len(), 9);
        assert_eq!(write_item(&item), text);
        assert_eq!(item.get("c"), Some(&AttributeValue::B(vec![0, 1, 255])));
        assert_eq!(write_item(&Attributes::new()), "{}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, said) in [
            (r#"{"a": "x"}"#, "a: a text has no type; with one it is as {\"S\": \"text\"} or {\"N\": \"5\"}"),
            (r#"{"a": {}}"#, "a: a type is missing, as in {\"S\": \"text\"}"),
            (r#"{"a": {"S": "x", "N": "1"}}"#, "a: it has two types, S and N"),
            (r#"{"a": {"s": "x"}}"#, "a: s is no type; those are S, N, B, BOOL, NULL, M, L, SS, NS and BS"),
            (r#"{"a": {"N": 5}}"#, "a: N is written in quotes: {\"N\": \"5\"}"),
            (r#"{"a": {"S": 5}}"#, "a: S is a text, not a number"),
            (r#"{"a": {"BOOL": "yes"}}"#, "a: BOOL is true or false, not a text"),
            (r#"{"a": {"B": "abc"}}"#, "a: bytes are written in base64, as \"AQID\""),
            (
                r#"{"a": {"L": [{"S": "x"}, {"M": {"b": null}}]}}"#,
                "a: [1]: b: null has no type; with one it is as {\"S\": \"text\"} or {\"N\": \"5\"}",
            ),
            (r#"{"a": {"SS": ["x", 1]}}"#, "a: [1]: a text is wanted, not a number"),
        ] {
            assert_eq!(read(text), Err(said.to_owned()), "{text}");
        }
    }

    #[test]
    fn plain_json_gets_the_nearest_types() {
        let json = parse(r#"{"a": "x", "b": 1.50, "c": true, "d": null, "e": [1, "y"], "f": {"g": {}}}"#);
        let members = match json {
            Ok(Json::Object(members)) => members,
            _ => Vec::new(),
        };
        assert!(!looks_typed(&members));
        let written = write_item(&plain_members(members));
        let wanted = r#"{
  "a": {"S": "x"},
  "b": {"N": "1.50"},
  "c": {"BOOL": true},
  "d": {"NULL": true},
  "e": {"L": [{"N": "1"}, {"S": "y"}]},
  "f": {"M": {"g": {"M": {}}}}
}"#;
        assert_eq!(written, wanted);
    }

    #[test]
    fn typed_items_are_told_from_plain_ones() {
        let looks = |text: &str| match parse(text) {
            Ok(Json::Object(members)) => looks_typed(&members),
            _ => false,
        };
        assert!(looks(r#"{"a": {"S": "x"}, "b": {"NULL": true}}"#));
        assert!(!looks(r#"{"a": {"S": "x"}, "b": 1}"#));
        assert!(!looks(r#"{"a": {"Size": 1}}"#));
        assert!(!looks(r#"{"a": {"S": "x", "N": "1"}}"#));
        assert!(!looks("{}"));
    }

    #[test]
    fn bytes_are_padded_base64() {
        let read = |text: &str| of_kind("B", Json::Text(text.into())).ok();
        assert_eq!(read("VGltZW1hcms="), Some(AttributeValue::B(b"Timemark".to_vec())));
        assert_eq!(inner(&AttributeValue::B(b"Timemark".to_vec())), "\"VGltZW1hcms=\"");
        for wrong in ["a", "ab", "abc", "ab=c", "====", "a===", "AB==", "AAB=", "äöü", "AQ ="] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn long_values_are_cut_between_characters() {
        assert_eq!(clipped("é😀x", 2), "é😀…");
        assert_eq!(clipped("é😀x", 3), "é😀x");
        assert_eq!(brief(&AttributeValue::Ss(vec!["a".to_owned()])), "[\"a\"]");
    }
}
