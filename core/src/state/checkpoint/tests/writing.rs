//! What is written of a state, in which parts, and that it is read as the same state in any steps.

use super::super::Budget;
use super::super::part::*;
use super::small::*;
use super::*;
use crate::item::Item;
use crate::item::value::{AttributeValue, Attributes};
use crate::model::settings::LogSpacing;

/// The bytes of a text that makes an item large: four of them are less than a part or a step, five are more.
const TEXT_BYTES: usize = 60_000;

/// A write of a large item.
fn put_large(n: i64, letter: &str) -> Write {
    let mut attributes = put(n, 1970).new.map_or_else(Attributes::new, |item| item.to_attributes());
    attributes.insert("text".to_owned(), AttributeValue::S(letter.repeat(TEXT_BYTES)));
    let Ok(item) = Item::new(&attributes) else { unreachable!("it is an item") };
    Write { key: put(n, 0).key, new: Some(item) }
}

/// A table with these indexes and writes, which is trimmed to what it has, and written once more.
fn state_with(indexes: usize, expires: bool, before: Vec<Write>, then: Vec<Write>) -> State {
    let mut options = Options::default();
    options.settings.log_spacing = LogSpacing { segment_changes: 3, snapshot_changes: 4 };
    let mut new = NewTable { partitions: 1, stream_label: None, ..new_table(MUSIC, "Music", None) };
    new.definition.stream = None;
    new.definition.indexes.truncate(indexes);
    let mut requested = marker(BackupType::User, at(400));
    requested.cuts.truncate(1);
    let mut state = State::new(&options);
    for (ms, event) in [
        (0, Event::TableCreated(Box::new(new))),
        (1, Event::TableActivated { table: MUSIC }),
        (2, Event::TimeToLiveChanged { table: MUSIC, attribute: expires.then(|| "gone".to_owned()) }),
        (200, Event::ItemsWritten { table: MUSIC, writes: before }),
        (400, Event::BackupRequested(Arc::new(requested))),
        (401, Event::BackupCompleted { id: backup_id() }),
        (402, Event::WindowClosed { id: backup_id() }),
        (1_000_000, Event::ItemsWritten { table: MUSIC, writes: then }),
        (2_000_000, Event::LogTrimmed { table: MUSIC }),
        (2_000_001, Event::ItemsWritten { table: MUSIC, writes: vec![put(99, 1)] }),
    ] {
        state.apply(at(ms), &event);
    }
    state
}

/// A table of 16 large items at its backup, of which 3 stay, 3 go and 10 are replaced, while 4 come.
fn large() -> State {
    let before = (0..16).map(|n| put_large(n, "a")).collect();
    let gone = (0..3).map(|n| Write { new: None, ..put(n, 0) });
    let new = (6..20).map(|n| put_large(n, "b"));
    state_with(2, true, before, gone.chain(new).collect())
}

/// A table whose log begins before its first snapshot: it was trimmed to the middle of a segment.
fn trimmed() -> State {
    let mut state = state_with(0, false, vec![put(1, 1)], Vec::new());
    for (ms, event) in [
        (2_000_002, Event::ItemsWritten { table: MUSIC, writes: vec![put(98, 1)] }),
        (2_100_000, Event::ItemsWritten { table: MUSIC, writes: vec![put(97, 1)] }),
        (2_130_000, Event::LogTrimmed { table: MUSIC }),
    ] {
        state.apply(at(ms), &event);
    }
    let partition = &table(&mut state).partitions[0];
    assert!(partition.snapshots[0].ordinal > partition.log.start());
    state
}

/// The parts in short: `+` for items that are put, `-` for those that are removed.
fn in_short(parts: &Parts) -> Vec<String> {
    let short = |part: &Part| match part {
        Part::Partition { partitions, partition, .. } => format!("{partition} of {partitions}"),
        Part::Version { ordinal, follows } => format!("V{ordinal}{}", if *follows { " follows" } else { "" }),
        Part::Items { removed, put } => format!("-{} +{}", removed.len(), put.len()),
        Part::Segment { start, changes, .. } => format!("{start}..{}", start + changes.len() as u64),
        Part::Region(_) => "region".to_owned(),
    };
    parts.iter().map(short).collect()
}

#[test]
fn what_is_shared_is_written_once() {
    let music = ["0 of 1", "V0", "0..3", "3..6", "V4 follows", "6..9", "V16", "-1 +10", "16..17"];
    let copy = ["0 of 2", "V0", "0..0", "1 of 2", "V0", "0..0"];
    let restored = ["0 of 1", "3..6", "V4", "-0 +4"];
    let parts = parts_of(&small());
    assert_eq!(in_short(&parts), [&music[..], &copy[..], &restored[..], &["region"]].concat());
    // Each item has its bytes where it comes first.
    let items = |part: &Part| match part {
        Part::Items { put, .. } => put.clone(),
        Part::Segment { changes, .. } => {
            changes.iter().flat_map(|change| [change.old.clone(), change.new.clone()]).flatten().collect()
        }
        _ => Vec::new(),
    };
    let new: Vec<Item> = parts
        .iter()
        .flat_map(items)
        .filter_map(|reference| match reference {
            Ref::New(item) => Some(item),
            Ref::Known(_) => None,
        })
        .collect();
    assert_eq!(new.len(), 15);
    assert!(new.iter().enumerate().all(|(place, item)| !new[..place].contains(item)));
}

