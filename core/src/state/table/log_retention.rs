//! Log retention: how far back the log of a table must reach. It is decided nowhere else.

use super::recovery::Recovery;
use crate::limits::{DAY_MS, STREAM_RETENTION_MS, WINDOW_MS};
use crate::model::arn::BackupId;
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// The reasons for which a table's log is kept.
#[derive(Clone, Debug, Default)]
pub(in crate::state) struct LogRetention {
    /// Point-in-time recovery, if it is on.
    pub(in crate::state) recovery: Option<Recovery>,
    /// The backups that still need the log from the beginning of their window on, earliest first.
    pub(in crate::state) holds: BTreeSet<BackupId>,
    /// When the scheduled task will trim the log; `None` if none is scheduled.
    pub(in crate::state) trim_planned: Option<Timestamp>,
}

digest_members!(LogRetention { recovery, holds, trim_planned });

impl LogRetention {
    /// The earliest moment whose changes any request may still need, depending on whether the table has a stream and is
    /// being deleted, in a lab that looks back to `lab`. A new use of the log is one more line here.
    pub(super) fn floor(
        &self,
        now: Timestamp,
        lab: Timestamp,
        has_stream: bool,
        deletion_started: Option<Timestamp>,
    ) -> Timestamp {
        let lab = lab.min(now.plus_ms(-WINDOW_MS));
        let first = if Planted::LatestHoldDecides.is_on() { self.holds.last() } else { self.holds.first() };
        let backups = first.map(|id| id.created.plus_ms(-WINDOW_MS));
        let recovery = self.recovery.map(|recovery| recovery.earliest(now));
        let has_stream = has_stream && !Planted::StreamHoldsNothing.is_on();
        let stream = has_stream.then(|| now.plus_ms(-STREAM_RETENTION_MS));
        let system_backup = deletion_started.map(|deleted| deleted.plus_ms(-WINDOW_MS));
        [backups, recovery, stream, system_backup].into_iter().flatten().fold(lab, Timestamp::min)
    }

    /// Plans the next trimming and returns when it is; `None` if one is planned already, or if the
    /// log is empty. It is when the log's first change, committed at `first`, has left the window of point-in-time
    /// recovery, but not sooner than a quarter of the period from now. So the log never holds much more than the
    /// window's changes, and a long move of the clock trims a few times and not once a day.
    ///
    /// Without recovery a log is trimmed so only where `lab_ms` says for how long the lab looks back, because memory has a
    /// bound: when the first change has left that time.
    pub(super) fn plan_trim(
        &mut self,
        now: Timestamp,
        lab_ms: Option<i64>,
        first: impl FnOnce() -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        if self.trim_planned.is_some() || Planted::QuietLogKept.is_on() {
            return None;
        }
        let Some(recovery) = self.recovery else {
            // Asked for first, because most labs have no bound and every write comes by here.
            let lab_ms = lab_ms?;
            let due = first()?.plus_ms(lab_ms.max(WINDOW_MS) + 1);
            // What is still there then is held by something else.
            let due = if due > now { due } else { now.plus_ms(DAY_MS) };
            self.trim_planned = Some(due);
            return self.trim_planned;
        };
        let period_ms = recovery.period_ms();
        // The earliest moment is in whole seconds, so it passes a commit within a second. While something else holds
        // the log, it is looked at once a day.
        let due = first()?.plus_ms(period_ms + 1_001).max(now.plus_ms(DAY_MS.max(period_ms / 4)));
        self.trim_planned = Some(due);
        Some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(100 * DAY_MS);

    #[test]
    fn each_need_alone_holds_the_log() {
        let day_ago = NOW.plus_ms(-DAY_MS);
        let hold = BackupId { created: day_ago, suffix: 1, table: "Music".into() };
        let held = LogRetention { holds: BTreeSet::from([hold]), ..LogRetention::default() };
        let recovery = Some(Recovery::new(day_ago, 35));
        let recoverable = LogRetention { recovery, ..LogRetention::default() };
        let none = LogRetention::default();
        for (retention, has_stream, deleted, floor) in [
            (&none, false, None, NOW.plus_ms(-2 * WINDOW_MS)),
            (&held, false, None, day_ago.plus_ms(-WINDOW_MS)),
            (&recoverable, false, None, day_ago),
            (&none, true, None, NOW.plus_ms(-STREAM_RETENTION_MS)),
            (&none, false, Some(NOW), NOW.plus_ms(-2 * WINDOW_MS)),
            (&none, false, Some(day_ago), day_ago.plus_ms(-WINDOW_MS)),
            (&held, true, Some(NOW), day_ago.plus_ms(-WINDOW_MS)),
        ] {
            let lab = NOW.plus_ms(-2 * WINDOW_MS);
            assert_eq!(retention.floor(NOW, lab, has_stream, deleted), floor, "{retention:?} {has_stream} {deleted:?}");
        }
        // A lab that looks back for less than a backup may need does not lose what it needs.
        assert_eq!(none.floor(NOW, NOW, false, None), NOW.plus_ms(-WINDOW_MS));
    }

    #[test]
    fn one_trimming_is_planned_at_a_time_and_only_for_recovery() {
        let first = || Some(NOW);
        assert_eq!(LogRetention::default().plan_trim(NOW, None, first), None);
        let recovery = Some(Recovery::new(NOW, 8));
        let mut retention = LogRetention { recovery, ..LogRetention::default() };
        assert_eq!(retention.plan_trim(NOW, None, || None), None);
        let due = NOW.plus_ms(8 * DAY_MS + 1_001);
        assert_eq!(retention.plan_trim(NOW, None, first), Some(due));
        assert_eq!(retention.plan_trim(NOW, None, first), None);
        retention.trim_planned = None;
        // The first change left the window long ago; a quarter of the period is waited nevertheless.
        assert_eq!(retention.plan_trim(due.plus_ms(DAY_MS), None, first), Some(due.plus_ms(3 * DAY_MS)));
    }

    #[test]
    fn where_memory_has_a_bound_a_log_is_trimmed_when_its_first_change_leaves_it() {
        for (lab_ms, due_ms) in [(0, WINDOW_MS + 1), (WINDOW_MS, WINDOW_MS + 1), (WINDOW_MS + 7, WINDOW_MS + 8)] {
            let planned = |after_ms: i64| {
                let mut retention = LogRetention::default();
                let due = retention.plan_trim(NOW.plus_ms(after_ms), Some(lab_ms), || Some(NOW));
                assert_eq!(retention.trim_planned, due);
                assert_eq!(retention.plan_trim(NOW, Some(lab_ms), || Some(NOW)), None, "one at a time");
                due.map(|due| due.millis() - NOW.millis())
            };
            assert_eq!(planned(due_ms - 1), Some(due_ms));
            // Something else holds what is there still; it is looked at a day later.
            assert_eq!(planned(due_ms), Some(due_ms + DAY_MS));
            assert_eq!(LogRetention::default().plan_trim(NOW, Some(lab_ms), || None), None);
        }
    }
}
