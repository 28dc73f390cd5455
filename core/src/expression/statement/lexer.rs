//! The tokens of statements: names, literals, parameters and signs.

use super::error::Position;
use crate::expression::lexer::Sign;
use std::borrow::Cow;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexeme {
    /// A letter, `_` or `$`, then also digits: a name, a keyword or a function.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A text in single quotes.
    Text,
    /// A number without its sign.
    Number,
    /// `?`
    Parameter,
    /// A sign of one or two characters.
    Sign(Sign),
    /// A character that is not allowed in statements, or a quotation that does not end.
    Foreign,
    /// The end of the text.
    End,
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

    /// The content of a quotation, in which a doubled quotation mark is one.
    pub fn quoted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let inside = text.get(self.start + 1..self.end.saturating_sub(1)).unwrap_or_default();
        let (mark, double) = if self.lexeme == Lexeme::Quoted { ("\"", "\"\"") } else { ("'", "''") };
        if inside.contains(mark) { Cow::Owned(inside.replace(double, mark)) } else { Cow::Borrowed(inside) }
    }

    /// The position of the token, as a text of the service shows it.
    pub fn position(&self, text: &str) -> Position {
        let before = text.get(..self.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Position {
            line: 1 + before.matches('\n').count(),
            column: 1 + line.chars().count(),
            length: self.of(text).chars().count(),
        }
    }
}

