//! JSON as people write it, read with its numbers letter for letter: DynamoDB's have up to 38 digits, which no float
//! holds. What is wrong is said with its place.

use std::ops::Range;

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
    /// What it is, in words.
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

/// What is no JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte at which it was seen.
    pub at: usize,
    /// What is wrong.
    pub what: &'static str,
}

impl Fault {
    /// In words, with the line and the column.
    pub fn words(self, text: &str) -> String {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        format!("line {line}, column {column}: {}", self.what)
    }
}

/// An item nests 32 levels deep, each of which is two of its JSON; what is deeper is refused, not followed.
const DEPTH_MAX: usize = 100;

/// Reads values from a text, one after the other.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Begins at the beginning, past the mark that some editors put there.
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    /// The next byte that is not blank.
    pub fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.byte()
    }

    /// Whether the next byte that is not blank is this one, which is then passed.
    pub fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    /// The next value.
    ///
    /// # Errors
    /// [`Fault`] where there is none.
    pub fn value(&mut self) -> Result<Json, Fault> {
        self.nested(0)
    }

    /// Something is wrong here.
    pub fn fault(&self, what: &'static str) -> Fault {
        Fault { at: self.at, what }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn nested(&mut self, depth: usize) -> Result<Json, Fault> {
        if depth > DEPTH_MAX {
            return Err(self.fault("it is nested too deep"));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) if self.word("null") => Ok(Json::Null),
            Some(_) if self.word("true") => Ok(Json::Bool(true)),
            Some(_) if self.word("false") => Ok(Json::Bool(false)),
            Some(b'\'') => Err(self.fault("texts stand in \"double quotes\"")),
            Some(_) => Err(self.fault("a value is missing: a text in quotes, a number, true, false, null, { or [")),
            None => Err(self.fault("it ends where a value is missing")),
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let is_it = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if is_it { word.len() } else { 0 };
        is_it
    }

    fn object(&mut self, depth: usize) -> Result<Json, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fault("a name in \"double quotes\" is missing"));
            }
            let name = self.string()?;
            if !self.take(b':') {
                return Err(self.fault("a colon is missing"));
            }
            members.push((name, self.nested(depth + 1)?));
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or } is missing"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Fault> {
        self.at += 1;
        let mut elements = Vec::new();
        if self.take(b']') {
            return Ok(Json::List(elements));
        }
        loop {
            elements.push(self.nested(depth + 1)?);
            if self.take(b']') {
                return Ok(Json::List(elements));
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or ] is missing"));
            }
        }
    }

    fn digits(&mut self) -> Result<Range<usize>, Fault> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at { Err(self.fault("a digit is missing")) } else { Ok(start..self.at) }
    }

    fn number(&mut self) -> Result<Json, Fault> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let whole = self.digits()?;
        if whole.len() > 1 && self.text.as_bytes().get(whole.start) == Some(&b'0') {
            return Err(Fault { at: whole.start, what: "a number does not begin with 0" });
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Json::Number(self.text.get(start..self.at).unwrap_or_default().to_owned()))
    }

    fn string(&mut self) -> Result<String, Fault> {
        let opening = self.at;
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            let rest = self.text.as_bytes().get(start..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)) else {
                return Err(Fault { at: opening, what: "the quote that begins here has no end" });
            };
            self.at += length;
            string.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                _ => return Err(self.fault("a line break or a tab in a text is written as \\n or \\t")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let wrong = Fault { at: start, what: "\\ stands before \" \\ / b f n r t or uXXXX only" };
        self.at += 2;
        Ok(match self.text.as_bytes().get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.unit().ok_or(wrong)?;
                let code = if (0xD800..0xDC00).contains(&high) && self.word("\\u") {
                    let low = self.unit().filter(|low| (0xDC00..0xE000).contains(low)).ok_or(wrong)?;
                    0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    high
                };
                char::from_u32(code).ok_or(Fault { at: start, what: "half a character: its other half is missing" })?
            }
            _ => return Err(wrong),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// Reads a text that is one value and nothing else.
///
/// # Errors
/// What is wrong, and where, in words.
pub fn parse(text: &str) -> Result<Json, String> {
    let mut reader = Reader::new(text);
    let value = reader.value().and_then(|value| match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.fault("something follows the end")),
    });
    value.map_err(|fault| fault.words(text))
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
        for (written, place) in [
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
            assert!(said.starts_with(place), "{written:?}: {said}");
        }
        let deep = parse(&"[".repeat(1_000_000)).err().unwrap_or_default();
        assert!(deep.ends_with("nested too deep"), "{deep}");
    }
}
