//! A view of the known changes of a partition, which is searched and not walked.

use super::change_log::{Change, ChangeLog, Segment};
use crate::sorting::sort_by_key;
use crate::time::Timestamp;

/// The known changes of a partition, in order: those that its log still has, and those that a backup keeps of its
/// window. There may be a gap between the two.
///
/// Commit times never fall and sequences rise from change to change, so each query is a binary search.
#[derive(Clone, Debug, Default)]
pub struct LogView<'a> {
    spans: Vec<Span<'a>>,
}

/// Consecutive changes.
#[derive(Clone, Copy, Debug)]
struct Span<'a> {
    /// The ordinal of the first change.
    start: u64,
    changes: &'a [Change],
}

impl<'a> LogView<'a> {
    /// The changes that the log has.
    pub fn of_log(log: &'a ChangeLog) -> LogView<'a> {
        let mut view = LogView::default();
        log.segments().map(Span::of).for_each(|span| view.push(span));
        view
    }

    /// This view together with segments that a backup keeps of its window, which the log may no longer have.
    pub fn with(self, kept: impl Iterator<Item = &'a Segment>) -> LogView<'a> {
        let mut spans = self.spans;
        spans.extend(kept.map(Span::of));
        sort_by_key(&mut spans, |span| span.start);
        let mut view = LogView::default();
        spans.into_iter().for_each(|span| view.push(span));
        view
    }

    /// Appends the part of a span that follows what is here already.
    fn push(&mut self, span: Span<'a>) {
        let end = self.spans.last().map_or(0, Span::end);
        let skipped = end.saturating_sub(span.start) as usize;
        if let Some(changes) = span.changes.get(skipped..).filter(|changes| !changes.is_empty()) {
            self.spans.push(Span { start: span.start + skipped as u64, changes });
        }
    }

    /// The ordinal of the first change for which `holds` is false; it must be true for all changes before and for none
    /// after. If that change is in the gap, the ordinal of the first change after the gap.
    fn ordinal_before(&self, holds: impl Fn(&Change) -> bool) -> u64 {
        let whole = self.spans.partition_point(|span| span.changes.last().is_some_and(&holds));
        match self.spans.get(whole) {
            Some(span) => span.start + span.changes.partition_point(holds) as u64,
            None => self.end(),
        }
    }

    /// The ordinal of the first known change.
    pub fn start(&self) -> u64 {
        self.spans.first().map_or(0, |span| span.start)
    }

    /// The ordinal after the last known change.
    pub fn end(&self) -> u64 {
        self.spans.last().map_or(0, Span::end)
    }

    /// The ordinal of the first change committed after a time.
    pub fn after_time(&self, time: Timestamp) -> u64 {
        self.ordinal_before(|change| change.committed <= time)
    }

    /// The ordinal of the first change committed at or after a time.
    pub fn from_time(&self, time: Timestamp) -> u64 {
        self.ordinal_before(|change| change.committed < time)
    }

    /// The ordinal of the first change with a higher sequence.
    pub fn after_sequence(&self, sequence: u64) -> u64 {
        self.ordinal_before(|change| change.sequence <= sequence)
    }

    /// The change at an ordinal; `None` if it is not known.
    pub fn get(&self, ordinal: u64) -> Option<&'a Change> {
        let span = self.spans.get(self.spans.partition_point(|span| span.end() <= ordinal))?;
        span.changes.get(ordinal.checked_sub(span.start)? as usize)
    }

    /// The last known change before an ordinal.
    pub fn before(&self, ordinal: u64) -> Option<&'a Change> {
        let span = self.spans.get(self.spans.partition_point(|span| span.start < ordinal).checked_sub(1)?)?;
        let offset = (ordinal - span.start).min(span.changes.len() as u64);
        span.changes.get(offset.checked_sub(1)? as usize)
    }

