//! Reading the parts of a checkpoint back into states, in steps.

use super::contents::{Budget, Contents, PartitionContents, PartitionReader, Pool, Walk};
use super::filling::Filling;
use super::part::*;
use super::{Unsound, ensure};
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::limits::COUNT_MAX;
use crate::state::lifecycle::IndexState;
use crate::state::partition::{ChangeLog, Image, Partition, Segment};
use crate::state::schedule::{Schedule, Task};
use crate::state::stream::StreamEnd;
use crate::state::table::{
    Collections, Expiry, Index, Indexes, LogRetention, RecentWrite, RecentWrites, TableId, TableLife,
};
use crate::state::{Backup, State, Stream, Table, Tokens};
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many references to segments a byte of a checkpoint may stand for, on average. A backup refers to each segment
/// between its snapshot and its cut, so a small file could ask for very many.
const REFERENCES_PER_BYTE: usize = 64;

/// Reads the parts of one checkpoint.
#[derive(Debug, Default)]
pub struct PartsReader {
    items: Pool,
    reading: Option<PartitionReader>,
    /// The partition that is being put together.
    walk: Option<Walk>,
    /// The part that comes after it.
    next: Option<Part>,
    /// The region that is being put together.
    filling: Option<Filling>,
    pub(super) contents: Vec<Contents>,
    /// Whose the contents are: no two have the same, and none has two.
    owners: BTreeMap<u64, Whose>,
    numbers: BTreeMap<Whose, u64>,
    /// How many references to segments may still be made.
    references: usize,
}

impl PartsReader {
    /// Counts bytes of the checkpoint that are there, which bounds what its parts may refer to.
    pub fn allow(&mut self, bytes: usize) {
        self.references = self.references.saturating_add(bytes.saturating_mul(REFERENCES_PER_BYTE));
    }

    /// Reads a part. If the reader is busy then, [`PartsReader::step`] follows before the next part.
    pub fn part(&mut self, part: Part) -> Result<(), Unsound> {
        match part {
            Part::Partition { .. } | Part::Region(_) => {
                self.end_partition();
                self.next = Some(part);
                Ok(())
            }
            part => {
                let reading = self.reading.as_mut().ok_or(Unsound("contents belong to no partition"))?;
                reading.part(part, &mut self.items)
            }
        }
    }

    /// The number of items that were read.
    pub fn items(&self) -> u64 {
        self.items.count()
    }

    /// Whether something is to be put together before the next part.
    pub fn is_busy(&self) -> bool {
        self.walk.is_some() || self.next.is_some() || self.filling.is_some()
    }

    /// Puts together a little more. Returns the region that is complete with it, whose promises are still to be checked:
    /// [`State::check`].
    pub fn step(&mut self, budget: &mut Budget) -> Result<Option<State>, Unsound> {
        if let Some(walk) = &mut self.walk {
            if walk.step(budget)?
                && let (Some(walk), Some(contents)) = (self.walk.take(), self.contents.last_mut())
            {
                contents.partitions.push(walk.contents());
            }
            return Ok(None);
        }
        match self.next.take() {
            Some(Part::Partition { key, partitions, partition }) => self.partition(key, partitions, partition)?,
            Some(Part::Region(region)) => self.filling = Some(self.region(*region)?),
            _ => {}
        }
        let is_filled = self.filling.as_mut().map(|filling| filling.step(budget)).transpose()?;
        Ok(self.filling.take_if(|_| is_filled == Some(true)).map(Filling::state))
    }

    /// Ends the partition that is being read. [`PartsReader::step`] follows.
    pub(super) fn end_partition(&mut self) {
        self.walk = self.reading.take().map(PartitionReader::finish);
    }

    /// Whether nothing is left unfinished.
    pub fn is_done(&self) -> bool {
        // A partition that is being read is one of some contents.
        self.contents.is_empty() && !self.is_busy()
    }

