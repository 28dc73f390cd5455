//! Reading the contents of tables: versions and segments, put together and checked.
//!
//! Nothing of a file is believed. Every item, key, total and position is computed anew from the items and the changes, or
//! compared with what they give, so that what comes out keeps the promises that the rest of the state relies on.

use super::part::{Part, Ref, StoredChange, StoredImage, StoredSpan};
use super::{Unsound, ensure};
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::limits::COUNT_MAX;
use crate::state::partition::{Change, Image, Segment, Snapshot, Totals};
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Items after a number of changes.
#[derive(Clone, Debug)]
pub struct Content {
    pub ordinal: u64,
    pub items: OrdMap<Key, Item>,
    pub totals: Totals,
}

/// The items of a checkpoint by their numbers.
#[derive(Debug, Default)]
pub struct Pool(Vec<Item>);

impl Pool {
    /// The number of items.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The item of a reference.
    pub fn item(&mut self, reference: Ref) -> Result<Item, Unsound> {
        match reference {
            Ref::New(item) => {
                self.0.push(item.clone());
                Ok(item)
            }
            Ref::Known(number) => {
                let known = usize::try_from(number).ok().and_then(|number| self.0.get(number));
                known.cloned().ok_or(Unsound("it names an item that was not before"))
            }
        }
    }
}

/// The contents of a table.
#[derive(Debug)]
pub struct Contents {
    pub key: KeyDefinition,
    pub partitions: Vec<PartitionContents>,
}

/// What is known of a partition.
#[derive(Debug, Default)]
pub struct PartitionContents {
    /// The segments, which rise and do not overlap.
    pub segments: Vec<Arc<Segment>>,
    /// The versions by their ordinals.
    pub versions: BTreeMap<u64, Content>,
    /// The items after the last known change, if they are known.
    pub last: Option<Content>,
}

impl PartitionContents {
    /// The segments with changes of the ordinals `from..to`, as a log has them.
    pub fn between(&self, from: u64, to: u64) -> &[Arc<Segment>] {
        let first = self.segments.partition_point(|segment| segment.end() <= from);
        let rest = self.segments.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|segment| segment.start < to)).unwrap_or_default()
    }

    /// The segments of a span, which must be there as it says, and without a gap.
    pub fn span(&self, span: StoredSpan) -> Result<&[Arc<Segment>], Unsound> {
        let StoredSpan { start, end } = span;
        let segments = self.between(start, end);
        let is_there = match (segments.first(), segments.last()) {
            (Some(first), Some(last)) => first.start == start && last.end() == end && has_no_gap(segments),
            _ => start == end,
        };
        ensure(is_there, "it names changes that are not there")?;
        Ok(segments)
    }

    /// A snapshot of the version with an ordinal.
    pub fn snapshot(&self, ordinal: u64, taken: Timestamp) -> Result<Snapshot, Unsound> {
        let version = self.versions.get(&ordinal).ok_or(Unsound("it names a version that is not there"))?;
        Ok(Snapshot { ordinal, taken, totals: version.totals, items: version.items.clone() })
    }

    /// An image, whose changes must all be there and give the totals that it says.
    pub fn image(&self, stored: &StoredImage) -> Result<Image, Unsound> {
        let StoredImage { version, taken, end, totals } = *stored;
        let snapshot = self.snapshot(version, taken)?;
        let segments = self.between(version, end).to_vec();
        let has_all = match (segments.first(), segments.last()) {
            (Some(first), Some(last)) => first.start <= version && last.end() >= end && has_no_gap(&segments),
            _ => version == end,
        };
        ensure(version <= end && has_all, "an image lacks changes")?;
        let found = segments.last().map_or(snapshot.totals, |last| last.totals_at(end));
        ensure(found == totals, "an image has other items than it says")?;
        Ok(Image { snapshot, segments, end, totals })
    }
}

fn has_no_gap(segments: &[Arc<Segment>]) -> bool {
    segments.windows(2).all(|pair| pair[0].end() == pair[1].start)
}

