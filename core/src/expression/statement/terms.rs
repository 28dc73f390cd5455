//! The parts that statements are made of: paths, values, function calls, and the words of their conditions.

use super::error::StatementError;
use super::lexer::Lexeme;
use super::parser::Parser;
use crate::expression::condition::{Node, Operand, node_of_call};
use crate::expression::error::Fault;
use crate::expression::grammar::Grammar;
use crate::expression::lexer::Sign;
use crate::expression::parser::Term;
use crate::expression::path::{Path, Step};
use crate::item::{Canonical, Kind};
use crate::limits::{EXPRESSION_OPERATORS_MAX, NESTING_LEVELS_MAX};
use crate::model::error::Error;

/// The functions of conditions and of values, which may be written in upper or lower case.
const FUNCTIONS: [&str; 5] = ["attribute_type", "begins_with", "contains", "size", "list_append"];

impl<'t> Parser<'t, '_> {
    /// Takes the name of a function and its parenthesis.
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

    /// Parses a path or a value.
    fn simple(&mut self) -> Result<Term<'t>, Error> {
        if self.is_value() { self.canonical().map(Term::Value) } else { self.path().map(Term::Path) }
    }

    /// Parses a value and validates it. An invalid value is noted.
    pub(super) fn canonical(&mut self) -> Result<Canonical, Error> {
        let value = self.value()?;
        Ok(Canonical::new(&value).unwrap_or_else(|error| {
            self.note_error(error.into());
            Canonical::null()
        }))
    }

    /// Parses a path.
    ///
    /// # Errors
    /// ValidationException if none is next.
    pub(super) fn path(&mut self) -> Result<Path, Error> {
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

    /// Open calls and parentheses are on a stack.
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
        self.note_error(StatementError::Fault(fault).into());
    }

    /// Statements may have redundant parentheses.
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
            (false, false) => Node::TypeIs(Operand::Path(path), Kind::Null),
            (false, true) => Node::Not(Box::new(Node::TypeIs(Operand::Path(path), Kind::Null))),
        })
    }
}
