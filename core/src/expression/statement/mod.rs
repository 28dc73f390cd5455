//! PartiQL: statements, and their meaning in terms of expressions.
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
//! Nothing recurses on the text: open parentheses and literals are on a stack, and a literal nested deeper than an item
//! may be is read and discarded. A condition is bounded as an expression's is: by 300 operators.
//!
//! The faults of a statement are reported in this order: its syntax, the number of its parameters, the number of its
//! operators, then the first other fault.

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

/// A parsed statement, with its parameters inserted.
///
/// ```
/// use timemark_core::expression::{Statement, Verb};
/// let statement = Statement::parse(r#"SELECT * FROM "Music" WHERE "Artist" = ?"#, &["No One You Know".into()])?;
/// assert_eq!((statement.table.as_str(), statement.is_read()), ("Music", true));
/// # Ok::<(), timemark_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The name or the ARN of the table.
    pub table: String,
    /// The action.
    pub verb: Verb,
}

/// The action of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Reads items.
    Select(Select),
    /// Puts an item, if there is none with its key.
    Insert(Attributes),
    /// Updates the item that the condition names.
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
    /// Checks that the selected item exists and that the condition holds for it.
    Exists(Select),
}

/// A SELECT.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// The index to read instead of the table.
    pub index: Option<String>,
    /// The attributes to return; `None` for all.
    pub projection: Option<Projection>,
    /// The condition that an item must meet.
    pub condition: Option<Condition>,
    /// The order: attributes, each with whether it is descending.
    pub order: Vec<(String, bool)>,
}

impl Statement {
    /// Parses a statement.
    ///
    /// # Errors
    /// ValidationException for any fault that does not depend on a table.
    pub fn parse(text: &str, parameters: &[AttributeValue]) -> Result<Statement, Error> {
        parser::Parser::new(text, parameters).statement()
    }

    /// Whether it is a SELECT. EXISTS counts among the statements that write.
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
