//! A partition: items, the log that led to them, and snapshots along the log.
//!
//! A table is cut into partitions by a hash of the partition key (4 by default, a setting of the lab). Everything that
//! is exact is exact within a partition: its changes have an order, its cut is one position in that order, and its
//! image at a cut can be computed without another partition. A backup is one image for each partition of the table,
//! each at its own cut.
//!
//! ```text
//!                                                         the log's end
//!   ordinal   0        1024       2048        3072          │ 3500
//!   log       ├─sealed─┼─sealed───┼─sealed────┼─sealed──────┤open
//!             ▲        ▲                      ▲             ▲
//!   snapshots S0       S1024                  S3072         items: the partition as it is now
//!                                     │
//!                                     cut: the image is S1024 and the changes from 1024 up to the cut
//! ```
//!
//! An *ordinal* counts the partition's changes: the ordinal of a change is the number of changes before it. A sequence,
//! by contrast, counts the changes of the whole table, so the sequences of a partition rise with holes.
//!
//! # Invariants
//!
//! - **The newest state is the last snapshot plus the log behind it.** Items, log and [`Totals`] change together in
//!   [`Partition::commit`], and only there.
//! - **A snapshot at or before every cut that can still be made exists**, and the log from it on. Truncation goes by
//!   the table's log floor and always leaves the newest snapshot not after it. [`Partition::image`] asserts this: a
//!   later snapshot instead would make a backup with changes that lie behind its cut.
//! - **Totals are exact at every change**: items, bytes, and a digest that is a sum of the items' hashes.
//!
//! # The worked time line
//!
//! The time line of [`backup`](super::backup) seen from partition P2, which has had 20 changes before it:
//!
//! ```text
//!   ordinal  sequence  commit
//!     …19          40  14:20:07.000
//!      20          42  14:24:00.000
//!      21          46  14:25:30.000    CreateBackup came at T = 14:25:00, after ordinal 20 and before 21
//!   ── cut ──          14:25:45.000    the image ends at ordinal 22: 42 and 46 are in
//! ```
//!
//! P0's cut is 14:25:00.000 with a count of 0. It ends before change 45, which has the same millisecond, so its ordinal
//! counts all changes before the millisecond and the first `count` of those in it. P1's cut, 14:24:00.000, ends before
//! 43 (14:24:20), and P3's, 14:24:30, before 44 (14:24:50.5). Each of the four is legal alone. Together they contain 46
//! and lack the earlier 43: the anomaly arises between partitions and cannot be seen inside one.
//!
//! # Why it is so
//!
//! **Items are a persistent map** (`imbl::OrdMap`), so taking a snapshot costs nothing: it shares every node with the
//! living map. The cost comes afterwards, with the first write into each leaf, which copies that leaf.
//!
//! **So snapshots are spaced by changes**: the next is taken after as many changes as the partition has items, and at
//! least [`LogSpacing::snapshot_changes`]. Then replaying from a snapshot to a cut costs no more than copying the partition
//! would, the share of leaf copies in a write stays constant, and the snapshots of a load that only grows form a
//! geometric series. A snapshot at every request would make each write after a backup slower.
//!
//! **Truncation is by whole segments** with each write (cheap, and often nothing), and to the very change in
//! [`Partition::trim`], which moves the first snapshot up to the floor. The latter exists for a table that is no longer
//! written: without it, the last hour of writes before a quiet year would be kept for the year.
//!
//! # What this does not do
//!
//! Partitions do not split or merge: their number is fixed when the table is created. A restored table may have another
//! number of partitions than its source; then the items are distributed anew. There are no locks and no transactions
//! here: a transaction is several writes in one event, with one commit time.

mod change_log;
mod cut;
mod image;
mod log_view;
mod snapshot;
#[cfg(test)]
mod tests;
mod walk;

pub(in crate::state) use change_log::CHANGE_HELD_BYTES;
pub use change_log::{Cause, Change, ChangeLog, Segment};
pub use cut::Cut;
pub use image::Image;
pub use log_view::LogView;
pub use snapshot::{Snapshot, Totals};
pub use walk::{items_after, side_by_side};