    fn partition(&mut self, key: KeyDefinition, partitions: u16, partition: u16) -> Result<(), Unsound> {
        if partition == 0 {
            self.contents.push(Contents { key: key.clone(), partitions: Vec::new() });
        }
        let contents = self.contents.last().ok_or(Unsound("contents begin with another partition than the first"))?;
        let is_next = contents.partitions.len() == usize::from(partition) && contents.key == key;
        ensure(is_next && partition < partitions, "partitions are not in order")?;
        self.reading = Some(PartitionReader::new(key, partition, partitions));
        Ok(())
    }

    /// The contents of a table by their number, with the key and the number of partitions that they must have.
    fn contents(
        &mut self,
        number: u64,
        whose: Whose,
        key: &KeyDefinition,
        partitions: usize,
    ) -> Result<&[PartitionContents], Unsound> {
        let is_owner = *self.owners.entry(number).or_insert(whose) == whose;
        let is_only = *self.numbers.entry(whose).or_insert(number) == number;
        let contents = usize::try_from(number).ok().and_then(|number| self.contents.get(number));
        let contents = contents.ok_or(Unsound("it names contents that are not there"))?;
        let is_of = contents.key == *key && contents.partitions.len() == partitions;
        ensure(is_owner && is_only && is_of, "contents are of another table")?;
        Ok(&contents.partitions)
    }

    fn count(&mut self, segments: usize) -> Result<(), Unsound> {
        let left = self.references.checked_sub(segments);
        self.references = left.ok_or(Unsound("more references than its bytes can stand for"))?;
        Ok(())
    }

    fn images(
        &mut self,
        number: u64,
        whose: Whose,
        key: &KeyDefinition,
        stored: &[StoredImage],
    ) -> Result<Vec<Image>, Unsound> {
        let contents = self.contents(number, whose, key, stored.len())?;
        // Counted before any is made.
        let counts = contents.iter().zip(stored).map(|(known, image)| known.between(image.version, image.end).len());
        let count = counts.sum();
        self.count(count)?;
        let contents = self.contents(number, whose, key, stored.len())?;
        contents.iter().zip(stored).map(|(known, image)| known.image(image)).collect()
    }

    fn spans(
        &mut self,
        number: u64,
        whose: Whose,
        key: &KeyDefinition,
        spans: &[StoredSpan],
    ) -> Result<Vec<Vec<Arc<Segment>>>, Unsound> {
        let contents = self.contents(number, whose, key, spans.len())?;
        let count = contents.iter().zip(spans).map(|(known, span)| known.between(span.start, span.end).len()).sum();
        self.count(count)?;
        let contents = self.contents(number, whose, key, spans.len())?;
        contents.iter().zip(spans).map(|(known, span)| Ok(known.span(*span)?.to_vec())).collect()
    }

    /// A region without what follows from the items of its tables.
    pub(super) fn region(&mut self, region: StoredRegion) -> Result<Filling, Unsound> {
        let StoredRegion {
            owner,
            seed,
            settings,
            tables,
            backups,
            hidden_system_backups,
            streams,
            tokens,
            tasks,
            scheduled,
            recent_backups,
            tables_created,
            backups_created,
            // It is for a reader of what damage has left.
            parts: _,
        } = region;
        let mut state = State::of(owner, seed, settings);
        (state.tables_created, state.backups_created) = (tables_created, backups_created);
        state.recent_backups = recent_backups.into();
        state.tokens = tokens_in(tokens);
        state.schedule = schedule_of(tasks, scheduled)?;
        // Before the tables, which take their open segments out of the contents.
        for stored in backups {
            let backup = Arc::new(self.backup(stored)?);
            ensure(!state.is_backup_id(&backup.marker.id), "two backups have one id")?;
            if backup.images.is_some() {
                state.made_backups.insert(backup.made_position());
            }
            state.show_backup(backup);
        }
        for stored in hidden_system_backups {
            let backup = Arc::new(self.backup(stored)?);
            ensure(!state.is_backup_id(&backup.marker.id), "two backups have one id")?;
            state.made_backups.insert(backup.made_position());
            state.hidden_system_backups.insert(backup.marker.id.clone(), backup);
        }
        for stored in streams {
            let stream = self.stream(stored)?;
            let other = state.streams.insert(stream.id.clone(), Arc::new(stream));
            ensure(other.is_none(), "two streams have one id")?;
        }
        let mut filling = Filling::of(state);
        for mut stored in tables {
            let ignored = stored.expiry.as_mut().map_or_else(Vec::new, |expiry| std::mem::take(&mut expiry.ignored));
            filling.add(self.table(stored)?, ignored);
        }
        self.contents.clear();
        self.owners.clear();
        self.numbers.clear();
        Ok(filling)
    }

