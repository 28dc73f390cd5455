//! Single writes with all their parameters, and changes of tables; the model follows.
//!
//! - **D1** a write is made, refused or fails its condition as the simplest reading of its expressions says, and
//!   returns the right item.
//! - **D7** for as long as the lab wants, a write is in the way of others of its item: of any if a transaction made it, of
//!   transactions if a request did. It is found before the condition is looked at.

use super::statement::statement_of;
use super::{Answer, Harness};
use crate::Rng;
use crate::checkers::{Held, ensure, equal};
use crate::expression::{Condition, Rendered, Update, stored_all};
use crate::model::{By, ModelIndex, ModelTable};
use timemark_core::operations::*;
use timemark_core::shapes::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use timemark_core::{Attributes, ByName, ErrorCode, Item};

/// A write of one item.
#[derive(Clone, Debug)]
pub enum Write {
    /// Puts this item.
    Put(Attributes),
    /// Deletes the item with this key.
    Delete(Attributes),
    /// Updates the item with this key.
    Update(Attributes, Update),
}

/// The outcome of a write.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// The condition does not hold.
    Fails,
    /// Another write is in its way.
    Conflicts,
    /// The item does not allow it, or an index could not have the item.
    Refused,
    /// The write leaves this item, or none.
    Leaves(Option<Attributes>),
}

impl Write {
    /// The key, possibly with more attributes.
    pub(super) fn key(&self) -> &Attributes {
        let (Write::Put(key) | Write::Delete(key) | Write::Update(key, _)) = self;
        key
    }

    fn update(&self) -> Option<&Update> {
        if let Write::Update(_, update) = self { Some(update) } else { None }
    }

    /// The outcome by the simplest reading. Of a put, attributes that an index could not have are found before the
    /// condition is checked.
    pub(super) fn outcome(
        &self,
        table: Option<&ModelTable>,
        condition: Option<&Condition>,
        old: Option<&Attributes>,
    ) -> Outcome {
        let nothing = Attributes::new();
        let there = old.unwrap_or(&nothing);
        let fails = condition.is_some_and(|condition| !condition.holds(there));
        match self {
            Write::Put(item) if table.is_some_and(|table| table.refuses(item, |_| true)) => Outcome::Refused,
            _ if fails => Outcome::Fails,
            Write::Put(item) => Outcome::Leaves(Some(item.clone())),
            Write::Delete(_) => Outcome::Leaves(None),
            Write::Update(key, update) => match update.apply(there) {
                Err(_) => Outcome::Refused,
                Ok(_) if old.is_none() && !update.creates() => Outcome::Leaves(None),
                Ok(new) if table.is_some_and(|table| table.refuses(&new, |name| update.changes(name))) => {
                    Outcome::Refused
                }
                Ok(mut new) => {
                    new.extend(key.clone());
                    Outcome::Leaves(Some(stored_all(new)))
                }
            },
        }
    }
}

/// The expressions of a write as texts.
pub(super) struct Texts {
    pub update: Option<String>,
    pub condition: Option<String>,
    pub names: Option<ByName<String>>,
    pub values: Option<Attributes>,
}

impl Texts {
    pub fn of(rng: &mut Rng, update: Option<&Update>, condition: Option<&Condition>) -> Texts {
        let mut rendered = Rendered::new(rng);
        let update = update.map(|update| {
            update.render(&mut rendered);
            std::mem::take(&mut rendered.text)
        });
        let condition = condition.map(|condition| {
            condition.render(&mut rendered);
            std::mem::take(&mut rendered.text)
        });
        let names = (!rendered.names.is_empty()).then_some(rendered.names);
        let values = (!rendered.values.is_empty()).then_some(rendered.values);
        Texts { update, condition, names, values }
    }
}

/// The attributes that a write returns for `ReturnValues`; for an update also its changed parts, before and after.
fn shown(
    wanted: &ReturnValue,
    update: Option<&Update>,
    old: Option<&Attributes>,
    new: Option<&Attributes>,
) -> Option<Attributes> {
    let part = |item: &Attributes| update.map(|update| update.touched(item)).filter(|part| !part.is_empty());
    match wanted {
        ReturnValue::AllOld => old.cloned(),
        ReturnValue::AllNew => new.cloned(),
        ReturnValue::UpdatedOld => old.and_then(part),
        ReturnValue::UpdatedNew => new.and_then(part),
        _ => None,
    }
}

const OF_ANY: [ReturnValue; 2] = [ReturnValue::None, ReturnValue::AllOld];
const OF_UPDATES: [ReturnValue; 3] = [ReturnValue::AllNew, ReturnValue::UpdatedOld, ReturnValue::UpdatedNew];

