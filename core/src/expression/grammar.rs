//! What expressions and statements share: they differ in their words, not in the meaning of conditions and values.

use super::condition::{Node, node_of_call};
use super::error::Fault;
use super::lexer::Sign;
use super::parser::Term;
use crate::model::error::Error;

/// A parser of one of the languages, as far as conditions and the values of updates need it.
///
/// A *noted* fault is returned once the whole text is known to be well formed; only the first is kept.
pub(super) trait Grammar<'t>: Sized {
    /// The next token, if it is a sign.
    fn next_sign(&self) -> Option<Sign>;

    /// Takes a sign if it is next. Returns whether it was.
    fn takes(&mut self, sign: Sign) -> bool;

    /// Takes a keyword, in upper or lower case, if it is next. Returns whether it was.
    fn takes_keyword(&mut self, keyword: &str) -> bool;

    /// Parses an operand.
    ///
    /// # Errors
    /// ValidationException if none is next.
    fn operand(&mut self, keywords: &[&str]) -> Result<Term<'t>, Error>;

    /// Takes the sign that opens the operands of IN, and returns the one that must close them.
    ///
    /// # Errors
    /// ValidationException if another token is next.
    fn open_in(&mut self) -> Result<Sign, Error>;

    /// The error that the next token is not allowed here.
    fn unexpected(&self) -> Error;

    /// Notes a fault, unless an earlier one is noted.
    fn note(&mut self, fault: Fault);

    /// Notes parentheses around an expression that has parentheses already.
    fn note_redundant_parentheses(&mut self);

    /// Counts an operator or a function.
    fn count_operator(&mut self);

    /// Whether there are too many operators already, so that nothing may be nested any deeper.
    fn is_overfull(&self) -> bool;

    /// The fault of a value whose type has no order.
    fn unordered(operator: &'static str, kind: &'static str) -> Fault;

    /// Parses what may follow an operand other than comparisons, BETWEEN and IN, and returns the condition that both
    /// form.
    ///
    /// # Errors
    /// ValidationException if they form none.
    fn other_condition(&mut self, left: Term<'t>) -> Result<Node, Error> {
        node_of_call(self, left)
    }

    /// Takes a sign.
    ///
    /// # Errors
    /// ValidationException if another token is next.
    fn expect(&mut self, sign: Sign) -> Result<(), Error> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected()) }
    }
}
