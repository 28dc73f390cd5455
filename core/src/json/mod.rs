//! JSON, read and written as the service does.
//!
//! A body is first read as a whole, then taken apart by type: so malformed JSON is told from a member of a wrong type,
//! and each wrong type gets the service's own sentence. Depth is bounded by the parser (128), time is linear.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::io;

/// A JSON value, its texts borrowed from the body where they have no escapes.
#[derive(Debug)]
pub enum Json<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Reads a body.
///
/// # Errors
/// [`TypeError`] without a text where it is not JSON, or nested too deep.
pub fn parse(body: &[u8]) -> Result<Json<'_>, TypeError> {
    serde_json::from_slice(body).map_err(|_| TypeError(None))
}

/// Takes a value apart into an input.
///
/// # Errors
/// [`TypeError`] with the service's text for the first member of a wrong type.
pub fn read<T: DeserializeOwned>(json: Json<'_>) -> Result<T, TypeError> {
    match json {
        Json::Object(_) => T::deserialize(json),
        _ => Err(TypeError(None)),
    }
}

/// Writes an output; the output of an operation that has none is no body at all.
pub fn write(output: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    // Writing to memory cannot fail, and no output has a map whose keys are not texts.
    let _ = output.serialize(&mut serde_json::Serializer::with_formatter(&mut body, Formatter));
    if body == b"null" { Vec::new() } else { body }
}

/// Compact JSON in which bytes are base64.
struct Formatter;

impl serde_json::ser::Formatter for Formatter {
    fn write_byte_array<W: ?Sized + io::Write>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        write!(writer, "\"{}\"", crate::blob::encode(bytes))
    }
}

/// A member of a wrong type, in the service's words.
///
/// # Source
/// `facts.md` 7.3, type errors.
#[derive(Debug, PartialEq, Eq)]
pub struct TypeError(pub Option<String>);

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("malformed JSON"))
    }
}

impl std::error::Error for TypeError {}

impl de::Error for TypeError {
    fn custom<T: fmt::Display>(text: T) -> TypeError {
        TypeError(Some(text.to_string()))
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> TypeError {
        TypeError(Some(match expected.to_string().as_str() {
            "bytes" => "only base-64-encoded strings are convertible to bytes".to_owned(),
            _ => UNEXPECTED.to_owned(),
        }))
    }

    /// Only an integer can have the right type and a value out of its range.
    ///
    /// # Source
    /// Assumed: the sentence for what is no such integer at all.
    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> TypeError {
        let wanted = if expected.to_string().ends_with("64") { "Long" } else { "Integer" };
        TypeError(Some(format!("NUMBER_VALUE cannot be converted to {wanted}")))
    }
}

const UNEXPECTED: &str = "Unexpected field type";
const CONTAINER: &str = "Start of structure or map found where not expected";

impl Json<'_> {
    /// The error for this value where a scalar of the service's type was expected.
    fn is_no(&self, wanted: &str) -> TypeError {
        let token = match self {
            Json::Bool(true) => "TRUE_VALUE",
            Json::Bool(false) => "FALSE_VALUE",
            Json::Integer(_) => "NUMBER_VALUE",
            Json::Float(_) => "DECIMAL_VALUE",
            Json::Text(_) => "STRING_VALUE",
            Json::Null => return TypeError(Some(UNEXPECTED.to_owned())),
            Json::List(_) | Json::Object(_) => return TypeError(Some(CONTAINER.to_owned())),
        };
        TypeError(Some(format!("{token} cannot be converted to {wanted}")))
    }
}