use super::digest::{Digest, DigestInto};
use crate::item::Item;
use crate::item::key::Key;
use crate::model::settings::LogSpacing;
use crate::planted::Planted;
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// A partition of a table: the items whose keys hash into its range.
///
/// Snapshots are spaced by changes: the next is taken after as many changes as the partition has items (and at least
/// [`LogSpacing::snapshot_changes`]). So replaying costs no more than copying the partition would, a write's share of leaf
/// copies stays constant, and during a load the sizes of the snapshots form a geometric series.
#[derive(Clone, Debug)]
pub struct Partition {
    pub(in crate::state) items: OrdMap<Key, Item>,
    pub(in crate::state) totals: Totals,
    pub(in crate::state) log: ChangeLog,
    /// The snapshots, oldest first; never empty.
    pub(in crate::state) snapshots: VecDeque<Snapshot>,
}

/// How a partition keeps its log.
#[derive(Clone, Copy, Debug)]
pub struct LogPolicy {
    /// What was committed before is needed no more.
    pub floor: Timestamp,
    /// How finely it is divided.
    pub spacing: LogSpacing,
}

impl DigestInto for Partition {
    fn digest_into(&self, digest: &mut Digest) {
        // The items are represented in the totals.
        let Partition { items: _, totals, log, snapshots } = self;
        ((totals, log), snapshots).digest_into(digest);
    }
}

impl Partition {
    /// A partition that starts at `made` with these items, which are its first snapshot.
    pub fn new(items: OrdMap<Key, Item>, totals: Totals, made: Timestamp) -> Partition {
        let snapshot = Snapshot { ordinal: 0, taken: made, totals, items: items.clone() };
        let log = ChangeLog::default();
        let mut partition = Partition { items, totals, log, snapshots: VecDeque::from([snapshot]) };
        partition.log.begin(totals);
        partition
    }

    /// The items, in the order of their keys.
    pub fn items(&self) -> &OrdMap<Key, Item> {
        &self.items
    }

    /// The totals of the items, kept with every change.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The bytes that the partition counts for in `MaxBytes`: its items, and what the log still has beside them.
    pub fn held_bytes(&self) -> u64 {
        self.totals.held + self.log.held_bytes()
    }

    /// The change log.
    pub fn log(&self) -> &ChangeLog {
        &self.log
    }

    /// The snapshots, oldest first.
    pub fn snapshots(&self) -> impl DoubleEndedIterator<Item = &Snapshot> {
        self.snapshots.iter()
    }

    /// Commits one write and returns the old item. Truncates what is older than the policy's floor, in whole segments.
    pub fn commit(
        &mut self,
        sequence: u64,
        committed: Timestamp,
        cause: Cause,
        key: &Key,
        new: Option<&Item>,
        policy: LogPolicy,
    ) -> Option<Item> {
        let LogPolicy { floor, spacing } = policy;
        let old = match new {
            Some(item) => self.items.insert(key.clone(), item.clone()),
            None => self.items.remove(key),
        };
        self.totals.replace(old.as_ref(), new);
        let change = Change { sequence, committed, cause, key: key.clone(), old: old.clone(), new: new.cloned() };
        let filled = self.log.push(change, self.totals, spacing.segment_changes as usize);
        let newest = self.snapshots.back().map_or(0, |snapshot| snapshot.ordinal);
        if self.log.end().saturating_sub(newest) >= self.totals.items.max(spacing.snapshot_changes.into()) {
            self.snapshots.push_back(self.snapshot(committed));
        }
        if filled {
            self.truncate(floor);
        }
        old
    }

    /// Removes the snapshots and segments before the newest snapshot that is not after `floor`. That snapshot stays, so
    /// every cut from `floor` on can still be made.
    fn truncate(&mut self, floor: Timestamp) {
        let count = if Planted::FloorTakesItsMillisecond.is_on() { u64::MAX } else { 0 };
        let needed = self.log.ordinal(floor, count) + Planted::SnapshotDroppedEarly.one::<u64>();
        while self.snapshots.get(1).is_some_and(|second| second.ordinal <= needed) {
            self.snapshots.pop_front();
        }
        self.log.truncate(self.snapshots[0].ordinal + Planted::SegmentForgottenEarly.one::<u64>());
    }

