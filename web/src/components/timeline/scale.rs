//! The scale of the chart.

use crate::model::view::Plot;
use timemark_core::Timestamp;

/// The positions of moments, partitions, tables and bars, in the pixels of text of the usual size. The chart is drawn as
/// many times larger as the reader's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The width of the chart.
    pub width: i32,
    /// The width of the chart as it is drawn, in pixels of the page.
    pub drawn: i32,
    /// The left end of the lanes; their names are left of it.
    pub left: i32,
    /// The right end of the lanes.
    pub right: i32,
    /// The moment at the left end.
    pub from: Timestamp,
    /// The moment at the right end.
    pub to: Timestamp,
    /// The number of partitions.
    pub partitions: i32,
    /// The number of other tables, each with a lane.
    pub others: i32,
    /// The number of bars beneath the lanes.
    pub bars: i32,
}

impl Scale {
    /// The top of the lanes.
    pub const TOP: i32 = 46;
    /// The height of another table's lane.
    pub const OTHER: i32 = 26;
    /// The distance from one bar to the next.
    pub const BAR: i32 = 24;
    /// The gap between lanes and bars, for the labels of the band's edges.
    const GAP: i32 = 32;
    /// The farthest position beyond the chart: no stroke reaches back from it.
    pub const FAR: i32 = 20_000;

    /// Below this width names are shortened.
    const NARROW: i32 = 520;

    /// The narrowest chart: where there is less room, everything is smaller.
    const LEAST: i32 = 240;
    /// The usual size of text, in pixels.
    const TEXT: i32 = 16;

    /// The scale for a plot in a chart of that width, where text has that size, both in pixels of the page.
    pub fn new(plot: &Plot, bars: usize, (drawn, text): (i32, i32)) -> Scale {
        let width = (drawn * Scale::TEXT / text.max(1)).max(Scale::LEAST);
        Scale {
            width,
            drawn,
            left: if width < Scale::NARROW { 30 } else { 96 },
            right: width - 14,
            from: plot.from,
            to: plot.to,
            partitions: plot.partitions as i32,
            others: plot.others.len() as i32,
            bars: bars as i32,
        }
    }

    /// A length as it is drawn, in pixels of the page.
    pub fn drawn(&self, length: i32) -> i32 {
        length * self.drawn / self.width
    }

    /// A place that is given in pixels of the page.
    pub fn place(&self, (x, y): (i32, i32)) -> (i32, i32) {
        let of = |length: i32| length * self.width / self.drawn.max(1);
        (of(x), of(y))
    }

    /// Whether names are shortened.
    pub fn is_narrow(&self) -> bool {
        self.width < Scale::NARROW
    }

    /// The length of the time line, in milliseconds; at least one.
    pub fn length_ms(&self) -> i64 {
        self.to.millis().saturating_sub(self.from.millis()).max(1)
    }

    /// The position of a moment. One that is not shown lies beyond the chart, at its own place or as far as
    /// [`Scale::FAR`]: what is drawn there is clipped, never moved to the edge.
    pub fn x(&self, time: Timestamp) -> i32 {
        let after = i128::from(time.millis()) - i128::from(self.from.millis());
        let room = i128::from(self.right - self.left);
        let x = i128::from(self.left) + (after * room).div_euclid(i128::from(self.length_ms()));
        // Between the two clamped ends, so it fits.
        x.clamp((-Scale::FAR).into(), (self.width + Scale::FAR).into()) as i32
    }

    /// The moment at a position; beyond the lanes, that of their end.
    pub fn time(&self, x: i32) -> Timestamp {
        let room = i128::from((self.right - self.left).max(1));
        let after = i128::from((x - self.left).clamp(0, self.right - self.left));
        self.from.plus_ms((i128::from(self.length_ms()) * after / room) as i64)
    }

    /// Whether a moment is on the chart.
    pub fn has(&self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }

    /// The height of a partition's lane: less if there are many.
    pub fn lane(&self) -> i32 {
        match self.partitions {
            ..=4 => 34,
            5..=8 => 28,
            9..=16 => 18,
            many => (288 / many).max(3),
        }
    }

