//! The write of one item: decided alike for PutItem, DeleteItem and UpdateItem and for each part of a transaction.

use super::error::WriteError;
use crate::expression::error::{ExpressionError, ExpressionKind};
use crate::expression::{Condition, Placeholders, Update, Work, refuse_mixed};
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::item::{Item, ItemError};
use crate::json::ByName;
use crate::limits::ITEM_BYTES_MAX;
use crate::model::constraints::Check;
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    AttributeValueUpdate, ConditionalOperator, ExpectedAttributeValue, ReturnConsumedCapacity,
    ReturnItemCollectionMetrics, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use crate::state::lifecycle::IndexState;
use crate::state::{State, Table, Write, Writer};
use crate::time::Timestamp;

/// The errors that the service model declares for PutItem, UpdateItem and DeleteItem.
pub const ERRORS: &[ErrorCode] = &[
    ErrorCode::ConditionalCheckFailedException,
    ErrorCode::ProvisionedThroughputExceededException,
    ErrorCode::ResourceNotFoundException,
    ErrorCode::ItemCollectionSizeLimitExceededException,
    ErrorCode::TransactionConflictException,
    ErrorCode::RequestLimitExceeded,
    ErrorCode::InternalServerError,
    ErrorCode::ReplicatedWriteConflictException,
    ErrorCode::ThrottlingException,
];

/// A write of one item, validated as far as that is possible without its table.
#[derive(Debug)]
pub struct ItemWrite<'r> {
    /// The kind of write.
    pub action: Action<'r>,
    /// The condition that the existing item must meet.
    pub condition: Option<Condition>,
    /// Whether the error of a failed condition carries the item.
    pub shows_item: bool,
}

/// The kind of a write.
#[derive(Debug)]
pub enum Action<'r> {
    /// Puts the item, replacing the one with the same key.
    Put {
        /** The validated item. */
        item: Item,
        /** What it was made of, if there is that: a key is found sooner there than in the item. */
        attributes: Option<&'r Attributes>,
    },
    /// Puts the item, if there is none with the same key.
    Insert {
        /** The validated item. */
        item: Item,
        /** What it was made of. */
        attributes: &'r Attributes,
    },
    /// Deletes the item with that key.
    Delete {
        /** The key. */
        key: &'r Attributes,
    },
    /// Updates the item with that key, or creates it.
    Update {
        /** The key. */
        key: &'r Attributes,
        /** How; not at all where there is none. */
        update: Option<&'r Update>,
    },
    /// Writes nothing: only the condition is checked.
    #[allow(dead_code, reason = "a part of transactions")]
    Check {
        /** The key. */
        key: &'r Attributes,
    },
}

/// The decision about one item.
#[derive(Debug)]
pub struct Written<'s> {
    /// The key of the item.
    pub key: Key,
    /// The item before; `None` if there was none.
    pub old: Option<&'s Item>,
    /// The item after; `None` if there is none.
    pub new: Option<Item>,
}

impl Written<'_> {
    /// The attributes to return of the item before or after; `None` if there would be none.
    pub fn returned(&self, wanted: Option<&ReturnValue>, update: Option<&Update>) -> Option<Item> {
        let changed = |item: &Item| {
            let kept = update.map(Update::touched).map(|touched| touched.of(item));
            kept.filter(|kept| !kept.canonical().is_empty())
        };
        match wanted {
            Some(ReturnValue::AllOld) => self.old.cloned(),
            Some(ReturnValue::AllNew) => self.new.clone(),
            Some(ReturnValue::UpdatedOld) => self.old.and_then(changed),
            Some(ReturnValue::UpdatedNew) => self.new.as_ref().and_then(changed),
            None | Some(ReturnValue::None | ReturnValue::Unknown(_)) => None,
        }
    }

    /// The write to commit; `None` if the item neither was nor is there, because then nothing changes.
    pub fn write(self) -> Option<Write> {
        (self.old.is_some() || self.new.is_some()).then_some(Write { key: self.key, new: self.new })
    }
}

