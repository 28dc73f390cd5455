//! What an application does with its tables: updates, conditional writes, reads, and changes of the tables themselves.

use super::Workload;
use crate::checkers::{Held, contents, reading};
use crate::expression::{Condition, Update};
use crate::harness::{Act, IndexChange, Part, Transaction, Write};
use crate::model::Projects;
use crate::spec::{COLOUR, EXPIRES, GLOBAL_KEYS, RANK, TableSpec, define, index, projection, schema};
use timemark_core::operations::{UpdateTableInput, WriteRequest};
use timemark_core::shapes::*;
use timemark_core::{AttributeValue, Attributes};

const COLOURS: [&str; 3] = ["red", "green", "blue"];

impl Workload {
    /// The item that the model has for a key.
    pub(super) fn there(&self, spec: &TableSpec, key: &Attributes) -> Attributes {
        let table = self.harness.table(&spec.name);
        table.and_then(|table| table.live().get(&table.label_of(key)).cloned()).unwrap_or_default()
    }

    /// An update of an item. Some move it within an index, into one, or out of it.
    pub(super) fn some_update(&mut self, spec: &TableSpec, ordinal: u64) -> Write {
        let key = spec.key(ordinal);
        let there = self.there(spec, &key);
        let mut update = Update::draw(&mut self.rng, &there);
        if self.rng.percent(60) {
            let colour = self.rng.percent(75).then(|| AttributeValue::from(*self.rng.pick(&COLOURS)));
            let colour = if self.rng.percent(4) { Some(self.wrong_key()) } else { colour };
            update = update.and(COLOUR, colour);
        }
        if self.rng.percent(40) {
            let rank = self.rng.percent(75).then(|| AttributeValue::from(self.rng.between(-5, 5)));
            let rank = if self.rng.percent(4) { Some(self.wrong_key()) } else { rank };
            update = update.and(RANK, rank);
        }
        if self.rng.percent(25) {
            let expires = self.rng.percent(75).then(|| self.expires());
            update = update.and(EXPIRES, expires);
        }
        Write::Update(key, update)
    }

    /// An item unlike every other. Some expire, some have values that an index could not have.
    pub(super) fn item(&mut self, spec: &TableSpec, ordinal: u64) -> Attributes {
        self.stamp += 1;
        let mut item = spec.item(&mut self.rng, ordinal, self.stamp);
        if self.rng.percent(30) {
            item.insert(EXPIRES.to_owned(), self.expires());
        }
        if self.rng.percent(2) {
            let name = *self.rng.pick(&[COLOUR, RANK]);
            item.insert(name.to_owned(), self.wrong_key());
        }
        item
    }

    /// A value that no index, or only one of another type, could have as its key.
    fn wrong_key(&mut self) -> AttributeValue {
        match self.rng.below(5) {
            0 => AttributeValue::from(""),
            1 => AttributeValue::from("x".repeat(2_048 + self.rng.below(2) as usize).as_str()),
            2 => AttributeValue::from(7),
            3 => AttributeValue::Bool(true),
            _ => AttributeValue::Ss(vec!["red".to_owned()]),
        }
    }

    /// An item's expiry: usually soon, or never because the value is invalid, too old, or after the end of time.
    fn expires(&mut self) -> AttributeValue {
        let now = self.harness.engine.now().millis() / 1_000;
        let text = match self.rng.below(12) {
            0 => return AttributeValue::from(now.to_string().as_str()),
            1 => (*self.rng.pick(&["0", "-1", "-1.5", "253402300799", "253402300800", "99999999999999999999"]))
                .to_owned(),
            2 => (now - 5 * 365 * 86_400 + self.rng.between(-1, 1)).to_string(),
            3 => format!("{}.5", now + self.rng.between(-2, 90)),
            _ => (now + *self.rng.pick(&[-100, -1, 0, 1, 2, 30, 60, 61, 600, 3_600, 86_400])).to_string(),
        };
        AttributeValue::N(text)
    }

    /// A transaction of these puts and deletions, without conditions.
    pub(super) fn plain(&mut self, spec: &TableSpec, requests: Vec<WriteRequest>) -> Transaction {
        let write = |request: WriteRequest| match request.put_request.and_then(|put| put.item) {
            Some(item) => Write::Put(item),
            None => Write::Delete(request.delete_request.and_then(|delete| delete.key).unwrap_or_default()),
        };
        let part = |request| Part { table: spec.name.clone(), act: Act::Write(write(request)), condition: None };
        Transaction::new(&mut self.rng, requests.into_iter().map(part).collect(), None)
    }

    pub(super) fn update(&mut self) -> Held {
        let Some(spec) = self.spec().filter(|_| self.writes_left > 0) else { return Ok(()) };
        self.writes_left -= 1;
        let ordinal = self.rng.below(self.keys);
        let write = self.some_update(&spec, ordinal);
        self.harness.write(&mut self.rng, &spec.name, &write, None)
    }

    pub(super) fn conditional(&mut self) -> Held {
        let Some(spec) = self.spec().filter(|_| self.writes_left > 0) else { return Ok(()) };
        self.writes_left -= 1;
        let ordinal = self.rng.below(self.keys);
        let write = match self.rng.below(3) {
            0 => Write::Put(self.item(&spec, ordinal)),
            1 => Write::Delete(spec.key(ordinal)),
            _ => self.some_update(&spec, ordinal),
        };
        let there = self.there(&spec, &spec.key(ordinal));
        let condition = Condition::draw(&mut self.rng, &there, 2);
        self.harness.write(&mut self.rng, &spec.name, &write, Some(&condition))
    }