/// A version as it was read.
#[derive(Debug)]
struct ReadVersion {
    ordinal: u64,
    follows: bool,
    removed: Vec<Key>,
    put: Vec<Item>,
}

/// A partition that is being read.
#[derive(Debug)]
pub struct PartitionReader {
    versions: Vec<ReadVersion>,
    segments: Vec<Segment>,
    id: PartitionId,
}

/// Which partition it is, of how many, and the key of its items.
#[derive(Clone, Debug)]
struct PartitionId {
    key: KeyDefinition,
    partition: usize,
    partitions: usize,
}

impl PartitionId {
    fn key_of(&self, item: &Item) -> Result<Key, Unsound> {
        self.key.key_of_stored(item).ok_or(Unsound("an item lacks its key"))
    }

    fn ensure_here(&self, key: &Key) -> Result<(), Unsound> {
        ensure(key.partition(self.partitions) == self.partition, "an item is in another's partition")
    }
}

impl PartitionReader {
    pub fn new(key: KeyDefinition, partition: u16, partitions: u16) -> PartitionReader {
        let id = PartitionId { key, partition: partition.into(), partitions: partitions.into() };
        PartitionReader { versions: Vec::new(), segments: Vec::new(), id }
    }

    /// Reads a part of the partition.
    pub fn part(&mut self, part: Part, pool: &mut Pool) -> Result<(), Unsound> {
        match part {
            Part::Version { ordinal, follows } => {
                let rises = self.versions.last().is_none_or(|before| before.ordinal < ordinal);
                ensure(rises && ordinal < COUNT_MAX, "versions do not rise")?;
                self.versions.push(ReadVersion { ordinal, follows, removed: Vec::new(), put: Vec::new() });
            }
            Part::Items { removed, put } => {
                let version = self.versions.last_mut().ok_or(Unsound("items belong to no version"))?;
                version.removed.extend(removed);
                for reference in put {
                    version.put.push(pool.item(reference)?);
                }
            }
            Part::Segment { start, totals, changes } => {
                // Only the last may be empty, which is the one that is appended to.
                let rises = |before: &Segment| before.start < before.end() && before.end() <= start;
                ensure(self.segments.last().is_none_or(rises) && start < COUNT_MAX, "segments do not rise")?;
                let changes = self.changes(changes, pool)?;
                self.segments.push(Segment::new(start, totals, changes));
            }
            Part::Partition { .. } | Part::Region(_) => return Err(Unsound("a partition is not whole")),
        }
        Ok(())
    }

    fn changes(&self, stored: Vec<StoredChange>, pool: &mut Pool) -> Result<Vec<Change>, Unsound> {
        let last = self.segments.iter().rev().find_map(|segment| segment.changes.last());
        let mut before = last.map_or((0, Timestamp::MIN), |change| (change.sequence, change.committed));
        let (mut changes, mut time) = (Vec::new(), Timestamp::from_millis(0));
        for StoredChange { sequence, after_ms, cause, old, new, key } in stored {
            let committed = time.plus_ms(after_ms);
            time = committed;
            let rises = before.0 < sequence && before.1 <= committed;
            ensure(rises && sequence < COUNT_MAX && committed <= Timestamp::MAX, "changes do not rise")?;
            before = (sequence, committed);
            let old = old.map(|item| pool.item(item)).transpose()?;
            let new = new.map(|item| pool.item(item)).transpose()?;
            let key = match (new.as_ref().or(old.as_ref()), key) {
                (Some(item), None) => self.id.key_of(item)?,
                (None, Some(key)) => key,
                _ => return Err(Unsound("a change has no key, or two")),
            };
            self.id.ensure_here(&key)?;
            if let (Some(old), Some(new)) = (&old, &new) {
                ensure(self.id.key.is_same_of(old, new), "a change replaces an item by another")?;
            }
            changes.push(Change { sequence, committed, cause, key, old, new });
        }
        Ok(changes)
    }