impl ItemWrite<'_> {
    /// The key of the item to write.
    ///
    /// # Errors
    /// ValidationException if it does not match the table's key.
    pub fn key(&self, table: &Table) -> Result<Key, ItemError> {
        let definition = &table.definition().key;
        match &self.action {
            Action::Put { item, attributes: None } => definition.key_of_valid(item),
            Action::Put { attributes: Some(attributes), .. } | Action::Insert { attributes, .. } => {
                definition.key_of_item(attributes)
            }
            Action::Delete { key } | Action::Update { key, .. } | Action::Check { key } => {
                definition.key_of_argument(key)
            }
        }
    }

    /// Decides the write against the table as it is now, unless another write is in its way. The steps of its expressions are
    /// added to the work of the request.
    ///
    /// # Errors
    /// TransactionConflictException if one is, and those of [`ItemWrite::decide`]. Assumed: a conflict is found before the
    /// condition is looked at.
    pub fn decide_at<'s>(
        &self,
        state: &State,
        table: &'s Table,
        now: Timestamp,
        of: Writer,
        work: &Work,
    ) -> Result<Written<'s>, Error> {
        let settings = state.settings();
        let has_conflict = |key: Key| table.has_conflict(now, &key, of, settings);
        if settings.write_conflict_ms > 0 && self.key(table).is_ok_and(has_conflict) {
            return Err(WriteError::TransactionConflict.into());
        }
        self.decide(table, work)
    }

    /// Decides the write against the table as it is.
    ///
    /// # Errors
    /// ValidationException for a key that does not match the table's, an update of the key, an item that would be
    /// invalid, or one whose attributes no index could have as its key; DuplicateItemException if an item to insert
    /// exists; ConditionalCheckFailedException if the condition does not hold. ValidationException also if the request works
    /// more than one may.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-writes`, `docs/dynamodb.md#item-keys`. Assumed: the condition is checked before the new
    /// item is computed.
    pub fn decide<'s>(&self, table: &'s Table, work: &Work) -> Result<Written<'s>, Error> {
        let definition = &table.definition().key;
        let key = self.key(table)?;
        if let Action::Put { item, .. } | Action::Insert { item, .. } = &self.action {
            check_index_keys(table, item, |_| true)?;
        }
        if let Action::Update { update: Some(update), .. } = &self.action {
            let in_key = definition.attributes().find(|attribute| update.names().any(|name| *name == attribute.name));
            if let Some(attribute) = in_key {
                return Err(ExpressionError::UpdateOfKey { key: attribute.name.clone() }.into());
            }
        }
        let old = table.item(&key);
        if matches!(self.action, Action::Insert { .. }) && old.is_some() {
            return Err(WriteError::DuplicateItem.into());
        }
        let holds = self.condition.as_ref().is_none_or(|condition| condition.holds_counting(old, work));
        work.within_limit()?;
        if !holds {
            let item = old.filter(|_| self.shows_item).cloned();
            work.add_written(item.as_ref());
            return Err(WriteError::ConditionalCheckFailed { item }.into());
        }
        let new = match &self.action {
            Action::Put { item, .. } | Action::Insert { item, .. } => Some(item.clone()),
            Action::Delete { .. } => None,
            Action::Check { .. } => old.cloned(),
            Action::Update { key, update } => updated(table, old, key, *update, work)?,
        };
        Ok(Written { key, old, new })
    }
}

fn updated(
    table: &Table,
    old: Option<&Item>,
    key: &Attributes,
    update: Option<&Update>,
    work: &Work,
) -> Result<Option<Item>, Error> {
    let Some(update) = update else {
        return Ok(Some(old.cloned().map_or_else(|| Item::new(key), Ok)?));
    };
    let new = update.apply_counting(old, key, work)?;
    if old.is_none() && !update.creates() {
        return Ok(None);
    }
    if new.size_bytes() > ITEM_BYTES_MAX {
        return Err(ExpressionError::UpdateTooLarge.into());
    }
    check_index_keys(table, &new, |name| update.names().any(|changed| changed == name)).map_err(
        |error| match error {
            ItemError::EmptyIndexKey { kind, .. } => ItemError::UpdateToEmptyIndexKey { kind },
            other => other,
        },
    )?;
    Ok(Some(new))
}

/// Refuses an item whose attributes some index cannot have as its key. Only names that `is_checked` accepts are
/// checked.
///
/// # Errors
/// ValidationException for a type other than the index's key has, and for an empty or too long value.
fn check_index_keys(table: &Table, item: &Item, is_checked: impl Fn(&str) -> bool) -> Result<(), ItemError> {
    for index in table.indexes().iter().filter(|index| index.state() != IndexState::Deleting) {
        let index = index.definition();
        index.key.validate_index_key(&index.name, item, &is_checked)?;
    }
    Ok(())
}

