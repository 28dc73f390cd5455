//! Writing a state as the parts of a checkpoint, in steps.
//!
//! Everything that several places share is written once. A change and the items after a number of changes are the same
//! wherever they are held: the log, the snapshots, the images of backups, their windows and the ends of streams of one
//! table name them by partition and ordinal. So the contents of a table, living or not, are gathered first, and what
//! holds a piece names it. An item that two contents share, as a restored table and its source do, is written where it
//! comes first; [`Ref`] names it afterwards.

use super::contents::Budget;
use super::filling::{ItemWalk, after};
use super::part::*;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::state::partition::{Change, ChangeLog, Image, Partition, Segment, Snapshot};
use crate::state::stream::StreamEnd;
use crate::state::table::{Expiry, Index, TableId};
use crate::state::{Backup, State, Stream, Table};
use crate::time::Timestamp;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

/// How many bytes of items, about, a part has at the most.
const PART_BYTES: u64 = 256 * 1024;

/// What is known of a partition, by ordinals.
#[derive(Clone, Debug, Default)]
struct Known {
    segments: BTreeMap<u64, Arc<Segment>>,
    versions: BTreeMap<u64, OrdMap<Key, Item>>,
}

impl Known {
    fn segments<'a>(&mut self, segments: impl IntoIterator<Item = &'a Arc<Segment>>) {
        self.segments.extend(segments.into_iter().map(|segment| (segment.start, segment.clone())));
    }

    fn log(&mut self, log: &ChangeLog) {
        self.segments(&log.sealed);
        self.segments([&Arc::new(log.open.clone())]);
    }

    fn version(&mut self, snapshot: &Snapshot) {
        self.versions.insert(snapshot.ordinal, snapshot.items.clone());
    }

    fn image(&mut self, image: &Image) {
        self.version(&image.snapshot);
        self.segments(&image.segments);
    }

    /// Whether every change from one ordinal to another is known.
    fn has_all(&self, mut from: u64, to: u64) -> bool {
        let first = self.segments.range(..=from).next_back().map_or(from, |(start, _)| *start);
        for segment in self.segments.range(first..).map(|(_, segment)| segment) {
            if from >= to || segment.start > from {
                break;
            }
            from = from.max(segment.end());
        }
        from >= to
    }

    /// The pieces of the partition, in order.
    fn pieces(&self, key: &KeyDefinition, partitions: u16, partition: u16) -> VecDeque<Piece> {
        let mut pieces = VecDeque::from([Piece::Part(Part::Partition { key: key.clone(), partitions, partition })]);
        let mut segments = self.segments.values().cloned().peekable();
        let mut before: Option<(u64, &OrdMap<Key, Item>)> = None;
        for (&ordinal, items) in &self.versions {
            while let Some(segment) = segments.next_if(|segment| segment.start < ordinal) {
                pieces.push_back(Piece::Segment(segment));
            }
            let follows = before.is_some_and(|(from, _)| self.has_all(from, ordinal));
            pieces.push_back(Piece::Part(Part::Version { ordinal, follows }));
            match before {
                _ if follows => {}
                None => pieces.push_back(Piece::Items { items: items.clone(), last: None }),
                Some((_, from)) => pieces.push_back(Piece::Difference { from: from.clone(), to: items.clone() }),
            }
            before = Some((ordinal, items));
        }
        pieces.extend(segments.map(Piece::Segment));
        pieces
    }
}

/// A piece of a partition.
#[derive(Debug)]
enum Piece {
    /// A part that is ready.
    Part(Part),
    /// A run of changes.
    Segment(Arc<Segment>),
    /// All items, after that of the key `last`.
    Items { items: OrdMap<Key, Item>, last: Option<Key> },
    /// In what items differ from others.
    Difference { from: OrdMap<Key, Item>, to: OrdMap<Key, Item> },
    /// What is left of that.
    Differing(std::vec::IntoIter<Differing>),
}

/// One item in which items differ from others.
#[derive(Debug)]
enum Differing {
    Removed(Key),
    Put(Item),
}

/// What holds contents of tables.
#[derive(Debug)]
enum Holder {
    Table(Arc<Table>),
    Backup(Arc<Backup>),
    Stream(Arc<Stream>),
}