impl Harness {
    /// PutItem, DeleteItem or UpdateItem, or the equivalent statement, with or without a condition (D1).
    pub fn write(&mut self, rng: &mut Rng, name: &str, write: &Write, condition: Option<&Condition>) -> Held {
        let table = self.table(name);
        let old = table.and_then(|table| table.live().get(&table.label_of(write.key())).cloned());
        let expected = match self.is_in_the_way(name, write.key(), By::Single) {
            true => Outcome::Conflicts,
            false => write.outcome(table, condition, old.as_ref()),
        };
        let wants_new = write.update().is_some() && rng.percent(60);
        let wanted = if wants_new { rng.pick(&OF_UPDATES) } else { rng.pick(&OF_ANY) }.clone();
        let statement = statement_of(rng, name, write, condition, &wanted, old.is_some()).filter(|_| rng.percent(60));
        let answer = match statement {
            Some(statement) => self.send_statement(statement)?,
            None => self.send_write(rng, name, write, condition, wanted.clone())?,
        };
        match (answer, expected) {
            (Ok(attributes), Outcome::Leaves(new)) => {
                let expected = shown(&wanted, write.update(), old.as_ref(), new.as_ref());
                equal(attributes, expected, "D1", &format!("Attributes, {wanted:?} of {write:?}, {old:?} before"))?;
                self.left_behind(name, old, new, By::Single);
                self.note(&format!("a write that shows {}", wanted.as_str()));
                Ok(())
            }
            (Err(_), _) if self.is_injected => Ok(()),
            (Err(error), expected) if error.code() == ErrorCode::TransactionConflictException => {
                self.note("a write in conflict");
                equal(expected, Outcome::Conflicts, "D7", &format!("the conflict of {write:?}"))
            }
            (Err(error), Outcome::Fails) if error.code() == ErrorCode::ConditionalCheckFailedException => {
                self.note("a condition failed");
                let item = error.item().map(|item| item.to_attributes());
                equal(item, old, "D1", "the item of a failed condition")
            }
            // The item is only one reason for a refusal; that a refused write was made all the same was caught above.
            (Err(error), expected) if error.code() == ErrorCode::ConditionalCheckFailedException => {
                ensure(false, "D1", || format!("a condition failed that holds: {condition:?} of {old:?}, {expected:?}"))
            }
            (Err(error), Outcome::Leaves(_)) if self.is_of_item(&error) => {
                ensure(false, "D1", || format!("{error}: {write:?} on {condition:?} of {old:?}"))
            }
            (Ok(_), expected) => ensure(false, "D1", || format!("done, not {expected:?}: {write:?} of {old:?}")),
            (Err(_), _) => Ok(()),
        }
    }

    fn send_statement(&mut self, statement: ExecuteStatementInput) -> Answer<Option<Attributes>> {
        let answer = self.call(statement)?;
        Ok(answer.map(|output| output.items.into_iter().flatten().next().map(|item: Item| item.to_attributes())))
    }

    fn send_write(
        &mut self,
        rng: &mut Rng,
        name: &str,
        write: &Write,
        condition: Option<&Condition>,
        return_values: ReturnValue,
    ) -> Answer<Option<Attributes>> {
        let Texts { update: update_expression, condition: condition_expression, names, values } =
            Texts::of(rng, write.update(), condition);
        let (expression_attribute_names, expression_attribute_values) = (names, values);
        let return_values = Some(return_values);
        let return_values_on_condition_check_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
        let answer = match write {
            Write::Put(item) => self
                .call(PutItemInput {
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values,
                    return_values_on_condition_check_failure,
                    ..PutItemInput::new(name, item.clone())
                })?
                .map(|output| output.attributes),
            Write::Delete(key) => self
                .call(DeleteItemInput {
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values,
                    return_values_on_condition_check_failure,
                    ..DeleteItemInput::new(name, key.clone())
                })?
                .map(|output| output.attributes),
            Write::Update(key, _) => self
                .call(UpdateItemInput {
                    update_expression,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values,
                    return_values_on_condition_check_failure,
                    ..UpdateItemInput::new(name, key.clone())
                })?
                .map(|output| output.attributes),
        };
        Ok(answer.map(|attributes| attributes.map(|item: Item| item.to_attributes())))
    }

    /// Applies an acknowledged write to the model.
    pub(super) fn left_behind(&mut self, name: &str, old: Option<Attributes>, new: Option<Attributes>, by: By) {
        match (new, old) {
            (Some(item), _) => self.wrote(name, WriteRequest::put(item), by),
            (None, Some(old)) => {
                let key = self.table(name).map(|table| table.key_of(&old)).unwrap_or_default();
                self.wrote(name, WriteRequest::delete(key), by);
            }
            (None, None) => {}
        }
    }

    /// UpdateTable that creates or deletes a global index.
    pub fn change_index(&mut self, name: &str, input: UpdateTableInput, change: IndexChange) -> Answer<()> {
        let answer = self.call(input)?;
        Ok(answer.map(|_| {
            let Some(table) = self.latest_mut(name) else { return };
            match change {
                IndexChange::Comes(index) => {
                    table.added.insert(index.name.clone());
                    let place = table.indexes.iter().take_while(|index| index.is_global).count();
                    table.indexes.insert(place, index);
                }
                IndexChange::Goes(gone) => table.indexes.retain(|index| index.name != gone),
                IndexChange::Stays => {}
            }
        }))
    }

    /// UpdateTable that enables or disables a stream.
    pub fn change_stream(&mut self, name: &str, input: UpdateTableInput) -> Answer<()> {
        let answer = self.call(input)?;
        let now = self.engine.now();
        Ok(answer.map(|output| {
            let described = output.table_description.unwrap_or_default();
            let view = described.stream_specification.and_then(|stream| stream.stream_view_type);
            if let Some(table) = self.latest_mut(name) {
                table.set_stream(now, described.latest_stream_arn.zip(view));
            }
        }))
    }
}

/// A change of a table's indexes.
#[derive(Clone, Debug)]
pub enum IndexChange {
    /// This index is created.
    Comes(ModelIndex),
    /// The index with this name is deleted.
    Goes(String),
    /// One is paid for in another way.
    Stays,
}
