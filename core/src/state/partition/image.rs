//! An image: the content of a partition at a cut.
//!
//! Backups, restores, point-in-time recovery and SYSTEM backups are one mechanism: the newest full snapshot that is not
//! after the cut, *and* the changes from there up to the cut. Both are references to what the partition has anyway. An
//! image becomes a map of its own only when it is read.
//!
//! ```text
//!            snapshot                       cut
//!   ordinal   1024                          2300                 2900 = the log's end
//!              ▼                             ▼                    ▼
//!   log   ─────┼───────────┼───────────┼─────┼─────┼──────────────┤
//!              └ segment ──┴ segment ──┴ segment ──┘
//!              │◀── replayed over the snapshot ──▶│
//!              │                             │◀──▶│ in the last segment, but behind the cut: never read
//! ```
//!
//! `items = snapshot.items`, then for each change of ordinals `snapshot.ordinal..end`: insert the new item, or remove
//! the key. The first segment may begin before the snapshot and the last may end after the cut; both are clipped by
//! ordinal.
//!
//! # The worked time line
//!
//! The time line of [`backup`](crate::state::Backup): CreateBackup at T = 14:25:00, made at 14:26:00, with these
//! images:
//!
//! ```text
//!        cut                  snapshot taken   replayed               not replayed
//!   P0   14:25:00.000, 0      14:21:40         … 41                   45
//!   P1   14:24:00.000, all    14:21:40         …                      43 48
//!   P2   14:25:45.000, all    14:21:40         … 42 46
//!   P3   14:24:30.000, all    14:21:40         …                      44 47
//! ```
//!
//! Suppose that P1 had taken its next snapshot at 14:24:40. That one is *after* P1's cut: it contains change 43. An
//! image that began there would contain 43 too, and nothing would look wrong: the anomaly, 46 in although 43 is out,
//! would have disappeared from the backup, and with it the lesson. So the snapshot must be at or before the cut. If
//! there is none, a promise is broken and the engine stops; it never uses a later snapshot instead.
//!
//! # What it costs
//!
//! - To take: a clone of the snapshot's map (one reference) and one reference for each segment between the two.
//! - To keep: what the snapshot no longer shares with the living map, and the segments that the log has truncated. Many
//!   backups of a table cost what changed between them, not a copy each.
//! - To read: one pass over the changes, of which there are at most as many as the partition has items, or 1,024.
//! - Size, count and digest cost no read: [`Image::totals`] is computed from the totals at a segment's start.
//!
//! # Restores
//!
//! A restore takes its images at the request. From then on it does not need its source: the backup may expire, the
//! table may change or be deleted. When the restore completes and both tables have the same number of partitions, an
//! image *is* the new partition: the map is moved in, and nothing is hashed or distributed again. Otherwise each item
//! goes to the partition of its key.
//!
//! Point-in-time recovery is the same with one cut for all partitions, "after everything committed at or before that
//! moment". With a single moment there are no anomalies: what came before is in, what came after is out.
//!
//! # Why it is so
//!
//! The obvious alternative is to copy the items at the request. It is simple, and makes CreateBackup as slow as the
//! table is large, while writes wait or are torn. Another is to copy in the background and to keep the old versions of
//! what changes meanwhile, as databases without persistent maps do. Here the map keeps its old versions by itself.
//!
//! # What this does not do
//!
//! An image does not verify itself. [`Image::scrub`] recounts its items, and a test compares the result with its
//! totals. It holds no indexes: a restored table rebuilds them from the items.

use super::change_log::Segment;
use super::snapshot::{Snapshot, Totals};
use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::digest_members;
use imbl::OrdMap;
use std::sync::Arc;

/// The content of a partition at a cut: the newest full snapshot not after it, *and* the changes from there up to it.
///
/// Both are shared with the partition and with its other images, so a hundred backups of a table cost what changed
/// between them. An image becomes a map of its own when it is read or restored.
#[derive(Clone, Debug)]
pub struct Image {
    /// The snapshot from which the changes are replayed.
    pub snapshot: Snapshot,
    /// The segments with the changes to replay, and possibly some around them.
    pub segments: Vec<Arc<Segment>>,
    /// The ordinal of the cut: the number of the partition's changes that are in.
    pub end: u64,
    /// The totals at the cut.
    pub totals: Totals,
}

digest_members!(Image { snapshot, segments, end, totals });

impl Image {
    /// The items at the cut: those of the snapshot, with the changes replayed over them.
    pub fn items(&self) -> OrdMap<Key, Item> {
        let mut items = self.snapshot.items.clone();
        for segment in &self.segments {
            let skipped = self.snapshot.ordinal.saturating_sub(segment.start) as usize;
            let taken = self.end.saturating_sub(segment.start) as usize;
            for change in segment.changes.iter().take(taken).skip(skipped) {
                match &change.new {
                    Some(item) => drop(items.insert(change.key.clone(), item.clone())),
                    None => drop(items.remove(&change.key)),
                }
            }
        }
        items
    }

