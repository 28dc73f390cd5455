//! PartiQL: a statement, and what it means in the terms of expressions.
//!
//! ```text
//!   Statement, Parameters ──lexer──▶ tokens ──parser──▶ Statement ┬ Select  Projection, Condition, order
//!                                                                 ├ Insert  Attributes
//!                                                                 ├ Update  Update, Condition
//!                                                                 ├ Delete  Condition
//!                                                                 └ Exists  Condition
//!   Condition ──plan──▶ the one key that it fixes, or the key ranges that it reads, or none: a scan
//! ```
//!
//! Nothing recurses on the text: open parentheses and literals stand on a stack, and a literal that is nested deeper than
//! an item may be is read and dropped. What a condition looks like is bounded as an expression's is: by 300 operators.
//!
//! What is wrong with a statement is returned in this order: its syntax, the number of its parameters, the number of its
//! operators, then the first thing in it that makes no sense.

pub(crate) mod error;
mod lexer;
mod literal;
mod parser;
mod plan;
mod terms;

pub use plan::Plan;

use super::condition::Condition;
use super::projection::Projection;
use super::update::Update;
use crate::item::value::{AttributeValue, Attributes};
use crate::model::error::Error;
use crate::model::shapes::ReturnValue;

/// A statement that was parsed, its parameters put in.
///
/// ```
/// use timemark_core::expression::{Statement, Verb};
/// let statement = Statement::parse(r#"SELECT * FROM "Music" WHERE "Artist" = ?"#, &["No One You Know".into()])?;
/// assert_eq!((statement.table.as_str(), statement.is_read()), ("Music", true));
/// # Ok::<(), timemark_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The table's name or ARN.
    pub table: String,
    /// What is done.
    pub verb: Verb,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Reads items.
    Select(Select),
    /// Puts an item where there is none.
    Insert(Attributes),
    /// Changes the item that the condition names.
    Update {
        /** How. */
        update: Update,
        /** Which, and what must hold of it. */
        condition: Option<Condition>,
        /** What is returned. */
        returning: Option<ReturnValue>,
    },
    /// Deletes the item that the condition names.
    Delete {
        /** Which, and what must hold of it. */
        condition: Option<Condition>,
        /** What is returned: ALL_OLD, or nothing. */
        returning: Option<ReturnValue>,
    },
    /// Checks that the one item that is selected exists, and that the condition holds for it.
    Exists(Select),
}

/// What a SELECT reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// The index that is read instead of the table.
    pub index: Option<String>,
    /// Which parts of the items; all of them where there is none.
    pub projection: Option<Projection>,
    /// Which items.
    pub condition: Option<Condition>,
    /// In which order: attributes, and whether each is descending.
    pub order: Vec<(String, bool)>,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// ValidationException for whatever is wrong with it, whatever the tables are.
    pub fn parse(text: &str, parameters: &[AttributeValue]) -> Result<Statement, Error> {
        parser::Parser::new(text, parameters).statement()
    }

    /// Whether it is a SELECT: EXISTS goes with the statements that write.
    pub fn is_read(&self) -> bool {
        matches!(self.verb, Verb::Select(_))
    }

    /// Whether it has a RETURNING clause.
    pub fn is_returning(&self) -> bool {
        matches!(self.verb, Verb::Update { returning: Some(_), .. } | Verb::Delete { returning: Some(_), .. })
    }
}

#[cfg(test)]
mod tests;
