//! Figures that the service tells some hours late: how many items, how large together.

use super::digest::digest_members;
use super::partition::Totals;
use crate::time::Timestamp;

/// How many items and how large together, as an answer tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many items.
    pub items: u64,
    /// Their sizes together, in **bytes**.
    pub bytes: u64,
}

digest_members!(Figures { items, bytes });

impl From<Totals> for Figures {
    fn from(totals: Totals) -> Figures {
        Figures { items: totals.items, bytes: totals.bytes }
    }
}

/// Figures that are refreshed at every whole multiple of a lag, and between those are what they were.
///
/// Nothing has to happen at a refresh: it is enough to note, at the first change after one, what the figures were before
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lagging {
    pub(super) refreshed: Timestamp,
    pub(super) told: Figures,
}

digest_members!(Lagging { refreshed, told });

impl Lagging {
    /// These figures, from a moment on.
    pub fn new(refreshed: Timestamp, told: Figures) -> Lagging {
        Lagging { refreshed, told }
    }

    /// Tells that the figures, until now these, are about to change. Without a lag nobody has to know.
    pub fn before_change(&mut self, now: Timestamp, lag_ms: i64, current: impl FnOnce() -> Figures) {
        let refresh = last_refresh(now, lag_ms);
        if lag_ms > 0 && refresh > self.refreshed {
            *self = Lagging { refreshed: refresh, told: current() };
        }
    }

    /// What is told now of figures that are these.
    pub fn told(&self, now: Timestamp, lag_ms: i64, current: Figures) -> Figures {
        if lag_ms <= 0 || last_refresh(now, lag_ms) > self.refreshed { current } else { self.told }
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

    fn items(items: u64) -> Figures {
        Figures { items, bytes: items * 10 }
    }

    #[test]
    fn figures_move_at_the_refresh_and_not_before() {
        let mut lagging = Lagging::new(at(1_234), items(0));
        lagging.before_change(at(1_300), 1_000, || items(0));
        lagging.before_change(at(1_400), 1_000, || items(1));
        assert_eq!(lagging.told(at(1_400), 1_000, items(2)), items(0));
        assert_eq!(lagging.told(at(1_999), 1_000, items(2)), items(0));
        assert_eq!(lagging.told(at(2_000), 1_000, items(2)), items(2));
        lagging.before_change(at(2_000), 1_000, || items(2));
        lagging.before_change(at(2_000), 1_000, || items(3));
        assert_eq!(lagging.told(at(2_999), 1_000, items(4)), items(2));
        assert_eq!(lagging.told(at(9_000), 1_000, items(4)), items(4));
    }

    #[test]
    fn without_a_lag_they_are_exact() {
        let mut lagging = Lagging::new(at(0), items(0));
        lagging.before_change(at(5), 0, || items(0));
        assert_eq!(lagging.told(at(5), 0, items(1)), items(1));
    }
}
