//! A change log answers as a walk over the list of all changes does, whatever is sealed and forgotten.

use super::super::tests::{at, item_of};
use super::*;

/// The most changes of a segment.
const SEGMENT: usize = 3;
/// The changes of each log.
const COUNT: u64 = 14;

/// Changes of four keys, which put, replace and delete; up to four share a millisecond, and sequences have gaps.
fn changes() -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    for n in 0..COUNT {
        let old = n.checked_sub(4).and_then(|before| all.get(before as usize)?.new.clone());
        let new = (n % 5 != 4).then(|| item_of(n as i64 % 4, n));
        let committed = at((n / 4 * 10) as i64);
        all.push(Change { sequence: 3 * n + 1, committed, cause: Cause::Request, key: Key::first_of(n % 4), old, new });
    }
    all
}

/// The totals before each change, and after the last.
fn all_totals(changes: &[Change]) -> Vec<Totals> {
    let mut all = vec![Totals::default()];
    for change in changes {
        let mut totals = all[all.len() - 1];
        totals.replace(change.old.as_ref(), change.new.as_ref());
        all.push(totals);
    }
    all
}

/// The log of the first so many changes.
fn log_of(changes: &[Change], totals: &[Totals]) -> ChangeLog {
    let mut log = ChangeLog::default();
    log.begin(totals[0]);
    for (number, change) in changes.iter().enumerate() {
        let is_full = log.push(change.clone(), totals[number + 1], SEGMENT);
        assert_eq!(is_full, (number + 1) % SEGMENT == 0, "change {number}");
    }
    log
}

/// Asks the log everything, of which the changes from `start` on are left.
fn assert_walked(log: &ChangeLog, changes: &[Change], totals: &[Totals], start: usize) {
    let (known, end) = (&changes[start..], changes.len() as u64);
    let first = start as u64;
    assert_eq!((log.start(), log.end()), (first, end));
    let sequences = |from: u64| known.iter().skip(from.saturating_sub(first) as usize).map(|change| change.sequence);
    let before =
        |holds: &dyn Fn(&Change) -> bool| first + known.iter().take_while(|change| holds(change)).count() as u64;
    for time in (-1..40).map(at) {
        let (early, through) = (before(&|change| change.committed < time), before(&|change| change.committed <= time));
        for count in (0..6).chain([u64::MAX]) {
            assert_eq!(log.ordinal(time, count), early.saturating_add(count).min(through), "{time:?} {count}");
        }
        assert_eq!(log.committed_at(time), through - early, "{time:?}");
    }
    for sequence in 0..3 * COUNT + 2 {
        assert_eq!(log.after_sequence(sequence), before(&|change| change.sequence <= sequence), "{sequence}");
    }
    for from in 0..end + 2 {
        let found: Vec<u64> = log.changes_from(from).map(|change| change.sequence).collect();
        assert_eq!(found, sequences(from).collect::<Vec<_>>(), "from {from}");
        for to in from..end + 2 {
            let sealed = log.sealed.iter().filter(|segment| segment.end() > from && segment.start < to);
            let found = log.sealed_between(from, to);
            assert!(found.iter().map(|one| one.start).eq(sealed.map(|one| one.start)), "{from}..{to}");
        }
    }
    let latest: Vec<u64> = log.latest().map(|change| change.sequence).collect();
    assert_eq!(latest, sequences(0).rev().collect::<Vec<_>>());
    for ordinal in first..=end {
        assert_eq!(log.totals_at(ordinal), totals[ordinal as usize], "at {ordinal}");
    }
    // Segments follow each other, and none but the open one is empty.
    let mut next = first;
    for segment in log.segments() {
        assert_eq!(segment.start, next);
        next = segment.end();
    }
    assert!(log.sealed.iter().all(|segment| !segment.changes.is_empty()));
    let held = |change: &Change| CHANGE_HELD_BYTES + change.old.as_ref().map_or(0, Item::stored_bytes);
    assert_eq!(log.held_bytes(), known.iter().map(held).sum::<u64>());
    assert_eq!(log.forgotten(), start.checked_sub(1).map(|last| changes[last].committed));
}

#[test]
fn a_log_answers_as_a_walk_does() {
    let all = changes();
    for count in 0..=all.len() {
        let changes = &all[..count];
        let totals = all_totals(changes);
        let mut log = log_of(changes, &totals);
        assert_walked(&log, changes, &totals, 0);
        for _ in 0..2 {
            log.seal(totals[count]);
            assert_walked(&log, changes, &totals, 0);
        }
        // Segments that end at the ordinal or before it go, in one step or several.
        for ordinal in 0..=count {
            let ends = log.segments().map(Segment::end).filter(|end| *end <= ordinal as u64);
            let start = ends.last().unwrap_or(0) as usize;
            let mut once = log_of(changes, &totals);
            once.seal(totals[count]);
            once.truncate(ordinal as u64);
            log.truncate(ordinal as u64);
            for truncated in [&once, &log] {
                assert_walked(truncated, changes, &totals, log.start().max(start as u64) as usize);
            }
        }
    }
}

#[test]
fn a_log_that_is_put_together_answers_as_the_one_it_was_of() {
    let changes = changes();
    let totals = all_totals(&changes);
    let log = log_of(&changes, &totals);
    let stored = ChangeLog::stored(log.sealed.iter().cloned().collect(), log.open.clone(), None);
    assert_walked(&stored, &changes, &totals, 0);
    // The log of a stream that ended ends with its last segment.
    let sealed = log.sealed_between(4, 10);
    let ended = ChangeLog::of(sealed, 12, totals[12]);
    let held: u64 = log.sealed.iter().skip(1).map(|segment| segment.held_bytes()).sum();
    assert_eq!((ended.start(), ended.end(), ended.totals_at(12)), (3, 12, totals[12]));
    assert_eq!((ended.held_bytes(), ended.forgotten()), (held, None));
}

#[test]
fn the_digest_of_a_segment_tells_each_of_its_changes() {
    let changes = changes();
    let digest = |start: u64, changes: &[Change]| Digest::of(&Segment::new(start, Totals::default(), changes.to_vec()));
    let whole = digest(0, &changes);
    assert_eq!(digest(0, &changes), whole);
    for left_out in 0..changes.len() {
        let others = [&changes[..left_out], &changes[left_out + 1..]].concat();
        assert_ne!(digest(0, &others), whole, "change {left_out}");
    }
    assert_ne!(digest(1, &changes), whole);
}
