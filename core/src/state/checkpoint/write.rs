//! Writing a state as the parts of a checkpoint.
//!
//! Everything that several places share is written once. A change and the items after a number of changes are the same
//! wherever they are held: the log, the snapshots, the images of backups, their windows and the ends of streams of one
//! table name them by partition and ordinal. So the contents of a table, living or not, are gathered first, and what
//! holds a piece names it. An item that two contents share, as a restored table and its source do, is written where it
//! comes first; [`Ref`] names it afterwards.

use super::part::*;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::state::partition::{Change, ChangeLog, Image, Partition, Segment, Snapshot};
use crate::state::stream::StreamEnd;
use crate::state::table::{Expiry, Index};
use crate::state::{Backup, State, Stream, Table};
use crate::time::Timestamp;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many bytes of items, about, a part has at the most.
const PART_BYTES: u64 = 256 * 1024;

/// What is known of a partition, by ordinals.
#[derive(Clone, Debug, Default)]
struct Known<'a> {
    segments: BTreeMap<u64, &'a Segment>,
    versions: BTreeMap<u64, &'a OrdMap<Key, Item>>,
}

impl<'a> Known<'a> {
    fn segments(&mut self, segments: impl IntoIterator<Item = &'a Segment>) {
        self.segments.extend(segments.into_iter().map(|segment| (segment.start, segment)));
    }

    fn version(&mut self, snapshot: &'a Snapshot) {
        self.versions.insert(snapshot.ordinal, &snapshot.items);
    }

    fn image(&mut self, image: &'a Image) {
        self.version(&image.snapshot);
        self.segments(image.segments.iter().map(AsRef::as_ref));
    }

    /// Whether every change from one ordinal to another is known.
    fn has_all(&self, mut from: u64, to: u64) -> bool {
        let first = self.segments.range(..=from).next_back().map_or(from, |(start, _)| *start);
        for segment in self.segments.range(first..).map(|(_, segment)| *segment) {
            if from >= to || segment.start > from {
                break;
            }
            from = from.max(segment.end());
        }
        from >= to
    }
}

/// The contents of all tables of a state.
#[derive(Debug, Default)]
struct Contents<'a> {
    of: BTreeMap<Whose, (&'a KeyDefinition, Vec<Known<'a>>)>,
    numbers: BTreeMap<Whose, u64>,
}

impl<'a> Contents<'a> {
    fn gathered(state: &'a State) -> Contents<'a> {
        let mut contents = Contents::default();
        for table in state.tables.values() {
            contents.of_table(table);
        }
        for backup in state.backups.values().chain(state.hidden_system_backups.values()) {
            contents.of_backup(backup);
        }
        for stream in state.streams.values() {
            let logs = stream.end.iter().flat_map(|end| &end.logs);
            let known = contents.of(Whose::Table(stream.table), &stream.key, stream.starts.len());
            known.iter_mut().zip(logs).for_each(|(known, log)| known.segments(log.sealed.iter().map(AsRef::as_ref)));
        }
        contents.numbers = contents.of.keys().copied().zip(0..).collect();
        contents
    }

    fn of(&mut self, whose: Whose, key: &'a KeyDefinition, partitions: usize) -> &mut [Known<'a>] {
        &mut self.of.entry(whose).or_insert_with(|| (key, vec![Known::default(); partitions])).1
    }

    fn of_table(&mut self, table: &'a Table) {
        let key = &table.definition.key;
        let known = self.of(Whose::Table(table.id), key, table.partitions.len());
        for (known, partition) in known.iter_mut().zip(&table.partitions) {
            known.segments(partition.log.segments());
            partition.snapshots.iter().for_each(|snapshot| known.version(snapshot));
        }
        if let Some(images) = &table.life.restore_images {
            let known = self.of(Whose::Restored(table.id), key, images.len());
            known.iter_mut().zip(images.iter()).for_each(|(known, image)| known.image(image));
        }
    }

    fn of_backup(&mut self, backup: &'a Backup) {
        let source = &backup.marker.source;
        let known = self.of(Whose::Table(source.table), &source.definition.key, backup.marker.cuts.len());
        let images = backup.images.iter().flat_map(|images| images.iter());
        known.iter_mut().zip(images).for_each(|(known, image)| known.image(image));
        let window = backup.window.iter().flatten();
        known.iter_mut().zip(window).for_each(|(known, span)| known.segments(span.iter().map(AsRef::as_ref)));
    }

    fn number(&self, whose: Whose) -> u64 {
        self.numbers.get(&whose).copied().unwrap_or_default()
    }
}

/// Writes the parts of one checkpoint, and remembers which items it has written.
#[derive(Debug, Default)]
pub struct PartsWriter {
    /// The numbers of the items, by where their bytes are.
    numbers: BTreeMap<usize, u64>,
}

impl PartsWriter {
    fn reference(&mut self, item: &Item) -> Ref {
        if let Some(number) = self.numbers.get(&item.address()) {
            return Ref::Known(*number);
        }
        self.numbers.insert(item.address(), self.numbers.len() as u64);
        Ref::New(item.clone())
    }

