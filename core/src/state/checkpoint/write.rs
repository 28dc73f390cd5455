//! Writing a state as the parts of a checkpoint, in steps.
//!
//! Everything that several places share is written once. A change and the items after a number of changes are the same
//! wherever they are held: the log, the snapshots, the images of backups, their windows and the ends of streams of one
//! table name them by partition and ordinal. So the contents of a table, living or not, are gathered first, and what
//! holds a piece names it. An item that two contents share, as a restored table and its source do, is written where it
//! comes first; [`Ref`] names it afterwards.

use super::contents::Budget;
use super::difference::{Differing, differences};
use super::filling::ItemWalk;
use super::part::*;
use super::stored::ItemNumbers;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::state::partition::{ChangeLog, Image, Segment, Snapshot, items_after};
use crate::state::table::TableId;
use crate::state::{Backup, State, Stream, Table};
use crate::time::Timestamp;
use imbl::OrdMap;
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
                Some((_, from)) => {
                    pieces.push_back(Piece::Difference { from: from.clone(), to: items.clone(), last: None })
                }
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
    /// In what items differ from others, behind the key `last`.
    Difference { from: OrdMap<Key, Item>, to: OrdMap<Key, Item>, last: Option<Key> },
    /// What is left of the differences that a step has found.
    Differing(std::vec::IntoIter<Differing>),
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
pub(super) struct Contents {
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

    pub(super) fn number(&self, whose: Whose) -> u64 {
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
    /// The number of parts of each of the contents, so far.
    parts: Vec<u64>,
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
            parts: Vec::new(),
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
            let Some(part) = self.piece(piece, items) else { return RegionStep::Nothing };
            if let Some(parts) = self.parts.last_mut() {
                *parts += 1;
            }
            return RegionStep::Part(part);
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
        let parts = std::mem::take(&mut self.parts);
        let region = items.stored_region(&self.state, &self.contents, parts, &mut self.ignored);
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
                if next == 0 {
                    self.parts.push(0);
                }
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
                for (key, item) in items_after(&all, last.as_ref()) {
                    put.push(items.reference(item));
                    bytes += item.stored_bytes();
                    if bytes >= PART_BYTES {
                        latest = Some(key.clone());
                        break;
                    }
                }
                if latest.is_some() {
                    self.pieces.push_front(Piece::Items { items: all, last: latest });
                }
            }
            Piece::Difference { from, to, last } => {
                let (found, last) = differences(&from, &to, last.as_ref());
                if last.is_some() {
                    self.pieces.push_front(Piece::Difference { from, to, last });
                }
                self.pieces.push_front(Piece::Differing(found.into_iter()));
            }
            Piece::Differing(mut rest) => {
                for (key, item) in rest.by_ref() {
                    match item {
                        Some(item) => {
                            put.push(items.reference(&item));
                            bytes += item.stored_bytes();
                        }
                        None => {
                            bytes += key.bytes().len() as u64;
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
