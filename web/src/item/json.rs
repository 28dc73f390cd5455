//! JSON as it is typed or answered, read by the engine's own reader, with faults reported by line and column.

use std::borrow::Cow;
use timemark_core::json::{Fault, Reader, value};

pub use timemark_core::json::Json;

/// The members of an object, in the order in which they are written.
pub type Members<'a> = Vec<(Cow<'a, str>, Json<'a>)>;

/// A fault in words, with the line and the column.
pub fn describe(fault: Fault, text: &str) -> String {
    let before = text.get(..fault.at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("line {line}, column {column}: {}", fault.what)
}

/// A reader of a text, past a byte order mark.
pub fn reader(text: &str) -> Reader<'_> {
    let mut reader = Reader::new(text);
    reader.word("\u{feff}");
    reader
}

/// Reads a text that is one value and nothing else.
///
/// # Errors
/// A sentence with line and column.
pub fn parse(text: &str) -> Result<Json<'_>, String> {
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

    fn text(text: &str) -> Json<'_> {
        Json::Text(text.into())
    }

    #[test]
    fn values_of_all_kinds() {
        let number = |text: &'static str| Json::Decimal(text.into());
        assert_eq!(parse(" null\n"), Ok(Json::Null));
        assert_eq!(parse("\u{feff}true"), Ok(Json::Bool(true)));
        for written in ["12345678901234567890123456789012345678", "-1.50E+007", "1e-130"] {
            assert_eq!(parse(written), Ok(number(written)));
            assert_eq!(parse(written).ok().and_then(Json::into_number).as_deref(), Some(written));
        }
        assert_eq!(parse("-12"), Ok(Json::Integer(-12)));
        assert_eq!(parse("[]"), Ok(Json::List(vec![])));
        assert_eq!(
            parse(r#"{"a": [1, {}], "a": false}"#),
            Ok(Json::Object(vec![
                ("a".into(), Json::List(vec![Json::Integer(1), Json::Object(vec![])])),
                ("a".into(), Json::Bool(false)),
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