    /// A Query and a Scan of a table, or of one of its indexes.
    pub(super) fn read(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let mut eye = self.harness.eye();
        let Some(table) = self.harness.table(&spec.name) else { return Ok(()) };
        let Ok(described) = contents::describe(&mut eye, &spec.name) else { return Ok(()) };
        let is_there = matches!(described.table_status, Some(TableStatus::Active | TableStatus::Updating));
        if !is_there || described.table_id.as_ref() != Some(&table.id) {
            return Ok(());
        }
        let rng = &mut self.rng;
        let readable = table.indexes.iter().filter(|index| reading::is_readable(&described, &index.name)).map(Some);
        let sources: Vec<_> = [None].into_iter().chain(readable).collect();
        let source = reading::Source { table, index: *rng.pick(&sources) };
        let (items, (hash, range)) = (source.items(), source.key());
        let limit = rng.percent(70).then(|| rng.between(1, 9) as i32);
        let whole = i32::try_from(table.history.len()).unwrap_or(i32::MAX) / 20;
        let is_of_index = source.index.is_some();
        reading::scan(&mut eye, source, rng.between(1, 4) as i32, limit.map(|limit| limit.max(whole)))?;
        if !items.is_empty() {
            let (one, two) = (rng.pick(&items).clone(), rng.pick(&items).clone());
            let value = |item: &Attributes, name: &str| item.get(name).cloned();
            // All HASH attributes and some of the RANGE attributes are fixed; the next one may be compared.
            let (fixed, sort) = match rng.percent(60) && !range.is_empty() {
                true => range.split_at(rng.below(range.len() as u64) as usize),
                false => (&range[..0], &range[..0]),
            };
            let sort = sort.first().and_then(|name| Some((name.as_str(), [value(&one, name)?, value(&two, name)?])));
            let fixed: Option<Vec<_>> =
                hash.iter().chain(fixed).map(|name| Some((name.as_str(), value(&one, name)?))).collect();
            let Some(fixed) = fixed else { return Ok(()) };
            let key = Condition::of_key(rng, fixed, sort);
            // Whether attributes that a local index does not hold are fetched for a filter is outside of the model.
            let may_filter = source.index.is_none_or(|index| index.is_global || index.projects == Projects::All);
            let filter = (may_filter && rng.percent(50)).then(|| Condition::draw(rng, &one, 2));
            reading::query(&mut eye, rng, source, &key, filter.as_ref(), limit)?;
            self.harness.note(if is_of_index { "a Query of an index" } else { "a Query of a table" });
        }
        Ok(())
    }

    /// UpdateTable.
    pub(super) fn change(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let Some(table) = self.harness.table(&spec.name) else { return Ok(()) };
        let input = UpdateTableInput::new(&spec.name);
        if self.rng.percent(40) {
            let is_on = table.streams.last().is_some_and(|stream| stream.end.is_none());
            let view = self.rng.pick(&[StreamViewType::NewAndOldImages, StreamViewType::KeysOnly]).clone();
            let stream =
                StreamSpecification { stream_enabled: Some(!is_on), stream_view_type: (!is_on).then_some(view) };
            let changed = self
                .harness
                .change_stream(&spec.name, UpdateTableInput { stream_specification: Some(stream), ..input })?;
            if changed.is_ok() {
                self.harness.note(if is_on { "a stream was switched off" } else { "a stream was switched on" });
            }
            return Ok(());
        }
        let globals: Vec<String> = table.indexes.iter().filter(|i| i.is_global).map(|i| i.name.clone()).collect();
        let mut actions = GlobalSecondaryIndexUpdate::default();
        let (change, defined) = if !globals.is_empty() && self.rng.percent(45) {
            let gone = self.rng.pick(&globals).clone();
            actions.delete = Some(DeleteGlobalSecondaryIndexAction { index_name: Some(gone.clone()) });
            (IndexChange::Goes(gone), None)
        } else if let Some(units) =
            spec.rest.provisioned_throughput.clone().filter(|_| !globals.is_empty() && self.rng.percent(30))
        {
            let index_name = Some(self.rng.pick(&globals).clone());
            let read_capacity_units = units.read_capacity_units.map(|units| units + self.rng.between(0, 3));
            let provisioned_throughput = Some(ProvisionedThroughput { read_capacity_units, ..units });
            let update = UpdateGlobalSecondaryIndexAction { index_name, provisioned_throughput, ..Default::default() };
            actions.update = Some(update);
            (IndexChange::Stays, None)
        } else {
            let name = format!("global-{}", self.rng.below(4));
            let key = *self.rng.pick(&GLOBAL_KEYS);
            let new = index(&mut self.rng, &name, key, true);
            actions.create = Some(GlobalSecondaryIndex {
                index_name: Some(name),
                key_schema: Some(schema(&new.key, new.hashes)),
                projection: Some(projection(&new.projects)),
                provisioned_throughput: spec.rest.provisioned_throughput.clone(),
                on_demand_throughput: None,
                warm_throughput: None,
            });
            let kind = |name: &str| if name == RANK { ScalarAttributeType::N } else { ScalarAttributeType::S };
            let added = new.key.iter().filter(|name| *name != "pk");
            let defined = added.map(|name| define(name, &kind(name))).collect();
            (IndexChange::Comes(new), Some(defined))
        };
        let seen = match change {
            IndexChange::Comes(_) => "an index came",
            IndexChange::Goes(_) => "an index went",
            IndexChange::Stays => "an index was updated",
        };
        let global_secondary_index_updates = Some(vec![actions]);
        let input = UpdateTableInput { attribute_definitions: defined, global_secondary_index_updates, ..input };
        if self.harness.change_index(&spec.name, input, change)?.is_ok() {
            self.harness.note(seen);
        }
        Ok(())
    }
}
