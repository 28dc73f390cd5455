//! PartiQL statements: alone, in batches and in transactions.
//!
//! A statement ends in the same conditions, projections and updates as expressions do (`expression/statement/`), so
//! what is read is read as Query and Scan read (`select.rs`), and what is written is decided as PutItem, UpdateItem and
//! DeleteItem decide (`writing.rs`). `next_token.rs` has the positions at which reads go on, `error.rs` what is
//! refused, and the texts.

mod batch_execute_statement;
pub(crate) mod error;
mod execute_statement;
mod execute_transaction;
mod next_token;
mod select;
mod writing;

pub use batch_execute_statement::*;
pub use execute_statement::*;
pub use execute_transaction::*;

use crate::expression::Statement;
use crate::item::value::AttributeValue;
use crate::model::constraints::required;
use crate::model::error::Error;
use crate::operations::tables::lookup;
use crate::state::{Event, State, Table, Write, Writer};
use std::collections::BTreeMap;

/// Reads the statement of a request.
///
/// # Errors
/// ValidationException if it is absent or invalid.
fn read(text: &Option<String>, parameters: &Option<Vec<AttributeValue>>) -> Result<Statement, Error> {
    Statement::parse(required("statement", text)?, parameters.as_deref().unwrap_or_default())
}

/// The table of a statement.
///
/// # Errors
/// ResourceNotFoundException if no readable and writable table has that name.
fn table_of<'s>(state: &'s State, statement: &Statement) -> Result<&'s Table, Error> {
    lookup::data_table(state, &Some(statement.table.clone()))
}

/// The events for a list of writes, one event for each table.
fn events<'s>(writes: impl Iterator<Item = (&'s Table, Option<Write>)>, by: Writer) -> Vec<Event> {
    let mut by_table: BTreeMap<_, Vec<Write>> = BTreeMap::new();
    for (table, write) in writes {
        if let Some(write) = write {
            by_table.entry(table.id()).or_default().push(write);
        }
    }
    let event = |(table, writes)| match by {
        Writer::Single => Event::ItemsWritten { table, writes },
        Writer::Transaction => Event::ItemsTransacted { table, writes },
    };
    by_table.into_iter().map(event).collect()
}