    /// Removes everything before `floor`, to the very change: the first snapshot moves up to it, so that a partition
    /// which is no longer written comes to hold nothing but its items. The cost is proportional to the number of
    /// changes removed.
    pub fn trim(&mut self, floor: Timestamp) {
        self.truncate(floor);
        let needed = self.log.ordinal(floor, 0);
        // A snapshot may stand there already; the changes before it go all the same, those of the open segment too.
        if self.snapshots[0].ordinal < needed {
            self.snapshots[0] = self.moved_snapshot(floor, needed);
        }
        self.log.seal(self.totals);
        self.log.truncate(needed);
    }

    /// The snapshot at a floor, before which there are so many changes.
    fn moved_snapshot(&mut self, floor: Timestamp, needed: u64) -> Snapshot {
        if needed == self.log.end() {
            return self.snapshot(floor);
        }
        let image = self.image(&Cut { at: floor, count: 0 });
        let totals = if Planted::MovedSnapshotFigures.is_on() { self.totals } else { image.totals };
        let items = if Planted::MovedSnapshotItems.is_on() { self.items.clone() } else { image.items() };
        Snapshot { ordinal: needed, taken: floor, totals, items }
    }

    /// A snapshot of the present items.
    fn snapshot(&self, taken: Timestamp) -> Snapshot {
        let ordinal = self.log.end() + Planted::SnapshotCountsOneMore.one::<u64>();
        Snapshot { ordinal, taken, totals: self.totals, items: self.items.clone() }
    }

    /// The image at a cut: the newest snapshot not after it, and the log from there. The cost is proportional to the
    /// number of segments between the two.
    pub fn image(&mut self, cut: &Cut) -> Image {
        self.log.seal(self.totals);
        let end = self.log.ordinal(cut.at, cut.count);
        let after = self.snapshots.partition_point(|snapshot| snapshot.ordinal <= end);
        assert!(after > 0, "a snapshot at or before every cut that can still be made is kept, but none for {cut:?}");
        let snapshot = self.snapshots[after - 1].clone();
        let segments = self.log.sealed_between(snapshot.ordinal, end);
        Image { segments, end, totals: self.log.totals_at(end), snapshot }
    }

    /// The items as they were at a time from which on the log has every change: those of the nearest snapshot, or the present
    /// ones, with the changes in between replayed or undone. The cost is proportional to the number of these.
    pub fn items_at(&self, time: Timestamp) -> OrdMap<Key, Item> {
        let end = self.log.ordinal(time, u64::MAX);
        let (mut known, mut items) = (self.log.end(), &self.items);
        for snapshot in &self.snapshots {
            if snapshot.ordinal.abs_diff(end) < known.abs_diff(end) {
                (known, items) = (snapshot.ordinal, &snapshot.items);
            }
        }
        let mut items = items.clone();
        let between = self.log.changes_from(known.min(end)).take(known.abs_diff(end) as usize);
        let mut set = |key: &Key, item: Option<&Item>| match item {
            Some(item) => drop(items.insert(key.clone(), item.clone())),
            None => drop(items.remove(key)),
        };
        if known <= end {
            between.for_each(|change| set(&change.key, change.new.as_ref()));
        } else {
            let undone: Vec<&Change> = between.collect();
            undone.into_iter().rev().for_each(|change| set(&change.key, change.old.as_ref()));
        }
        items
    }

    /// A copy of the log from an ordinal on, which shares its segments. Nothing can be appended to the copy.
    pub fn log_from(&mut self, ordinal: u64) -> ChangeLog {
        self.log.seal(self.totals);
        let end = self.log.end();
        ChangeLog::of(self.log.sealed_between(ordinal, end), end, self.totals)
    }

    /// The segments with changes committed from one time to another, both inclusive.
    pub fn segments_between(&mut self, from: Timestamp, to: Timestamp) -> Vec<Arc<Segment>> {
        self.log.seal(self.totals);
        self.log.sealed_between(self.log.ordinal(from, 0), self.log.ordinal(to, u64::MAX))
    }
}
