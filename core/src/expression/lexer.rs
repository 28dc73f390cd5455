//! The tokens of expressions: names, placeholders, numbers and signs.

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// A letter, then letters, digits and underscores: an attribute, a function or a keyword.
    Word,
    /// `#`, then letters, digits and underscores.
    Name,
    /// `:`, then letters, digits and underscores.
    Value,
    /// Digits.
    Integer,
    /// A sign of one or two characters.
    Sign(Sign),
    /// A character that is not allowed in expressions.
    Foreign,
    /// The end of the text.
    End,
}

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub enum Sign {
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Point,
    Comma,
    Plus,
    Minus,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    // In statements only.
    OpenMap,
    CloseMap,
    OpenSet,
    CloseSet,
    Colon,
    Star,
    Semicolon,
}

/// A token and its position, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The kind of the token.
    pub lexeme: Lexeme,
    /// The position of its first byte.
    pub start: usize,
    /// The position after its last byte.
    pub end: usize,
}

impl Token {
    /// The text of the token.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// The tokens of a text, including the end. Linear in its length.
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(16 + bytes.len() / 4);
    let mut start = 0;
    loop {
        while bytes.get(start).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            start += 1;
        }
        let (lexeme, length) = token(bytes.get(start..).unwrap_or_default());
        tokens.push(Token { lexeme, start, end: start + length });
        if lexeme == Lexeme::End {
            return tokens;
        }
        start += length;
    }
}

/// Whether a byte may follow the first character of a placeholder.
pub fn is_word_byte(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// The kind and the length of the first token.
fn token(bytes: &[u8]) -> (Lexeme, usize) {
    let run = |skipped: usize| skipped + bytes.iter().skip(skipped).take_while(|byte| is_word_byte(byte)).count();
    let sign = |sign: Sign, length: usize| (Lexeme::Sign(sign), length);
    match bytes {
        [] => (Lexeme::End, 0),
        [b'a'..=b'z' | b'A'..=b'Z', ..] => (Lexeme::Word, run(1)),
        [b'#', next, ..] if is_word_byte(next) => (Lexeme::Name, run(1)),
        [b':', next, ..] if is_word_byte(next) => (Lexeme::Value, run(1)),
        [b'0'..=b'9', ..] => (Lexeme::Integer, bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()),
        [b'<', b'>', ..] => sign(Sign::Unequal, 2),
        [b'<', b'=', ..] => sign(Sign::AtMost, 2),
        [b'>', b'=', ..] => sign(Sign::AtLeast, 2),
        [b'(', ..] => sign(Sign::Open, 1),
        [b')', ..] => sign(Sign::Close, 1),
        [b'[', ..] => sign(Sign::OpenIndex, 1),
        [b']', ..] => sign(Sign::CloseIndex, 1),
        [b'.', ..] => sign(Sign::Point, 1),
        [b',', ..] => sign(Sign::Comma, 1),
        [b'+', ..] => sign(Sign::Plus, 1),
        [b'-', ..] => sign(Sign::Minus, 1),
        [b'=', ..] => sign(Sign::Equal, 1),
        [b'<', ..] => sign(Sign::Less, 1),
        [b'>', ..] => sign(Sign::Greater, 1),
        // A character of several bytes is one token.
        [_, rest @ ..] => (Lexeme::Foreign, 1 + rest.iter().take_while(|byte| **byte & 0xC0 == 0x80).count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_their_tokens() {
        let text = "#n.a[12]<= :v AND_b <>5é_x";
        let found: Vec<(&str, Lexeme)> = tokens(text).iter().map(|token| (token.of(text), token.lexeme)).collect();
        let sign = Lexeme::Sign;
        assert_eq!(
            found,
            [
                ("#n", Lexeme::Name),
                (".", sign(Sign::Point)),
                ("a", Lexeme::Word),
                ("[", sign(Sign::OpenIndex)),
                ("12", Lexeme::Integer),
                ("]", sign(Sign::CloseIndex)),
                ("<=", sign(Sign::AtMost)),
                (":v", Lexeme::Value),
                ("AND_b", Lexeme::Word),
                ("<>", sign(Sign::Unequal)),
                ("5", Lexeme::Integer),
                ("é", Lexeme::Foreign),
                ("_", Lexeme::Foreign),
                ("x", Lexeme::Word),
                ("", Lexeme::End),
            ]
        );
    }

    #[test]
    fn a_placeholder_is_its_mark_and_a_word() {
        for (mark, lexeme) in [("#", Lexeme::Name), (":", Lexeme::Value)] {
            for (word, rest) in [("a", ""), ("9", "-"), ("_", "."), ("Zz_09", " "), ("a", "#"), ("a", ":"), ("a", "é")]
            {
                let text = format!("{mark}{word}{rest}");
                let first = tokens(&text).first().map(|token| (token.of(&text).to_owned(), token.lexeme));
                assert_eq!(first, Some((format!("{mark}{word}"), lexeme)), "{text}");
            }
            for rest in ["", " ", " a", "-", ".", "#a", ":a", "(", "é"] {
                let text = format!("{mark}{rest}");
                let first = tokens(&text).first().map(|token| (token.of(&text).to_owned(), token.lexeme));
                assert_eq!(first, Some((mark.to_owned(), Lexeme::Foreign)), "{text}");
            }
        }
    }
}
