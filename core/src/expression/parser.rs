//! The parts that all kinds of expressions are made of: paths, values, function calls and sums.

use super::error::{ExpressionError, ExpressionKind, Fault};
use super::grammar::Grammar;
use super::lexer::{Lexeme, Sign, Token, tokens};
use super::path::{Path, Step};
use super::placeholders::Placeholders;
use super::reserved::is_reserved;
use crate::item::{Canonical, Kind};
use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_OPERATORS_MAX, NESTING_LEVELS_MAX};
use crate::model::error::Error;

/// The largest list index that is accepted.
///
/// # Source
/// Assumed: the bound is not documented.
const INDEX_MAX: usize = i32::MAX as usize;

/// An operand as it is written, before validation.
#[derive(Debug)]
pub enum Term<'t> {
    /// A path.
    Path(Path),
    /// A value.
    Value(Canonical),
    /// A function call, with its arguments.
    Call(&'t str, Vec<Term<'t>>),
    /// A sum or a difference.
    Sum(Box<Term<'t>>, Sign, Box<Term<'t>>),
}

/// A parser of one expression.
///
/// A syntax error is returned at once. Any other fault is *noted*, and the first one is returned when the whole text is
/// known to be well formed: the service parses first and validates afterwards.
pub struct Parser<'t, 'p, 'r> {
    kind: ExpressionKind,
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    placeholders: &'p mut Placeholders<'r>,
    noted: Option<Fault>,
    operators: usize,
}

impl<'t, 'p, 'r> Parser<'t, 'p, 'r> {
    /// A parser at the beginning of `text`.
    ///
    /// # Errors
    /// ValidationException for a text that is empty or too long.
    pub fn new(kind: ExpressionKind, text: &'t str, placeholders: &'p mut Placeholders<'r>) -> Result<Self, Error> {
        let fault = |fault| Err(Error::from(ExpressionError::Of { kind, fault }));
        if text.len() > EXPRESSION_BYTES_MAX {
            return fault(Fault::TooLong { bytes: text.len() });
        }
        let tokens = tokens(text);
        if tokens.len() == 1 {
            return fault(Fault::Empty);
        }
        Ok(Parser { kind, text, tokens, at: 0, placeholders, noted: None, operators: 0 })
    }

    /// Ends parsing: the whole text must be read, and no fault noted.
    ///
    /// # Errors
    /// ValidationException otherwise.
    pub fn finish<T>(self, parsed: T) -> Result<T, Error> {
        if self.peek() != Lexeme::End {
            return Err(self.unexpected());
        }
        let too_many = self.is_overfull().then_some(Fault::TooManyOperators { count: self.operators });
        match too_many.or(self.noted) {
            Some(fault) => Err(ExpressionError::Of { kind: self.kind, fault }.into()),
            None => Ok(parsed),
        }
    }

    /// Notes a fault, unless an earlier one is noted.
    pub fn note(&mut self, fault: Fault) {
        self.noted.get_or_insert(fault);
    }

    /// Counts an operator or a function.
    pub fn count_operator(&mut self) {
        self.operators += 1;
    }

    /// Whether there are too many operators already. From then on parts are only counted, so nothing is nested any
    /// deeper and no text causes unbounded recursion.
    pub fn is_overfull(&self) -> bool {
        self.operators > EXPRESSION_OPERATORS_MAX
    }

    fn token(&self, ahead: usize) -> Token {
        let end = Token { lexeme: Lexeme::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    /// The kind of the next token.
    pub fn peek(&self) -> Lexeme {
        self.token(0).lexeme
    }

    /// The text of the next token.
    pub fn peek_text(&self) -> &'t str {
        self.token(0).of(self.text)
    }

    /// Takes the next token and returns its text.
    pub fn take(&mut self) -> &'t str {
        let text = self.peek_text();
        self.at += 1;
        text
    }

