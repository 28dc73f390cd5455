//! What a checkpoint has beside contents: regions, tables, backups and streams, as they are written.

use super::part::*;
use super::write::Contents;
use crate::item::Item;
use crate::item::key::Key;
use crate::state::partition::{Change, ChangeLog, Image, Partition, Segment, Snapshot};
use crate::state::stream::StreamEnd;
use crate::state::table::{Expiry, Index, TableId};
use crate::state::{Backup, State, Stream, Table};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The numbers of the items that a checkpoint has already, by where their bytes are.
#[derive(Debug, Default)]
pub struct ItemNumbers(BTreeMap<usize, u64>);

impl ItemNumbers {
    /// The number of items that were written.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    pub(super) fn reference(&mut self, item: &Item) -> Ref {
        if let Some(number) = self.0.get(&item.address()) {
            return Ref::Known(*number);
        }
        self.0.insert(item.address(), self.count());
        Ref::New(item.clone())
    }

    pub(super) fn segment(&mut self, segment: &Segment) -> Part {
        let mut before = Timestamp::from_millis(0);
        let mut stored = |change: &Change| {
            let Change { sequence, committed, cause, key, old, new } = change;
            let after_ms = committed.millis() - before.millis();
            before = *committed;
            let is_known = old.is_some() || new.is_some();
            StoredChange {
                sequence: *sequence,
                after_ms,
                cause: *cause,
                old: old.as_ref().map(|item| self.reference(item)),
                new: new.as_ref().map(|item| self.reference(item)),
                key: (!is_known).then(|| key.clone()),
            }
        };
        let changes = segment.changes.iter().map(&mut stored).collect();
        Part::Segment { start: segment.start, totals: segment.totals, changes }
    }

    pub(super) fn stored_region(
        &mut self,
        state: &State,
        contents: &Contents,
        parts: Vec<u64>,
        ignored: &mut BTreeMap<TableId, Vec<Key>>,
    ) -> StoredRegion {
        let State {
            owner,
            seed,
            settings,
            tables,
            backups,
            hidden_system_backups,
            streams,
            tokens,
            schedule,
            recent_backups,
            tables_created,
            backups_created,
            // What follows from the rest.
            names: _,
            backups_of: _,
            made_backups: _,
            restoring: _,
            held: _,
        } = state;
        let tasks = schedule.tasks.iter().map(|((due, number), task)| (*due, *number, task.clone()));
        StoredRegion {
            owner: owner.clone(),
            seed: *seed,
            settings: settings.clone(),
            tables: tables
                .values()
                .map(|table| self.stored_table(table, contents, ignored.remove(&table.id)))
                .collect(),
            backups: backups.values().map(|backup| stored_backup(backup, contents)).collect(),
            hidden_system_backups: hidden_system_backups.values().map(|b| stored_backup(b, contents)).collect(),
            streams: streams.values().map(|stream| stored_stream(stream, contents)).collect(),
            tokens: tokens_of(tokens),
            tasks: tasks.collect(),
            scheduled: schedule.scheduled,
            recent_backups: recent_backups.iter().copied().collect(),
            tables_created: *tables_created,
            backups_created: *backups_created,
            parts: Some(parts),
        }
    }

    fn stored_table(&mut self, table: &Table, contents: &Contents, ignored: Option<Vec<Key>>) -> StoredTable {
        let Table {
            id,
            table_id,
            name,
            definition,
            settings,
            life,
            retention,
            stats,
            sequence,
            partitions,
            indexes,
            expiry,
            since_backup,
            recent,
            // What follows from the items.
            collections: _,
            partitions_held: _,
        } = table;
        let crate::state::table::TableLife {
            created,
            state,
            visible_to_backups_at,
            backups_enabled,
            deletion_started,
            restore,
            restore_images,
            update,
        } = life;
        let crate::state::table::LogRetention { recovery, holds, trim_planned } = retention;
        let crate::state::table::RecentWrites { by_key, in_order } = recent;
        let restored = |images: &Arc<[Image]>| StoredImages {
            contents: contents.number(Whose::Restored(*id)),
            images: images.iter().map(stored_image).collect(),
        };
        let by_transaction = |key: &Key| by_key.get(key).is_some_and(|write| write.by_transaction);
        StoredTable {
            id: *id,
            table_id: table_id.clone(),
            name: name.clone(),
            definition: definition.clone(),
            settings: settings.clone(),
            created: *created,
            state: *state,
            visible_to_backups_at: *visible_to_backups_at,
            backups_enabled: *backups_enabled,
            deletion_started: *deletion_started,
            restore: restore.clone(),
            restore_images: restore_images.as_ref().map(restored),
            update: update.clone(),
            recovery: *recovery,
            holds: holds.iter().cloned().collect(),
            trim_planned: *trim_planned,
            stats: *stats,
            sequence: *sequence,
            contents: contents.number(Whose::Table(*id)),
            partitions: partitions.iter().map(stored_partition).collect(),
            indexes: indexes.all.iter().map(|index| self.stored_index(index)).collect(),
            indexes_created: indexes.created,
            expiry: expiry.as_ref().map(|expiry| stored_expiry(expiry, ignored.unwrap_or_default())),
            since_backup: *since_backup,
            recent: in_order.iter().map(|(at, key)| (*at, key.clone(), by_transaction(key))).collect(),
        }
    }

    fn stored_index(&mut self, index: &Index) -> StoredIndex {
        // Entries and figures follow from the table's items, or from the entries.
        let Index { definition, state, ordinal, entries, bytes: _, held: _, stats, insights } = index;
        let is_deleted = *state == crate::state::lifecycle::IndexState::Deleting;
        let deleted = entries.values().filter(|_| is_deleted).map(|item| self.reference(item)).collect();
        let (definition, insights) = (definition.clone(), insights.clone());
        StoredIndex { definition, state: *state, ordinal: *ordinal, stats: *stats, insights, deleted }
    }
}