#[test]
fn a_part_has_a_quarter_of_a_mebibyte_and_the_rest_of_an_item() {
    let of_items = |state: &State| {
        let all = in_short(&parts_of(state));
        all.into_iter().filter(|part| part.starts_with('-')).collect::<Vec<_>>()
    };
    let put = |parts: &[String]| -> Vec<usize> {
        parts.iter().filter_map(|part| part.split_once('+')?.1.parse().ok()).collect()
    };
    // The image of the backup has the first four items; the table has what differs from it.
    assert_eq!(put(&of_items(&large())), [4, 5, 5, 5, 1]);
    // Without the backup, the table has all its items.
    let mut lone = large();
    lone.apply(at(3_000_000), &Event::BackupDeleted { id: backup_id() });
    assert_eq!(put(&of_items(&lone)), [5, 5, 5, 2]);
    // Nothing but items that are gone.
    let gone = (0..12).map(|n| Write { new: None, ..self::put(n, 0) }).collect();
    let removed = state_with(0, false, (0..12).map(|n| self::put(n, 1)).collect(), gone);
    assert_eq!(of_items(&removed), ["-0 +4", "-4 +0"]);
    assert!(of_items(&State::new(&Options::default())).is_empty());
}

#[test]
fn what_is_written_is_read_as_the_same_state() {
    let items = |range: std::ops::Range<i64>| range.map(|n| put(n, 1970)).collect::<Vec<_>>();
    let Ref::New(ancient) = with(&[("pk", 50), ("sk", 1), ("year", 1), ("gone", 12)]) else { unreachable!() };
    // It says that it expired long ago, and so does not expire.
    let ancient = Write { key: key_of(&ancient), new: Some(ancient) };
    for (number, state) in [
        State::new(&Options::default()),
        small(),
        sound(),
        large(),
        state_with(0, false, items(0..9), items(5..12)),
        state_with(1, false, items(0..9), items(5..12)),
        state_with(2, false, items(0..9), items(5..12)),
        state_with(0, true, items(0..9), vec![ancient.clone(), put(3, 1)]),
        state_with(2, true, vec![ancient], items(5..12)),
        trimmed(),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(state.check(at(5_000_000)), Ok(()), "state {number}");
        for budget in [Budget::ALL, Budget::step()] {
            let read = read(parts_of(state), 1 << 20, budget).map(|(read, _)| read.map(|read| read.digest()));
            assert_eq!(read, Ok(Some(state.digest())), "state {number}");
        }
    }
}

#[test]
fn a_checkpoint_is_read_in_steps() {
    let steps = |budget| read(parts_of(&large()), 1 << 20, budget).map(|(_, steps)| steps);
    // One for each partition and each region at the least.
    assert_eq!(steps(Budget::ALL), Ok(2 + 1));
    // 17 + 17 changes or items that are put, and 18 that are filled into indexes, five at a time.
    let many = steps(Budget::step());
    assert!(many.is_ok_and(|steps| (10..20).contains(&steps)), "{many:?}");
}

#[test]
fn a_step_is_a_quarter_of_a_mebibyte_of_items() {
    let spends = |item: Option<&Item>| {
        let (mut budget, mut count) = (Budget::step(), 0);
        while !budget.is_spent() {
            budget.spend(item);
            count += 1;
        }
        count
    };
    let large = put_large(1, "a").new;
    assert_eq!(spends(None), 512);
    let bytes = 512 + large.as_ref().map_or(0, Item::stored_bytes);
    assert_eq!(spends(large.as_ref()), (256 * 1024_u64).div_ceil(bytes));
    let mut all = Budget::ALL;
    (0..10_000).for_each(|_| all.spend(large.as_ref()));
    assert!(!all.is_spent());
}

#[test]
fn a_few_bytes_stand_for_so_many_references() {
    // The backup of the small state refers to one segment and has two in its window; the stream has three, the table that
    // is restored one.
    let needed = 1 + 2 + 3 + 1;
    assert!(needed < 64);
    let reader_of = |bytes: usize| read(parts_of(&small()), bytes, Budget::ALL).map(drop);
    assert_eq!(reader_of(1), Ok(()), "64 are allowed for, {needed} are needed");
    assert_eq!(reader_of(0), Err(Unsound("more references than its bytes can stand for")));
}