    fn backup(&mut self, stored: StoredBackup) -> Result<Backup, Unsound> {
        let StoredBackup { marker, status, contents, images, completed, window, restoring, held_share } = stored;
        let (whose, key) = (Whose::Table(marker.source.table), &marker.source.definition.key);
        let images = images.map(|images| self.images(contents, whose, key, &images)).transpose()?;
        let window = window.map(|window| self.spans(contents, whose, key, &window)).transpose()?;
        let totals = images.iter().flatten().map(|image| image.totals).sum();
        let images = images.map(Into::into);
        Ok(Backup { marker, status, images, totals, completed, window, restoring, held_share })
    }

    fn stream(&mut self, stored: StoredStream) -> Result<Stream, Unsound> {
        let StoredStream { id, table, table_id, key, view, first, starts, state, end } = stored;
        let end = match end {
            None => None,
            Some(StoredStreamEnd { last, contents, logs }) => {
                let spans: Vec<StoredSpan> = logs.iter().map(|log| log.span).collect();
                let segments = self.spans(contents, Whose::Table(table), &key, &spans)?;
                let ended = segments.into_iter().zip(logs).map(|(segments, StoredLog { span, totals })| {
                    let found = segments.last().map_or(totals, |last| last.totals_at(span.end));
                    ensure(found == totals && span.end < COUNT_MAX, "a log has other totals than its changes give")?;
                    Ok(ChangeLog::of(segments, span.end, totals))
                });
                let logs = ended.collect::<Result<_, _>>()?;
                Some(StreamEnd { last, logs })
            }
        };
        Ok(Stream { id, table, table_id, key, view, first, starts, state, end })
    }

    fn table(&mut self, stored: StoredTable) -> Result<Table, Unsound> {
        let StoredTable {
            id,
            table_id,
            name,
            definition,
            settings,
            created,
            state,
            visible_to_backups_at,
            backups_enabled,
            deletion_started,
            restore,
            restore_images,
            update,
            recovery,
            holds,
            trim_planned,
            stats,
            sequence,
            contents,
            partitions: stored_partitions,
            indexes,
            indexes_created,
            expiry,
            since_backup,
            recent,
        } = stored;
        let key = &definition.key;
        self.contents(contents, Whose::Table(id), key, stored_partitions.len())?;
        let mut partitions = Vec::new();
        for (number, stored) in stored_partitions.into_iter().enumerate() {
            partitions.push(self.live(contents, number, stored)?);
        }
        let whose = Whose::Restored(id);
        let images =
            restore_images.map(|stored| self.images(stored.contents, whose, key, &stored.images)).transpose()?;
        let life = TableLife {
            created,
            state,
            visible_to_backups_at,
            backups_enabled,
            deletion_started,
            restore,
            restore_images: images.map(Into::into),
            update,
        };
        let mut all = Vec::new();
        for stored in indexes {
            all.push(self.index(stored, key)?);
        }
        let has_local = definition.indexes.iter().any(|index| !index.is_global);
        let collections = has_local.then(Collections::default);
        let expiry = expiry.map(|stored| Expiry::by(stored.attribute));
        let partitions_held = partitions.iter().map(Partition::held_bytes).sum();
        let mut held = BTreeSet::new();
        held.extend(holds);
        let retention = LogRetention { recovery, holds: held, trim_planned };
        let indexes = Indexes { all, created: indexes_created };
        Ok(Table {
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
            collections,
            partitions_held,
            since_backup,
            recent: recent_of(recent),
        })
    }

