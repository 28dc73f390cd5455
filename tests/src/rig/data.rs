//! Single writes with all that may be said of them, and changes of tables; the model follows.
//!
//! - **D1** a write is done, refused or fails its condition as the plainest reading of its expressions says, and shows the
//!   item that it should.

use super::{Answer, Rig};
use crate::Dice;
use crate::checkers::{Held, ensure, equal};
use crate::expression::{Condition, Rendered, Update, stored_all};
use crate::model::{ModelIndex, ModelTable};
use timemark_core::operations::*;
use timemark_core::shapes::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use timemark_core::{Attributes, Error, Item};

/// A write of one item.
#[derive(Clone, Debug)]
pub enum Write {
    /// This item.
    Put(Attributes),
    /// The item of this key goes.
    Delete(Attributes),
    /// The item of this key is changed so.
    Update(Attributes, Update),
}

/// What becomes of a write.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    /// Its condition does not hold.
    Fails,
    /// The item does not take it.
    Refused,
    /// This is there afterwards.
    Leaves(Option<Attributes>),
}

impl Write {
    /// What becomes of it, by the plainest reading.
    fn outcome(&self, condition: Option<&Condition>, old: Option<&Attributes>) -> Outcome {
        let nothing = Attributes::new();
        let there = old.unwrap_or(&nothing);
        if condition.is_some_and(|condition| !condition.holds(there)) {
            return Outcome::Fails;
        }
        match self {
            Write::Put(item) => Outcome::Leaves(Some(item.clone())),
            Write::Delete(_) => Outcome::Leaves(None),
            Write::Update(key, update) => match update.apply(there) {
                Err(_) => Outcome::Refused,
                Ok(_) if old.is_none() && !update.creates() => Outcome::Leaves(None),
                Ok(mut new) => {
                    new.extend(key.clone());
                    Outcome::Leaves(Some(stored_all(new)))
                }
            },
        }
    }
}

impl Rig {
    /// PutItem, DeleteItem or UpdateItem, on a condition or on none (D1).
    pub fn write(&mut self, dice: &mut Dice, name: &str, write: &Write, condition: Option<&Condition>) -> Held {
        let (Write::Put(key) | Write::Delete(key) | Write::Update(key, _)) = write;
        let old = self.table(name).and_then(|table| table.live().get(&table.label_of(key)).cloned());
        let expected = write.outcome(condition, old.as_ref());
        let mut rendered = Rendered::new(dice);
        let update_expression = match write {
            Write::Update(_, update) => {
                update.render(&mut rendered);
                Some(std::mem::take(&mut rendered.text))
            }
            _ => None,
        };
        let condition_expression = condition.map(|condition| {
            condition.render(&mut rendered);
            std::mem::take(&mut rendered.text)
        });
        let expression_attribute_names = (!rendered.names.is_empty()).then_some(rendered.names);
        let expression_attribute_values = (!rendered.values.is_empty()).then_some(rendered.values);
        let wants_new = matches!(write, Write::Update(..)) && dice.percent(50);
        let return_values = Some(if wants_new { ReturnValue::AllNew } else { ReturnValue::AllOld });
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
        let shown = |item: Option<Item>| item.map(|item| item.to_attributes());
        match (answer, expected) {
            (Ok(attributes), Outcome::Leaves(new)) => {
                equal(shown(attributes), if wants_new { new.clone() } else { old.clone() }, "D1", "Attributes")?;
                match (new, old) {
                    (Some(item), _) => self.wrote(name, WriteRequest::put(item)),
                    (None, Some(old)) => {
                        let key = self.table(name).map(|table| table.key_of(&old)).unwrap_or_default();
                        self.wrote(name, WriteRequest::delete(key));
                    }
                    (None, None) => {}
                }
                Ok(())
            }
            (Err(Error::ConditionalCheckFailed { item }), Outcome::Fails) => {
                self.note("a condition failed");
                equal(shown(item), old, "D1", "the item of a failed condition")
            }
            // Of what it is refused for, the item is only one thing; that it is done all the same was caught above.
            (Err(Error::ConditionalCheckFailed { .. }), expected) => {
                ensure(false, "D1", || format!("a condition failed that holds: {condition:?} of {old:?}, {expected:?}"))
            }
            (Err(error), Outcome::Leaves(_)) if is_of_item(&error) => {
                ensure(false, "D1", || format!("{error}: {write:?} on {condition:?} of {old:?}"))
            }
            (Ok(_), expected) => ensure(false, "D1", || format!("done, not {expected:?}: {write:?} of {old:?}")),
            (Err(_), _) => Ok(()),
        }
    }

    /// UpdateTable by which a global index comes or goes.
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
            }
        }))
    }

    /// UpdateTable by which a stream begins or ends.
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

    fn latest_mut(&mut self, name: &str) -> Option<&mut ModelTable> {
        let place = self.model.latest(name)?;
        self.model.tables.get_mut(place)
    }
}

/// What becomes of a table's indexes.
#[derive(Clone, Debug)]
pub enum IndexChange {
    /// This one comes.
    Comes(ModelIndex),
    /// The one of this name goes.
    Goes(String),
}

/// Whether an error is one of the expressions or the item, and none that was injected.
fn is_of_item(error: &Error) -> bool {
    !matches!(error, Error::Injected(_)) && error.name() == "ValidationException"
}
