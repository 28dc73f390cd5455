//! The parser of statements.

use super::error::{StatementError, Syntax};
use super::lexer::{Lexeme, Token, tokens};
use super::{Select, Statement, Verb};
use crate::expression::condition::{Condition, condition};
use crate::expression::error::Fault;
use crate::expression::grammar::Grammar;
use crate::expression::lexer::Sign;
use crate::expression::parser::Term;
use crate::expression::path::Path;
use crate::expression::projection::Projection;
use crate::expression::update::{Action, Operand, Update, operand};
use crate::item::value::AttributeValue;
use crate::limits::EXPRESSION_OPERATORS_MAX;
use crate::model::error::Error;
use crate::model::shapes::ReturnValue;
use std::borrow::Cow;

/// The words that are not names unless they are quoted.
///
/// # Source
/// Assumed: the keywords of this grammar. AWS reserves more of SQL's words.
const KEYWORDS: [&str; 27] = [
    "ALL",
    "AND",
    "ASC",
    "BETWEEN",
    "BY",
    "DELETE",
    "DESC",
    "EXISTS",
    "FALSE",
    "FROM",
    "IN",
    "INSERT",
    "INTO",
    "IS",
    "MISSING",
    "NOT",
    "NULL",
    "OR",
    "ORDER",
    "REMOVE",
    "RETURNING",
    "SELECT",
    "SET",
    "TRUE",
    "UPDATE",
    "VALUE",
    "WHERE",
];

/// The functions that may be the whole value of a SET.
const SET_FUNCTIONS: [&str; 2] = ["set_add", "set_delete"];

/// A parser of one statement.
pub(super) struct Parser<'t, 'p> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    parameters: &'p [AttributeValue],
    parameters_used: usize,
    pub(super) operators: usize,
    noted: Option<Error>,
}

impl<'t, 'p> Parser<'t, 'p> {
    pub(super) fn new(text: &'t str, parameters: &'p [AttributeValue]) -> Self {
        Parser { text, tokens: tokens(text), at: 0, parameters, parameters_used: 0, operators: 0, noted: None }
    }

    /// Parses the whole statement.
    ///
    /// # Errors
    /// ValidationException for any fault that does not depend on a table.
    pub(super) fn statement(mut self) -> Result<Statement, Error> {
        let statement = if self.take_keyword("SELECT") {
            let (table, select) = self.select()?;
            Statement { table, verb: Verb::Select(select) }
        } else if self.take_keyword("INSERT") {
            self.insert()?
        } else if self.take_keyword("UPDATE") {
            self.update()?
        } else if self.take_keyword("DELETE") {
            self.delete()?
        } else if self.take_keyword("EXISTS") {
            self.expect_sign(Sign::Open)?;
            self.expect_keyword("SELECT")?;
            let (table, select) = self.select()?;
            self.expect_sign(Sign::Close)?;
            Statement { table, verb: Verb::Exists(select) }
        } else {
            return Err(StatementError::Syntax(Syntax::NotDataManipulation).into());
        };
        self.take_sign(Sign::Semicolon);
        if self.peek() != Lexeme::End {
            return Err(self.malformed());
        }
        if self.parameters_used != self.parameters.len() {
            return Err(StatementError::ParameterCount.into());
        }
        if self.operators > EXPRESSION_OPERATORS_MAX {
            return Err(StatementError::Fault(Fault::TooManyOperators { count: self.operators }).into());
        }
        self.noted.map_or(Ok(statement), Err)
    }

    fn select(&mut self) -> Result<(String, Select), Error> {
        let projection = if self.take_sign(Sign::Star) {
            None
        } else {
            let mut paths = vec![self.selected()?];
            while self.take_sign(Sign::Comma) {
                paths.push(self.selected()?);
            }
            self.noting(Projection::of_paths(paths))
        };
        self.expect_keyword("FROM")?;
        let (table, index) = self.target()?;
        let condition = self.where_clause()?;
        let mut order = Vec::new();
        if self.take_keyword("ORDER") {
            self.expect_keyword("BY")?;
            loop {
                let name = self.name()?;
                let is_descending = self.take_keyword("DESC") || {
                    self.take_keyword("ASC");
                    false
                };
                order.push((name, is_descending));
                if !self.take_sign(Sign::Comma) {
                    break;
                }
            }
        }
        Ok((table, Select { index, projection, condition, order }))
    }