    /// A partition that can be written, whose log ends with its contents.
    fn live(&mut self, contents: u64, partition: usize, stored: StoredPartition) -> Result<Partition, Unsound> {
        let StoredPartition { log_start, forgotten, snapshots } = stored;
        let known = usize::try_from(contents).ok().and_then(|number| self.contents.get_mut(number));
        let known = known.and_then(|contents| contents.partitions.get_mut(partition));
        let known = known.ok_or(Unsound("it names contents that are not there"))?;
        let open = known.segments.pop().and_then(|open| Arc::try_unwrap(open).ok());
        let open = open.ok_or(Unsound("a log has no segment for what comes"))?;
        let sealed = known.segments.get(known.segments.partition_point(|segment| segment.start < log_start)..);
        let sealed = sealed.unwrap_or_default();
        let ends = sealed.iter().map(|segment| segment.end());
        let starts = sealed.iter().map(|segment| segment.start).chain([open.start]);
        ensure(starts.eq([log_start].into_iter().chain(ends)), "a log has a gap")?;
        let mut taken = std::collections::VecDeque::new();
        for (ordinal, at) in snapshots {
            let before = taken.back().map_or(log_start, |before: &crate::state::Snapshot| before.ordinal);
            ensure(before <= ordinal, "snapshots do not rise, or lie before the log")?;
            taken.push_back(known.snapshot(ordinal, at)?);
        }
        let last = known.last.take().filter(|last| last.ordinal == open.end() && !taken.is_empty());
        let last = last.ok_or(Unsound("the items of a table do not follow from its changes"))?;
        let sealed = sealed.to_vec();
        let log = ChangeLog::stored(sealed, open, forgotten);
        Ok(Partition { items: last.items, totals: last.totals, log, snapshots: taken })
    }

    /// An index, without the entries that follow from the items of its table.
    fn index(&mut self, stored: StoredIndex, table_key: &KeyDefinition) -> Result<Index, Unsound> {
        let StoredIndex { definition, state, ordinal, stats, insights, deleted } = stored;
        ensure(deleted.is_empty() || state == IndexState::Deleting, "an index has entries of its own")?;
        let mut index = Index { state, stats, insights, ..Index::new(definition, ordinal) };
        let mut entries: OrdMap<Key, Item> = OrdMap::new();
        for reference in deleted {
            let item = self.items.item(reference)?;
            let own = table_key.key_of_stored(&item);
            let position = own.and_then(|own| index.definition.key.entry_of(&item, &own));
            entries.insert(position.ok_or(Unsound("an entry lacks its key"))?, item);
        }
        if state == IndexState::Deleting {
            index.bytes = entries.values().map(Item::size_bytes).sum();
            index.held = entries.values().map(Item::held_bytes).sum();
            index.entries = entries;
        }
        Ok(index)
    }
}

fn recent_of(recent: Vec<(Timestamp, Key, bool)>) -> RecentWrites {
    let mut writes = RecentWrites::default();
    for (at, key, by_transaction) in recent {
        writes.by_key.insert(key.clone(), RecentWrite { at, by_transaction });
        writes.in_order.push_back((at, key));
    }
    writes
}

fn tokens_in(stored: Vec<(String, Timestamp, u128)>) -> Tokens {
    let mut tokens = Tokens::default();
    for (token, at, digest) in stored {
        tokens.by_time.insert((at, token.clone()));
        tokens.requests.insert(token, (at, digest));
    }
    tokens
}

pub(super) fn schedule_of(tasks: Vec<(Timestamp, u64, Task)>, scheduled: u64) -> Result<Schedule, Unsound> {
    let mut schedule = Schedule { scheduled, ..Schedule::default() };
    for (due, number, task) in tasks {
        ensure(number < scheduled, "a task was not scheduled")?;
        if let Task::ExpireItems { table } = &task {
            let other = schedule.expiring.insert(TableId::clone(table), (due, number));
            ensure(other.is_none(), "a table expires twice")?;
        }
        let other = schedule.tasks.insert((due, number), task);
        ensure(other.is_none(), "two tasks have one place")?;
    }
    Ok(schedule)
}
