//! Reads statements.

use super::lexer::{Lexeme, Token, tokens};
use super::refusal::{Malformed, StatementInvalid};
use super::{Select, Statement, Verb};
use crate::expression::condition::{Condition, Node, condition, node_of_call};
use crate::expression::grammar::Grammar;
use crate::expression::lexer::Sign;
use crate::expression::parser::Term;
use crate::expression::path::{Path, Step};
use crate::expression::projection::Projection;
use crate::expression::update::{Action, Operand, Update, operand};
use crate::item::value::AttributeValue;
use crate::item::{Canonical, Kind};
use crate::limits::{EXPRESSION_OPERATORS_MAX, NESTING_LEVELS_MAX};
use crate::model::error::{Error, Fault};
use crate::model::shapes::ReturnValue;
use std::borrow::Cow;

/// Words that are no names unless they are quoted.
///
/// # Source
/// Assumed: those of this grammar. AWS reserves more of SQL's words.
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

/// Functions of conditions and of values, which may be written in any case.
const FUNCTIONS: [&str; 5] = ["attribute_type", "begins_with", "contains", "size", "list_append"];

/// Functions that a SET may have as the whole of its value.
const SET_FUNCTIONS: [&str; 2] = ["set_add", "set_delete"];

/// Reads one statement.
pub(super) struct Parser<'t, 'p> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    parameters: &'p [AttributeValue],
    parameters_used: usize,
    operators: usize,
    noted: Option<Error>,
}

impl<'t, 'p> Parser<'t, 'p> {
    pub(super) fn new(text: &'t str, parameters: &'p [AttributeValue]) -> Self {
        Parser { text, tokens: tokens(text), at: 0, parameters, parameters_used: 0, operators: 0, noted: None }
    }

    /// Reads the whole of it.
    ///
    /// # Errors
    /// ValidationException for whatever is wrong with it.
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
            return Err(StatementInvalid::Malformed(Malformed::NotDataManipulation).into());
        };
        self.take_sign(Sign::Semicolon);
        if self.peek() != Lexeme::End {
            return Err(self.malformed());
        }
        if self.parameters_used != self.parameters.len() {
            return Err(StatementInvalid::ParameterCount.into());
        }
        if self.operators > EXPRESSION_OPERATORS_MAX {
            return Err(StatementInvalid::Fault(Fault::TooManyOperators { count: self.operators }).into());
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
            // There are no functions of what was selected.
            return Err(StatementInvalid::UnexpectedPathComponent(self.token(0).position(self.text)).into());
        }
        self.path()
    }

    fn insert(&mut self) -> Result<Statement, Error> {
        self.expect_keyword("INTO")?;
        let position = self.token(0);
        let (table, index) = self.target()?;
        if index.is_some() {
            let position = position.position(self.text);
            self.note_error(StatementInvalid::IndexInInsert(position).into());
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
            self.note_error(StatementInvalid::ReturningOfDelete { returning }.into());
        }
        Ok(Statement { table, verb: Verb::Delete { condition, returning: returning.map(|(kind, _)| kind) } })
    }

    fn written_table(&mut self) -> Result<String, Error> {
        let (table, index) = self.target()?;
        if index.is_some() {
            self.note_error(StatementInvalid::IndexInWrite.into());
        }
        Ok(table)
    }

    /// Reads a table's name, and perhaps an index's.
    fn target(&mut self) -> Result<(String, Option<String>), Error> {
        let table = self.name()?;
        let index = if self.take_sign(Sign::Point) { Some(self.name()?) } else { None };
        while self.take_sign(Sign::Point) {
            self.name()?;
            self.note_error(StatementInvalid::FromTooDeep.into());
        }
        Ok((table, index))
    }

    fn where_clause(&mut self) -> Result<Option<Condition>, Error> {
        if !self.take_keyword("WHERE") {
            return Ok(None);
        }
        condition(self).map(|node| Some(Condition(node)))
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

    /// Reads `path = data`.
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

    /// Reads `set_add(path, <<…>>)`: what ADD does with a set, and DELETE.
    fn set_function(&mut self, path: Path, function: &'static str) -> Result<(Path, Action), Error> {
        self.skip();
        self.skip();
        self.count_operator();
        if self.path()? != path {
            self.note_error(StatementInvalid::SetFunction { function }.into());
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

    /// Takes a function's name and its parenthesis.
    fn open_call(&mut self) -> &'t str {
        let written = self.take();
        self.skip();
        self.count_operator();
        let known = FUNCTIONS.into_iter().find(|known| known.eq_ignore_ascii_case(written));
        if known.is_none() {
            Grammar::note(self, Fault::FunctionUnknown { function: written.to_owned() });
        }
        known.unwrap_or(written)
    }

    /// Reads a path or a value.
    fn simple(&mut self) -> Result<Term<'t>, Error> {
        if self.is_value() { self.canonical().map(Term::Value) } else { self.path().map(Term::Path) }
    }

    /// Reads a value and validates it; what is no value is noted.
    fn canonical(&mut self) -> Result<Canonical, Error> {
        let value = self.value()?;
        Ok(Canonical::new(&value).unwrap_or_else(|error| {
            self.note_error(error);
            Canonical::null()
        }))
    }

    /// The next parameter. That there is none is found when they are counted.
    pub(super) fn parameter(&mut self) -> AttributeValue {
        let value = self.parameters.get(self.parameters_used).cloned();
        self.parameters_used += 1;
        value.unwrap_or(AttributeValue::Null(true))
    }

    fn path(&mut self) -> Result<Path, Error> {
        let mut path = Path::attribute(self.name()?);
        loop {
            if self.take_sign(Sign::Point) {
                path.push(Step::Member(self.name()?));
            } else if self.take_sign(Sign::OpenIndex) {
                let digits = self.take_index()?;
                let index = digits.parse().ok().filter(|index| *index <= i32::MAX as usize);
                if index.is_none() {
                    Grammar::note(self, Fault::IndexTooLarge { index: digits.to_owned() });
                }
                path.push(Step::Element(index.unwrap_or(0)));
                self.expect_sign(Sign::CloseIndex)?;
            } else {
                break;
            }
        }
        if path.levels() > NESTING_LEVELS_MAX {
            Grammar::note(self, Fault::PathTooDeep { levels: path.levels() });
        }
        Ok(path)
    }

    fn take_index(&mut self) -> Result<&'t str, Error> {
        match self.peek() == Lexeme::Number && self.peek_text().bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(self.take()),
            false => Err(self.malformed()),
        }
    }

    fn name(&mut self) -> Result<String, Error> {
        match self.peek() {
            Lexeme::Word if !self.is_reserved() => Ok(self.take().to_owned()),
            Lexeme::Quoted => {
                let name = self.take_quoted().into_owned();
                if name.is_empty() {
                    self.note_error(StatementInvalid::EmptyName.into());
                }
                Ok(name)
            }
            _ => Err(self.malformed()),
        }
    }

    /// What was made; what is wrong with it is noted.
    fn noting<T>(&mut self, made: Result<T, Fault>) -> Option<T> {
        made.map_err(|fault| Grammar::note(self, fault)).ok()
    }

    /// Notes what is wrong, unless something before it was.
    pub(super) fn note_error(&mut self, error: Error) {
        self.noted.get_or_insert(error);
    }

    /// The error that what comes next cannot stand there.
    pub(super) fn malformed(&self) -> Error {
        let malformed = if self.is_reserved() { Malformed::Keyword } else { Malformed::Term };
        StatementInvalid::Malformed(malformed).into()
    }

    fn token(&self, ahead: usize) -> Token {
        let end = Token { lexeme: Lexeme::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at + ahead).copied().unwrap_or(end)
    }

    pub(super) fn peek(&self) -> Lexeme {
        self.token(0).lexeme
    }

    fn peek_text(&self) -> &'t str {
        self.token(0).of(self.text)
    }

    fn is_call(&self) -> bool {
        self.peek() == Lexeme::Word && self.token(1).lexeme == Lexeme::Sign(Sign::Open) && !self.is_reserved()
    }

    fn is_reserved(&self) -> bool {
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

    fn expect_keyword(&mut self, keyword: &str) -> Result<(), Error> {
        if self.take_keyword(keyword) { Ok(()) } else { Err(self.malformed()) }
    }
}

