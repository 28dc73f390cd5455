//! JSON with its numbers as they are written: DynamoDB's have up to 38 digits, which no float holds. Faults are
//! reported with line and column.

use timemark_core::json::{Fault, Reader};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Json>),
    /// Values by name, in the order in which they are written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A member of an object.
    pub fn member(self, wanted: &str) -> Option<Json> {
        match self {
            Json::Object(members) => members.into_iter().find(|(name, _)| name == wanted).map(|(_, json)| json),
            _ => None,
        }
    }

    /// The kind of the value, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

/// A fault in words, with the line and the column.
pub fn describe(fault: Fault, text: &str) -> String {
    let before = text.get(..fault.at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("line {line}, column {column}: {}", fault.what)
}

/// The deepest nesting that is read. An item has 32 levels, each of which is two levels of JSON.
const DEPTH_MAX: usize = 100;

/// A reader of a text, past a byte order mark.
pub fn reader(text: &str) -> Reader<'_> {
    let mut reader = Reader::new(text);
    reader.word("\u{feff}");
    reader
}

/// The next value.
///
/// # Errors
/// [`Fault`] if there is none.
pub fn value(reader: &mut Reader<'_>) -> Result<Json, Fault> {
    nested(reader, 0)
}

fn nested(reader: &mut Reader<'_>, depth: usize) -> Result<Json, Fault> {
    if depth > DEPTH_MAX {
        return Err(reader.fault("it is nested too deep"));
    }
    match reader.peek() {
        Some(b'{') => {
            let mut members = Vec::new();
            reader.object(&mut |reader, name| {
                members.push((name.into_owned(), nested(reader, depth + 1)?));
                Ok(())
            })?;
            Ok(Json::Object(members))
        }
        Some(b'[') => {
            let mut elements = Vec::new();
            reader.list(&mut |reader| {
                elements.push(nested(reader, depth + 1)?);
                Ok(())
            })?;
            Ok(Json::List(elements))
        }
        Some(b'"') => reader.string().map(|text| Json::Text(text.into_owned())),
        Some(b'-' | b'0'..=b'9') => reader.number().map(|number| Json::Number(number.to_owned())),
        Some(_) if reader.word("null") => Ok(Json::Null),
        Some(_) if reader.word("true") => Ok(Json::Bool(true)),
        Some(_) if reader.word("false") => Ok(Json::Bool(false)),
        Some(b'\'') => Err(reader.fault("texts stand in \"double quotes\"")),
        Some(_) => Err(reader.fault("a value is missing: a text in quotes, a number, true, false, null, { or [")),
        None => Err(reader.fault("it ends where a value is missing")),
    }
}

/// Reads a text that is one value and nothing else.
///
/// # Errors
/// A sentence with line and column.
pub fn parse(text: &str) -> Result<Json, String> {
    let mut reader = reader(text);
    let value = value(&mut reader).and_then(|value| match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.fault("something follows the end")),
    });
    value.map_err(|fault| describe(fault, text))
}

/// Appends a text in quotes.
pub fn quote(text: &str, out: &mut String) {
    out.push_str(&timemark_core::json::text(&text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    #[test]
    fn values_of_all_kinds() {
        let number = |text: &str| Json::Number(text.to_owned());
        assert_eq!(parse(" null\n"), Ok(Json::Null));
        assert_eq!(parse("\u{feff}true"), Ok(Json::Bool(true)));
        for written in ["0", "-0", "12345678901234567890123456789012345678", "-1.50E+007", "1e-130"] {
            assert_eq!(parse(written), Ok(number(written)));
        }
        assert_eq!(parse("[]"), Ok(Json::List(vec![])));
        assert_eq!(
            parse(r#"{"a": [1, {}], "a": false}"#),
            Ok(Json::Object(vec![
                ("a".to_owned(), Json::List(vec![number("1"), Json::Object(vec![])])),
                ("a".to_owned(), Json::Bool(false)),
            ]))
        );
    }

    #[test]
    fn texts_with_escapes() {
        assert_eq!(parse(r#""""#), Ok(text("")));
        assert_eq!(parse(r#""\"\\\/\b\f\n\r\t\u00e9é\uD83D\uDE00😀""#), Ok(text("\"\\/\u{8}\u{c}\n\r\téé😀😀")));
        let mut quoted = String::new();
        quote("a\"\n</script>\u{1}é", &mut quoted);
        assert_eq!(parse(&quoted), Ok(text("a\"\n</script>\u{1}é")));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (written, position) in [
            ("", "line 1, column 1: it ends"),
            ("{\n  \"a\" 1}", "line 2, column 7: a colon"),
            ("{\"é\": 1 \"b\": 2}", "line 1, column 9: a comma or }"),
            ("[1, 2", "line 1, column 6: a comma or ]"),
            ("[1,]", "line 1, column 4: a value is missing"),
            ("{\"a\": 1,}", "line 1, column 9: a name"),
            ("{a: 1}", "line 1, column 2: a name"),
            ("{'a': 1}", "line 1, column 2: a name"),
            ("['a']", "line 1, column 2: texts stand in"),
            ("\"abc", "line 1, column 1: the quote"),
            ("\"a\nb\"", "line 1, column 3: a line break"),
            (r#""\x""#, "line 1, column 2: \\ stands"),
            (r#""\uD83D""#, "line 1, column 2: half a character"),
            (r#""\uD83D\u0041""#, "line 1, column 2: \\ stands"),
            (r#""\u00é""#, "line 1, column 2: \\ stands"),
            (r#""\u00"#, "line 1, column 2: \\ stands"),
            ("01", "line 1, column 1: a number"),
            ("-", "line 1, column 2: a digit"),
            ("1.", "line 1, column 3: a digit"),
            ("1e+", "line 1, column 4: a digit"),
            ("nul", "line 1, column 1: a value"),
            ("1 2", "line 1, column 3: something follows"),
        ] {
            let said = parse(written).err().unwrap_or_default();
            assert!(said.starts_with(position), "{written:?}: {said}");
        }
        let deep = parse(&"[".repeat(1_000_000)).err().unwrap_or_default();
        assert!(deep.ends_with("nested too deep"), "{deep}");
    }
}
