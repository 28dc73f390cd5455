//! Item counts and sizes, which the service reports with a delay of hours.

use super::digest::digest_members;
use super::partition::Totals;
use crate::planted::Planted;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// The number and the size of items, as answers report them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct TableStats {
    /// The number of items.
    #[n(0)]
    pub items: u64,
    /// The sum of their sizes, in **bytes**.
    #[n(1)]
    pub bytes: u64,
}

digest_members!(TableStats { items, bytes });

impl From<Totals> for TableStats {
    fn from(totals: Totals) -> TableStats {
        TableStats { items: totals.items, bytes: totals.bytes }
    }
}

/// Statistics that are refreshed at every whole multiple of a lag and constant in between.
///
/// Nothing happens at a refresh: the statistics from before it are noted at the first change after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DelayedStats {
    #[n(0)]
    pub(super) refreshed: Timestamp,
    #[n(1)]
    pub(super) reported: TableStats,
}

digest_members!(DelayedStats { refreshed, reported });

impl DelayedStats {
    /// Statistics that are reported as `reported` from `refreshed` on.
    pub fn new(refreshed: Timestamp, reported: TableStats) -> DelayedStats {
        DelayedStats { refreshed, reported }
    }

    /// Notes that the statistics, which are still `current`, change at `now`. Does nothing without a lag.
    pub fn before_change(&mut self, now: Timestamp, lag_ms: i64, current: impl FnOnce() -> TableStats) {
        let refresh = last_refresh(now, lag_ms);
        if lag_ms > 0 && refresh > self.refreshed {
            *self = DelayedStats { refreshed: refresh, reported: current() };
        }
    }

    /// The statistics to report at `now`, given the `current` ones.
    pub fn report(&self, now: Timestamp, lag_ms: i64, current: TableStats) -> TableStats {
        let refreshed = self.refreshed.plus_ms(-Planted::FiguresRefreshedEarly.one::<i64>());
        if lag_ms <= 0 || last_refresh(now, lag_ms) > refreshed { current } else { self.reported }
    }
}

/// The latest moment of a refresh.
fn last_refresh(now: Timestamp, lag_ms: i64) -> Timestamp {
    if lag_ms <= 0 { now } else { now.plus_ms(-now.millis().rem_euclid(lag_ms)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    fn items(items: u64) -> TableStats {
        TableStats { items, bytes: items * 10 }
    }

    #[test]
    fn they_move_at_the_refresh_and_not_before() {
        let mut lagging = DelayedStats::new(at(1_234), items(0));
        lagging.before_change(at(1_300), 1_000, || items(0));
        lagging.before_change(at(1_400), 1_000, || items(1));
        assert_eq!(lagging.report(at(1_400), 1_000, items(2)), items(0));
        assert_eq!(lagging.report(at(1_999), 1_000, items(2)), items(0));
        assert_eq!(lagging.report(at(2_000), 1_000, items(2)), items(2));
        lagging.before_change(at(2_000), 1_000, || items(2));
        lagging.before_change(at(2_000), 1_000, || items(3));
        assert_eq!(lagging.report(at(2_999), 1_000, items(4)), items(2));
        assert_eq!(lagging.report(at(9_000), 1_000, items(4)), items(4));
    }

    #[test]
    fn without_a_lag_they_are_exact() {
        let mut lagging = DelayedStats::new(at(0), items(0));
        lagging.before_change(at(5), 0, || unreachable!("what is exact is not kept"));
        assert_eq!(lagging.report(at(5), 0, items(1)), items(1));
    }
}