    /// Writes a region.
    pub fn region(&mut self, state: &State, emit: &mut dyn FnMut(Part)) {
        let contents = Contents::gathered(state);
        for (key, partitions) in contents.of.values() {
            for (known, number) in partitions.iter().zip(0..) {
                let (key, partitions) = (KeyDefinition::clone(key), partitions.len() as u16);
                emit(Part::Partition { key, partitions, partition: number });
                self.partition(known, emit);
            }
        }
        let region = self.stored_region(state, &contents);
        emit(Part::Region(Box::new(region)));
    }

    fn partition(&mut self, known: &Known<'_>, emit: &mut dyn FnMut(Part)) {
        let mut segments = known.segments.values().peekable();
        let mut before: Option<(u64, &OrdMap<Key, Item>)> = None;
        for (&ordinal, items) in &known.versions {
            while let Some(segment) = segments.next_if(|segment| segment.start < ordinal) {
                emit(self.segment(segment));
            }
            let follows = before.is_some_and(|(from, _)| known.has_all(from, ordinal));
            emit(Part::Version { ordinal, follows });
            if !follows {
                self.difference(before.map(|(_, items)| items), items, emit);
            }
            before = Some((ordinal, items));
        }
        for segment in segments {
            emit(self.segment(segment));
        }
    }

    /// Writes in what items differ from others. What both share is not visited.
    fn difference(&mut self, from: Option<&OrdMap<Key, Item>>, to: &OrdMap<Key, Item>, emit: &mut dyn FnMut(Part)) {
        let (none, mut removed, mut put, mut bytes) = (OrdMap::new(), Vec::new(), Vec::new(), 0);
        for change in from.unwrap_or(&none).diff(to) {
            match change {
                DiffItem::Add(_, item) | DiffItem::Update { new: (_, item), .. } => {
                    put.push(self.reference(item));
                    bytes += item.stored_bytes() + 8;
                }
                DiffItem::Remove(key, _) => {
                    bytes += key.bytes().len() as u64 + 8;
                    removed.push(key.clone());
                }
            }
            if bytes >= PART_BYTES {
                emit(Part::Items { removed: std::mem::take(&mut removed), put: std::mem::take(&mut put) });
                bytes = 0;
            }
        }
        if bytes > 0 {
            emit(Part::Items { removed, put });
        }
    }

    fn segment(&mut self, segment: &Segment) -> Part {
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

    fn stored_region(&mut self, state: &State, contents: &Contents<'_>) -> StoredRegion {
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
            tables: tables.values().map(|table| self.stored_table(table, contents)).collect(),
            backups: backups.values().map(|backup| stored_backup(backup, contents)).collect(),
            hidden_system_backups: hidden_system_backups.values().map(|b| stored_backup(b, contents)).collect(),
            streams: streams.values().map(|stream| stored_stream(stream, contents)).collect(),
            tokens: tokens_of(tokens),
            tasks: tasks.collect(),
            scheduled: schedule.scheduled,
            recent_backups: recent_backups.iter().copied().collect(),
            tables_created: *tables_created,
            backups_created: *backups_created,
        }
    }

    fn stored_table(&mut self, table: &Table, contents: &Contents<'_>) -> StoredTable {
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
            expiry: expiry.as_ref().map(|expiry| stored_expiry(expiry, table)),
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

fn stored_expiry(expiry: &Expiry, table: &Table) -> StoredExpiry {
    let Expiry { attribute, times } = expiry;
    let ignored = table.items().filter(|(key, item)| {
        let time = expiry.time_of(Timestamp::MIN, item);
        time.is_some_and(|time| !times.contains(&(time, Key::clone(key))))
    });
    StoredExpiry { attribute: attribute.clone(), ignored: ignored.map(|(key, _)| key.clone()).collect() }
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

fn stored_backup(backup: &Backup, contents: &Contents<'_>) -> StoredBackup {
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

fn stored_stream(stream: &Stream, contents: &Contents<'_>) -> StoredStream {
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