/// Checks the enums of a write, in the order in which the service reports their violations.
///
/// # Source
/// `docs/dynamodb.md#item-envelope`: the violation of ReturnValues has a sentence of its own, misspelling included.
pub fn check_enums(
    at: &mut Check,
    consumed_capacity: &Option<ReturnConsumedCapacity>,
    values: &Option<ReturnValue>,
    collection_metrics: &Option<ReturnItemCollectionMetrics>,
) {
    const VALUES: &[&str] = &["ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATE_NEW", "NONE"];
    at.member("returnConsumedCapacity", consumed_capacity).known();
    at.member("returnValues", values).known_of(VALUES);
    at.member("returnItemCollectionMetrics", collection_metrics).known();
}

/// Whether the answer must carry the old item.
///
/// # Errors
/// ValidationException for the values that only UpdateItem has.
pub fn all_old(wanted: Option<&ReturnValue>) -> Result<bool, Error> {
    match wanted {
        None | Some(ReturnValue::None) => Ok(false),
        Some(ReturnValue::AllOld) => Ok(true),
        Some(_) => Err(WriteError::ReturnValues.into()),
    }
}

/// Whether the error of a failed condition carries the item.
pub fn shows_item(wanted: Option<&ReturnValuesOnConditionCheckFailure>) -> bool {
    wanted == Some(&ReturnValuesOnConditionCheckFailure::AllOld)
}

/// The members of a request that make a write conditional.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConditionMembers<'r> {
    /// `ConditionExpression`.
    pub expression: Option<&'r String>,
    /// `ExpressionAttributeNames`.
    pub names: Option<&'r ByName<String>>,
    /// `ExpressionAttributeValues`.
    pub values: Option<&'r Attributes>,
    /// `Expected`.
    pub expected: Option<&'r ByName<ExpectedAttributeValue>>,
    /// `ConditionalOperator`.
    pub operator: Option<&'r ConditionalOperator>,
}

impl ConditionMembers<'_> {
    /// The condition of the request, if there is one.
    ///
    /// # Errors
    /// ValidationException for an invalid condition, for placeholders that it does not use, and for an expression
    /// together with legacy parameters.
    pub fn read(&self) -> Result<Option<Condition>, Error> {
        let plain = [("Expected", self.expected.is_some()), ("ConditionalOperator", self.operator.is_some())];
        refuse_mixed(&plain, &[(ExpressionKind::Condition.member(), self.expression.is_some())])?;
        if self.expression.is_none() && self.names.is_none() && self.values.is_none() {
            return Condition::of_expected(self.expected, self.operator);
        }
        let kind = ExpressionKind::Condition;
        let mut placeholders = Placeholders::new(self.names, self.values, &[(kind, self.expression.is_some())])?;
        let condition = self.expression.map(|text| Condition::parse(kind, text, &mut placeholders)).transpose()?;
        placeholders.finish()?;
        Ok(condition)
    }

    /// The update and the condition of a request, if there are any.
    ///
    /// # Errors
    /// As for [`ConditionMembers::read`], and for an invalid update.
    ///
    /// # Source
    /// Assumed: the update is read before the condition.
    pub fn read_with_update(
        &self,
        update: Option<&String>,
        updates: Option<&ByName<AttributeValueUpdate>>,
    ) -> Result<(Option<Update>, Option<Condition>), Error> {
        let kinds =
            [(ExpressionKind::Update, update.is_some()), (ExpressionKind::Condition, self.expression.is_some())];
        let plain = [
            ("AttributeUpdates", updates.is_some()),
            ("Expected", self.expected.is_some()),
            ("ConditionalOperator", self.operator.is_some()),
        ];
        refuse_mixed(&plain, &kinds.map(|(kind, is_there)| (kind.member(), is_there)))?;
        let mut placeholders = Placeholders::new(self.names, self.values, &kinds)?;
        let update = match update {
            Some(text) => Some(Update::parse(text, &mut placeholders)?),
            None => updates.map(Update::of_attribute_updates).transpose()?,
        };
        let condition = match self.expression {
            Some(text) => Some(Condition::parse(ExpressionKind::Condition, text, &mut placeholders)?),
            None => Condition::of_expected(self.expected, self.operator)?,
        };
        placeholders.finish()?;
        Ok((update, condition))
    }
}
