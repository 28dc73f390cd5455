//! What is known of a partition's changes, to be searched and not walked.

use super::change_log::{Change, ChangeLog, Segment};
use crate::time::Timestamp;

/// The known changes of a partition, in order: those that its log still has, and those that a backup kept of its window.
/// There may be a hole between the two.
///
/// Commit times never fall and sequences rise from change to change, so each question is a binary search.
#[derive(Clone, Debug, Default)]
pub struct Strand<'a> {
    runs: Vec<Run<'a>>,
}

/// Changes without a hole.
#[derive(Clone, Copy, Debug)]
struct Run<'a> {
    /// How many changes of the partition came before the first.
    start: u64,
    changes: &'a [Change],
}

impl<'a> Strand<'a> {
    /// What the log has.
    pub fn of_log(log: &'a ChangeLog) -> Strand<'a> {
        let mut strand = Strand::default();
        log.segments().map(Run::of).for_each(|run| strand.push(run));
        strand
    }

    /// The same with what was kept of a window, which the log may have forgotten since.
    pub fn with(self, kept: impl Iterator<Item = &'a Segment>) -> Strand<'a> {
        let mut runs = self.runs;
        runs.extend(kept.map(Run::of));
        runs.sort_by_key(|run| run.start);
        let mut strand = Strand::default();
        runs.into_iter().for_each(|run| strand.push(run));
        strand
    }

    /// Appends what of a run is not here already.
    fn push(&mut self, run: Run<'a>) {
        let end = self.runs.last().map_or(0, Run::end);
        let skipped = end.saturating_sub(run.start) as usize;
        if let Some(changes) = run.changes.get(skipped..).filter(|changes| !changes.is_empty()) {
            self.runs.push(Run { start: run.start + skipped as u64, changes });
        }
    }

    /// The ordinal of the first change for which a test does not hold; it must hold for all before and for none after.
    /// Of a change in the hole, nobody knows: then it is that of the first one after the hole.
    fn ordinal_before(&self, holds: impl Fn(&Change) -> bool) -> u64 {
        let whole = self.runs.partition_point(|run| run.changes.last().is_some_and(&holds));
        match self.runs.get(whole) {
            Some(run) => run.start + run.changes.partition_point(holds) as u64,
            None => self.end(),
        }
    }

    /// The ordinal of the first change that is known.
    pub fn start(&self) -> u64 {
        self.runs.first().map_or(0, |run| run.start)
    }

    /// The ordinal after the last change that is known.
    pub fn end(&self) -> u64 {
        self.runs.last().map_or(0, Run::end)
    }

    /// The ordinal of the first change that was committed after a time.
    pub fn after_time(&self, time: Timestamp) -> u64 {
        self.ordinal_before(|change| change.committed <= time)
    }

    /// The ordinal of the first change that was committed at a time or later.
    pub fn from_time(&self, time: Timestamp) -> u64 {
        self.ordinal_before(|change| change.committed < time)
    }

    /// The ordinal of the first change of a higher sequence.
    pub fn after_sequence(&self, sequence: u64) -> u64 {
        self.ordinal_before(|change| change.sequence <= sequence)
    }

    /// The change of an ordinal, if it is known.
    pub fn get(&self, ordinal: u64) -> Option<&'a Change> {
        let run = self.runs.get(self.runs.partition_point(|run| run.end() <= ordinal))?;
        run.changes.get(ordinal.checked_sub(run.start)? as usize)
    }

    /// The last known change before an ordinal.
    pub fn before(&self, ordinal: u64) -> Option<&'a Change> {
        let run = self.runs.get(self.runs.partition_point(|run| run.start < ordinal).checked_sub(1)?)?;
        let place = (ordinal - run.start).min(run.changes.len() as u64);
        run.changes.get(place.checked_sub(1)? as usize)
    }

    /// How many known changes lie from one ordinal up to another.
    pub fn count(&self, from: u64, to: u64) -> u64 {
        let within = |run: &Run<'_>| run.end().min(to).saturating_sub(run.start.max(from));
        let first = self.runs.partition_point(|run| run.end() <= from);
        self.runs.iter().skip(first).take_while(|run| run.start < to).map(within).sum()
    }