/// The contents of all tables of a state.
#[derive(Debug, Default)]
struct Contents {
    of: BTreeMap<Whose, (KeyDefinition, Vec<Known>)>,
    numbers: BTreeMap<Whose, u64>,
}

impl Contents {
    fn gather(&mut self, holder: &Holder) {
        match holder {
            Holder::Table(table) => self.of_table(table),
            Holder::Backup(backup) => self.of_backup(backup),
            Holder::Stream(stream) => {
                let logs = stream.end.iter().flat_map(|end| &end.logs);
                let known = self.of(Whose::Table(stream.table), &stream.key, stream.starts.len());
                known.iter_mut().zip(logs).for_each(|(known, log)| known.segments(&log.sealed));
            }
        }
    }

    fn of(&mut self, whose: Whose, key: &KeyDefinition, partitions: usize) -> &mut [Known] {
        &mut self.of.entry(whose).or_insert_with(|| (key.clone(), vec![Known::default(); partitions])).1
    }

    fn of_table(&mut self, table: &Table) {
        let key = &table.definition.key;
        let known = self.of(Whose::Table(table.id), key, table.partitions.len());
        for (known, partition) in known.iter_mut().zip(&table.partitions) {
            known.log(&partition.log);
            partition.snapshots.iter().for_each(|snapshot| known.version(snapshot));
        }
        if let Some(images) = &table.life.restore_images {
            let known = self.of(Whose::Restored(table.id), key, images.len());
            known.iter_mut().zip(images.iter()).for_each(|(known, image)| known.image(image));
        }
    }

    fn of_backup(&mut self, backup: &Backup) {
        let source = &backup.marker.source;
        let known = self.of(Whose::Table(source.table), &source.definition.key, backup.marker.cuts.len());
        let images = backup.images.iter().flat_map(|images| images.iter());
        known.iter_mut().zip(images).for_each(|(known, image)| known.image(image));
        let window = backup.window.iter().flatten();
        known.iter_mut().zip(window).for_each(|(known, span)| known.segments(span));
    }

    fn number(&self, whose: Whose) -> u64 {
        self.numbers.get(&whose).copied().unwrap_or_default()
    }
}

/// Writes the parts of one region, in steps of bounded work. What it writes is the state as it was when it began: that
/// shares all large parts with the one that goes on.
#[derive(Debug)]
pub struct RegionWriter {
    state: State,
    /// What is still to be gathered.
    holders: VecDeque<Holder>,
    contents: Contents,
    /// The contents whose partitions are written, and the next of these.
    at: (Option<Whose>, usize),
    /// What is left of a partition.
    pieces: VecDeque<Piece>,
    /// The tables whose expiry is still to be looked through.
    expiring: VecDeque<Arc<Table>>,
    walk: ItemWalk,
    /// The keys of the items that do not expire although they say so, by table.
    ignored: BTreeMap<TableId, Vec<Key>>,
    is_done: bool,
}

/// A step of writing a region.
#[derive(Debug)]
pub enum RegionStep {
    /// A part; more steps follow.
    Part(Part),
    /// Work without a part; more steps follow.
    Nothing,
    /// All parts are written.
    Done,
}

impl RegionWriter {
    /// A writer of a state.
    pub fn of(state: &State) -> RegionWriter {
        let tables = state.tables.values().cloned();
        let backups = state.backups.values().chain(state.hidden_system_backups.values()).cloned();
        let streams = state.streams.values().cloned();
        let holders = tables.map(Holder::Table).chain(backups.map(Holder::Backup)).chain(streams.map(Holder::Stream));
        RegionWriter {
            holders: holders.collect(),
            contents: Contents::default(),
            at: (None, 0),
            pieces: VecDeque::new(),
            expiring: state.tables.values().filter(|table| table.expiry.is_some()).cloned().collect(),
            walk: ItemWalk::default(),
            ignored: BTreeMap::new(),
            is_done: false,
            state: state.clone(),
        }
    }

