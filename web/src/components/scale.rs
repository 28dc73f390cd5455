//! Where things stand in the chart.

use crate::view::{REACH_MS, Window};
use timemark_core::Timestamp;

/// Pixels for a moment and for a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The chart's width.
    pub width: i32,
    /// Where the lanes begin; before them stand their names.
    pub left: i32,
    /// Where the lanes end.
    pub right: i32,
    /// Where the lanes begin, from above.
    pub top: i32,
    /// How many lanes there are.
    pub lanes: i32,
    /// The moment in the middle.
    pub middle: Timestamp,
    /// Whether the backup's status is shown beneath.
    pub has_bar: bool,
}

impl Scale {
    /// A lane's height.
    pub const LANE: i32 = 38;

    /// Below this width names are shortened.
    const NARROW: i32 = 520;

    /// The scale for a window in a chart of that width.
    pub fn new(window: &Window, width: i32) -> Scale {
        let width = width.max(240);
        let left = if width < Scale::NARROW { 26 } else { 84 };
        Scale {
            width,
            left,
            right: width - 14,
            top: 46,
            lanes: window.partitions as i32,
            middle: window.requested,
            has_bar: window.backup.is_some(),
        }
    }

    /// Whether there is little room.
    pub fn is_narrow(&self) -> bool {
        self.width < Scale::NARROW
    }

    /// Where a moment is; what lies beyond the chart is at its edge.
    pub fn x(&self, time: Timestamp) -> i32 {
        let from_start = time.millis().saturating_sub(self.middle.millis()).clamp(-REACH_MS, REACH_MS) + REACH_MS;
        let room = i64::from(self.right - self.left);
        // Between the two clamped ends, so it fits.
        self.left + (from_start * room / (2 * REACH_MS)) as i32
    }

    /// Where a lane begins.
    pub fn y(&self, lane: usize) -> i32 {
        self.top + lane as i32 * Scale::LANE
    }

    /// Where the last lane ends.
    pub fn bottom(&self) -> i32 {
        self.top + self.lanes * Scale::LANE
    }

    /// Where the bar with the backup's status is.
    pub fn bar(&self) -> i32 {
        self.bottom() + 28
    }

    /// Where the lines of the minutes end.
    pub fn foot(&self) -> i32 {
        if self.has_bar { self.bar() + 20 } else { self.bottom() }
    }

    /// The chart's height.
    pub fn height(&self) -> i32 {
        if self.has_bar { self.bar() + 44 } else { self.bottom() + 24 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_places() {
        let middle = Timestamp::from_millis(1_000_000);
        let scale = Scale { width: 600, left: 100, right: 580, top: 40, lanes: 4, middle, has_bar: true };
        assert_eq!(scale.x(middle), 340);
        assert_eq!(scale.x(middle.plus_ms(-60_000)), 220);
        assert_eq!([i64::MIN, i64::MAX].map(|ms| scale.x(Timestamp::from_millis(ms))), [100, 580]);
        assert_eq!((scale.y(1), scale.bottom()), (78, 192));
    }
}