    /// Begins to put the partition together.
    pub fn finish(self) -> Walk {
        let PartitionReader { versions, segments, id } = self;
        let mut versions = versions.into_iter();
        Walk {
            id,
            next: versions.next(),
            waiting: versions,
            making: None,
            segments: segments.into_iter().map(Arc::new).collect(),
            walked: 0,
            within: None,
            end: None,
            done: BTreeMap::new(),
            known: None,
        }
    }
}

/// How much work may still be done before the host gets a turn, in **bytes**. An item or a change is so many as it has, and
/// some more.
#[derive(Clone, Copy, Debug)]
pub struct Budget(u64);

impl Budget {
    /// What an item costs beside its bytes, in **bytes** that are as much work.
    const OF_ITEM: u64 = 512;
    /// Work without a bound: no file has so much.
    pub const ALL: Budget = Budget(u64::MAX);

    /// About a millisecond's work, in a browser some more.
    pub const fn step() -> Budget {
        Budget(256 * 1024)
    }

    /// Counts an item.
    pub fn spend(&mut self, item: Option<&Item>) {
        self.0 = self.0.saturating_sub(Budget::OF_ITEM + item.map_or(0, Item::stored_bytes));
    }

    /// Whether it is used up.
    pub fn is_spent(self) -> bool {
        self.0 == 0
    }
}

/// A walk along the changes of a partition, which puts it together in steps.
#[derive(Debug)]
pub struct Walk {
    id: PartitionId,
    next: Option<ReadVersion>,
    waiting: std::vec::IntoIter<ReadVersion>,
    /// A version that is being made.
    making: Option<Making>,
    segments: Vec<Arc<Segment>>,
    /// The number of segments that are walked.
    walked: usize,
    /// Within the next segment: the number of its changes that are followed, and the totals after them.
    within: Option<(usize, Totals)>,
    /// Where the last segment ended, and the totals there.
    end: Option<(u64, Totals)>,
    done: BTreeMap<u64, Content>,
    /// The items at the present position, as far as they are known.
    known: Option<Content>,
}

/// A version that differs from the one before it.
#[derive(Debug)]
struct Making {
    content: Content,
    removed: std::vec::IntoIter<Key>,
    put: std::vec::IntoIter<Item>,
    /// The totals that the changes up to here give, if they are known.
    here: Option<Totals>,
}

