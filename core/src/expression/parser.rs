//! What all kinds of expressions are made of: paths, values, function calls, sums.

use super::error::{ExpressionError, ExpressionKind, Fault};
use super::grammar::Grammar;
use super::lexer::{Lexeme, Sign, Token, tokens};
use super::path::{Path, Step};
use super::placeholders::Placeholders;
use super::reserved::is_reserved;
use crate::item::{Canonical, Kind};
use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_OPERATORS_MAX, NESTING_LEVELS_MAX};
use crate::model::error::Error;

/// A list index that is larger is refused.
///
/// # Source
/// Assumed: no source says where such an index ends.
const INDEX_MAX: usize = i32::MAX as usize;

/// An operand as it is written, not yet validated.
#[derive(Debug)]
pub enum Term<'t> {
    /// A path.
    Path(Path),
    /// A value.
    Value(Canonical),
    /// A function, and what it is called with.
    Call(&'t str, Vec<Term<'t>>),
    /// A sum, or a difference.
    Sum(Box<Term<'t>>, Sign, Box<Term<'t>>),
}

/// Reads one expression.
///
/// A syntax error is returned at once. Whatever else is wrong is *noted*, the first only, and returned when the whole text is
/// known to be an expression: the service parses first and validates then.
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
    /// Starts with a text.
    ///
    /// # Errors
    /// ValidationException for an empty or a too long one.
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

    /// Ends: nothing may follow, and nothing may have been wrong.
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

    /// Notes what is wrong, unless something before it was.
    pub fn note(&mut self, fault: Fault) {
        self.noted.get_or_insert(fault);
    }

    /// Counts an operator or a function.
    pub fn count_operator(&mut self) {
        self.operators += 1;
    }

    /// Whether there are too many operators already. Then what is parsed is only counted and never used, so nothing is
    /// nested any deeper, so that no text leads to unbounded recursion.
    pub fn is_overfull(&self) -> bool {
        self.operators > EXPRESSION_OPERATORS_MAX
    }

    fn token(&self, ahead: usize) -> Token {
        let end = Token { lexeme: Lexeme::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    /// What comes next.
    pub fn peek(&self) -> Lexeme {
        self.token(0).lexeme
    }

    /// The text of what comes next.
    pub fn peek_text(&self) -> &'t str {
        self.token(0).of(self.text)
    }

    /// Takes what comes next, and its text.
    pub fn take(&mut self) -> &'t str {
        let text = self.peek_text();
        self.at += 1;
        text
    }

    /// Takes a sign if it comes next.
    pub fn takes(&mut self, sign: Sign) -> bool {
        let is_next = self.peek() == Lexeme::Sign(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes a sign.
    ///
    /// # Errors
    /// ValidationException where something else comes next.
    pub fn expect(&mut self, sign: Sign) -> Result<(), Error> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Whether a keyword comes next, in whatever case.
    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.peek() == Lexeme::Word && self.peek_text().eq_ignore_ascii_case(keyword)
    }

    /// Takes a keyword if it comes next.
    pub fn takes_keyword(&mut self, keyword: &str) -> bool {
        let is_next = self.is_keyword(keyword);
        self.at += usize::from(is_next);
        is_next
    }

    /// The error that what comes next cannot stand there. It shows the tokens around.
    pub fn unexpected(&self) -> Error {
        let token = self.token(0);
        let shown = if token.lexeme == Lexeme::End { "<EOF>" } else { token.of(self.text) };
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).unwrap_or(&token);
        let near = self.text.get(before.start..self.token(1).end).unwrap_or_default().trim_end();
        let fault = Fault::Syntax { token: shown.to_owned(), near: near.to_owned() };
        ExpressionError::Of { kind: self.kind, fault }.into()
    }

    /// Reads a path.
    ///
    /// # Errors
    /// ValidationException where there is none.
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

    /// Reads an operand; in an update, perhaps a sum of two, which is no operand of a function. Parentheses and calls that are still open stand on a stack, so no text makes it recurse.
    ///
    /// # Errors
    /// ValidationException where there is none.
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
            // An operand is there. What follows says what it is a part of.
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

    fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is_keyword(keyword))
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

/// A parenthesis that is open: a call's or a plain one, and the sum that it is the right side of.
struct Open<'t> {
    call: Option<(&'t str, Vec<Term<'t>>)>,
    sum: Option<(Term<'t>, Sign)>,
}

/// A value as the service shows it in a text: `{S:abc}`.
pub fn shown(value: &Canonical) -> String {
    let inside = match value.stored().to_value() {
        Some(crate::item::value::AttributeValue::S(text) | crate::item::value::AttributeValue::N(text)) => text,
        Some(crate::item::value::AttributeValue::B(bytes)) => crate::json::blob::encode(&bytes),
        _ => String::new(),
    };
    format!("{{{}:{inside}}}", value.stored().kind().name())
}

/// A type as the service calls it where an ADD or a DELETE does not take it.
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