macro_rules! integers {
    ($($method:ident $wanted:literal)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
            match self {
                Json::Integer(number) => visitor.visit_i64(number),
                // The service floors a decimal.
                Json::Float(number) => visitor.visit_i64(number.floor() as i64),
                other => Err(other.is_no($wanted)),
            }
        })+
    };
}

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = TypeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(value),
            Json::Integer(number) => visitor.visit_i64(number),
            Json::Float(number) => visitor.visit_f64(number),
            Json::Text(text) => text.into_deserializer().deserialize_any(visitor),
            Json::List(elements) => visitor.visit_seq(SeqDeserializer::new(elements.into_iter())),
            Json::Object(members) => visitor.visit_map(MapDeserializer::new(members.into_iter())),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Bool(value) => visitor.visit_bool(value),
            Json::List(_) | Json::Object(_) => Err(TypeError(Some(CONTAINER.to_owned()))),
            _ => Err(TypeError(Some("Unexpected token received from parser".to_owned()))),
        }
    }

    integers! {
        deserialize_i8 "Integer" deserialize_i16 "Integer" deserialize_i32 "Integer" deserialize_i64 "Long"
        deserialize_u8 "Integer" deserialize_u16 "Integer" deserialize_u32 "Integer" deserialize_u64 "Long"
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Integer(number) => visitor.visit_f64(number as f64),
            Json::Float(number) => visitor.visit_f64(number),
            other => Err(other.is_no("Double")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Json::Text(Cow::Owned(text)) => visitor.visit_string(text),
            other => Err(other.is_no("String")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::List(_) => self.deserialize_any(visitor),
            Json::Text(_) => Err(TypeError(Some("Unrecognized collection type class java.lang.String".to_owned()))),
            Json::Object(_) => Err(TypeError(Some(CONTAINER.to_owned()))),
            _ => Err(TypeError(Some(UNEXPECTED.to_owned()))),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self {
            Json::Object(_) => self.deserialize_any(visitor),
            _ => Err(TypeError(Some(UNEXPECTED.to_owned()))),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        self.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, TypeError> for Json<'de> {
    type Deserializer = Json<'de>;

    fn into_deserializer(self) -> Json<'de> {
        self
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json<'de>, E> {
        Ok(Json::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(number).map_or(Json::Float(number as f64), Json::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json<'de>, A::Error> {
        let mut object: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        while let Some(Text(name)) = members.next_key()? {
            object.push((name, members.next_value()?));
        }
        // A name that is repeated counts once, with its last value. Sorting keeps this linear enough for any body.
        object.sort_by(|a, b| a.0.cmp(&b.0));
        object.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                std::mem::swap(&mut later.1, &mut earlier.1);
            }
            is_same
        });
        Ok(Json::Object(object))
    }
}

/// A text that is borrowed where it can be; serde's own `Cow` never is.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{CreateTableInput, ListBackupsInput, PutItemInput};

    fn text<T: DeserializeOwned>(body: &str) -> Option<String> {
        let read = parse(body.as_bytes()).and_then(read::<T>);
        read.err().map(|error| error.0.unwrap_or_else(|| "(none)".to_owned()))
    }

    #[test]
    fn wrong_types_get_the_services_sentences() {
        let list = text::<ListBackupsInput>;
        assert_eq!(list(r#"{"TableName": null, "Other": [1, {}], "Limit": 10.9}"#), None);
        assert_eq!(list(r#"{"TableName": 1}"#).as_deref(), Some("NUMBER_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": 1.5}"#).as_deref(), Some("DECIMAL_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": true}"#).as_deref(), Some("TRUE_VALUE cannot be converted to String"));
        assert_eq!(list(r#"{"TableName": {}}"#).as_deref(), Some(CONTAINER));
        assert_eq!(list(r#"{"Limit": "x"}"#).as_deref(), Some("STRING_VALUE cannot be converted to Integer"));
        let create = text::<CreateTableInput>;
        assert_eq!(
            create(r#"{"KeySchema": "x"}"#).as_deref(),
            Some("Unrecognized collection type class java.lang.String")
        );
        assert_eq!(create(r#"{"KeySchema": [["pk", "HASH"]]}"#).as_deref(), Some(UNEXPECTED));
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
        assert_eq!(put(r#"{"Item": {"a": "x"}}"#).as_deref(), Some(UNEXPECTED));
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
    fn the_last_of_repeated_names_counts() {
        let read = parse(br#"{"TableName": "a", "Limit": 1, "TableName": "b"}"#).and_then(read::<ListBackupsInput>);
        assert_eq!(read.map(|input| input.table_name), Ok(Some("b".to_owned())));
    }
}
