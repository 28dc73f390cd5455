//! JSON, read and written as the service does.
//!
//! A body is first parsed as a whole and then taken apart by type. So malformed JSON is distinguished from a member of
//! a wrong type, and each wrong type gets the service's own text. Depth is bounded by the parser (127), time is linear.
//!
//! ```text
//!   body ──parse──► Json ──FromJson──► input        output ──ToJson──► Sink: a text, or JavaScript's objects
//! ```
//!
//! A structure is a table of names and fields (`shape!`). The code that walks such a table exists once and not once for
//! each of the hundreds of structures, because the page loads all of it.

pub mod blob;
mod escapes;
mod parse;
mod read;
mod reader;
mod text;
mod write;

pub use parse::{Source, parse, value};
pub(crate) use parse::{input_taking, value_of_body};
pub(crate) use read::fill;
pub use read::{Field, FromJson};
pub use reader::{Fault, OfElement, OfMember, Reader};
pub use text::{Text, text};
pub(crate) use write::members;
pub use write::{Member, Sink, ToJson};

use crate::sorting::sort_by;
use litemap::LiteMap;
use std::borrow::Cow;
use std::fmt;

/// Whether the size of the module counts more than its speed: in the page, which is there only when all of it is. What is
/// there for speed alone is left out of it.
pub(crate) const IS_SMALL: bool = cfg!(all(target_arch = "wasm32", not(feature = "js")));

/// Values by name, sorted by it: the maps of requests and answers, items among them.
///
/// A sorted vector, because most of them have a few members and are built once, read in order and dropped. An insertion
/// between others moves those behind it, so a map of many members is collected ([`FromIterator`] sorts them once).
pub type ByName<T> = LiteMap<String, T>;

/// Sorts values by name; of two with one name the later counts. It is one function for all that collect, for each iterator
/// would bring a sort of its own.
pub fn by_name<T>(mut members: Vec<(String, T)>) -> ByName<T> {
    if !members.is_sorted_by(|one, other| one.0 < other.0) {
        sort_by(&mut members, |one, other| one.0.cmp(&other.0));
        members.dedup_by(keep_later);
    }
    ByName::from_sorted_store_unchecked(members)
}

/// Says whether two members have one name, and then puts the later's value into the earlier one, which is kept.
fn keep_later<N: PartialEq, V>(later: &mut (N, V), earlier: &mut (N, V)) -> bool {
    let is_same = later.0 == earlier.0;
    if is_same {
        std::mem::swap(&mut later.1, &mut earlier.1);
    }
    is_same
}

/// A JSON value, whose texts are borrowed from the body if they have no escapes.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number, as it is written, because it may have more digits than a float holds.
    Decimal(Cow<'a, str>),
    /// A text.
    Text(Cow<'a, str>),
    /// Binary data, which only JavaScript passes as such.
    Bytes(Vec<u8>),
    /// Values in order.
    List(Vec<Json<'a>>),
    /// Values by name, in the order of the text. A name may be repeated; its last value counts.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// A member of a wrong type, in the service's words; without a text for a body that is not JSON or not a structure.
///
/// # Source
/// `docs/dynamodb.md#type-errors`.
#[derive(Debug, PartialEq, Eq)]
pub struct TypeError(pub Option<String>);

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("malformed JSON"))
    }
}

impl std::error::Error for TypeError {}

impl<'a> Json<'a> {
    /// The text in a member of an object.
    pub fn text_of(&self, member: &str) -> Option<&str> {
        match self {
            Json::Object(members) => {
                members.iter().rfind(|(name, _)| name == member).and_then(|(_, json)| json.as_text())
            }
            _ => None,
        }
    }