    /// Whether the lanes are high enough for names.
    pub fn has_names(&self) -> bool {
        self.lane() >= 14
    }

    /// The top of a partition's lane.
    pub fn y(&self, partition: usize) -> i32 {
        Scale::TOP + partition as i32 * self.lane()
    }

    /// The bottom of the last partition's lane.
    pub fn bottom(&self) -> i32 {
        Scale::TOP + self.partitions * self.lane()
    }

    /// The top of another table's lane.
    pub fn y_of_other(&self, number: usize) -> i32 {
        self.bottom() + Scale::GAP + number as i32 * Scale::OTHER
    }

    /// The top of a bar.
    pub fn y_of_bar(&self, number: usize) -> i32 {
        let gap = if self.others > 0 { 8 } else { 0 };
        self.y_of_other(0) + self.others * Scale::OTHER + gap + number as i32 * Scale::BAR
    }

    /// The bottom of the last bar.
    pub fn foot(&self) -> i32 {
        self.y_of_bar(self.bars as usize)
    }

    /// The height of the chart.
    pub fn height(&self) -> i32 {
        self.foot() + 20
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::history::History;
    use crate::model::view_state::ViewState;
    use timemark_core::{Engine, Options};

    const T: Timestamp = Timestamp::from_millis(1_000_000);

    fn scale() -> Scale {
        let (from, to) = (T.plus_ms(-120_000), T.plus_ms(120_000));
        Scale { width: 600, drawn: 600, left: 100, right: 580, from, to, partitions: 4, others: 2, bars: 1 }
    }

    #[test]
    fn larger_text_makes_a_larger_chart_of_the_same_width() {
        let plot = Plot::blank(&History::new(Engine::new(Options::default())), &ViewState::default());
        let [usual, large, none] = [(800, 16), (800, 32), (200, 32)].map(|drawn| Scale::new(&plot, 0, drawn));
        assert_eq!([usual.width, large.width, none.width], [800, 400, 240]);
        assert_eq!([usual, large, none].map(|scale| scale.drawn(scale.width)), [800, 800, 200]);
        assert_eq!((large.place((100, 60)), large.drawn(50)), ((50, 30), 100));
    }

    #[test]
    fn moments_have_their_places() {
        let scale = scale();
        assert_eq!(scale.x(T), 340);
        assert_eq!(scale.x(T.plus_ms(-60_000)), 220);
        assert_eq!([i64::MIN, i64::MAX].map(|ms| scale.x(Timestamp::from_millis(ms))), [-20_000, 20_600]);
        assert_eq!([100, 340, 580].map(|x| scale.time(x)), [scale.from, T, scale.to]);
        assert_eq!([i32::MIN / 2, 9_999].map(|x| scale.time(x)), [scale.from, scale.to]);
    }

    #[test]
    fn what_is_not_shown_lies_beyond_the_chart() {
        let scale = scale();
        assert_eq!(scale.x(scale.from.plus_ms(-1_000)), 98);
        assert_eq!(scale.x(scale.to.plus_ms(1_000)), 582);
        let zoomed = Scale { from: T.plus_ms(-1_000), to: T.plus_ms(1_000), ..scale };
        assert!(zoomed.x(T.plus_ms(-60_000)) < zoomed.left - 10_000);
        assert!(zoomed.x(T.plus_ms(60_000)) > zoomed.right + 10_000);
    }

    #[test]
    fn nothing_covers_anything_else() {
        let scale = scale();
        assert_eq!((scale.y(1), scale.bottom()), (80, 182));
        assert!(scale.bottom() < scale.y_of_other(0) && scale.y_of_other(1) + Scale::OTHER < scale.y_of_bar(0));
        assert_eq!(scale.foot(), scale.y_of_bar(1));
    }

    #[test]
    fn many_partitions_fit() {
        let height = |partitions| Scale { partitions, ..scale() }.bottom() - Scale::TOP;
        assert!([1, 4, 8, 16, 24, 64].map(height).iter().all(|height| *height <= 288));
    }
}