fn stored_partition(partition: &Partition) -> StoredPartition {
    // Items and totals follow from the last snapshot and the log.
    let Partition { items: _, totals: _, log, snapshots } = partition;
    StoredPartition {
        log_start: log.start(),
        forgotten: log.forgotten(),
        snapshots: snapshots.iter().map(|snapshot| (snapshot.ordinal, snapshot.taken)).collect(),
    }
}

fn stored_expiry(expiry: &Expiry, ignored: Vec<Key>) -> StoredExpiry {
    // The times follow from the items.
    let Expiry { attribute, times: _ } = expiry;
    StoredExpiry { attribute: attribute.clone(), ignored }
}

fn stored_image(image: &Image) -> StoredImage {
    // The segments are those between the version and the cut.
    let Image { snapshot, segments: _, end, totals } = image;
    let Snapshot { ordinal, taken, totals: _, items: _ } = snapshot;
    StoredImage { version: *ordinal, taken: *taken, end: *end, totals: *totals }
}

fn span(segments: &[Arc<Segment>]) -> StoredSpan {
    let (start, end) = (segments.first().map_or(0, |first| first.start), segments.last().map_or(0, |last| last.end()));
    StoredSpan { start, end }
}

fn stored_backup(backup: &Backup, contents: &Contents) -> StoredBackup {
    // The totals are those of the images.
    let Backup { marker, status, images, totals: _, completed, window, restoring, held_share } = backup;
    StoredBackup {
        marker: marker.clone(),
        status: *status,
        contents: contents.number(Whose::Table(marker.source.table)),
        images: images.as_ref().map(|images| images.iter().map(stored_image).collect()),
        completed: *completed,
        window: window.as_ref().map(|window| window.iter().map(|segments| span(segments)).collect()),
        restoring: *restoring,
        held_share: *held_share,
    }
}

fn stored_log(log: &ChangeLog) -> StoredLog {
    let span = StoredSpan { start: log.start(), end: log.end() };
    StoredLog { span, totals: log.totals_at(log.end()) }
}

fn stored_stream(stream: &Stream, contents: &Contents) -> StoredStream {
    let Stream { id, table, table_id, key, view, first, starts, state, end } = stream;
    let stored_end = |StreamEnd { last, logs }: &StreamEnd| StoredStreamEnd {
        last: *last,
        contents: contents.number(Whose::Table(*table)),
        logs: logs.iter().map(stored_log).collect(),
    };
    StoredStream {
        id: id.clone(),
        table: *table,
        table_id: table_id.clone(),
        key: key.clone(),
        view: view.clone(),
        first: *first,
        starts: starts.clone(),
        state: *state,
        end: end.as_ref().map(stored_end),
    }
}