    /// Takes a sign if it is next. Returns whether it was.
    pub fn takes(&mut self, sign: Sign) -> bool {
        let is_next = self.peek() == Lexeme::Sign(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes a sign.
    ///
    /// # Errors
    /// ValidationException if another token is next.
    pub fn expect(&mut self, sign: Sign) -> Result<(), Error> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Whether a keyword, in upper or lower case, is next.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.peek() == Lexeme::Word && self.peek_text().eq_ignore_ascii_case(keyword)
    }

    /// Takes a keyword if it is next. Returns whether it was.
    pub fn takes_keyword(&mut self, keyword: &str) -> bool {
        let is_next = self.is_keyword(keyword);
        self.at += usize::from(is_next);
        is_next
    }

    /// The error that the next token is not allowed here. It shows the tokens around.
    pub fn unexpected(&self) -> Error {
        let token = self.token(0);
        let shown = if token.lexeme == Lexeme::End { "<EOF>" } else { token.of(self.text) };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).unwrap_or(&token);
        let near = self.text.get(before.start..self.token(1).end).unwrap_or_default().trim_end();
        let fault = Fault::Syntax { token: shown.to_owned(), near: near.to_owned() };
        ExpressionError::Of { kind: self.kind, fault }.into()
    }

    /// Parses a path.
    ///
    /// # Errors
    /// ValidationException if none is next.
    pub fn path(&mut self) -> Result<Path, Error> {
        let mut path = Path::attribute(self.name()?);
        loop {
            if self.takes(Sign::Point) {
                path.push(Step::Member(self.name()?));
            } else if self.takes(Sign::OpenIndex) {
                if self.peek() != Lexeme::Integer {
                    return Err(self.unexpected());
                }
                let digits = self.take();
                let index = digits.parse().ok().filter(|index| *index <= INDEX_MAX);
                if index.is_none() {
                    self.note(Fault::IndexTooLarge { index: digits.to_owned() });
                }
                path.push(Step::Element(index.unwrap_or(0)));
                self.expect(Sign::CloseIndex)?;
            } else {
                break;
            }
        }
        if path.levels() > NESTING_LEVELS_MAX {
            self.note(Fault::PathTooDeep { levels: path.levels() });
        }
        Ok(path)
    }

