//! Point-in-time recovery of a table: how far back a restore may reach.

use crate::limits::{DAY_MS, LATEST_RESTORABLE_MS};
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// Point-in-time recovery that is on.
///
/// The log reaches back to [`Recovery::earliest`], and a snapshot at or before that moment exists, so every moment from
/// there on can be restored (see `Table::log_floor`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Recovery {
    /// When it was switched on, in whole seconds.
    #[n(0)]
    pub(in crate::state) enabled: Timestamp,
    /// The moment before which nothing can be restored whatever the period, because an earlier window excluded it.
    #[n(1)]
    pub(in crate::state) since: Timestamp,
    /// The period, in days.
    #[n(2)]
    pub(in crate::state) period_days: i32,
}

digest_members!(Recovery { enabled, since, period_days });

impl Recovery {
    /// Point-in-time recovery switched on at `now`.
    pub fn new(now: Timestamp, period_days: i32) -> Recovery {
        let enabled = now.whole_second();
        Recovery { enabled, since: enabled, period_days }
    }

    /// The same with another period. Moments that a shorter period excludes are lost for good.
    #[must_use]
    pub fn with_period(self, now: Timestamp, period_days: i32) -> Recovery {
        let since = if Planted::PeriodBringsBack.is_on() { self.since } else { self.earliest(now) };
        Recovery { since, period_days, ..self }
    }

    /// When it was switched on.
    pub fn enabled(&self) -> Timestamp {
        self.enabled
    }

    /// The period, in days.
    pub fn period_days(&self) -> i32 {
        self.period_days
    }

    /// The earliest restorable moment, in whole seconds.
    ///
    /// # Source
    /// `docs/dynamodb.md#recovery-window`.
    pub fn earliest(&self, now: Timestamp) -> Timestamp {
        let earliest = now.plus_ms(-self.period_ms());
        self.since.max(if Planted::EarliestInMilliseconds.is_on() { earliest } else { earliest.whole_second() })
    }

    /// The latest restorable moment.
    ///
    /// # Source
    /// `docs/dynamodb.md#recovery-window`: five minutes ago, or the moment of switching on if that is later.
    pub fn latest(&self, now: Timestamp) -> Timestamp {
        self.enabled.max(now.plus_ms(-LATEST_RESTORABLE_MS + Planted::LatestOneMillisecondLate.one::<i64>()))
    }

    /// The period, in milliseconds.
    pub fn period_ms(&self) -> i64 {
        i64::from(self.period_days) * DAY_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn the_window_opens_and_then_moves_along() {
        let recovery = Recovery::new(at(10_715), 35);
        for (now, earliest, latest) in [
            (10_715, 10_000, 10_000),
            (310_000, 10_000, 10_000),
            (310_001, 10_000, 10_001),
            (35 * DAY_MS + 10_999, 10_000, 35 * DAY_MS + 10_999 - 300_000),
            (35 * DAY_MS + 11_000, 11_000, 35 * DAY_MS + 11_000 - 300_000),
        ] {
            assert_eq!((recovery.earliest(at(now)), recovery.latest(at(now))), (at(earliest), at(latest)), "{now}");
        }
    }

    #[test]
    fn a_period_lowered_and_raised_again_brings_nothing_back() {
        let now = at(40 * DAY_MS);
        let recovery = Recovery::new(at(5_000), 35).with_period(now, 1);
        assert_eq!(recovery.earliest(now), at(39 * DAY_MS));
        let raised = recovery.with_period(now, 35);
        assert_eq!(raised.earliest(now), at(39 * DAY_MS));
        assert_eq!(raised.earliest(at(74 * DAY_MS)), at(39 * DAY_MS));
        assert_eq!(raised.earliest(at(75 * DAY_MS)), at(40 * DAY_MS));
        assert_eq!((raised.enabled(), raised.period_days()), (at(5_000), 35));
    }

    #[test]
    fn raising_the_period_does_not_move_earliest_at_once() {
        let now = at(40 * DAY_MS);
        assert_eq!(Recovery::new(at(0), 7).with_period(now, 35).earliest(now), at(33 * DAY_MS));
    }
}
