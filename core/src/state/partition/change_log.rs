//! The change log of a partition: every committed write, in order, back to what a request may still need.
//!
//! Four features read this one log, and none of them stores changes of its own:
//!
//! ```text
//!                        oldest                                          newest
//!   sealed segments      ├── 256 ──┼── 256 ──┼── 256 ──┼── 256 ──┤ open, < 256
//!                        │         │         │         │         │
//!   a backup             │         └─ snapshot ─ … ─ cut         │    an image: the segments between the two
//!   recovery             └── earliest restorable moment ─────────┤    any cut in between
//!   a stream             │         └── where it began ───────────┤    its records, for 24 hours
//!   the time line        └── the last minute at the least ───────┘    what the lab looks back on
//! ```
//!
//! # Positions
//!
//! A position is an *ordinal*: how many of the partition's changes came before. It is stable: forgetting the oldest
//! changes renumbers nothing. A time is turned into an ordinal by binary search, because commit times never fall from
//! one change to the next. Several changes may share a millisecond (a transaction's always do), and so a cut is a time
//! and a count:
//!
//! ```text
//!   commit (14:25)   …00.000  …00.000  …00.000  …00.007
//!   ordinal              10       11       12       13        14 = end
//!   cut (…00.000, 0)  ──▲                                     ordinal 10: none of that millisecond
//!   cut (…00.000, 2)  ────────────────────▲                   ordinal 12: its first two
//!   cut (…00.000, all) ────────────────────────────▲          ordinal 13
//!   cut (…00.003, 5)  ─────────────────────────────▲          ordinal 13: no change has that millisecond
//! ```
//!
//! # The worked time line
//!
//! In the time line of [`backup`](crate::state::Backup), with CreateBackup at T = 14:25:00, the four logs and their
//! cuts are:
//!
//! ```text
//!   P0   …  41 @14:23:10.000  │  45 @14:25:00.000              cut (14:25:00.000, 0)
//!   P1   …                    │  43 @14:24:20.000  48 @14:26:00.001   cut (14:24:00.000, all)
//!   P2   …  42 @14:24:00.000  46 @14:25:30.000  │              cut (14:25:45.000, all)
//!   P3   …  │  44 @14:24:50.500  47 @14:26:00.000              cut (14:24:30.000, all)
//! ```
//!
//! When P2's cut was drawn, 46 did not exist yet: a cut may lie ahead of the log's end. It means something only once it
//! is settled, and until the image is taken the table holds the log from 14:24:00 on. Reading the four logs side by
//! side shows the anomaly: 46 is left of its cut, and 43, with a lower sequence, is right of one.
//!
//! # Why it is so
//!
//! **Segments.** Changes are appended to one open segment. When it is full, or when an image or the end of a stream
//! needs a position in it, it is *sealed*: from then on it is immutable and shared by `Arc`. Through sharing, a backup
//! costs a pointer for each 256 changes. Sealing early makes segments shorter, which costs a little memory and nothing
//! else.
//!
//! **Totals stand at the start of each segment.** The totals at any ordinal, and so the size, the count and the digest
//! of any image, are those of a segment's start and at most 255 changes more.
//!
//! **Each change has both images of its item**, the old and the new. Streams need both, and totals need the old one.
//! Both are references: the item's bytes are shared with the map, the snapshots and the indexes.
//!
//! **The floor is not here.** The table decides in one place how far back the log must reach
//! (`table/log_retention.rs`); the log only truncates as it is asked to.
//!
//! # What this does not do
//!
//! It is not a write-ahead log: nothing is recovered from it after a crash. What the engine has done is a list of
//! [`Event`](crate::state::Event)s, and this log is one consequence of it. It is never compacted by key, because every
//! intermediate version may be the one at some cut.

#[cfg(test)]
mod tests;

use super::snapshot::Totals;
use crate::item::Item;
use crate::item::key::Key;
use crate::planted::Planted;
use crate::state::digest::{Digest, DigestInto, digest_members, digest_variants};
use crate::time::Timestamp;
use minicbor::{Decode, Encode};
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

/// The cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Cause {
    /// A request.
    #[n(0)]
    Request,
    /// The expiry of the item, which the service deleted.
    #[n(1)]
    Expiry,
}

digest_variants!(Cause { 0 = Request, 1 = Expiry });

/// One committed write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The number among all writes of the table: from 1, strictly rising, without holes.
    pub sequence: u64,
    /// The commit time. It never falls as the sequence rises.
    pub committed: Timestamp,
    /// The cause.
    pub cause: Cause,
    /// The key of the item.
    pub key: Key,
    /// The item before; `None` if there was none.
    pub old: Option<Item>,
    /// The item after; `None` if it was deleted.
    pub new: Option<Item>,
}