impl Making {
    /// Makes more of it. Returns whether it is whole.
    fn step(&mut self, id: &PartitionId, budget: &mut Budget) -> Result<bool, Unsound> {
        let Content { items, totals, .. } = &mut self.content;
        while !budget.is_spent() {
            if let Some(key) = self.removed.next() {
                let gone = items.remove(&key).ok_or(Unsound("a version lacks an item that was not there"))?;
                totals.remove(&gone);
                budget.spend(Some(&gone));
            } else if let Some(item) = self.put.next() {
                let key = id.key_of(&item)?;
                id.ensure_here(&key)?;
                budget.spend(Some(&item));
                let old = items.insert(key, item.clone());
                totals.replace(old.as_ref(), Some(&item));
            } else {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Walk {
    /// Goes on. Returns whether the partition is whole: then [`Walk::contents`] is it.
    pub fn step(&mut self, budget: &mut Budget) -> Result<bool, Unsound> {
        while !budget.is_spent() {
            if let Some(making) = &mut self.making {
                if !making.step(&self.id, budget)? {
                    return Ok(false);
                }
                self.place_made()?;
            }
            let Some(segment) = self.segments.get(self.walked).cloned() else {
                match self.begin_version(u64::MAX)? {
                    true => continue,
                    false => return Ok(true),
                }
            };
            match self.within {
                None => {
                    if !self.begin_version(segment.start)? {
                        self.within = Some((0, self.enter(&segment)?));
                    }
                }
                Some((followed, totals)) => self.follow(&segment, followed, totals, budget)?,
            }
        }
        Ok(false)
    }

    /// The partition.
    pub fn contents(self) -> PartitionContents {
        PartitionContents { segments: self.segments, versions: self.done, last: self.known }
    }

    /// Begins to make the next version if it is not after an ordinal. Returns whether there was one.
    fn begin_version(&mut self, ordinal: u64) -> Result<bool, Unsound> {
        let Some(version) = self.next.take_if(|version| version.ordinal <= ordinal) else { return Ok(false) };
        self.next = self.waiting.next();
        let ReadVersion { ordinal, follows, removed, put } = version;
        let here = self.known.take().filter(|known| known.ordinal == ordinal);
        if follows {
            self.place(here.ok_or(Unsound("a version follows from changes that are not there"))?);
            return Ok(true);
        }
        let before = self.done.last_key_value().map(|(_, before)| (before.items.clone(), before.totals));
        let (items, totals) = before.unwrap_or_default();
        let (content, here) = (Content { ordinal, items, totals }, here.map(|here| here.totals));
        self.making = Some(Making { content, removed: removed.into_iter(), put: put.into_iter(), here });
        Ok(true)
    }

    fn place_made(&mut self) -> Result<(), Unsound> {
        let Some(Making { content, here, .. }) = self.making.take() else { return Ok(()) };
        let is_same = here.is_none_or(|here| here == content.totals);
        ensure(is_same, "a version has other items than the changes give")?;
        self.place(content);
        Ok(())
    }

    fn place(&mut self, made: Content) {
        self.done.insert(made.ordinal, made.clone());
        self.known = Some(made);
    }

    /// Enters a segment, and returns the totals before its first change.
    fn enter(&mut self, segment: &Segment) -> Result<Totals, Unsound> {
        self.known = self.known.take().filter(|known| known.ordinal == segment.start);
        let known = self.known.as_ref().map(|known| known.totals);
        let before = self.end.filter(|(end, _)| *end == segment.start).map(|(_, totals)| totals);
        ensure(is_bounded(&segment.totals), BEYOND)?;
        let is_same = [known, before].into_iter().flatten().all(|totals| totals == segment.totals);
        ensure(is_same, "a segment has other totals than the changes give")?;
        Ok(segment.totals)
    }

    /// Follows the changes of a segment, up to its end, the next version or the end of the budget.
    fn follow(
        &mut self,
        segment: &Segment,
        mut followed: usize,
        mut totals: Totals,
        budget: &mut Budget,
    ) -> Result<(), Unsound> {
        while !budget.is_spent() {
            let ordinal = segment.start + followed as u64;
            let Some(change) = segment.changes.get(followed) else {
                self.end = Some((ordinal, totals));
                (self.walked, self.within) = (self.walked + 1, None);
                return Ok(());
            };
            if self.begin_version(ordinal)? {
                break;
            }
            let Change { sequence: _, committed: _, cause: _, key, old, new } = change;
            budget.spend(new.as_ref().or(old.as_ref()));
            if let Some(known) = &mut self.known {
                ensure(known.totals == totals, "a version has other totals than its segment")?;
                let found = match new {
                    Some(item) => known.items.insert(key.clone(), item.clone()),
                    None => known.items.remove(key),
                };
                ensure(found == *old, "a change replaces an item that was not there")?;
            }
            totals = totals.replaced(old.as_ref(), new.as_ref()).ok_or(Unsound("totals below nothing"))?;
            ensure(is_bounded(&totals), BEYOND)?;
            followed += 1;
            if let Some(known) = &mut self.known {
                (known.ordinal, known.totals) = (ordinal + 1, totals);
            }
        }
        self.within = Some((followed, totals));
        Ok(())
    }
}

const BEYOND: &str = "totals beyond all bounds";

fn is_bounded(totals: &Totals) -> bool {
    totals.items < COUNT_MAX && totals.bytes < COUNT_MAX && totals.held < COUNT_MAX
}