    fn selected(&mut self) -> Result<Path, Error> {
        if self.is_call() {
            // There are no functions of selected attributes.
            return Err(StatementError::UnexpectedPathComponent(self.token(0).position(self.text)).into());
        }
        self.path()
    }

    fn insert(&mut self) -> Result<Statement, Error> {
        self.expect_keyword("INTO")?;
        let position = self.token(0);
        let (table, index) = self.target()?;
        if index.is_some() {
            let position = position.position(self.text);
            self.note_error(StatementError::IndexInInsert(position).into());
        }
        self.expect_keyword("VALUE")?;
        let start = self.at;
        let AttributeValue::M(item) = self.value()? else {
            self.at = start;
            return Err(self.malformed());
        };
        Ok(Statement { table, verb: Verb::Insert(item) })
    }

    fn update(&mut self) -> Result<Statement, Error> {
        let table = self.written_table()?;
        let mut actions = Vec::new();
        loop {
            let is_set = self.take_keyword("SET");
            if !is_set && !self.take_keyword("REMOVE") {
                break;
            }
            loop {
                actions.push(if is_set { self.set_action()? } else { (self.path()?, Action::Remove) });
                if !self.take_sign(Sign::Comma) {
                    break;
                }
            }
        }
        if actions.is_empty() {
            return Err(self.malformed());
        }
        let update = self.noting(Update::of_actions(actions));
        let condition = self.where_clause()?;
        let returning = self.returning()?.map(|(returning, _)| returning);
        let update = update.unwrap_or_else(Update::nothing);
        Ok(Statement { table, verb: Verb::Update { update, condition, returning } })
    }

    fn delete(&mut self) -> Result<Statement, Error> {
        self.expect_keyword("FROM")?;
        let table = self.written_table()?;
        let condition = self.where_clause()?;
        let returning = self.returning()?;
        if let Some((kind, returning)) = &returning
            && *kind != ReturnValue::AllOld
        {
            self.note_error(StatementError::ReturningOfDelete { returning }.into());
        }
        Ok(Statement { table, verb: Verb::Delete { condition, returning: returning.map(|(kind, _)| kind) } })
    }

    fn written_table(&mut self) -> Result<String, Error> {
        let (table, index) = self.target()?;
        if index.is_some() {
            self.note_error(StatementError::IndexInWrite.into());
        }
        Ok(table)
    }

    /// Parses the name of a table, and possibly of an index.
    fn target(&mut self) -> Result<(String, Option<String>), Error> {
        let table = self.name()?;
        let index = if self.take_sign(Sign::Point) { Some(self.name()?) } else { None };
        while self.take_sign(Sign::Point) {
            self.name()?;
            self.note_error(StatementError::FromTooDeep.into());
        }
        Ok((table, index))
    }

    fn where_clause(&mut self) -> Result<Option<Condition>, Error> {
        if !self.take_keyword("WHERE") {
            return Ok(None);
        }
        condition(self).map(|node| Some(Condition::of(node)))
    }

    fn returning(&mut self) -> Result<Option<(ReturnValue, &'static str)>, Error> {
        if !self.take_keyword("RETURNING") {
            return Ok(None);
        }
        let is_all = self.take_keyword("ALL");
        if !is_all && !self.take_keyword("MODIFIED") {
            return Err(self.malformed());
        }
        let is_old = self.take_keyword("OLD");
        if !is_old && !self.take_keyword("NEW") {
            return Err(self.malformed());
        }
        self.expect_sign(Sign::Star)?;
        Ok(Some(match (is_all, is_old) {
            (true, true) => (ReturnValue::AllOld, "ALL OLD"),
            (true, false) => (ReturnValue::AllNew, "ALL NEW"),
            (false, true) => (ReturnValue::UpdatedOld, "MODIFIED OLD"),
            (false, false) => (ReturnValue::UpdatedNew, "MODIFIED NEW"),
        }))
    }

