//! What follows from the items of tables: indexes, item collections and expiry, made in steps.

use super::contents::Budget;
use super::{Unsound, ensure};
use crate::item::Item;
use crate::item::key::Key;
use crate::state::partition::{Partition, items_after};
use crate::state::{State, Table};
use crate::time::Timestamp;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// A region whose tables are being filled.
#[derive(Debug)]
pub struct Filling {
    state: State,
    tables: VecDeque<(Table, BTreeSet<Key>)>,
    walk: ItemWalk,
}

impl Filling {
    /// A region without tables.
    pub fn of(state: State) -> Filling {
        Filling { state, tables: VecDeque::new(), walk: ItemWalk::default() }
    }

    /// Adds a table, whose items with these keys do not expire.
    pub fn add(&mut self, table: Table, ignored: Vec<Key>) {
        let mut keys = BTreeSet::new();
        keys.extend(ignored);
        self.tables.push_back((table, keys));
    }

    /// Goes on. Returns whether all tables are filled.
    pub fn step(&mut self, budget: &mut Budget) -> Result<bool, Unsound> {
        while let Some((table, ignored)) = self.tables.front_mut() {
            if !fill(table, ignored, &mut self.walk, budget) {
                return Ok(false);
            }
            self.walk = ItemWalk::default();
            if let Some((table, _)) = self.tables.pop_front() {
                self.place(table)?;
            }
        }
        Ok(true)
    }

    fn place(&mut self, table: Table) -> Result<(), Unsound> {
        let state = &mut self.state;
        if table.life.restore_images.is_some() {
            state.restoring.insert(table.id);
        }
        let same_name = state.names.insert(table.name.clone(), table.id);
        let same_id = state.tables.insert(table.id, Arc::new(table));
        ensure(same_name.is_none() && same_id.is_none(), "two tables have one name or one id")
    }

    /// The region, with what all of it holds.
    pub fn state(mut self) -> State {
        self.state.held = self.state.recount_held();
        self.state
    }
}

/// Fills a table. Returns whether it is done.
fn fill(table: &mut Table, ignored: &BTreeSet<Key>, walk: &mut ItemWalk, budget: &mut Budget) -> bool {
    let Table { partitions, indexes, collections, expiry, definition, .. } = table;
    let is_filled = |index: &crate::state::Index| index.state().is_in_use();
    if !indexes.all.iter().any(is_filled) && collections.is_none() && expiry.is_none() {
        return true;
    }
    walk.step(partitions, budget, |key, item| {
        indexes.all.iter_mut().for_each(|index| index.replace(&definition.key, key, None, Some(item)));
        if let Some(collections) = collections {
            collections.replace(definition, key, None, Some(item));
        }
        if let Some(expiry) = expiry.as_mut().filter(|_| !ignored.contains(key)) {
            expiry.replace(Timestamp::MIN, key, None, Some(item));
        }
    })
}

/// A walk over the items of a table, in steps.
#[derive(Debug, Default)]
pub struct ItemWalk {
    partition: usize,
    /// The key of the last item.
    last: Option<Key>,
}

impl ItemWalk {
    /// Calls `visit` with the next items. Returns whether there are no more.
    pub fn step(&mut self, partitions: &[Partition], budget: &mut Budget, mut visit: impl FnMut(&Key, &Item)) -> bool {
        while let Some(partition) = partitions.get(self.partition) {
            let mut last = None;
            for (key, item) in items_after(&partition.items, self.last.as_ref()) {
                if budget.is_spent() {
                    self.last = last.map_or_else(|| self.last.take(), |key: &Key| Some(key.clone()));
                    return false;
                }
                budget.spend(Some(item));
                visit(key, item);
                last = Some(key);
            }
            (self.partition, self.last) = (self.partition + 1, None);
        }
        true
    }
}
