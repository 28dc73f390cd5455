//! The indexes of a table, which follow its writes, its lifecycle and its updates together.

use super::billing::Billing;
use super::index::{Index, IndexDefinition};
use super::update::TableUpdate;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{IndexState, IndexStep, TableState};
use crate::state::promise::promised;

/// The indexes of a table, global ones first.
#[derive(Clone, Debug)]
pub(in crate::state) struct Indexes {
    pub(in crate::state) all: Vec<Index>,
    /// The number of indexes that the table has or had: the ordinal of the next.
    pub(in crate::state) created: u64,
}

digest_members!(Indexes { all, created });

impl Indexes {
    /// Indexes that are created with their table.
    pub(super) fn new(definitions: &[IndexDefinition]) -> Indexes {
        let all = definitions.iter().cloned().zip(0..).map(|(definition, ordinal)| Index::new(definition, ordinal));
        Indexes { all: all.collect(), created: definitions.len() as u64 }
    }

    /// The index with that name.
    pub(super) fn named(&self, name: &str) -> Option<&Index> {
        self.all.iter().find(|index| index.definition().name == name)
    }

    /// Follows a write of the table.
    pub(super) fn replace(&mut self, key: &KeyDefinition, of: &Key, old: Option<&Item>, new: Option<&Item>) {
        self.all.iter_mut().for_each(|index| index.replace(key, of, old, new));
    }

    /// Follows the table when it becomes ACTIVE from the state `before`.
    pub(super) fn table_activated(&mut self, before: TableState) {
        // An index that is created with its table needs no filling; one that is added to an existing table does.
        for index in &mut self.all {
            match (before, index.state()) {
                (TableState::Updating, IndexState::Creating) => index.step(IndexStep::Backfill),
                (_, IndexState::Creating) | (TableState::Updating, IndexState::Updating) => {
                    index.step(IndexStep::Activate);
                }
                _ => {}
            }
        }
    }

    /// Begins the changes that an update of the table makes to its indexes. A new index becomes the last of the
    /// `global` global ones.
    pub(super) fn begin_update(&mut self, update: &TableUpdate, global: usize) {
        if let Some(definition) = &update.new_index {
            self.all.insert(global, Index::new(definition.clone(), self.created));
            self.created += 1 - Planted::IndexOrdinalTwice.one::<u64>();
        }
        let is_gone = |index: &Index| update.old_index.as_ref() == Some(&index.definition().name);
        for (name, warm) in &update.index_warm {
            let of_name = |index: &&mut Index| index.definition().name == *name;
            self.all.iter_mut().filter(of_name).for_each(|index| index.set_warm(*warm));
        }
        let is_changed = |index: &Index| {
            let changed = update.index_billing.iter().map(|(name, _)| name);
            changed.chain(update.index_warm.iter().map(|(name, _)| name)).any(|name| *name == index.definition().name)
        };
        for index in &mut self.all {
            if is_gone(index) {
                index.step(IndexStep::Delete);
            } else if is_changed(index) && index.state() == IndexState::Active {
                index.step(IndexStep::Update);
            }
        }
    }

    /// Ends the changes that an update of the table makes to its indexes.
    pub(super) fn end_update(&mut self, update: &TableUpdate) {
        for (name, billing) in &update.index_billing {
            self.set_billing(name, *billing);
        }
        if let Some(gone) = &update.old_index {
            self.all.retain(|index| index.definition().name != *gone);
        }
    }

    fn set_billing(&mut self, name: &str, billing: Billing) {
        let index = self.all.iter_mut().find(|index| index.definition().name == name);
        promised(index, format_args!("index {name} is there until its update ends")).set_billing(billing);
    }

    /// Fills an index that was added with the table's items, and makes it ACTIVE.
    pub(super) fn activate<'a>(
        &mut self,
        ordinal: u64,
        key: &KeyDefinition,
        items: impl Iterator<Item = (&'a Key, &'a Item)>,
    ) {
        let is_waiting = |index: &&mut Index| index.ordinal() == ordinal && index.state() == IndexState::Backfilling;
        let index = self.all.iter_mut().find(is_waiting);
        let index = promised(index, format_args!("index {ordinal} waits to be filled"));
        index.fill(key, items);
        index.step(IndexStep::Activate);
    }
}