/// The tokens of a text, including the end. Linear in its length.
pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(16 + bytes.len() / 4);
    let mut start = 0;
    loop {
        while bytes.get(start).is_some_and(u8::is_ascii_whitespace) {
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

/// The kind and the length of the first token.
fn token(bytes: &[u8]) -> (Lexeme, usize) {
    let sign = |sign: Sign, length: usize| (Lexeme::Sign(sign), length);
    match bytes {
        [] => (Lexeme::End, 0),
        [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$', ..] => {
            let is_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
            (Lexeme::Word, bytes.iter().take_while(is_word).count())
        }
        [b'"', rest @ ..] => quotation(b'"', rest).map_or((Lexeme::Foreign, 1), |length| (Lexeme::Quoted, length)),
        [b'\'', rest @ ..] => quotation(b'\'', rest).map_or((Lexeme::Foreign, 1), |length| (Lexeme::Text, length)),
        [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => (Lexeme::Number, number(bytes)),
        [b'?', ..] => (Lexeme::Parameter, 1),
        [b'<', b'>', ..] | [b'!', b'=', ..] => sign(Sign::Unequal, 2),
        [b'<', b'=', ..] => sign(Sign::AtMost, 2),
        [b'>', b'=', ..] => sign(Sign::AtLeast, 2),
        [b'<', b'<', ..] => sign(Sign::OpenSet, 2),
        [b'>', b'>', ..] => sign(Sign::CloseSet, 2),
        [b'(', ..] => sign(Sign::Open, 1),
        [b')', ..] => sign(Sign::Close, 1),
        [b'[', ..] => sign(Sign::OpenIndex, 1),
        [b']', ..] => sign(Sign::CloseIndex, 1),
        [b'{', ..] => sign(Sign::OpenMap, 1),
        [b'}', ..] => sign(Sign::CloseMap, 1),
        [b'.', ..] => sign(Sign::Point, 1),
        [b',', ..] => sign(Sign::Comma, 1),
        [b':', ..] => sign(Sign::Colon, 1),
        [b';', ..] => sign(Sign::Semicolon, 1),
        [b'*', ..] => sign(Sign::Star, 1),
        [b'+', ..] => sign(Sign::Plus, 1),
        [b'-', ..] => sign(Sign::Minus, 1),
        [b'=', ..] => sign(Sign::Equal, 1),
        [b'<', ..] => sign(Sign::Less, 1),
        [b'>', ..] => sign(Sign::Greater, 1),
        // A character of several bytes is one token.
        [_, rest @ ..] => (Lexeme::Foreign, 1 + rest.iter().take_while(|byte| **byte & 0xC0 == 0x80).count()),
    }
}

/// The length of a quotation, including both marks; `None` if it does not end.
fn quotation(mark: u8, inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += inside.get(at..)?.iter().position(|byte| *byte == mark)?;
        match inside.get(at + 1) {
            Some(next) if *next == mark => at += 2,
            _ => return Some(at + 2),
        }
    }
}

/// The length of a number: digits, a fraction, an exponent.
fn number(bytes: &[u8]) -> usize {
    let digits = |from: usize| from + bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_their_tokens() {
        let text = "SELECT \"a\"\"b\".c_1[12]<<'it''s',1.5E-3>> != :x ? é;";
        let found: Vec<(&str, Lexeme)> = tokens(text).iter().map(|token| (token.of(text), token.lexeme)).collect();
        let sign = Lexeme::Sign;
        assert_eq!(
            found,
            [
                ("SELECT", Lexeme::Word),
                ("\"a\"\"b\"", Lexeme::Quoted),
                (".", sign(Sign::Point)),
                ("c_1", Lexeme::Word),
                ("[", sign(Sign::OpenIndex)),
                ("12", Lexeme::Number),
                ("]", sign(Sign::CloseIndex)),
                ("<<", sign(Sign::OpenSet)),
                ("'it''s'", Lexeme::Text),
                (",", sign(Sign::Comma)),
                ("1.5E-3", Lexeme::Number),
                (">>", sign(Sign::CloseSet)),
                ("!=", sign(Sign::Unequal)),
                (":", sign(Sign::Colon)),
                ("x", Lexeme::Word),
                ("?", Lexeme::Parameter),
                ("é", Lexeme::Foreign),
                (";", sign(Sign::Semicolon)),
                ("", Lexeme::End),
            ]
        );
    }

    #[test]
    fn numbers_and_what_follows_them() {
        for (number, rest) in [
            ("0", ""),
            ("12", " "),
            ("1.5", ""),
            (".5", ""),
            ("0.25", ".5"),
            ("1", ".x"),
            ("1", "."),
            ("1", ".e5"),
            ("12", "x"),
            ("1e5", ""),
            ("1E5", ""),
            ("1e+5", ""),
            ("1e-05", ""),
            ("1.5e10", "e3"),
            (".5e1", ".2"),
            ("1e5", ".5"),
            ("1", "e"),
            ("1", "e+"),
            ("1", "e-x"),
            ("1", "ex"),
            ("1", "e+-5"),
            ("1", "e++5"),
            ("1.5", "e"),
            ("1.5", "E-"),
            ("10", "e.5"),
            ("1e5", "+1"),
            ("1e5", "-"),
        ] {
            let text = format!("{number}{rest}");
            let first = tokens(&text).first().map(|token| (token.of(&text).to_owned(), token.lexeme));
            assert_eq!(first, Some((number.to_owned(), Lexeme::Number)), "{text}");
        }
    }

    #[test]
    fn quotations_and_their_insides() {
        for (text, inside) in [("''", ""), ("''''", "'"), ("'a\"b'", "a\"b"), ("\"a''b\"", "a''b"), ("\"\"", "")] {
            let token = tokens(text).into_iter().next();
            assert_eq!(token.map(|token| token.quoted(text).into_owned()), Some(inside.to_owned()), "{text}");
            assert_eq!(tokens(text).len(), 2, "{text}");
        }
        for open in ["'", "'a", "'''", "\"", "\"a\"\""] {
            assert_eq!(tokens(open).first().map(|token| token.lexeme), Some(Lexeme::Foreign), "{open}");
        }
    }

    #[test]
    fn positions_count_lines_and_characters() {
        let text = "SELECT é,\n  COUNT(*)";
        let token = tokens(text).into_iter().find(|token| token.of(text) == "COUNT");
        let position = token.map(|token| token.position(text));
        assert_eq!(position, Some(Position { line: 2, column: 3, length: 5 }));
    }
}