    fn name(&mut self) -> Result<String, Error> {
        match self.peek() {
            Lexeme::Word => {
                let word = self.take();
                if is_reserved(word) {
                    self.note(Fault::Reserved { word: word.to_owned() });
                }
                Ok(word.to_owned())
            }
            Lexeme::Name => {
                let key = self.take();
                let name = self.placeholders.name(key);
                if name.is_none() {
                    self.note(Fault::NameUndefined { name: key.to_owned() });
                }
                Ok(name.unwrap_or_default().to_owned())
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Parses an operand; in an update also a sum of two, which no function takes as an argument. Open parentheses and
    /// calls are on a stack, so no text makes it recurse.
    ///
    /// # Errors
    /// ValidationException if none is next.
    pub fn term(&mut self, keywords: &[&str]) -> Result<Term<'t>, Error> {
        let mut open: Vec<Open<'t>> = Vec::new();
        let mut sum: Option<(Term<'t>, Sign)> = None;
        loop {
            let mut is_parenthesised = false;
            let mut done = match self.peek() {
                Lexeme::Sign(Sign::Open) => {
                    self.at += 1;
                    open.push(Open { call: None, sum: sum.take() });
                    continue;
                }
                Lexeme::Word if self.token(1).lexeme == Lexeme::Sign(Sign::Open) && !self.is_any(keywords) => {
                    let function = self.take();
                    self.at += 1;
                    self.operators += 1;
                    open.push(Open { call: Some((function, Vec::new())), sum: sum.take() });
                    continue;
                }
                Lexeme::Word if self.is_any(keywords) => return Err(self.unexpected()),
                Lexeme::Value => {
                    let key = self.take();
                    let value = self.placeholders.value(key);
                    if value.is_none() {
                        self.note(Fault::ValueUndefined { value: key.to_owned() });
                    }
                    Term::Value(value.unwrap_or_else(Canonical::null))
                }
                _ => Term::Path(self.path()?),
            };
            // An operand is read. The next token decides what it is part of.
            loop {
                if let Some((left, sign)) = sum.take() {
                    done = match self.is_overfull() {
                        true => Term::Value(Canonical::null()),
                        false => Term::Sum(Box::new(left), sign, Box::new(done)),
                    };
                    is_parenthesised = false;
                }
                if let Lexeme::Sign(sign @ (Sign::Plus | Sign::Minus)) = self.peek()
                    && self.kind == ExpressionKind::Update
                    && open.last().is_none_or(|innermost| innermost.call.is_none())
                    && (is_parenthesised || !matches!(done, Term::Sum(..)))
                {
                    self.at += 1;
                    self.operators += 1;
                    sum = Some((done, sign));
                    break;
                }
                let Some(innermost) = open.last_mut() else { return Ok(done) };
                if let Some((_, operands)) = &mut innermost.call
                    && self.takes(Sign::Comma)
                {
                    operands.push(done);
                    break;
                }
                self.expect(Sign::Close)?;
                let Some(closed) = open.pop() else { return Ok(done) };
                sum = closed.sum;
                match closed.call {
                    Some((function, mut operands)) => {
                        operands.push(done);
                        done = Term::Call(function, if self.is_overfull() { Vec::new() } else { operands });
                        is_parenthesised = false;
                    }
                    None => {
                        if is_parenthesised {
                            self.note(Fault::RedundantParentheses);
                        }
                        is_parenthesised = true;
                    }
                }
            }
        }
    }

    /// Whether the next token, a word, is one of these keywords.
    fn is_any(&self, keywords: &[&str]) -> bool {
        let word = self.peek_text();
        keywords.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
    }
}

impl<'t> Grammar<'t> for Parser<'t, '_, '_> {
    fn next_sign(&self) -> Option<Sign> {
        match self.peek() {
            Lexeme::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn takes(&mut self, sign: Sign) -> bool {
        Parser::takes(self, sign)
    }

    fn takes_keyword(&mut self, keyword: &str) -> bool {
        Parser::takes_keyword(self, keyword)
    }

    fn operand(&mut self, keywords: &[&str]) -> Result<Term<'t>, Error> {
        self.term(keywords)
    }

    fn open_in(&mut self) -> Result<Sign, Error> {
        Parser::expect(self, Sign::Open).map(|()| Sign::Close)
    }

    fn unexpected(&self) -> Error {
        Parser::unexpected(self)
    }

    fn note(&mut self, fault: Fault) {
        Parser::note(self, fault);
    }

    fn note_redundant_parentheses(&mut self) {
        Parser::note(self, Fault::RedundantParentheses);
    }

    fn count_operator(&mut self) {
        Parser::count_operator(self);
    }

    fn is_overfull(&self) -> bool {
        Parser::is_overfull(self)
    }

    fn unordered(operator: &'static str, kind: &'static str) -> Fault {
        Fault::ComparisonType { operator, kind }
    }
}

/// An open parenthesis, of a call or a plain one, and the sum whose right side it is.
struct Open<'t> {
    call: Option<(&'t str, Vec<Term<'t>>)>,
    sum: Option<(Term<'t>, Sign)>,
}

/// A value as a text of the service shows it: `{S:abc}`.
pub fn shown(value: &Canonical) -> String {
    let inside = match value.stored().to_value() {
        Some(crate::item::value::AttributeValue::S(text) | crate::item::value::AttributeValue::N(text)) => text,
        Some(crate::item::value::AttributeValue::B(bytes)) => crate::json::blob::encode(&bytes),
        _ => String::new(),
    };
    format!("{{{}:{inside}}}", value.stored().kind().name())
}

/// The name of a type in the text for an ADD or a DELETE that does not take it.
pub fn long_name(kind: Kind) -> &'static str {
    match kind {
        Kind::S => "STRING",
        Kind::N => "NUMBER",
        Kind::B => "BINARY",
        Kind::Bool => "BOOLEAN",
        Kind::Null => "NULL",
        Kind::M => "MAP",
        Kind::L => "LIST",
        Kind::Ss => "STRING_SET",
        Kind::Ns => "NUMBER_SET",
        Kind::Bs => "BINARY_SET",
    }
}
