//! The bytes that a state holds, as `MaxBytes` counts them, and how many more a decision would hold.
//!
//! ```text
//!   a table      4 KiB, and 1 KiB for each partition
//!   an item      its stored bytes, up to 3 KiB of them once more for its key, and 256; an index's entry likewise
//!   a change     128, and the stored bytes of the item that it replaced: the new one is counted with the table
//!   a restore    the items that it brings, from its request on
//!   a backup     what was written to its table since the backup before it, at most its own items; the first, its items;
//!                and the changes of its window, once that has passed
//! ```
//!
//! Every count is kept with the change that it follows from, so none is ever made by walking. Parts that are shared, as a
//! backup's items are, are counted where they came to be held first. What is small and few is not counted: definitions,
//! tags, policies, tokens, tasks.
//!
//! # Backups
//!
//! A table and its backups share what did not change between them. So a backup counts for what was written to the table
//! since its previous backup. When that one is deleted, what it counted for is held by the next, which takes it over, up to
//! the size of its own items.

#[cfg(test)]
mod tests;

use super::State;
use super::backup::Backup;
use super::event::Event;
use super::partition::{CHANGE_HELD_BYTES, Partition};
use super::table::{RestoreOrigin, Table, TableId, table_held_bytes};
use std::ops::Bound;
use std::sync::Arc;

impl State {
    /// The bytes that the state holds, as `MaxBytes` counts them.
    pub fn held_bytes(&self) -> u64 {
        self.held
    }

    /// The most bytes that these events can add to what the state holds. A write of an item is counted as though no item
    /// was there before. Deletions and backups add nothing: there must be a way out of a full engine.
    pub fn growth(&self, events: &[Event]) -> u64 {
        events.iter().map(|event| self.growth_by(event)).sum()
    }

    fn growth_by(&self, event: &Event) -> u64 {
        match event {
            Event::ItemsWritten { table, writes } | Event::ItemsTransacted { table, writes } => {
                let places = 1 + self.known_table(*table).indexes().len() as u64;
                let of_item = |held: u64| CHANGE_HELD_BYTES + held * places;
                writes.iter().filter_map(|write| write.new.as_ref()).map(|item| of_item(item.held_bytes())).sum()
            }
            Event::TableCreated(new) => {
                let items = new.restore.as_ref().map_or(0, |origin| self.held_by_items_of(origin));
                table_held_bytes(new.partitions.into()) + items * (1 + new.definition.indexes.len() as u64)
            }
            Event::TableUpdateStarted { table, update } if update.new_index.is_some() => {
                self.known_table(*table).totals().held
            }
            _ => 0,
        }
    }

    /// What the items that a restore brings count for.
    fn held_by_items_of(&self, origin: &RestoreOrigin) -> u64 {
        match origin {
            RestoreOrigin::Backup { id, .. } => self.known_backup(id).totals.held,
            RestoreOrigin::PointInTime { table, time, .. } => {
                let of_partition = |partition: &Partition| {
                    let log = partition.log();
                    log.totals_at(log.ordinal(*time, u64::MAX)).held
                };
                self.known_table(*table).partitions().iter().map(of_partition).sum()
            }
        }
    }

    /// Recounts what all tables, backups and streams hold. The result equals [`State::held_bytes`].
    pub fn recount_held(&self) -> u64 {
        let tables = self.tables.values().map(|table| table.held_bytes());
        let backups = self.backups.values().chain(self.hidden_system_backups.values());
        let streams = self.streams.values().map(|stream| stream.held_bytes());
        tables.chain(backups.map(|backup| backup.held_bytes())).chain(streams).sum()
    }

    /// What a table counts for; nothing if it is not there.
    pub(super) fn held_by_table(&self, table: TableId) -> u64 {
        self.table_by_id(table).map_or(0, Table::held_bytes)
    }

    /// Has a deleted backup's share of what its table was written be taken over: by the next backup of the table, or else
    /// by the one that is made next.
    pub(super) fn hand_on_held(&mut self, gone: &Backup) {
        self.held -= gone.held_bytes();
        let after = (Bound::Excluded(gone.made_position()), Bound::Unbounded);
        let next = self.made_backups.range(after).next().filter(|(table, ..)| *table == gone.marker.source.table);
        let Some(next) = next.map(|(_, _, id)| id.clone()) else {
            if let Some(table) = self.tables.get_mut(&gone.marker.source.table) {
                Arc::make_mut(table).not_backed_up(gone.held_share);
            }
            return;
        };
        let next = self.backups.get_mut(&next).or_else(|| self.hidden_system_backups.get_mut(&next));
        if let Some(next) = next.map(Arc::make_mut) {
            let before = next.held_share;
            next.held_share = next.totals.held.min(before + gone.held_share);
            self.held += next.held_share - before;
        }
    }
}
