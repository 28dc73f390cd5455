//! A statement that writes one item.

use super::error::ExecuteError;
use crate::expression::{Condition, Statement, Verb};
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::model::error::Error;
use crate::operations::items::item_write::{Action, ItemWrite, Written};
use crate::state::Table;

/// A statement that writes, and the item that it writes.
pub struct Writing<'r> {
    statement: &'r Statement,
    /// The item of an INSERT; the key of any other statement.
    pub attributes: Attributes,
    /// The key of the item.
    pub key: Key,
    item: Option<Item>,
}

impl<'r> Writing<'r> {
    /// Finds the key of the item that a statement writes or, for EXISTS, checks.
    ///
    /// # Errors
    /// ValidationException if the condition does not give the whole key of the table, for a key that does not match the
    /// table's, and for an item of an INSERT that is invalid or too large.
    pub fn of(table: &Table, statement: &'r Statement) -> Result<Writing<'r>, Error> {
        let definition = &table.definition().key;
        let key = |condition: Option<&Condition>| {
            let fixed = condition.and_then(|condition| condition.fixed_key(definition));
            fixed.ok_or(ExecuteError::KeyNotFixed)
        };
        let (attributes, item) = match &statement.verb {
            Verb::Insert(attributes) => (attributes.clone(), Some(Item::new(attributes)?.within_limit()?)),
            Verb::Update { condition, .. } | Verb::Delete { condition, .. } => (key(condition.as_ref())?, None),
            Verb::Select(select) | Verb::Exists(select) => {
                let key = key(select.condition.as_ref())?;
                let says_more = |condition: &Condition| condition.is_more_than_key(definition);
                if !select.condition.as_ref().is_some_and(says_more) {
                    return Err(ExecuteError::ExistsWithoutCondition.into());
                }
                (key, None)
            }
        };
        let key = match &item {
            Some(_) => definition.key_of_item(&attributes)?,
            None => definition.key_of_argument(&attributes)?,
        };
        Ok(Writing { statement, attributes, key, item })
    }

    /// The write to decide. The condition of a DELETE also holds if there is no item; an UPDATE needs an existing item.
    pub fn write(&mut self, table: &Table, shows_item: bool) -> ItemWrite<'_> {
        let key = &self.attributes;
        let (action, condition) = match (&self.statement.verb, self.item.take()) {
            (Verb::Insert(attributes), Some(item)) => (Action::Insert { item, attributes }, None),
            (Verb::Update { update, condition, .. }, _) => {
                (Action::Update { key, update: Some(update) }, condition.clone())
            }
            (Verb::Delete { condition, .. }, _) => {
                (Action::Delete { key }, condition.clone().filter(|_| table.item(&self.key).is_some()))
            }
            (Verb::Select(select) | Verb::Exists(select), _) => (Action::Check { key }, select.condition.clone()),
            (Verb::Insert(_), None) => (Action::Check { key }, None),
        };
        ItemWrite { action, condition, shows_item }
    }

    /// The item that the RETURNING clause asks for.
    pub fn returned(&self, written: &Written<'_>) -> Option<Item> {
        match &self.statement.verb {
            Verb::Update { update, returning, .. } => written.returned(returning.as_ref(), Some(update)),
            Verb::Delete { returning, .. } => written.returned(returning.as_ref(), None),
            Verb::Select(_) | Verb::Insert(_) | Verb::Exists(_) => None,
        }
    }
}
