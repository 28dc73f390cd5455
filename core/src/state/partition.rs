//! A partition: items, the log that led to them, and snapshots along the log.

use super::backup::Cut;
use super::change_log::{Cause, Change, ChangeLog, Segment};
use super::recovery::Image;
use super::snapshot::{Snapshot, Totals};
use crate::item::Item;
use crate::item::key::Key;
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::VecDeque;
use std::sync::Arc;

/// One partition of a table: the items whose keys hash into its range.
///
/// Snapshots are spaced by changes: the next is taken after as many changes as the partition has items (and at least
/// `SNAPSHOT_CHANGES_MIN`). So replaying costs no more than copying the partition would, a write's share of leaf
/// copies stays constant, and during a load the sizes of the snapshots form a geometric series.
#[derive(Clone, Debug)]
pub struct Partition {
    items: OrdMap<Key, Item>,
    totals: Totals,
    log: ChangeLog,
    snapshots: VecDeque<Snapshot>,
}

/// Fewest changes between two snapshots.
pub const SNAPSHOT_CHANGES_MIN: u64 = 1_024;

impl Partition {
    /// A partition that starts with these items at a moment; its first snapshot is just them.
    pub fn new(items: OrdMap<Key, Item>, totals: Totals, made: Timestamp) -> Partition {
        let snapshot = Snapshot { ordinal: 0, taken: made, totals, items: items.clone() };
        let log = ChangeLog::default();
        let mut partition = Partition { items, totals, log, snapshots: VecDeque::from([snapshot]) };
        partition.log.begin(totals);
        partition
    }

    /// Its items, in the order of their keys.
    pub fn items(&self) -> &OrdMap<Key, Item> {
        &self.items
    }

    /// Its figures, kept with every change.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// Its change log.
    pub fn log(&self) -> &ChangeLog {
        &self.log
    }

    /// Its snapshots, oldest first.
    pub fn snapshots(&self) -> impl DoubleEndedIterator<Item = &Snapshot> {
        self.snapshots.iter()
    }

    /// Commits one write and returns the item that was there before. What nobody needs that is older than `floor` goes.
    pub fn commit(
        &mut self,
        sequence: u64,
        committed: Timestamp,
        cause: Cause,
        key: &Key,
        new: Option<&Item>,
        floor: Timestamp,
    ) -> Option<Item> {
        let old = match new {
            Some(item) => self.items.insert(key.clone(), item.clone()),
            None => self.items.remove(key),
        };
        self.totals.replace(old.as_ref(), new);
        let change = Change { sequence, committed, cause, key: key.clone(), old: old.clone(), new: new.cloned() };
        let filled = self.log.push(change, self.totals);
        let newest = self.snapshots.back().map_or(0, |snapshot| snapshot.ordinal);
        if self.log.end() - newest >= self.totals.items.max(SNAPSHOT_CHANGES_MIN) {
            self.snapshots.push_back(self.snapshot(committed));
        }
        if filled {
            self.truncate(floor);
        }
        old
    }

    /// Forgets what lies before the newest snapshot that is not after a time. That snapshot stays, so every cut from
    /// that time on can still be made.
    fn truncate(&mut self, floor: Timestamp) {
        let needed = self.log.ordinal(floor, 0);
        while self.snapshots.get(1).is_some_and(|second| second.ordinal <= needed) {
            self.snapshots.pop_front();
        }
        self.log.truncate(self.snapshots.front().map_or(0, |first| first.ordinal));
    }

    /// The same to the very change: the snapshot moves up to the time, so that a partition to which nobody writes any more
    /// comes to hold nothing but its items. It costs as much as the changes that it forgets.
    pub fn trim(&mut self, floor: Timestamp) {
        self.truncate(floor);
        let needed = self.log.ordinal(floor, 0);
        let is_behind = self.snapshots.front().is_some_and(|first| first.ordinal < needed);
        if !is_behind {
            return;
        }
        let moved = if needed == self.log.end() {
            self.snapshot(floor)
        } else {
            let image = self.image(&Cut { at: floor, count: 0 });
            Snapshot { ordinal: needed, taken: floor, totals: image.totals, items: image.items() }
        };
        if let Some(first) = self.snapshots.front_mut() {
            *first = moved;
        }
        self.log.seal(self.totals);
        self.log.truncate(needed);
    }

    /// A snapshot of this moment.
    fn snapshot(&self, taken: Timestamp) -> Snapshot {
        Snapshot { ordinal: self.log.end(), taken, totals: self.totals, items: self.items.clone() }
    }

    /// The image at a cut: the newest snapshot not after it, and the log from there. It costs as much as there are
    /// segments between the two.
    pub fn image(&mut self, cut: &Cut) -> Image {
        self.log.seal(self.totals);
        let end = self.log.ordinal(cut.at, cut.count);
        let after = self.snapshots.partition_point(|snapshot| snapshot.ordinal <= end);
        // A snapshot at or before every possible cut always exists: truncation keeps one.
        let snapshot = self.snapshots.get(after.saturating_sub(1)).cloned();
        let snapshot = snapshot.unwrap_or_else(|| Snapshot {
            ordinal: 0,
            taken: Timestamp::MIN,
            totals: Totals::default(),
            items: OrdMap::new(),
        });
        let segments = self.log.sealed_between(snapshot.ordinal, end);
        Image { segments, end, totals: self.log.totals_at(end), snapshot }
    }

    /// The log from a place on, to be kept by somebody else; nothing will be added to that.
    pub fn log_from(&mut self, ordinal: u64) -> ChangeLog {
        self.log.seal(self.totals);
        let end = self.log.end();
        ChangeLog::of(self.log.sealed_between(ordinal, end), end)
    }

    /// The segments that hold changes committed from one time to another, both included.
    pub fn segments_between(&mut self, from: Timestamp, to: Timestamp) -> Vec<Arc<Segment>> {
        self.log.seal(self.totals);
        self.log.sealed_between(self.log.ordinal(from, 0), self.log.ordinal(to, u64::MAX))
    }
}
