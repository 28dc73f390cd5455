//! A small checkpoint, its parts, and reading them.

use super::super::part::*;
use super::super::{Budget, ItemNumbers, PartsReader, RegionStep, RegionWriter};
use super::*;
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::model::settings::LogSpacing;
use crate::state::lifecycle::IndexState;
use crate::state::partition::Totals;
use std::sync::Arc;

pub(super) type Parts = Vec<Part>;
/// A small state, of which the contents are, with the ordinals of versions and segments:
///
/// ```text
///   Music                    V0  0..3  3..6  V4, which follows  6..9  V16, which does not  16..17
///   Copy                     V0  0..0, twice
///   what Copy is filled with     3..6  V4
/// ```
///
/// The first backup's image is V0 and no more. The second's is V4 up to 6, its window and the ended stream have what comes before 9.
pub(super) fn small() -> State {
    let log_spacing = LogSpacing { segment_changes: 3, snapshot_changes: 4 };
    let mut options = Options::default();
    options.settings.log_spacing = log_spacing;
    let new = |id, name, restore, partitions| {
        Event::TableCreated(Box::new(NewTable { partitions, ..new_table(id, name, restore) }))
    };
    let writes = |writes| Event::ItemsWritten { table: MUSIC, writes };
    let gone = |n| Write { new: None, ..put(n, 0) };
    let requested = |ms| {
        let mut marker = marker(BackupType::User, at(ms));
        marker.cuts.truncate(1);
        Event::BackupRequested(Arc::new(marker))
    };
    let early = marker(BackupType::User, at(100)).id;
    let origin = RestoreOrigin::Backup { id: backup_id(), arn: "arn".to_owned() };
    let update = TableUpdate { stream: Some(None), ..TableUpdate::default() };
    let mut state = State::new(&options);
    for (ms, event) in [
        (0, new(MUSIC, "Music", None, 1)),
        (1, Event::TableActivated { table: MUSIC }),
        (3, Event::TimeToLiveChanged { table: MUSIC, attribute: Some("gone".to_owned()) }),
        (100, requested(100)),
        (101, Event::BackupCompleted { id: early.clone() }),
        (102, Event::WindowClosed { id: early }),
        (200, writes((0..6).map(|n| put(n, 1970)).collect())),
        (400, requested(400)),
        (401, Event::BackupCompleted { id: backup_id() }),
        // The second is not there.
        (500, writes(vec![put(0, 1971), gone(77), gone(2)])),
        (501, Event::WindowClosed { id: backup_id() }),
        (600, new(COPY, "Copy", Some(origin), 2)),
        (700, Event::TableUpdateStarted { table: MUSIC, update: Box::new(update) }),
        (701, Event::TableUpdated { table: MUSIC }),
        (1_000_000, writes((7..14).map(|n| put(n, 1972)).collect())),
        (2_000_000, Event::LogTrimmed { table: MUSIC }),
        (2_000_001, writes(vec![put(20, 1973)])),
        (2_000_002, Event::TaskScheduled { due: at(5_000_000), task: Task::CompleteRestore { table: COPY } }),
    ] {
        state.apply(at(ms), &event);
    }
    state
}

pub(super) fn parts_of(state: &State) -> Parts {
    let (mut writer, mut items, mut parts) = (RegionWriter::of(state), ItemNumbers::default(), Vec::new());
    loop {
        match writer.step(&mut items) {
            RegionStep::Part(part) => parts.push(part),
            RegionStep::Nothing => {}
            RegionStep::Done => return parts,
        }
    }
}

/// What parts are read as, by a reader that allows for so many bytes, and in how many steps.
pub(super) fn read(parts: Parts, bytes: usize, budget: Budget) -> Result<(Option<State>, usize), Unsound> {
    let (mut reader, mut state, mut steps) = (PartsReader::default(), None, 0);
    reader.allow(bytes);
    for part in parts {
        reader.part(part)?;
        while reader.is_busy() {
            assert!(!reader.is_done());
            let mut left = budget;
            state = reader.step(&mut left)?.or(state);
            steps += 1;
        }
        assert_eq!(reader.is_done(), state.is_some());
    }
    Ok((state, steps))
}

/// An item with these numbers.
pub(super) fn with(numbers: &[(&str, i64)]) -> Ref {
    let attributes = numbers.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let Ok(item) = Item::new(&attributes.collect::<Attributes>()) else { unreachable!("it is an item") };
    Ref::New(item)
}