digest_members!(Change { sequence, committed, cause, key, old, new });

/// What a change is counted beside the item that it replaced.
pub(in crate::state) const CHANGE_HELD_BYTES: u64 = 128;

impl Change {
    /// The bytes that the change counts for in `MaxBytes`: those of the item before it, which only the log and what shares
    /// it still has. The item after it is counted with the table, or with the change that replaces it.
    fn held_bytes(&self) -> u64 {
        CHANGE_HELD_BYTES + self.old.as_ref().map_or(0, Item::stored_bytes)
    }
}

/// A run of changes. Once sealed it never changes, so backups share it with the log.
#[derive(Clone, Debug, Default)]
pub struct Segment {
    /// The number of the partition's changes before its first.
    pub start: u64,
    /// The partition's totals before its first change.
    pub totals: Totals,
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// What the changes count for in `MaxBytes`, in **bytes**.
    held: u64,
    /// The digest of a sealed segment, computed on first use.
    digest: OnceLock<u128>,
}

impl DigestInto for Segment {
    /// Valid for a sealed segment only, because its digest is computed once and kept.
    fn digest_into(&self, digest: &mut Digest) {
        self.digest.get_or_init(|| Digest::of(&self.contents())).digest_into(digest);
    }
}

impl Segment {
    /// A segment that starts at ordinal `start`, with the totals before its first change.
    pub fn new(start: u64, totals: Totals, changes: Vec<Change>) -> Segment {
        let held = changes.iter().map(Change::held_bytes).sum();
        Segment { start, totals, changes, held, digest: OnceLock::new() }
    }

    /// What the changes count for in `MaxBytes`, in **bytes**.
    pub fn held_bytes(&self) -> u64 {
        self.held
    }

    /// The content that its digest covers.
    fn contents(&self) -> impl DigestInto {
        // What they count for follows from the changes.
        let Segment { start, totals, changes, held: _, digest: _ } = self;
        ((start, totals), changes)
    }

    /// The ordinal after its last change.
    pub fn end(&self) -> u64 {
        self.start + self.changes.len() as u64
    }

    pub(in crate::state) fn totals_at(&self, ordinal: u64) -> Totals {
        let mut totals = self.totals;
        for change in self.changes.iter().take(ordinal.saturating_sub(self.start) as usize) {
            totals.replace(change.old.as_ref(), change.new.as_ref());
        }
        totals
    }
}

/// The change log of a partition. A position in it is an *ordinal*, the number of the partition's changes before it.
#[derive(Clone, Debug, Default)]
pub struct ChangeLog {
    pub(in crate::state) sealed: VecDeque<Arc<Segment>>,
    pub(in crate::state) open: Segment,
    pub(in crate::state) forgotten: Option<Timestamp>,
    /// What all segments count for in `MaxBytes`, in **bytes**.
    held: u64,
}

impl DigestInto for ChangeLog {
    fn digest_into(&self, digest: &mut Digest) {
        let ChangeLog { sealed, open, forgotten, held: _ } = self;
        ((sealed, open.contents()), forgotten).digest_into(digest);
    }
}

impl ChangeLog {
    /// A log of sealed segments that ends at ordinal `end`, with the totals there. Nothing can be appended to it.
    pub fn of(segments: Vec<Arc<Segment>>, end: u64, totals: Totals) -> ChangeLog {
        let held = segments.iter().map(|segment| segment.held).sum();
        let open = Segment::new(end, totals, Vec::new());
        ChangeLog { sealed: segments.into(), open, forgotten: None, held }
    }

    /// A log of these segments, of which the open one may be appended to.
    pub fn stored(sealed: Vec<Arc<Segment>>, open: Segment, forgotten: Option<Timestamp>) -> ChangeLog {
        let held = sealed.iter().map(|segment| segment.held).sum::<u64>() + open.held;
        ChangeLog { sealed: sealed.into(), open, forgotten, held }
    }

    /// What the changes count for in `MaxBytes`, in **bytes**.
    pub fn held_bytes(&self) -> u64 {
        self.held
    }

    /// Starts the log of a partition whose totals before any change are `totals`.
    pub fn begin(&mut self, totals: Totals) {
        self.open.totals = totals;
    }

    /// The ordinal after the last change.
    pub fn end(&self) -> u64 {
        self.open.end()
    }

