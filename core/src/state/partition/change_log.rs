//! The change log of a partition: every committed write, in order, back to what anyone may still need.

use super::snapshot::Totals;
use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::{Digest, DigestInto, digest_members, digest_variants};
use crate::time::Timestamp;
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

/// Who is behind a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Somebody sent a request.
    Request,
    /// The item expired: the service deleted it.
    Expiry,
}

digest_variants!(Cause { 0 = Request, 1 = Expiry });

/// One committed write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its place among all writes of its table: from 1, strictly rising, without holes.
    pub sequence: u64,
    /// When it was committed. It never falls as the sequence rises.
    pub committed: Timestamp,
    /// Who is behind it.
    pub cause: Cause,
    /// The item's key.
    pub key: Key,
    /// The item before.
    pub old: Option<Item>,
    /// The item after; absent where it was deleted.
    pub new: Option<Item>,
}

digest_members!(Change { sequence, committed, cause, key, old, new });

/// A run of changes. Once sealed it is never changed again, so backups share it with the log.
#[derive(Clone, Debug, Default)]
pub struct Segment {
    /// How many changes of the partition came before its first.
    pub start: u64,
    /// The partition's figures before its first.
    pub totals: Totals,
    /// The changes.
    pub changes: Vec<Change>,
    /// The digest of a sealed segment, once somebody has asked for it.
    digest: OnceLock<u128>,
}

impl DigestInto for Segment {
    /// For a sealed segment only: it is read once, and its digest is remembered.
    fn digest_into(&self, digest: &mut Digest) {
        self.digest.get_or_init(|| Digest::of(&self.contents())).digest_into(digest);
    }
}

/// Changes in one segment. Small, because finding the figures at a cut walks through one; not tiny, because a backup
/// holds a pointer to each.
const SEGMENT_CHANGES: usize = 256;

impl Segment {
    /// A segment of these changes, before which there were so many, with these figures.
    pub fn new(start: u64, totals: Totals, changes: Vec<Change>) -> Segment {
        Segment { start, totals, changes, digest: OnceLock::new() }
    }

    /// All that it means.
    fn contents(&self) -> impl DigestInto {
        let Segment { start, totals, changes, digest: _ } = self;
        ((start, totals), changes)
    }

    /// How many changes of the partition came before its end.
    pub fn end(&self) -> u64 {
        self.start + self.changes.len() as u64
    }

    fn totals_at(&self, ordinal: u64) -> Totals {
        let mut totals = self.totals;
        for change in self.changes.iter().take(ordinal.saturating_sub(self.start) as usize) {
            totals.replace(change.old.as_ref(), change.new.as_ref());
        }
        totals
    }
}

/// The change log of a partition. A place in it is an *ordinal*: how many of the partition's changes came before.
#[derive(Clone, Debug, Default)]
pub struct ChangeLog {
    pub(in crate::state) sealed: VecDeque<Arc<Segment>>,
    pub(in crate::state) open: Segment,
    pub(in crate::state) forgotten: Option<Timestamp>,
}

impl DigestInto for ChangeLog {
    fn digest_into(&self, digest: &mut Digest) {
        let ChangeLog { sealed, open, forgotten } = self;
        ((sealed, open.contents()), forgotten).digest_into(digest);
    }
}

impl ChangeLog {
    /// The log that sealed segments make, which end at a place; nothing will be added to it.
    pub fn of(segments: Vec<Arc<Segment>>, end: u64) -> ChangeLog {
        ChangeLog { sealed: segments.into(), open: Segment { start: end, ..Segment::default() }, forgotten: None }
    }

    /// Starts the log of a partition that has these figures before any change.
    pub fn begin(&mut self, totals: Totals) {
        self.open.totals = totals;
    }

    /// The ordinal after the last change.
    pub fn end(&self) -> u64 {
        self.open.end()
    }

    /// The ordinal of the first change that is still here.
    pub fn start(&self) -> u64 {
        self.sealed.front().map_or(self.open.start, |segment| segment.start)
    }

    /// When the last change was committed that is not here any more.
    pub fn forgotten(&self) -> Option<Timestamp> {
        self.forgotten
    }

    /// Appends a change, after which the partition's figures are these. Tells whether that filled a segment.
    pub fn push(&mut self, change: Change, totals: Totals) -> bool {
        self.open.changes.push(change);
        let is_full = self.open.changes.len() == SEGMENT_CHANGES;
        if is_full {
            self.seal(totals);
        }
        is_full
    }

    /// Ends the open segment, so that it can be shared.
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
        through.min(before.saturating_add(count))
    }

    /// The ordinal of the first change of a higher sequence.
    pub fn after_sequence(&self, sequence: u64) -> u64 {
        self.ordinal_before(|change| change.sequence <= sequence)
    }

    /// The ordinal before which a test holds and from which on it does not.
    fn ordinal_before(&self, holds: impl Fn(&Change) -> bool) -> u64 {
        // Most who ask are asking for the end, and that must not depend on the length of the log.
        if self.latest().next().is_none_or(&holds) {
            return self.end();
        }
        let whole = self.sealed.partition_point(|segment| segment.changes.last().is_some_and(&holds));
        let segment = self.sealed.get(whole).map_or(&self.open, AsRef::as_ref);
        segment.start + segment.changes.partition_point(holds) as u64
    }

    /// The partition's figures at a place that is still here.
    pub fn totals_at(&self, ordinal: u64) -> Totals {
        let whole = self.sealed.partition_point(|segment| segment.end() < ordinal);
        self.sealed.get(whole).map_or(&self.open, AsRef::as_ref).totals_at(ordinal)
    }

    /// The sealed segments that hold changes from one place up to another.
    pub fn sealed_between(&self, from: u64, to: u64) -> Vec<Arc<Segment>> {
        let first = self.sealed.partition_point(|segment| segment.end() <= from);
        self.sealed.range(first..).take_while(|segment| segment.start < to).cloned().collect()
    }

    /// Its segments, oldest first; the last may still grow.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.sealed.iter().map(AsRef::as_ref).chain(std::iter::once(&self.open))
    }

    /// The changes from a place on.
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

    /// Forgets the segments that end at a place or before it.
    pub fn truncate(&mut self, ordinal: u64) {
        while let Some(first) = self.sealed.front().filter(|segment| segment.end() <= ordinal) {
            self.forgotten = first.changes.last().map(|change| change.committed).max(self.forgotten);
            self.sealed.pop_front();
        }
    }
}