pub(super) fn keyless() -> Ref {
    with(&[("sk", 1)])
}

/// An item whose place is the first or the second of two partitions.
pub(super) fn of_half(half: usize) -> Item {
    let here = |item: &Item| key_of(item).partition(2) == half;
    let Some(item) = (0..).map(|n| item(n, 1)).find(here) else { unreachable!("there is one") };
    item
}

pub(super) fn change(n: i64) -> StoredChange {
    let new = Some(Ref::New(item(n, 1)));
    StoredChange { sequence: 1, after_ms: 0, cause: Cause::Request, old: None, new, key: None }
}

pub(super) fn place(parts: &Parts, number: usize, is_it: fn(&Part) -> bool) -> usize {
    let Some((place, _)) = parts.iter().enumerate().filter(|(_, part)| is_it(part)).nth(number) else {
        unreachable!("there are that many")
    };
    place
}

pub(super) fn partition_at(parts: &Parts, number: usize) -> usize {
    place(parts, number, |part| matches!(part, Part::Partition { .. }))
}

pub(super) fn version_at(parts: &Parts, number: usize) -> usize {
    place(parts, number, |part| matches!(part, Part::Version { .. }))
}

pub(super) fn segment_at(parts: &Parts, number: usize) -> usize {
    place(parts, number, |part| matches!(part, Part::Segment { .. }))
}

pub(super) fn version(parts: &mut Parts, number: usize) -> (&mut u64, &mut bool) {
    let place = version_at(parts, number);
    let Part::Version { ordinal, follows } = &mut parts[place] else { unreachable!() };
    (ordinal, follows)
}

pub(super) fn segment(parts: &mut Parts, number: usize) -> (&mut u64, &mut Totals, &mut Vec<StoredChange>) {
    let place = segment_at(parts, number);
    let Part::Segment { start, totals, changes } = &mut parts[place] else { unreachable!() };
    (start, totals, changes)
}

pub(super) fn changes(parts: &mut Parts, number: usize) -> &mut Vec<StoredChange> {
    segment(parts, number).2
}

pub(super) fn of_partition(parts: &mut Parts, number: usize, changed: (u16, u16)) {
    let place = partition_at(parts, number);
    let Part::Partition { partitions, partition, .. } = &mut parts[place] else { unreachable!() };
    (*partition, *partitions) = changed;
}

pub(super) fn region(parts: &mut Parts) -> &mut StoredRegion {
    let Some(Part::Region(region)) = parts.last_mut() else { unreachable!("the region comes last") };
    region
}

pub(super) fn first_image(parts: &mut Parts) -> &mut StoredImage {
    let Some([image, ..]) = region(parts).backups[1].images.as_deref_mut() else { unreachable!("it is made") };
    image
}

pub(super) fn window(parts: &mut Parts, start: u64, end: u64) {
    region(parts).backups[1].window = Some(vec![StoredSpan { start, end }]);
}

pub(super) fn log(parts: &mut Parts) -> &mut StoredLog {
    let Some(end) = &mut region(parts).streams[0].end else { unreachable!("the stream ended") };
    &mut end.logs[0]
}

/// Puts parts behind the beginning of the second table's first partition, in place of what is there.
pub(super) fn replace_copy(parts: &mut Parts, new: Vec<Part>) {
    let (from, to) = (partition_at(parts, 1) + 1, partition_at(parts, 2));
    parts.splice(from..to, new);
}

pub(super) fn items(removed: Vec<Key>, put: Vec<Ref>) -> Part {
    Part::Items { removed, put }
}

/// Changes without a version, so that only their totals are known.
pub(super) fn replace_copy_by_changes(parts: &mut Parts, totals: Totals, changes: Vec<StoredChange>) {
    replace_copy(parts, vec![Part::Segment { start: 0, totals, changes }]);
}

pub(super) fn many() -> Totals {
    Totals { items: 7, bytes: 7_000, digest: 7, held: 7_000 }
}

pub(super) fn of_first_half() -> StoredChange {
    StoredChange { new: Some(Ref::New(of_half(0))), ..change(0) }
}

pub(super) fn deleted_entry(parts: &mut Parts, entry: Ref) {
    let index = &mut region(parts).tables[0].indexes[0];
    (index.state, index.deleted) = (IndexState::Deleting, vec![entry]);
}
