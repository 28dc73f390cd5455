//! Reading a table or an index item by item, as Query and Scan do.

use super::consumed::{self, Consumed};
use super::error::ReadError;
use crate::expression::error::ExpressionKind;
use crate::expression::{Condition, Placeholders, Projection, Work};
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::json::ByName;
use crate::limits::PAGE_BYTES_MAX;
use crate::model::error::Error;
use crate::model::shapes::{self, ConditionalOperator, Page, ReturnConsumedCapacity, Select};
use crate::operations::tables::error::TableError;
use crate::state::lifecycle::IndexState;
use crate::state::{Index, Table};

/// The filter and the projection of a request that reads items.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The condition that an item must meet to be returned.
    pub filter: Option<Condition>,
    /// The attributes to return; `None` for all.
    pub projection: Option<Projection>,
    /// The name of the parameter with the projection.
    pub projection_parameter: &'static str,
}

impl Wanted {
    /// Reads the expressions of a request. They share their placeholders with its other expressions.
    ///
    /// # Errors
    /// ValidationException if one of them is invalid.
    pub fn parse(
        filter: Option<&String>,
        projection: Option<&String>,
        placeholders: &mut Placeholders<'_>,
    ) -> Result<Wanted, Error> {
        let filter = match filter {
            Some(text) => Some(Condition::parse(ExpressionKind::Filter, text, placeholders)?),
            None => None,
        };
        let projection = match projection {
            Some(text) => Some(Projection::parse(text, placeholders)?),
            None => None,
        };
        Ok(Wanted { filter, projection, projection_parameter: "ProjectionExpression" })
    }
}

/// The legacy parameters with the same meaning.
#[derive(Clone, Copy, Debug)]
pub struct OldWanted<'r> {
    /// `QueryFilter` or `ScanFilter`.
    pub filter: Option<&'r ByName<shapes::Condition>>,
    /// `ConditionalOperator`.
    pub operator: Option<&'r ConditionalOperator>,
    /// `AttributesToGet`.
    pub attributes: Option<&'r [String]>,
}

impl OldWanted<'_> {
    /// The names of the parameters, with `filter` as the filter's, and whether each was sent.
    pub fn sent(&self, filter: &'static str) -> [(&'static str, bool); 3] {
        [
            ("AttributesToGet", self.attributes.is_some()),
            (filter, self.filter.is_some()),
            ("ConditionalOperator", self.operator.is_some()),
        ]
    }
}

impl Wanted {
    /// The filter and the projection, from the legacy parameters if there are no expressions.
    ///
    /// # Errors
    /// ValidationException for invalid legacy parameters.
    pub fn or_old(mut self, old: &OldWanted<'_>) -> Result<Wanted, Error> {
        if old.filter.is_some() || old.operator.is_some() {
            self.filter = Condition::of_filter(old.filter, old.operator)?;
        }
        if let Some(names) = old.attributes {
            self.projection = Some(Projection::of_attributes_to_get(names)?);
            self.projection_parameter = "AttributesToGet";
        }
        Ok(self)
    }
}

/// A table or an index to read, with the filter and the projection for its items.
pub struct Reading<'a> {
    table: &'a Table,
    index: Option<&'a Index>,
    is_consistent: bool,
    /// Whether attributes that a local index does not hold are fetched from the table.
    fetches: bool,
    counts_only: bool,
    wanted: Wanted,
}