    /// The value of a member of an object.
    pub fn into_member(self, member: &str) -> Option<Json<'a>> {
        match self {
            Json::Object(members) => members.into_iter().rfind(|(name, _)| name == member).map(|(_, json)| json),
            _ => None,
        }
    }

    /// A number, as it is written.
    pub fn into_number(self) -> Option<String> {
        match self {
            Json::Integer(number) => Some(number.to_string()),
            Json::Decimal(number) => Some(number.into_owned()),
            _ => None,
        }
    }

    /// The kind of the value, with an article: `a text`, `an object`.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "true or false",
            Json::Integer(_) | Json::Decimal(_) => "a number",
            Json::Text(_) => "a text",
            Json::Bytes(_) => "bytes",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{CreateTableInput, ListBackupsInput, PutItemInput};

    fn text<T: FromJson>(body: &str) -> Option<String> {
        let read = parse(body.as_bytes()).and_then(Json::input::<T>);
        read.err().map(|error| error.0.unwrap_or_else(|| "(none)".to_owned()))
    }

    #[test]
    fn wrong_types_get_the_services_sentences() {
        let list = text::<ListBackupsInput>;
        assert_eq!(list(r#"{"TableName": null, "Other": [1, {}], "Limit": 10.9}"#), None);
        assert_eq!(list(r#"{"TableName": 1}"#).as_deref(), Some("NUMBER_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": 1.5}"#).as_deref(), Some("DECIMAL_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": true}"#).as_deref(), Some("TRUE_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": {}}"#).as_deref(), Some("Start of structure or map found where not expected"));
        assert_eq!(list(r#"{"Limit": "x"}"#).as_deref(), Some("STRING_VALUE cannot be converted to Integer"));
        let create = text::<CreateTableInput>;
        assert_eq!(
            create(r#"{"KeySchema": "x"}"#).as_deref(),
            Some("Unrecognized collection type class java.lang.String")
        );
        assert_eq!(create(r#"{"KeySchema": [["pk", "HASH"]]}"#).as_deref(), Some("Unexpected field type"));
        assert_eq!(
            create(r#"{"DeletionProtectionEnabled": "x"}"#).as_deref(),
            Some("Unexpected token received from parser")
        );
        let put = text::<PutItemInput>;
        assert_eq!(
            put(r#"{"Item": {"a": {"B": "abc"}}}"#).as_deref(),
            Some("Base64 encoded length is expected a multiple of 4 bytes but found: 3")
        );
        assert_eq!(
            put(r#"{"Item": {"a": {"B": "****"}}}"#).as_deref(),
            Some("only base-64-encoded strings are convertible to bytes")
        );
        assert_eq!(
            put(r#"{"Item": {"a": {"B": 1}}}"#).as_deref(),
            Some("only base-64-encoded strings are convertible to bytes")
        );
        assert_eq!(put(r#"{"Item": {"a": "x"}}"#).as_deref(), Some("Unexpected field type"));
        assert_eq!(put(r#"{"Item": {"a": {"S": 1}}}"#).as_deref(), Some("NUMBER_VALUE cannot be converted to String"));
    }

    #[test]
    fn what_is_not_json_gets_no_text() {
        for body in ["", "{", "[]", "1", "\"x\"", "{\"a\": \"\\ud800\"}", "{\"a\": 1e999}"] {
            assert_eq!(text::<ListBackupsInput>(body).as_deref(), Some("(none)"), "{body}");
        }
        assert!(parse(b"{\"a\": \"\xFF\"}").is_err());
        assert!(parse("[".repeat(1_000_000).as_bytes()).is_err(), "deep nesting is refused, not followed");
    }

    #[test]
    fn values_are_as_they_are_written() {
        let Ok(Json::Object(members)) = parse(br#"{"b": 1.50, "a": 12345678901234567890123456789012345678}"#) else {
            unreachable!("it is an object");
        };
        assert!(members.iter().map(|(name, _)| &**name).eq(["b", "a"]));
        let numbers: Vec<Option<String>> = members.into_iter().map(|(_, json)| json.into_number()).collect();
        assert_eq!(numbers, [Some("1.50".to_owned()), Some("12345678901234567890123456789012345678".to_owned())]);
        let read = |body: &str| parse(body.as_bytes()).and_then(f64::read);
        assert_eq!((read("1.50"), read("1e3"), read("7")), (Ok(1.5), Ok(1_000.0), Ok(7.0)));
    }

    #[test]
    fn the_last_of_repeated_names_counts() {
        let read =
            parse(br#"{"TableName": "a", "Limit": 1, "TableName": "b"}"#).and_then(Json::input::<ListBackupsInput>);
        assert_eq!(read.map(|input| input.table_name), Ok(Some("b".to_owned())));
    }
}