    /// Recounts the items. The result equals [`Image::totals`].
    pub fn scrub(&self) -> Totals {
        let mut totals = Totals::default();
        self.items().values().for_each(|item| totals.add(item));
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cause, Cut, LogPolicy, Partition};
    use super::*;
    use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
    use crate::item::value::Attributes;
    use crate::model::settings::LogSpacing;
    use crate::time::Timestamp;

    /// A partition after `writes` writes to `keys` keys, one write per millisecond, every seventh a deletion.
    fn after(writes: u64, keys: u64, floor: Timestamp) -> (Partition, Vec<OrdMap<Key, Item>>) {
        let definition = KeyDefinition {
            hash: vec![KeyAttribute { name: "pk".to_owned(), kind: ScalarType::N }],
            range: Vec::new(),
        };
        let policy = LogPolicy { floor, spacing: LogSpacing::default() };
        let mut partition = Partition::new(OrdMap::new(), Totals::default(), Timestamp::MIN);
        let mut history = vec![OrdMap::new()];
        for n in 0..writes {
            let attributes = Attributes::from_iter([
                ("pk".to_owned(), ((n * 31 % keys) as i64).into()),
                ("n".to_owned(), (n as i64).into()),
            ]);
            let (Ok(key), Ok(item)) = (definition.key_of_item(&attributes), Item::new(&attributes)) else { continue };
            let new = (n % 7 != 6).then_some(&item);
            if new.is_some() || partition.items().contains_key(&key) {
                partition.commit(n + 1, Timestamp::from_millis(n as i64), Cause::Request, &key, new, policy);
            }
            history.push(partition.items().clone());
        }
        (partition, history)
    }

    #[test]
    fn an_image_is_the_partition_of_that_moment() {
        let (mut partition, history) = after(5_000, 300, Timestamp::MIN);
        assert!(partition.snapshots().count() > 3);
        for moment in (0..5_000).step_by(37).chain([1_023, 1_024, 1_025]) {
            let cut = Cut { at: Timestamp::from_millis(moment as i64), count: u64::MAX };
            let image = partition.image(&cut);
            assert_eq!(image.items(), history[moment + 1], "at {moment}");
            assert_eq!(image.scrub(), image.totals, "at {moment}");
        }
    }

    #[test]
    fn the_items_of_a_moment_are_those_of_then() {
        let (partition, history) = after(5_000, 300, Timestamp::from_millis(2_600));
        // Also before the first snapshot, as far as the log goes back.
        let first = partition.log().forgotten().map_or(0, |forgotten| forgotten.millis() as usize);
        assert!((500..3_000).contains(&first), "{first}");
        for moment in (first..5_000).step_by(7) {
            assert_eq!(partition.items_at(Timestamp::from_millis(moment as i64)), history[moment + 1], "at {moment}");
        }
    }

    #[test]
    fn truncation_leaves_every_later_cut_whole() {
        let floor = 3_500;
        let (mut partition, history) = after(5_000, 300, Timestamp::from_millis(floor));
        assert!(partition.log().start() > 0, "something was forgotten");
        for (moment, expected) in history.iter().enumerate().take(5_000).skip(floor as usize) {
            let image = partition.image(&Cut { at: Timestamp::from_millis(moment as i64), count: 0 });
            assert_eq!(image.items(), *expected, "before {moment}");
        }
    }

    #[test]
    fn trimming_leaves_every_later_cut_whole_and_nothing_else() {
        for floor in [0, 1, 1_500, 3_333, 4_999, 5_000, 9_000] {
            let (mut partition, history) = after(5_000, 300, Timestamp::MIN);
            partition.trim(Timestamp::from_millis(floor));
            let first = partition.snapshots().next().map(|snapshot| snapshot.items.clone());
            assert_eq!(first.as_ref(), history.get(floor.min(5_000) as usize), "the first snapshot is of {floor}");
            for (moment, expected) in history.iter().enumerate().skip(floor as usize).step_by(7) {
                let image = partition.image(&Cut { at: Timestamp::from_millis(moment as i64), count: 0 });
                assert_eq!(image.items(), *expected, "before {moment}");
                assert_eq!(image.scrub(), image.totals, "before {moment}");
            }
            let kept = partition.log().changes_from(0).count();
            assert!(kept <= 5_000 - floor.min(5_000) as usize + 256, "{kept} changes are left of {floor}");
            assert_eq!(kept == 0, floor >= 5_000, "{kept} changes are left of {floor}");
        }
    }

    #[test]
    fn an_image_outlives_what_its_partition_forgets() {
        let (mut partition, history) = after(2_000, 300, Timestamp::MIN);
        let image = partition.image(&Cut { at: Timestamp::from_millis(1_500), count: u64::MAX });
        partition.truncate_for_test();
        drop(partition);
        assert_eq!(image.items(), history[1_501]);
    }

    impl Partition {
        fn truncate_for_test(&mut self) {
            *self = Partition::new(OrdMap::new(), Totals::default(), Timestamp::MIN);
        }
    }
}