impl<'a> Reading<'a> {
    /// Plans the reading of a table or an index.
    ///
    /// # Errors
    /// ValidationException for an index that does not exist or is not filled yet, for a consistent read of a global
    /// index, and for a selection that the index cannot answer or that contradicts the projection.
    ///
    /// # Source
    /// `docs/dynamodb.md#query`, `docs/dynamodb.md#scan`; the service model's `Select`.
    pub fn new(
        table: &'a Table,
        index_name: Option<&String>,
        consistent_read: Option<bool>,
        select: Option<&Select>,
        wanted: Wanted,
    ) -> Result<Reading<'a>, Error> {
        let is_consistent = consistent_read.unwrap_or_default();
        let index = match index_name {
            Some(name) => Some(readable_index(table, name, is_consistent)?),
            None => None,
        };
        if let (Some(_), Some(select)) = (&wanted.projection, select)
            && *select != Select::SpecificAttributes
        {
            let select = match select {
                Select::Count => "only the Count",
                other => other.as_str(),
            };
            let parameter = wanted.projection_parameter;
            return Err(ReadError::SelectWithProjection { parameter, select: select.to_owned() }.into());
        }
        let mut reading = Reading {
            table,
            index,
            is_consistent,
            fetches: false,
            counts_only: select == Some(&Select::Count),
            wanted,
        };
        reading.fetches = reading.has_to_fetch(select)?;
        Ok(reading)
    }

    /// The same reading with another filter, which sees only what is read without it: nothing is fetched for it.
    pub fn filtered(mut self, filter: Option<Condition>) -> Self {
        self.wanted.filter = filter;
        self
    }

    /// Whether the items must be read from the table in addition to the index's entries.
    fn has_to_fetch(&self, select: Option<&Select>) -> Result<bool, Error> {
        match (select, &self.wanted.projection) {
            (Some(Select::SpecificAttributes), None) => {
                return Err(ReadError::SelectSpecificWithoutAttributes.into());
            }
            (Some(Select::AllProjectedAttributes), _) if self.index.is_none() => {
                return Err(ReadError::SelectProjectedWithoutIndex.into());
            }
            _ => {}
        }
        let Some(index) = self.index.map(Index::definition) else { return Ok(false) };
        let holds = |name: &str| index.holds(&self.table.definition().key, name);
        let missing: Vec<String> = match &self.wanted.projection {
            Some(projection) => projection.names().filter(|name| !holds(name)).map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let wants_all = select == Some(&Select::AllAttributes) && index.projected != crate::state::Projected::All;
        if index.is_global {
            if wants_all {
                return Err(ReadError::SelectAllOnGlobalIndex { index: index.name.clone() }.into());
            }
            if !missing.is_empty() {
                return Err(ReadError::NotProjected { index: index.name.clone(), names: missing }.into());
            }
            return Ok(false);
        }
        let filters_beyond =
            self.wanted.filter.as_ref().is_some_and(|filter| filter.attributes().into_iter().any(|name| !holds(name)));
        Ok(wants_all || !missing.is_empty() || filters_beyond)
    }

    /// The table.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// The index, if one is read.
    pub fn index(&self) -> Option<&'a Index> {
        self.index
    }

    /// The position of an `ExclusiveStartKey`.
    ///
    /// # Errors
    /// ValidationException for attributes that are not a key of what is read.
    pub fn start_key(&self, attributes: &Attributes) -> Result<Key, Error> {
        let invalid = |_| Error::from(ReadError::StartKeyInvalid);
        let table_key = &self.table.definition().key;
        let Some(index) = self.index else { return table_key.key_of_argument(attributes).map_err(invalid) };
        let item = Item::new(attributes).map_err(invalid)?;
        let index_key = &index.definition().key;
        let key = table_key.key_of_argument(&table_key.attributes_of(&item)).map_err(invalid)?;
        let is_exact = attributes.len() == self.key_of(&item).len();
        let entry = index_key.entry_of(&item, &key).filter(|_| is_exact);
        entry.ok_or_else(|| ReadError::StartKeyInvalid.into())
    }

    /// The key attributes of an entry: those of the index and those of the table.
    fn key_of(&self, stored: &Item) -> Attributes {
        let mut key = self.table.definition().key.attributes_of(stored);
        if let Some(index) = self.index {
            for (name, value) in index.definition().key.attributes_of(stored) {
                key.insert(name, value);
            }
        }
        key
    }

    /// A page of entries. It ends with the entry that reaches the limit or 1 MB of stored sizes, or before the one at which the
    /// filter has worked as much as it may, and then carries a key to continue after, even if no entry follows.
    pub fn page(
        &self,
        entries: impl Iterator<Item = &'a Item>,
        limit: Option<i32>,
        table_name: &Option<String>,
        capacity: Option<&ReturnConsumedCapacity>,
    ) -> Page {
        let limit = limit.map_or(i32::MAX, |limit| limit.max(1));
        let (mut items, mut count, mut scanned, mut bytes, mut last) = (Vec::new(), 0, 0, 0, None);
        let (mut fetched, work, mut before) = (Consumed::default(), Work::default(), None);
        for stored in entries {
            let whole = if self.fetches { self.whole(stored) } else { None };
            let item = whole.unwrap_or(stored);
            let is_kept = self.wanted.filter.as_ref().is_none_or(|filter| filter.holds_counting(Some(item), &work));
            if work.is_exhausted() {
                assert!(before.is_some(), "no filter takes so many steps on one item");
                last = before.map(|before| self.key_of(before));
                break;
            }
            scanned += 1;
            bytes += stored.size_bytes();
            if let Some(whole) = whole {
                fetched.add(Consumed::of_read(whole.size_bytes(), self.is_consistent));
            }
            if is_kept {
                count += 1;
                if !self.counts_only {
                    items.push(match &self.wanted.projection {
                        Some(projection) => projection.of(item),
                        None => item.clone(),
                    });
                }
            }
            if scanned == limit || bytes >= PAGE_BYTES_MAX {
                last = Some(self.key_of(stored));
                break;
            }
            before = Some(stored);
        }
        Page {
            items: (!self.counts_only).then_some(items),
            count: Some(count),
            scanned_count: Some(scanned),
            last_evaluated_key: last,
            consumed_capacity: consumed::is_wanted(capacity)
                .then(|| self.consumed(bytes, fetched))
                .and_then(|consumed| consumed.shown(table_name, capacity)),
        }
    }

    fn whole(&self, stored: &Item) -> Option<&'a Item> {
        self.table.item(&self.table.definition().key.key_of_stored(stored)?)
    }

    fn consumed(&self, bytes: u64, fetched: Consumed) -> Consumed {
        match self.index {
            None => Consumed::of_read(bytes, self.is_consistent),
            Some(index) => {
                let mut consumed = Consumed::of_index_read(index, bytes, self.is_consistent);
                consumed.add(fetched);
                consumed
            }
        }
    }
}

/// The index with that name, if it can be read in this way.
fn readable_index<'a>(table: &'a Table, name: &str, is_consistent: bool) -> Result<&'a Index, Error> {
    let known = table.index(name).filter(|index| index.state() != IndexState::Deleting);
    let index = known.ok_or_else(|| TableError::UnknownIndex { index: name.to_owned() })?;
    if !index.state().is_in_use() {
        return Err(ReadError::Backfilling { index: name.to_owned() }.into());
    }
    if index.definition().is_global && is_consistent {
        return Err(ReadError::ConsistentReadOnGlobalIndex.into());
    }
    Ok(index)
}

/// The type of `ExpressionAttributeNames`.
pub type Names = ByName<String>;
