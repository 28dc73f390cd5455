//! JSON as a text: compact, with binary data in base64.

use super::{Sink, ToJson, escapes};
use std::fmt::{self, Write};

/// The JSON text of a value.
pub fn text(value: &dyn ToJson) -> String {
    let mut text = Text::default();
    value.write(&mut text);
    text.into()
}

/// A text to which JSON is written.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
}

impl Text {
    /// An empty text with room for `bytes` bytes.
    pub fn with_capacity(bytes: usize) -> Text {
        Text { text: String::with_capacity(bytes) }
    }

    /// Writes the separator before a value or a name.
    fn next(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
        }
    }

    fn formatted(&mut self, value: fmt::Arguments<'_>) {
        self.next();
        // Writing to memory cannot fail.
        let _ = self.text.write_fmt(value);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        match escapes::position(text.as_bytes()) {
            None => self.text.push_str(text),
            Some(_) => self.escaped(text),
        }
        self.text.push('"');
    }

    fn escaped(&mut self, text: &str) {
        let mut start = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                0x08 => "\\b",
                0x09 => "\\t",
                0x0A => "\\n",
                0x0C => "\\f",
                0x0D => "\\r",
                0x00..=0x1F => "",
                _ => continue,
            };
            self.text.push_str(text.get(start..at).unwrap_or_default());
            self.text.push_str(escape);
            if escape.is_empty() {
                let _ = write!(self.text, "\\u{byte:04x}");
            }
            start = at + 1;
        }
        self.text.push_str(text.get(start..).unwrap_or_default());
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.text
    }
}

impl Sink for Text {
    fn null(&mut self) {
        self.next();
        self.text.push_str("null");
    }

    fn bool(&mut self, value: bool) {
        self.next();
        self.text.push_str(if value { "true" } else { "false" });
    }

    fn integer(&mut self, number: i64) {
        self.formatted(format_args!("{number}"));
    }

    fn unsigned(&mut self, number: u64) {
        self.formatted(format_args!("{number}"));
    }

    /// Writes the shortest text that is read as the same number; `null` for a number that is not finite.
    fn float(&mut self, number: f64) {
        if number.is_finite() { self.formatted(format_args!("{number:?}")) } else { self.null() }
    }

    fn text(&mut self, text: &str) {
        self.next();
        self.quoted(text);
    }

    fn plain(&mut self, text: fmt::Arguments<'_>) {
        self.next();
        self.text.push('"');
        let _ = self.text.write_fmt(text);
        self.text.push('"');
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.next();
        self.text.push('"');
        self.text.push_str(&crate::json::blob::encode(bytes));
        self.text.push('"');
    }

    fn begin_list(&mut self) {
        self.next();
        self.text.push('[');
    }

    fn end_list(&mut self) {
        self.text.push(']');
    }

    fn begin_object(&mut self) {
        self.next();
        self.text.push('{');
    }

    fn begin_tagged(&mut self, name: &str) {
        self.next();
        self.text.push_str("{\"");
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    fn name(&mut self, name: &str) {
        self.next();
        self.quoted(name);
        self.text.push(':');
    }

    fn end_object(&mut self) {
        self.text.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_written_as_everybody_writes_them() {
        for number in [0.0, -0.0, 0.5, -1.25, 0.07, 1.0, 1_576_616_366.715, 253_402_300_799.999, 1e15, 0.001, -9e15] {
            assert_eq!(serde_json::to_string(&number).ok(), Some(super::text(&number)));
        }
        for number in [0.1 + 0.2, 1.0 / 3.0, 1e-7, 123_456_789.123_456_79, 1e22, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
            assert_eq!(super::text(&number).parse(), Ok(number));
            assert!(serde_json::from_str::<f64>(&super::text(&number)).is_ok());
        }
        assert_eq!(super::text(&f64::NAN), "null");
        assert_eq!(super::text(&f64::NEG_INFINITY), "null");
        let control: String = (0..0x90_u8).map(char::from).collect();
        for text in ["", "é😀\u{2028}", "\"", "a\\b\"c\"", control.as_str()] {
            assert_eq!(serde_json::to_string(text).ok(), Some(super::text(&text)));
        }
        assert_eq!(super::text(&vec![u64::MAX, 0]), "[18446744073709551615,0]");
    }

    #[test]
    fn commas_stand_between_values_and_nowhere_else() {
        let mut text = Text::default();
        text.begin_object();
        for name in ["{", ":", "b"] {
            text.name(name);
            text.begin_list();
            text.text("[");
            text.begin_object();
            text.end_object();
            text.null();
            text.end_list();
        }
        text.end_object();
        assert_eq!(String::from(text), r#"{"{":["[",{},null],":":["[",{},null],"b":["[",{},null]}"#);
    }
}
