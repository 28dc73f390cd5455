//! Where a partition takes its snapshots, and what it keeps of them and of its log: to the change.

use super::*;
use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
use crate::item::value::Attributes;

pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}

/// An item with that key, which is the larger, the larger its number is.
pub(super) fn item_of(key: i64, number: u64) -> Item {
    let text = "x".repeat(number as usize);
    let attributes = Attributes::from_iter([("pk".to_owned(), key.into()), ("t".to_owned(), text.as_str().into())]);
    let Ok(item) = Item::new(&attributes) else { unreachable!("it is an item") };
    item
}

fn key_of(item: &Item) -> Key {
    let hash = vec![KeyAttribute { name: "pk".to_owned(), kind: ScalarType::N }];
    let Some(key) = (KeyDefinition { hash, range: Vec::new() }).key_of_stored(item) else {
        unreachable!("it has a key")
    };
    key
}

const SPACING: LogSpacing = LogSpacing { segment_changes: 3, snapshot_changes: 4 };

/// A partition after so many writes to six items, one in a millisecond, and its items before each and at the end.
fn written(writes: u64, floor: Timestamp) -> (Partition, Vec<OrdMap<Key, Item>>) {
    let mut partition = Partition::new(OrdMap::new(), Totals::default(), Timestamp::MIN);
    let mut history = vec![OrdMap::new()];
    for number in 0..writes {
        let item = item_of(number as i64 % 6, number);
        let policy = LogPolicy { floor, spacing: SPACING };
        partition.commit(number + 1, at(number as i64), Cause::Request, &key_of(&item), Some(&item), policy);
        history.push(partition.items().clone());
    }
    (partition, history)
}

fn ordinals(partition: &Partition) -> Vec<u64> {
    partition.snapshots().map(|snapshot| snapshot.ordinal).collect()
}

#[test]
fn a_snapshot_is_taken_after_as_many_changes_as_there_are_items() {
    // The least number decides up to four items, their number from the sixth on.
    for (writes, expected) in
        [(3, &[0][..]), (4, &[0, 4]), (9, &[0, 4]), (10, &[0, 4, 10]), (15, &[0, 4, 10]), (16, &[0, 4, 10, 16])]
    {
        let (partition, history) = written(writes, Timestamp::MIN);
        assert_eq!(ordinals(&partition), expected, "{writes} writes");
        for snapshot in partition.snapshots() {
            assert_eq!(snapshot.items, history[snapshot.ordinal as usize]);
            let expected = if snapshot.ordinal == 0 { Timestamp::MIN } else { at(snapshot.ordinal as i64 - 1) };
            assert_eq!(snapshot.taken, expected);
        }
    }
}

#[test]
fn a_full_segment_has_what_is_older_than_the_floor_be_forgotten() {
    // Of 22 writes, with snapshots after 0, 4, 10, 16 and 22; the last segment is full at 21.
    for (floor, snapshots, start) in [
        (0, &[0, 4, 10, 16, 22][..], 0),
        (3, &[0, 4, 10, 16, 22], 0),
        (4, &[4, 10, 16, 22], 3),
        (9, &[4, 10, 16, 22], 3),
        (10, &[10, 16, 22], 9),
        (15, &[10, 16, 22], 9),
        (16, &[16, 22], 15),
        (21, &[16, 22], 15),
        (90, &[16, 22], 15),
    ] {
        let (partition, _) = written(22, at(floor));
        assert_eq!((&ordinals(&partition)[..], partition.log().start()), (snapshots, start), "{floor}");
    }
}

#[test]
fn trimming_leaves_one_snapshot_at_the_floor_and_the_log_from_there() {
    for floor in 0..=22 {
        let (mut partition, history) = written(20, Timestamp::MIN);
        partition.trim(at(floor));
        let needed = floor.min(20) as u64;
        // The segments have three changes each; the open one, of two, is sealed by the trimming.
        let start = if needed == 20 { 20 } else { needed / 3 * 3 };
        assert_eq!(partition.log().start(), start, "{floor}");
        let later = [4, 10, 16].into_iter().filter(|ordinal| *ordinal > needed);
        let expected: Vec<u64> = [needed].into_iter().chain(later).collect();
        assert_eq!(ordinals(&partition), expected, "{floor}");
        let first = &partition.snapshots[0];
        assert_eq!((&first.items, first.totals), (&history[needed as usize], totals_of(&history[needed as usize])));
        // What stands there already stays.
        let taken = match needed {
            0 => Timestamp::MIN,
            4 | 10 | 16 => at(floor - 1),
            _ => at(floor),
        };
        assert_eq!(first.taken, taken, "{floor}");
    }
}

