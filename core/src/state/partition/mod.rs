//! A partition: items, the log that led to them, and snapshots along the log.

mod change_log;
mod cut;
mod image;
mod snapshot;
mod strand;

pub use change_log::{Cause, Change, ChangeLog, Segment};
pub use cut::Cut;
pub use image::Image;
pub use snapshot::{Snapshot, Totals};
pub use strand::Strand;

use super::digest::{Digest, DigestInto};
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
    pub(in crate::state) items: OrdMap<Key, Item>,
    pub(in crate::state) totals: Totals,
    pub(in crate::state) log: ChangeLog,
    /// Oldest first; never empty.
    pub(in crate::state) snapshots: VecDeque<Snapshot>,
}

/// Fewest changes between two snapshots.
pub const SNAPSHOT_CHANGES_MIN: u64 = 1_024;

impl DigestInto for Partition {
    fn digest_into(&self, digest: &mut Digest) {
        // The items are in the totals, as a sum.
        let Partition { items: _, totals, log, snapshots } = self;
        ((totals, log), snapshots).digest_into(digest);
    }
}

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
        self.log.truncate(self.snapshots[0].ordinal);
    }

    /// The same to the very change: the snapshot moves up to the time, so that a partition to which nobody writes any more
    /// comes to hold nothing but its items. It costs as much as the changes that it forgets.
    pub fn trim(&mut self, floor: Timestamp) {
        self.truncate(floor);
        let needed = self.log.ordinal(floor, 0);
        if self.snapshots[0].ordinal >= needed {
            return;
        }
        let moved = if needed == self.log.end() {
            self.snapshot(floor)
        } else {
            let image = self.image(&Cut { at: floor, count: 0 });
            Snapshot { ordinal: needed, taken: floor, totals: image.totals, items: image.items() }
        };
        self.snapshots[0] = moved;
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
        assert!(after > 0, "a snapshot at or before every cut that can still be made is kept, but none for {cut:?}");
        let snapshot = self.snapshots[after - 1].clone();
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
