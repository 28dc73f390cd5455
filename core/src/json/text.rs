//! JSON as a text: compact, with binary data in base64.

use super::{Sink, ToJson, escapes};
use std::fmt;
use std::io::Write;

/// The JSON text of a value.
pub fn text(value: &dyn ToJson) -> String {
    let mut text = Text::default();
    value.write(&mut text);
    text.into()
}

/// A text to which JSON is written.
#[derive(Debug)]
pub struct Text {
    /// UTF-8, as all that is written is.
    bytes: Vec<u8>,
    /// The length at which it has to grow as a long text does, in bytes.
    full: usize,
}

/// From this length on a text is long, in bytes.
const LONG_BYTES: usize = 1 << 20;
/// How many times as long a long text may become before it grows again. What a system has not used yet costs more than all the
/// rest of a long answer, once it is written to; mere room costs nothing there. In a module it is memory.
const GROWTH: usize = if cfg!(target_family = "wasm") { 2 } else { 8 };

impl Default for Text {
    fn default() -> Text {
        Text::with_capacity(0)
    }
}

impl Text {
    /// An empty text with room for `bytes` bytes.
    pub fn with_capacity(bytes: usize) -> Text {
        Text { bytes: Vec::with_capacity(bytes), full: LONG_BYTES }
    }

    /// Makes room in a long text.
    #[cold]
    fn grow(&mut self) {
        self.bytes.reserve_exact((GROWTH - 1) * self.bytes.len());
        // The rest is for a value that is long itself.
        self.full = self.bytes.capacity() - LONG_BYTES / 2;
    }

    #[inline]
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
    }

    /// Writes the separator before a value or a name.
    #[inline]
    fn next(&mut self) {
        if self.bytes.len() >= self.full {
            self.grow();
        }
        if !matches!(self.bytes.last(), None | Some(b'{' | b'[' | b':')) {
            self.bytes.push(b',');
        }
    }

    fn formatted(&mut self, value: fmt::Arguments<'_>) {
        self.next();
        // Writing to memory cannot fail.
        let _ = self.bytes.write_fmt(value);
    }

    fn quoted(&mut self, text: &[u8]) {
        self.bytes.push(b'"');
        let mut rest = text;
        while let Some((plain, after)) = escapes::position(rest).and_then(|at| rest.split_at_checked(at)) {
            self.push(plain);
            rest = self.escaped(after);
        }
        self.push(rest);
        self.bytes.push(b'"');
    }

    /// Writes the first of these bytes as an escape and returns the others.
    fn escaped<'t>(&mut self, bytes: &'t [u8]) -> &'t [u8] {
        let Some((byte, others)) = bytes.split_first() else { return bytes };
        let escape: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            0x08 => b"\\b",
            0x09 => b"\\t",
            0x0A => b"\\n",
            0x0C => b"\\f",
            0x0D => b"\\r",
            _ => {
                let _ = write!(self.bytes, "\\u{byte:04x}");
                return others;
            }
        };
        self.push(escape);
        others
    }
}

impl From<Text> for Vec<u8> {
    fn from(text: Text) -> Vec<u8> {
        text.bytes
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        String::from_utf8(text.bytes).unwrap_or_default()
    }
}

impl Sink for Text {
    fn null(&mut self) {
        self.next();
        self.push(b"null");
    }

    fn bool(&mut self, value: bool) {
        self.next();
        self.push(if value { b"true" } else { b"false" });
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
        self.utf8(text.as_bytes());
    }

    fn utf8(&mut self, text: &[u8]) {
        self.next();
        self.quoted(text);
    }

    fn plain(&mut self, text: &str) {
        self.next();
        self.bytes.push(b'"');
        self.push(text.as_bytes());
        self.bytes.push(b'"');
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.plain(&crate::json::blob::encode(bytes));
    }

    fn begin_list(&mut self) {
        self.next();
        self.bytes.push(b'[');
    }

    fn end_list(&mut self) {
        self.bytes.push(b']');
    }

    fn begin_object(&mut self) {
        self.next();
        self.bytes.push(b'{');
    }

    #[inline]
    fn begin_tagged(&mut self, name: &str) {
        self.next();
        self.push(b"{\"");
        self.push(name.as_bytes());
        self.push(b"\":");
    }

    fn name(&mut self, name: &str) {
        self.name_utf8(name.as_bytes());
    }

    fn name_utf8(&mut self, name: &[u8]) {
        self.next();
        self.quoted(name);
        self.bytes.push(b':');
    }

    fn end_object(&mut self) {
        self.bytes.push(b'}');
    }

    fn as_text(&mut self) -> Option<&mut Text> {
        Some(self)
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
    fn a_long_text_grows_a_few_times() {
        let (mut text, mut growths, mut capacity) = (Text::default(), 0, 0);
        text.begin_list();
        while text.bytes.len() < 60 * LONG_BYTES {
            text.unsigned(12_345_678);
            growths += u32::from(std::mem::replace(&mut capacity, text.bytes.capacity()) < text.bytes.capacity());
        }
        // To 1 MB by doubling, then to 8 and to 64.
        assert!(growths <= 20 + 2, "{growths}");
        text.end_list();
        let text = String::from(text);
        assert_eq!(text.split(',').filter(|part| part.trim_matches(['[', ']']) == "12345678").count(), text.len() / 9);
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