fn totals_of(items: &OrdMap<Key, Item>) -> Totals {
    let mut totals = Totals::default();
    items.values().for_each(|item| totals.add(item));
    totals
}

#[test]
fn an_image_replays_from_the_newest_snapshot_that_is_not_after_its_cut() {
    let (mut partition, history) = written(20, Timestamp::MIN);
    for moment in -1..=21 {
        for count in [0, 1, u64::MAX] {
            let image = partition.image(&Cut { at: at(moment), count });
            let end = (moment + i64::from(count > 0)).clamp(0, 20) as u64;
            let from = [16, 10, 4, 0].into_iter().find(|ordinal| *ordinal <= end);
            assert_eq!((Some(image.snapshot.ordinal), image.end), (from, end), "{moment} {count}");
            let is_needed = |segment: &Segment| segment.start < end && segment.end() > image.snapshot.ordinal;
            assert!(image.segments.iter().all(|segment| is_needed(segment)), "{moment} {count}");
            assert_eq!(image.items(), history[end as usize], "{moment} {count}");
            assert_eq!(image.totals, totals_of(&image.items()), "{moment} {count}");
        }
    }
}

#[test]
fn a_part_of_the_log_is_shared_in_whole_segments() {
    let (mut partition, _) = written(20, Timestamp::MIN);
    let starts = |segments: &[Arc<Segment>]| segments.iter().map(|segment| segment.start).collect::<Vec<_>>();
    // Both ends are in.
    for (from, to, expected) in
        [(0, 2, &[0][..]), (2, 3, &[0, 3]), (3, 3, &[3]), (5, 6, &[3, 6]), (6, 8, &[6]), (19, 30, &[18]), (20, 30, &[])]
    {
        assert_eq!(starts(&partition.segments_between(at(from), at(to))), expected, "{from}..={to}");
    }
    for (ordinal, expected) in [(0, 0), (2, 0), (3, 3), (17, 15), (18, 18), (20, 20)] {
        let (log, own) = (partition.log_from(ordinal), partition.log());
        assert_eq!((log.start(), log.end()), (expected, 20), "{ordinal}");
        let held: u64 = own.segments().filter(|segment| segment.end() > ordinal).map(Segment::held_bytes).sum();
        assert_eq!((log.held_bytes(), log.totals_at(20)), (held, partition.totals()), "{ordinal}");
    }
}

#[test]
fn totals_are_the_sum_of_the_items_and_lose_none_that_they_lack() {
    let (small, large) = (item_of(1, 1), item_of(2, 9));
    let of = |items: &[&Item]| {
        let mut totals = Totals::default();
        items.iter().for_each(|item| totals.add(item));
        totals
    };
    let none = Totals::default();
    let both = of(&[&small, &large]);
    assert_eq!([of(&[&small]), of(&[&large])].into_iter().sum::<Totals>(), both);
    assert_eq!((both.items, both.bytes), (2, small.size_bytes() + large.size_bytes()));
    assert_eq!(both.held, small.held_bytes() + large.held_bytes());
    assert_ne!(both.digest, of(&[&small]).digest);
    for (before, old, new, after) in [
        (none, None, None, none),
        (none, None, Some(&small), of(&[&small])),
        (both, Some(&small), None, of(&[&large])),
        (of(&[&small]), Some(&small), Some(&large), of(&[&large])),
    ] {
        let mut replaced = before;
        replaced.replace(old, new);
        assert_eq!((replaced, before.replaced(old, new)), (after, Some(after)));
    }
    let lone = of(&[&large]);
    for lacking in
        [Totals { items: 0, ..lone }, Totals { bytes: lone.bytes - 1, ..lone }, Totals { held: lone.held - 1, ..lone }]
    {
        assert_eq!(lacking.replaced(Some(&large), None), None);
    }
}
