//! Recovery: what a partition was at a cut.

use super::change_log::Segment;
use super::snapshot::{Snapshot, Totals};
use crate::item::Item;
use crate::item::key::Key;
use crate::state::digest::digest_members;
use imbl::OrdMap;
use std::sync::Arc;

/// A partition at a cut: the newest full snapshot not after it *and* the changes from there up to it.
///
/// Both are shared with the partition that they came from and with every other image of it; a hundred backups of a
/// table cost what changed between them. It becomes a map of its own when somebody restores or reads it.
#[derive(Clone, Debug)]
pub struct Image {
    /// Where recovery starts.
    pub snapshot: Snapshot,
    /// The changes that it replays, and possibly some around them.
    pub segments: Vec<Arc<Segment>>,
    /// The cut: how many of the partition's changes are in it.
    pub end: u64,
    /// The figures at the cut.
    pub totals: Totals,
}

digest_members!(Image { snapshot, segments, end, totals });

impl Image {
    /// The items at the cut: the snapshot's, and the log replayed over them.
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

    /// Counts the items anew: what [`Image::totals`] must say.
    pub fn scrub(&self) -> Totals {
        let mut totals = Totals::default();
        self.items().values().for_each(|item| totals.add(item));
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cause, Cut, Partition};
    use super::*;
    use crate::item::key::{KeyAttribute, KeyDefinition};
    use crate::item::value::Attributes;
    use crate::model::shapes::ScalarAttributeType;
    use crate::time::Timestamp;

    /// A partition after so many writes over some keys, one write a millisecond, every seventh a deletion.
    fn after(writes: u64, keys: u64, floor: Timestamp) -> (Partition, Vec<OrdMap<Key, Item>>) {
        let definition =
            KeyDefinition { hash: KeyAttribute { name: "pk".to_owned(), kind: ScalarAttributeType::N }, range: None };
        let mut partition = Partition::new(OrdMap::new(), Totals::default(), Timestamp::MIN);
        let mut history = vec![OrdMap::new()];
        for n in 0..writes {
            let attributes = Attributes::from([
                ("pk".to_owned(), ((n * 31 % keys) as i64).into()),
                ("n".to_owned(), (n as i64).into()),
            ]);
            let (Ok(key), Ok(item)) = (definition.key_of_item(&attributes), Item::new(&attributes)) else { continue };
            let new = (n % 7 != 6).then_some(&item);
            if new.is_some() || partition.items().contains_key(&key) {
                partition.commit(n + 1, Timestamp::from_millis(n as i64), Cause::Request, &key, new, floor);
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