impl<'t> Grammar<'t> for Parser<'t, '_> {
    fn next_sign(&self) -> Option<Sign> {
        match self.peek() {
            Lexeme::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    fn takes(&mut self, sign: Sign) -> bool {
        self.take_sign(sign)
    }

    fn takes_keyword(&mut self, keyword: &str) -> bool {
        self.take_keyword(keyword)
    }

    /// Calls and parentheses that are open stand on a stack.
    fn operand(&mut self, _: &[&str]) -> Result<Term<'t>, Error> {
        let mut open: Vec<Option<(&'t str, Vec<Term<'t>>)>> = Vec::new();
        loop {
            if self.take_sign(Sign::Open) {
                open.push(None);
                continue;
            }
            if self.is_call() {
                open.push(Some((self.open_call(), Vec::new())));
                continue;
            }
            let mut done = self.simple()?;
            loop {
                let Some(innermost) = open.last_mut() else { return Ok(done) };
                if let Some((_, operands)) = innermost
                    && self.take_sign(Sign::Comma)
                {
                    operands.push(done);
                    break;
                }
                self.expect_sign(Sign::Close)?;
                if let Some(Some((function, mut operands))) = open.pop() {
                    operands.push(done);
                    done = Term::Call(function, if self.is_overfull() { Vec::new() } else { operands });
                }
            }
        }
    }

    fn open_in(&mut self) -> Result<Sign, Error> {
        if self.take_sign(Sign::Open) {
            return Ok(Sign::Close);
        }
        self.expect_sign(Sign::OpenIndex).map(|()| Sign::CloseIndex)
    }

    fn unexpected(&self) -> Error {
        self.malformed()
    }

    fn note(&mut self, fault: Fault) {
        self.note_error(StatementInvalid::Fault(fault).into());
    }

    /// Statements may have as many as they like.
    fn note_redundant_parentheses(&mut self) {}

    fn count_operator(&mut self) {
        self.operators += 1;
    }

    fn is_overfull(&self) -> bool {
        self.operators > EXPRESSION_OPERATORS_MAX
    }

    fn unordered(operator: &'static str, kind: &'static str) -> Fault {
        Fault::OperandType { operator, kind }
    }

    fn other_condition(&mut self, left: Term<'t>) -> Result<Node, Error> {
        if !self.take_keyword("IS") {
            return node_of_call(self, left);
        }
        self.count_operator();
        let is_negated = self.take_keyword("NOT");
        let is_missing = self.take_keyword("MISSING");
        if !is_missing {
            self.expect_keyword("NULL")?;
        }
        let Term::Path(path) = left else {
            Grammar::note(self, Fault::NeedsPath { operator: "IS" });
            return Ok(Node::All(Vec::new()));
        };
        Ok(match (is_missing, is_negated) {
            (true, false) => Node::NotExists(path),
            (true, true) => Node::Exists(path),
            (false, false) => Node::TypeIs(path, Kind::Null),
            (false, true) => Node::Not(Box::new(Node::TypeIs(path, Kind::Null))),
        })
    }
}
