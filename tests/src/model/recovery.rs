//! The window of point-in-time recovery, computed from all requests so far.

use timemark_core::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// Point-in-time recovery of a table: every period since it was switched on, and when it began.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRecovery {
    periods: Vec<(Timestamp, i32)>,
}

impl ModelRecovery {
    /// Point-in-time recovery that is switched on now.
    pub fn new(now: Timestamp, days: i32) -> ModelRecovery {
        ModelRecovery { periods: vec![(now, days)] }
    }

    /// Records that it is switched on again, with any period.
    pub fn change(&mut self, now: Timestamp, days: i32) {
        self.periods.push((now, days));
    }

    /// Its period, in days.
    pub fn days(&self) -> i32 {
        self.periods.last().map_or(0, |(_, days)| *days)
    }

    fn enabled(&self) -> Timestamp {
        self.periods[0].0.whole_second()
    }

    /// P2, P3, P5: what any of the periods has excluded does not come back.
    pub fn earliest(&self, now: Timestamp) -> Timestamp {
        let ends = self.periods.iter().skip(1).map(|(since, _)| *since).chain([now]);
        let reach = |((since, days), end): (&(Timestamp, i32), Timestamp)| {
            let length_ms = i64::from(*days) * DAY_MS;
            since.plus_ms(-length_ms).whole_second().max(end.plus_ms(-length_ms).whole_second())
        };
        self.periods.iter().zip(ends).map(reach).max().unwrap_or(now).max(self.enabled())
    }

    /// P2: five minutes ago, and never before it was switched on.
    pub fn latest(&self, now: Timestamp) -> Timestamp {
        now.plus_ms(-300_000).max(self.enabled())
    }
}