    /// The number of known changes from ordinal `from` up to `to`.
    pub fn count(&self, from: u64, to: u64) -> u64 {
        let within = |span: &Span<'_>| span.end().min(to).saturating_sub(span.start.max(from));
        let first = self.spans.partition_point(|span| span.end() <= from);
        self.spans.iter().skip(first).take_while(|span| span.start < to).map(within).sum()
    }

    /// The known changes from an ordinal on, each with its ordinal.
    pub fn iter_from(&self, ordinal: u64) -> impl Iterator<Item = (u64, &'a Change)> + use<'a, '_> {
        let first = self.spans.partition_point(|span| span.end() <= ordinal);
        self.spans.iter().skip(first).flat_map(move |span| {
            let skipped = ordinal.saturating_sub(span.start) as usize;
            (span.start + skipped as u64..).zip(span.changes.iter().skip(skipped))
        })
    }
}

impl<'a> Span<'a> {
    fn of(segment: &'a Segment) -> Span<'a> {
        Span { start: segment.start, changes: &segment.changes }
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

    /// A segment with a change per millisecond, each with twice its ordinal as its sequence.
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

    fn ordinals(view: &LogView<'_>, from: u64) -> Vec<u64> {
        view.iter_from(from)
            .map(|(ordinal, change)| {
                assert_eq!(change.sequence, ordinal * 2);
                ordinal
            })
            .collect()
    }

    #[test]
    fn what_is_known_twice_is_there_once() {
        let (kept, log) = ([segment(3..6), segment(6..8)], [segment(7..9), segment(9..12)]);
        let view = LogView::default().with(log.iter()).with(kept.iter());
        assert_eq!(ordinals(&view, 0), (3..12).collect::<Vec<_>>());
        assert_eq!((view.start(), view.end()), (3, 12));
    }

    #[test]
    fn what_the_log_has_of_earlier_times_stays_known() {
        let (kept, log) = ([segment(5..7)], [segment(0..6), segment(6..12)]);
        let view = LogView::default().with(log.iter()).with(kept.iter());
        assert_eq!(ordinals(&view, 0), (0..12).collect::<Vec<_>>());
    }

    #[test]
    fn searching_finds_what_walking_finds() {
        let (kept, log) = ([segment(3..6)], [segment(9..12), segment(12..20)]);
        let view = LogView::default().with(log.iter()).with(kept.iter());
        let known: Vec<(u64, &Change)> = view.iter_from(0).collect();
        assert_eq!(known.len(), 14);
        for ms in 0..220 {
            let time = Timestamp::from_millis(ms);
            let first = known.iter().find(|(_, change)| change.committed > time).map_or(20, |(ordinal, _)| *ordinal);
            assert_eq!(view.after_time(time), first, "{ms}");
            let first = known.iter().find(|(_, change)| change.committed >= time).map_or(20, |(ordinal, _)| *ordinal);
            assert_eq!(view.from_time(time), first, "{ms}");
        }
        for ordinal in 0..22 {
            assert_eq!(view.get(ordinal), known.iter().find(|(its, _)| *its == ordinal).map(|(_, change)| *change));
            assert_eq!(view.before(ordinal), known.iter().rfind(|(its, _)| *its < ordinal).map(|(_, change)| *change));
            for to in ordinal..22 {
                let walked = known.iter().filter(|(its, _)| (ordinal..to).contains(its)).count() as u64;
                assert_eq!(view.count(ordinal, to), walked);
            }
            assert_eq!(
                ordinals(&view, ordinal),
                known.iter().map(|(its, _)| *its).filter(|its| *its >= ordinal).collect::<Vec<_>>()
            );
            let first = known.iter().find(|(_, change)| change.sequence > ordinal * 2).map_or(20, |(its, _)| *its);
            assert_eq!(view.after_sequence(ordinal * 2), first);
        }
    }

    #[test]
    fn of_nothing_nothing_is_known() {
        let view = LogView::default();
        assert_eq!((view.start(), view.end(), view.after_time(Timestamp::MAX)), (0, 0, 0));
        assert!(view.get(0).is_none() && view.before(5).is_none() && view.iter_from(0).next().is_none());
    }
}
