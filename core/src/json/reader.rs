//! JSON token by token, with numbers kept as written. Errors have a position.

use super::escapes;
use std::borrow::Cow;
use std::ops::Range;

/// Why a text is not JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The position of the fault, in bytes.
    pub at: usize,
    /// A description of the fault.
    pub what: &'static str,
}

/// The function called at the value of each member of an object, with the member's name.
pub type OfMember<'f, 'a> = dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<(), Fault> + 'f;

/// The function called at each element of a list.
pub type OfElement<'f, 'a> = dyn FnMut(&mut Reader<'a>) -> Result<(), Fault> + 'f;

/// A reader of the tokens of a text. The caller knows which token may be next.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of `text`.
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader::starting(text, 0)
    }

    /// A reader at the byte `at` of `text`, where another one left off.
    pub fn starting(text: &'a str, at: usize) -> Reader<'a> {
        Reader { text, at }
    }

    /// The present position, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next byte that is not white space.
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// Takes the next byte that is not white space if it is `byte`. Returns whether it was.
    pub fn take(&mut self, byte: u8) -> bool {
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    /// Takes `word` if it is next, without white space before it. Returns whether it was.
    pub fn word(&mut self, word: &str) -> bool {
        let is_it = self.rest().starts_with(word.as_bytes());
        self.at += if is_it { word.len() } else { 0 };
        is_it
    }

    /// A fault at the present position.
    pub fn fault(&self, what: &'static str) -> Fault {
        Fault { at: self.at, what }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads an object, and calls `member` at the value of each of its members.
    ///
    /// # Errors
    /// [`Fault`] if there is none, and those of `member`.
    pub fn object(&mut self, member: &mut OfMember<'_, 'a>) -> Result<(), Fault> {
        self.at += 1;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fault("a name in \"double quotes\" is missing"));
            }
            let name = self.string()?;
            if !self.take(b':') {
                return Err(self.fault("a colon is missing"));
            }
            member(self, name)?;
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or } is missing"));
            }
        }
    }

    /// Reads a list, and calls `element` at each of its elements.
    ///
    /// # Errors
    /// [`Fault`] if there is none, and those of `element`.
    pub fn list(&mut self, element: &mut OfElement<'_, 'a>) -> Result<(), Fault> {
        self.at += 1;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.fault("a comma or ] is missing"));
            }
        }
    }

    /// Reads a number and returns it as it is written.
    ///
    /// # Errors
    /// [`Fault`] if there is none.
    pub fn number(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let whole = self.digits()?;
        if whole.len() > 1 && self.text.as_bytes().get(whole.start) == Some(&b'0') {
            return Err(Fault { at: whole.start, what: "a number does not begin with 0" });
        }
        if self.word(".") {
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<Range<usize>, Fault> {
        let start = self.at;
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if start == self.at { Err(self.fault("a digit is missing")) } else { Ok(start..self.at) }
    }

    /// Reads a text and returns it without its quotes, borrowed if it has no escapes.
    ///
    /// # Errors
    /// [`Fault`] if there is none.
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let opening = self.at;
        self.at += 1;
        let plain = self.plain(opening)?;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut string = plain.to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(string));
                }
                Some(b'\\') => string.push(self.escape()?),
                _ => return Err(self.fault("a line break or a tab in a text is written as \\n or \\t")),
            }
            string += self.plain(opening)?;
        }
    }

    /// The characters up to the end of a text or to one that does not stand for itself.
    fn plain(&mut self, opening: usize) -> Result<&'a str, Fault> {
        let start = self.at;
        let fault = Fault { at: opening, what: "the quote that begins here has no end" };
        self.at += escapes::position(self.rest()).ok_or(fault)?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
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