    /// The ordinal of the first change that the log still has.
    pub fn start(&self) -> u64 {
        self.sealed.front().map_or(self.open.start, |segment| segment.start)
    }

    /// When the last change was committed that the log no longer has; `None` if it has all.
    pub fn forgotten(&self) -> Option<Timestamp> {
        self.forgotten
    }

    /// Appends a change, after which the partition has `totals`. Returns whether that filled a segment, which has at most
    /// `segment_changes`.
    pub fn push(&mut self, change: Change, totals: Totals, segment_changes: usize) -> bool {
        self.held += change.held_bytes();
        self.open.held += change.held_bytes();
        self.open.changes.push(change);
        let is_full = self.open.changes.len() >= segment_changes;
        if is_full {
            self.seal(totals);
        }
        is_full
    }

    /// Seals the open segment, so that it can be shared.
    pub fn seal(&mut self, totals: Totals) {
        if !self.open.changes.is_empty() {
            let next = Segment::new(self.open.end(), totals, Vec::new());
            self.sealed.push_back(Arc::new(std::mem::replace(&mut self.open, next)));
        }
    }

    /// The ordinal of a cut: after every change committed before `at` and the first `count` of those committed at it.
    pub fn ordinal(&self, at: Timestamp, count: u64) -> u64 {
        let before = self.ordinal_before(|change| change.committed < at);
        let through = self.ordinal_before(|change| change.committed <= at);
        let count = if count > 0 { count.saturating_add(Planted::CutTakesOneMore.one()) } else { 0 };
        through.min(before.saturating_add(count))
    }

    /// The ordinal of the first change with a higher sequence.
    pub fn after_sequence(&self, sequence: u64) -> u64 {
        self.ordinal_before(|change| change.sequence <= sequence)
    }

    /// The number of changes that were committed in the millisecond `at`.
    pub fn committed_at(&self, at: Timestamp) -> u64 {
        self.ordinal_before(|change| change.committed <= at) - self.ordinal_before(|change| change.committed < at)
    }

    /// The ordinal of the first change for which `holds` is false; it must be true for all changes before and for none
    /// after.
    fn ordinal_before(&self, holds: impl Fn(&Change) -> bool) -> u64 {
        // Most callers need the end, whose cost must not depend on the length of the log.
        if self.latest().next().is_none_or(&holds) {
            return self.end();
        }
        let whole = self.sealed.partition_point(|segment| segment.changes.last().is_some_and(&holds));
        let segment = self.sealed.get(whole).map_or(&self.open, AsRef::as_ref);
        segment.start + segment.changes.partition_point(holds) as u64
    }

    /// The partition's totals at an ordinal within the log. Where a segment starts they are known; elsewhere the changes of
    /// the segment before the ordinal are added up.
    pub fn totals_at(&self, ordinal: u64) -> Totals {
        let whole = self.sealed.partition_point(|segment| segment.end() <= ordinal);
        self.sealed.get(whole).map_or(&self.open, AsRef::as_ref).totals_at(ordinal)
    }

    /// The sealed segments with changes of the ordinals `from..to`.
    pub fn sealed_between(&self, from: u64, to: u64) -> Vec<Arc<Segment>> {
        let first = self.sealed.partition_point(|segment| segment.end() <= from);
        self.sealed.range(first..).take_while(|segment| segment.start < to).cloned().collect()
    }

    /// The segments, oldest first; the last may still grow.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.sealed.iter().map(AsRef::as_ref).chain(std::iter::once(&self.open))
    }

    /// The changes from an ordinal on.
    pub fn changes_from(&self, ordinal: u64) -> impl Iterator<Item = &Change> {
        let first = self.sealed.partition_point(|segment| segment.end() <= ordinal);
        let sealed = self.sealed.range(first..).map(AsRef::as_ref);
        sealed.chain(std::iter::once(&self.open)).flat_map(move |segment| {
            let skipped = ordinal.saturating_sub(segment.start) as usize;
            segment.changes.iter().skip(skipped)
        })
    }

    /// The changes, latest first.
    pub fn latest(&self) -> impl Iterator<Item = &Change> {
        let sealed = self.sealed.iter().rev().flat_map(|segment| segment.changes.iter().rev());
        self.open.changes.iter().rev().chain(sealed)
    }

    /// Removes the segments that end at or before an ordinal.
    pub fn truncate(&mut self, ordinal: u64) {
        while let Some(first) = self.sealed.front().filter(|segment| segment.end() <= ordinal) {
            self.forgotten = first.changes.last().map(|change| change.committed).max(self.forgotten);
            self.held -= first.held;
            self.sealed.pop_front();
        }
    }
}