    /// Goes on.
    pub fn step(&mut self, items: &mut ItemNumbers) -> RegionStep {
        if let Some(holder) = self.holders.pop_front() {
            self.contents.gather(&holder);
            if self.holders.is_empty() {
                self.contents.numbers.extend(self.contents.of.keys().copied().zip(0..));
            }
            return RegionStep::Nothing;
        }
        if let Some(piece) = self.pieces.pop_front() {
            return self.piece(piece, items).map_or(RegionStep::Nothing, RegionStep::Part);
        }
        if self.next_partition() {
            return RegionStep::Nothing;
        }
        if let Some(table) = self.expiring.front().cloned() {
            self.look_through(&table);
            return RegionStep::Nothing;
        }
        if std::mem::replace(&mut self.is_done, true) {
            return RegionStep::Done;
        }
        let region = items.stored_region(&self.state, &self.contents, &mut self.ignored);
        RegionStep::Part(Part::Region(Box::new(region)))
    }

    /// Begins with the next partition. Returns whether there is one.
    fn next_partition(&mut self) -> bool {
        let (whose, next) = self.at;
        let from = whose.map_or(Bound::Unbounded, Bound::Included);
        for (whose, (key, partitions)) in self.contents.of.range((from, Bound::Unbounded)) {
            let next = if self.at.0 == Some(*whose) { next } else { 0 };
            if let Some(known) = partitions.get(next) {
                self.pieces = known.pieces(key, partitions.len() as u16, next as u16);
                self.at = (Some(*whose), next + 1);
                return true;
            }
        }
        false
    }

    /// The part of a piece; `None` if it has none.
    fn piece(&mut self, piece: Piece, items: &mut ItemNumbers) -> Option<Part> {
        let (mut removed, mut put, mut bytes) = (Vec::new(), Vec::new(), 0);
        match piece {
            Piece::Part(part) => return Some(part),
            Piece::Segment(segment) => return Some(items.segment(&segment)),
            Piece::Items { items: all, last } => {
                let mut latest = None;
                for (key, item) in after(&all, last.as_ref()) {
                    put.push(items.reference(item));
                    bytes += item.stored_bytes() + 8;
                    if bytes >= PART_BYTES {
                        latest = Some(key.clone());
                        break;
                    }
                }
                if latest.is_some() {
                    self.pieces.push_front(Piece::Items { items: all, last: latest });
                }
            }
            Piece::Difference { from, to } => {
                // What both share is not visited.
                let differing = from.diff(&to).map(|change| match change {
                    DiffItem::Add(_, item) | DiffItem::Update { new: (_, item), .. } => Differing::Put(item.clone()),
                    DiffItem::Remove(key, _) => Differing::Removed(key.clone()),
                });
                let differing: Vec<Differing> = differing.collect();
                self.pieces.push_front(Piece::Differing(differing.into_iter()));
            }
            Piece::Differing(mut rest) => {
                for differing in rest.by_ref() {
                    match differing {
                        Differing::Put(item) => {
                            put.push(items.reference(&item));
                            bytes += item.stored_bytes() + 8;
                        }
                        Differing::Removed(key) => {
                            bytes += key.bytes().len() as u64 + 8;
                            removed.push(key);
                        }
                    }
                    if bytes >= PART_BYTES {
                        break;
                    }
                }
                if bytes >= PART_BYTES {
                    self.pieces.push_front(Piece::Differing(rest));
                }
            }
        }
        (bytes > 0).then_some(Part::Items { removed, put })
    }

    /// Looks through some more items of a table for those that do not expire although they say so.
    fn look_through(&mut self, table: &Table) {
        let ignored = self.ignored.entry(table.id).or_default();
        let is_done = table.expiry.as_ref().is_none_or(|expiry| {
            self.walk.step(&table.partitions, &mut Budget::step(), |key, item| {
                let time = expiry.time_of(Timestamp::MIN, item);
                if time.is_some_and(|time| !expiry.times.contains(&(time, Key::clone(key)))) {
                    ignored.push(key.clone());
                }
            })
        });
        if is_done {
            self.walk = ItemWalk::default();
            self.expiring.pop_front();
        }
    }
}

/// The numbers of the items that a checkpoint has already, by where their bytes are.
#[derive(Debug, Default)]
pub struct ItemNumbers(BTreeMap<usize, u64>);

impl ItemNumbers {
    fn reference(&mut self, item: &Item) -> Ref {
        if let Some(number) = self.0.get(&item.address()) {
            return Ref::Known(*number);
        }
        self.0.insert(item.address(), self.0.len() as u64);
        Ref::New(item.clone())
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

    fn stored_region(
        &mut self,
        state: &State,
        contents: &Contents,
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