    /// Parses `path = data`.
    fn set_action(&mut self) -> Result<(Path, Action), Error> {
        let path = self.path()?;
        self.expect_sign(Sign::Equal)?;
        let name = self.peek_text();
        let set_function = SET_FUNCTIONS.into_iter().find(|known| self.is_call() && known.eq_ignore_ascii_case(name));
        if let Some(function) = set_function {
            return self.set_function(path, function);
        }
        let left = self.operand(&[])?;
        let term = match self.next_sign() {
            Some(sign @ (Sign::Plus | Sign::Minus)) => {
                self.skip();
                self.count_operator();
                Term::Sum(Box::new(left), sign, Box::new(self.operand(&[])?))
            }
            _ => left,
        };
        let value: Operand = operand(self, term);
        Ok((path, Action::Set(value)))
    }

    /// Parses `set_add(path, <<…>>)` or `set_delete(…)`, which are the ADD and DELETE of a set.
    fn set_function(&mut self, path: Path, function: &'static str) -> Result<(Path, Action), Error> {
        self.skip();
        self.skip();
        self.count_operator();
        if self.path()? != path {
            self.note_error(StatementError::SetFunction { function }.into());
        }
        self.expect_sign(Sign::Comma)?;
        let value = self.canonical()?;
        self.expect_sign(Sign::Close)?;
        let kind = value.stored().kind();
        if !kind.is_set() {
            Grammar::note(self, Fault::OperandType { operator: function, kind: kind.name() });
        }
        Ok((path, if function == "set_add" { Action::Add(value) } else { Action::Delete(value) }))
    }

    /// The next parameter. A missing one is reported when the parameters are counted.
    pub(super) fn parameter(&mut self) -> AttributeValue {
        let value = self.parameters.get(self.parameters_used).cloned();
        self.parameters_used += 1;
        value.unwrap_or(AttributeValue::Null(true))
    }

    pub(super) fn name(&mut self) -> Result<String, Error> {
        match self.peek() {
            Lexeme::Word if !self.is_reserved() => Ok(self.take().to_owned()),
            Lexeme::Quoted => {
                let name = self.take_quoted().into_owned();
                if name.is_empty() {
                    self.note_error(StatementError::EmptyName.into());
                }
                Ok(name)
            }
            _ => Err(self.malformed()),
        }
    }

    /// Returns the value; notes the fault if there is one.
    fn noting<T>(&mut self, made: Result<T, Fault>) -> Option<T> {
        made.map_err(|fault| Grammar::note(self, fault)).ok()
    }

    /// Notes an error, unless an earlier one is noted.
    pub(super) fn note_error(&mut self, error: Error) {
        self.noted.get_or_insert(error);
    }

    /// The error that the next token is not allowed here.
    pub(super) fn malformed(&self) -> Error {
        let malformed = if self.is_reserved() { Syntax::Keyword } else { Syntax::Term };
        StatementError::Syntax(malformed).into()
    }

    pub(super) fn token(&self, ahead: usize) -> Token {
        let end = Token { lexeme: Lexeme::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    pub(super) fn peek(&self) -> Lexeme {
        self.token(0).lexeme
    }

    pub(super) fn peek_text(&self) -> &'t str {
        self.token(0).of(self.text)
    }

    pub(super) fn is_call(&self) -> bool {
        self.peek() == Lexeme::Word && self.token(1).lexeme == Lexeme::Sign(Sign::Open) && !self.is_reserved()
    }

    pub(super) fn is_reserved(&self) -> bool {
        self.peek() == Lexeme::Word && {
            let word = self.peek_text();
            KEYWORDS.into_iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
        }
    }

    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        self.peek() == Lexeme::Word && self.peek_text().eq_ignore_ascii_case(keyword)
    }

    pub(super) fn skip(&mut self) {
        self.at += 1;
    }

    pub(super) fn take(&mut self) -> &'t str {
        let text = self.peek_text();
        self.skip();
        text
    }

    pub(super) fn take_quoted(&mut self) -> Cow<'t, str> {
        let inside = self.token(0).quoted(self.text);
        self.skip();
        inside
    }

    pub(super) fn take_sign(&mut self, sign: Sign) -> bool {
        let is_next = self.peek() == Lexeme::Sign(sign);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let is_next = self.is_keyword(keyword);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn expect_sign(&mut self, sign: Sign) -> Result<(), Error> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.malformed()) }
    }

    pub(super) fn expect_keyword(&mut self, keyword: &str) -> Result<(), Error> {
        if self.take_keyword(keyword) { Ok(()) } else { Err(self.malformed()) }
    }
}
