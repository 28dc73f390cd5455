//! Checkpoints whose parts contradict each other, or name what is not there.

use super::super::part::*;
use super::super::{Budget, Unsound};
use super::small::*;
use super::*;
use crate::limits::COUNT_MAX;
use crate::state::partition::Totals;
use std::sync::Arc;

/// A change of a checkpoint.
type Changed = fn(&mut Parts);

/// Clauses, each with the changes that are refused so.
const BROKEN: &[(&str, &[Changed])] = &[
    ("contents belong to no partition", &[|parts| drop(parts.remove(0))]),
    ("contents begin with another partition than the first", &[|parts| of_partition(parts, 0, (1, 2))]),
    (
        "partitions are not in order",
        &[
            |parts| of_partition(parts, 0, (0, 0)),
            |parts| of_partition(parts, 1, (1, 1)),
            |parts| of_partition(parts, 1, (2, 3)),
            |parts| {
                let place = partition_at(parts, 2);
                let Part::Partition { key, .. } = &mut parts[place] else { unreachable!() };
                key.range.clear();
            },
        ],
    ),
    (
        "it names contents that are not there",
        &[
            |parts| region(parts).tables[0].contents = 9,
            |parts| region(parts).backups[1].contents = u64::MAX,
            |parts| {
                assert!(region(parts).streams[0].end.as_mut().map(|end| end.contents = 9).is_some());
            },
        ],
    ),
    (
        "contents are of another table",
        &[
            |parts| {
                // The contents fit, but another table has them.
                region(parts).tables[1].contents = 0;
                region(parts).tables[1].partitions.truncate(1);
            },
            // A table has two contents.
            |parts| (region(parts).backups[1].contents, region(parts).backups[1].window) = (2, None),
            |parts| {
                let marker = Arc::make_mut(&mut region(parts).backups[1].marker);
                Arc::make_mut(&mut marker.source.definition).key.range.clear();
            },
            |parts| drop(region(parts).tables[1].partitions.pop()),
        ],
    ),
    (
        "two backups have one id",
        &[
            |parts| {
                let twice = region(parts).backups[1].clone();
                region(parts).backups.push(twice);
            },
            |parts| {
                let twice = region(parts).backups[1].clone();
                region(parts).hidden_system_backups.push(twice);
            },
        ],
    ),
    (
        "two streams have one id",
        &[|parts| {
            let twice = region(parts).streams[0].clone();
            region(parts).streams.push(twice);
        }],
    ),
    (
        "a log has other totals than its changes give",
        &[
            |parts| log(parts).totals.bytes += 1,
            |parts| log(parts).span = StoredSpan { start: COUNT_MAX, end: COUNT_MAX },
        ],
    ),
    (
        "a log has no segment for what comes",
        &[
            |parts| drop(parts.remove(segment_at(parts, 4))),
            // What is appended to is shared.
            |parts| window(parts, 16, 17),
        ],
    ),
    (
        "a log has a gap",
        &[
            |parts| region(parts).tables[0].partitions[0].log_start = 15,
            |parts| region(parts).tables[0].partitions[0].log_start = 6,
        ],
    ),
    (
        "snapshots do not rise, or lie before the log",
        &[
            |parts| region(parts).tables[0].partitions[0].snapshots.push((4, at(0))),
            |parts| region(parts).tables[0].partitions[0].snapshots[0].0 = 4,
        ],
    ),
    (
        "it names a version that is not there",
        &[|parts| region(parts).tables[0].partitions[0].snapshots[0].0 = 17, |parts| first_image(parts).version = 5],
    ),
    (
        "the items of a table do not follow from its changes",
        &[
            |parts| region(parts).tables[0].partitions[0].snapshots.clear(),
            |parts| {
                let last = Part::Version { ordinal: 99, follows: false };
                parts.insert(segment_at(parts, 3) + 1, last);
            },
        ],
    ),
    ("an index has entries of its own", &[|parts| region(parts).tables[0].indexes[0].deleted.push(Ref::Known(0))]),
    (
        "an entry lacks its key",
        &[
            |parts| deleted_entry(parts, with(&[("pk", 1), ("sk", 1)])),
            |parts| deleted_entry(parts, with(&[("pk", 1), ("year", 1)])),
        ],
    ),
    ("a task was not scheduled", &[|parts| region(parts).tasks[0].1 = region(parts).scheduled]),
    ("a table expires twice", &[|parts| region(parts).tasks.push((at(0), 0, Task::ExpireItems { table: MUSIC }))]),
    (
        "two tasks have one place",
        &[|parts| {
            let (due, number, _) = region(parts).tasks[0];
            region(parts).tasks.push((due, number, Task::TrimLog { table: COPY }));
        }],
    ),
    ("two tables have one name or one id", &[|parts| region(parts).tables[1].name = "Music".into()]),
    (
        "it names an item that was not before",
        &[
            |parts| changes(parts, 0)[2].new = Some(Ref::Known(2)),
            |parts| changes(parts, 0)[0].old = Some(Ref::Known(0)),
            |parts| parts.insert(version_at(parts, 0) + 1, items(Vec::new(), vec![Ref::Known(0)])),
        ],
    ),
    (
        "it names changes that are not there",
        &[
            |parts| window(parts, 1, 6),
            |parts| window(parts, 0, 5),
            |parts| window(parts, 6, 17),
            |parts| window(parts, 20, 21),
            |parts| log(parts).span.end = 8,
        ],
    ),
    (
        "an image lacks changes",
        &[
            |parts| first_image(parts).end = 10,
            |parts| first_image(parts).end = 17,
            |parts| (first_image(parts).version, first_image(parts).end) = (16, 10),
            |parts| {
                // It ends before its version, in the same segment.
                parts.insert(version_at(parts, 1) + 1, Part::Version { ordinal: 5, follows: true });
                (first_image(parts).version, first_image(parts).end) = (5, 4);
            },
            |parts| {
                // Its version lies in a gap.
                parts.insert(version_at(parts, 2), Part::Version { ordinal: 12, follows: false });
                (first_image(parts).version, first_image(parts).end) = (12, 17);
            },
        ],
    ),
    (
        "an image has other items than it says",
        &[
            |parts| first_image(parts).totals.bytes += 1,
            |parts| first_image(parts).end = 4,
            |parts| first_image(parts).end = 5,
        ],
    ),
    (
        "an item lacks its key",
        &[
            |parts| parts.insert(parts.len() - 1, items(Vec::new(), vec![keyless()])),
            |parts| changes(parts, 0)[0].new = Some(keyless()),
        ],
    ),
    (
        "an item is in another's partition",
        &[
            |parts| {
                let version = Part::Version { ordinal: 0, follows: false };
                replace_copy(parts, vec![version, items(Vec::new(), vec![Ref::New(of_half(1))])]);
            },
            |parts| {
                let new = Some(Ref::New(of_half(1)));
                replace_copy_by_changes(parts, Totals::default(), vec![StoredChange { new, ..change(0) }]);
            },
        ],
    ),
    ("versions do not rise", &[|parts| *version(parts, 1).0 = 0, |parts| *version(parts, 2).0 = COUNT_MAX]),
    ("items belong to no version", &[|parts| parts.insert(1, items(Vec::new(), Vec::new()))]),
    (
        "segments do not rise",
        &[
            |parts| *segment(parts, 1).0 = 2,
            |parts| changes(parts, 0).clear(),
            |parts| *segment(parts, 3).0 = COUNT_MAX,
        ],
    ),
    (
        "changes do not rise",
        &[
            |parts| changes(parts, 0)[1].sequence = 1,
            |parts| changes(parts, 1)[0].sequence = 3,
            |parts| changes(parts, 3)[0].sequence = COUNT_MAX,
            |parts| changes(parts, 0)[1].after_ms = -1,
            |parts| changes(parts, 1)[0].after_ms -= 1,
            |parts| changes(parts, 0)[2].after_ms = i64::MAX,
        ],
    ),
    (
        "a change has no key, or two",
        &[|parts| changes(parts, 0)[0].key = Some(put(0, 0).key), |parts| changes(parts, 2)[1].key = None],
    ),
    ("a change replaces an item by another", &[|parts| changes(parts, 2)[0].old = Some(Ref::Known(1))]),
    (
        "a version lacks an item that was not there",
        &[|parts| parts.insert(version_at(parts, 0) + 1, items(vec![put(5, 0).key], Vec::new()))],
    ),
    (
        "a version follows from changes that are not there",
        &[|parts| *version(parts, 0).1 = true, |parts| *version(parts, 2).1 = true],
    ),
    ("a version has other items than the changes give", &[|parts| *version(parts, 1).1 = false]),
    (
        "a segment has other totals than the changes give",
        &[
            |parts| segment(parts, 0).1.bytes += 1,
            |parts| segment(parts, 1).1.bytes += 1,
            |parts| {
                // Without a version, the segment before it tells.
                let (place, wrong) = (segment_at(parts, 4), Totals { bytes: 1, ..Totals::default() });
                parts[place] = Part::Segment { start: 0, totals: Totals::default(), changes: vec![of_first_half()] };
                parts[place - 1] = Part::Segment { start: 0, totals: Totals::default(), changes: Vec::new() };
                parts.remove(place - 1);
                parts.insert(place, Part::Segment { start: 1, totals: wrong, changes: Vec::new() });
            },
        ],
    ),
    ("a version has other totals than its segment", &[|parts| segment(parts, 6).1.bytes += 1]),
    (
        "a change replaces an item that was not there",
        &[|parts| changes(parts, 0)[1].old = changes(parts, 0)[1].new.clone(), |parts| changes(parts, 2)[0].old = None],
    ),
    (
        "totals below nothing",
        &[|parts| {
            let gone = StoredChange { old: of_first_half().new, new: None, ..change(0) };
            replace_copy_by_changes(parts, Totals::default(), vec![gone]);
        }],
    ),
    (
        "totals beyond all bounds",
        &[
            |parts| replace_copy_by_changes(parts, Totals { items: COUNT_MAX, ..many() }, Vec::new()),
            |parts| replace_copy_by_changes(parts, Totals { bytes: COUNT_MAX, ..many() }, Vec::new()),
            |parts| replace_copy_by_changes(parts, Totals { held: COUNT_MAX, ..many() }, Vec::new()),
            |parts| replace_copy_by_changes(parts, Totals { items: COUNT_MAX - 1, ..many() }, vec![of_first_half()]),
            |parts| replace_copy_by_changes(parts, Totals { bytes: COUNT_MAX - 1, ..many() }, vec![of_first_half()]),
            |parts| replace_copy_by_changes(parts, Totals { held: COUNT_MAX - 1, ..many() }, vec![of_first_half()]),
        ],
    ),
];

#[test]
fn parts_that_contradict_each_other_are_refused() {
    let mut wrong = Vec::new();
    for (clause, breaks) in BROKEN {
        for (number, change) in breaks.iter().enumerate() {
            let mut parts = parts_of(&small());
            change(&mut parts);
            let refused = read(parts, 1 << 20, Budget::ALL).map(drop);
            let found = refused;
            wrong.extend(
                (found != Err(Unsound(clause))).then(|| format!("checkpoint {number}: {found:?}, not {clause}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_part_of_a_partition_is_not_another() {
    let mut reader = super::super::contents::PartitionReader::new(key(), 0, 1);
    let refused = reader.part(Part::Partition { key: key(), partitions: 1, partition: 0 }, &mut Default::default());
    assert_eq!(refused, Err(Unsound("a partition is not whole")));
}