    /// The known changes from an ordinal on, each with its own.
    pub fn iter_from(&self, ordinal: u64) -> impl Iterator<Item = (u64, &'a Change)> + use<'a, '_> {
        let first = self.runs.partition_point(|run| run.end() <= ordinal);
        self.runs.iter().skip(first).flat_map(move |run| {
            let skipped = ordinal.saturating_sub(run.start) as usize;
            (run.start + skipped as u64..).zip(run.changes.iter().skip(skipped))
        })
    }
}

impl<'a> Run<'a> {
    fn of(segment: &'a Segment) -> Run<'a> {
        Run { start: segment.start, changes: &segment.changes }
    }

    fn end(&self) -> u64 {
        self.start + self.changes.len() as u64
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
    use super::*;
    use crate::item::key::Key;
    use crate::state::partition::{Cause, Totals};

    /// A change a millisecond after the other, each with twice its ordinal as sequence.
    fn segment(ordinals: std::ops::Range<u64>) -> Segment {
        let change = |ordinal: u64| Change {
            sequence: ordinal * 2,
            committed: Timestamp::from_millis(ordinal as i64 * 10),
            cause: Cause::Request,
            key: Key::first_of(7),
            old: None,
            new: None,
        };
        Segment::new(ordinals.start, Totals::default(), ordinals.map(change).collect())
    }

    fn ordinals(strand: &Strand<'_>, from: u64) -> Vec<u64> {
        strand
            .iter_from(from)
            .map(|(ordinal, change)| {
                assert_eq!(change.sequence, ordinal * 2);
                ordinal
            })
            .collect()
    }

    #[test]
    fn what_is_known_twice_is_there_once() {
        let (kept, log) = ([segment(3..6), segment(6..8)], [segment(7..9), segment(9..12)]);
        let strand = Strand::default().with(log.iter()).with(kept.iter());
        assert_eq!(ordinals(&strand, 0), (3..12).collect::<Vec<_>>());
        assert_eq!((strand.start(), strand.end()), (3, 12));
    }

    #[test]
    fn what_the_log_has_of_earlier_times_stays_known() {
        let (kept, log) = ([segment(5..7)], [segment(0..6), segment(6..12)]);
        let strand = Strand::default().with(log.iter()).with(kept.iter());
        assert_eq!(ordinals(&strand, 0), (0..12).collect::<Vec<_>>());
    }

    #[test]
    fn searching_finds_what_walking_finds() {
        let (kept, log) = ([segment(3..6)], [segment(9..12), segment(12..20)]);
        let strand = Strand::default().with(log.iter()).with(kept.iter());
        let known: Vec<(u64, &Change)> = strand.iter_from(0).collect();
        assert_eq!(known.len(), 14);
        for ms in 0..220 {
            let time = Timestamp::from_millis(ms);
            let first = known.iter().find(|(_, change)| change.committed > time).map_or(20, |(ordinal, _)| *ordinal);
            assert_eq!(strand.after_time(time), first, "{ms}");
            let first = known.iter().find(|(_, change)| change.committed >= time).map_or(20, |(ordinal, _)| *ordinal);
            assert_eq!(strand.from_time(time), first, "{ms}");
        }
        for ordinal in 0..22 {
            assert_eq!(strand.get(ordinal), known.iter().find(|(its, _)| *its == ordinal).map(|(_, change)| *change));
            assert_eq!(
                strand.before(ordinal),
                known.iter().rfind(|(its, _)| *its < ordinal).map(|(_, change)| *change)
            );
            for to in ordinal..22 {
                let walked = known.iter().filter(|(its, _)| (ordinal..to).contains(its)).count() as u64;
                assert_eq!(strand.count(ordinal, to), walked);
            }
            assert_eq!(
                ordinals(&strand, ordinal),
                known.iter().map(|(its, _)| *its).filter(|its| *its >= ordinal).collect::<Vec<_>>()
            );
            let first = known.iter().find(|(_, change)| change.sequence > ordinal * 2).map_or(20, |(its, _)| *its);
            assert_eq!(strand.after_sequence(ordinal * 2), first);
        }
    }

    #[test]
    fn of_nothing_nothing_is_known() {
        let strand = Strand::default();
        assert_eq!((strand.start(), strand.end(), strand.after_time(Timestamp::MAX)), (0, 0, 0));
        assert!(strand.get(0).is_none() && strand.before(5).is_none() && strand.iter_from(0).next().is_none());
    }
}
