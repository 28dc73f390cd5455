//! What the languages that have conditions share: expressions and statements differ in their words, not in their meaning.

use super::condition::{Node, node_of_call};
use super::error::Fault;
use super::lexer::Sign;
use super::parser::Term;
use crate::model::error::Error;

/// A reader of one of the languages, as far as conditions and the values of updates need it.
///
/// What is *noted* is returned once the whole text is known to be well formed, and only the first of it.
pub(super) trait Grammar<'t>: Sized {
    /// The sign that comes next, if one does.
    fn next_sign(&self) -> Option<Sign>;

    /// Takes a sign if it comes next.
    fn takes(&mut self, sign: Sign) -> bool;

    /// Takes a keyword, in any case of its letters, if it comes next.
    fn takes_keyword(&mut self, keyword: &str) -> bool;

    /// Reads an operand.
    ///
    /// # Errors
    /// ValidationException where none comes next.
    fn operand(&mut self, keywords: &[&str]) -> Result<Term<'t>, Error>;

    /// Takes the sign that opens the operands of IN, and returns the one that must close them.
    ///
    /// # Errors
    /// ValidationException where something else comes next.
    fn open_in(&mut self) -> Result<Sign, Error>;

    /// The error that what comes next cannot stand there.
    fn unexpected(&self) -> Error;

    /// Notes what is wrong, unless something before it was.
    fn note(&mut self, fault: Fault);

    /// Notes parentheses around what has parentheses of its own.
    fn note_redundant_parentheses(&mut self);

    /// Counts an operator or a function.
    fn count_operator(&mut self);

    /// Whether there are too many operators already, so that nothing may be nested any deeper.
    fn is_overfull(&self) -> bool;

    /// The fault of a value whose type has no order.
    fn unordered(operator: &'static str, kind: &'static str) -> Fault;

    /// Reads what may follow an operand beside comparisons, BETWEEN and IN, and returns the condition that both are.
    ///
    /// # Errors
    /// ValidationException where they are none.
    fn other_condition(&mut self, left: Term<'t>) -> Result<Node, Error> {
        node_of_call(self, left)
    }

    /// Takes a sign.
    ///
    /// # Errors
    /// ValidationException where something else comes next.
    fn expect(&mut self, sign: Sign) -> Result<(), Error> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected()) }
    }
}
