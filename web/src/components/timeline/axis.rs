//! The time axis above the lanes.

use super::{Scale, s};
use crate::format;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The possible distances between two grid lines, in milliseconds.
const STEPS_MS: [i64; 22] = [
    100,
    250,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    604_800_000,
    2_419_200_000,
];

/// The least distance between two grid lines, in pixels.
const DISTANCE_MIN: i64 = 88;

/// The grid lines: moments and labels, at round times of the clock.
pub fn ticks(scale: &Scale) -> Vec<(Timestamp, String)> {
    let room = i64::from((scale.right - scale.left).max(1));
    let is_wide_enough = |step: &&i64| **step * room / scale.length_ms() >= DISTANCE_MIN;
    let step = STEPS_MS.iter().find(is_wide_enough).copied().unwrap_or(scale.length_ms());
    let first = scale.from.millis() - scale.from.millis().rem_euclid(step);
    let mut ticks = Vec::new();
    for number in 0.. {
        let time = Timestamp::from_millis(first + number * step);
        if time > scale.to {
            break;
        }
        if time >= scale.from {
            ticks.push((time, label(time, step)));
        }
    }
    ticks
}

fn label(time: Timestamp, step_ms: i64) -> String {
    match step_ms {
        ..1_000 => format::clock_tenths(time),
        1_000..60_000 => format::clock(time),
        60_000..21_600_000 => format::clock(time).get(..5).unwrap_or_default().to_owned(),
        21_600_000..86_400_000 => format::date_and_clock(time).get(5..16).unwrap_or_default().to_owned(),
        _ => format::date(time).get(5..).unwrap_or_default().to_owned(),
    }
}

/// The grid lines and their labels.
pub fn axis(scale: &Scale) -> Html {
    let tick = |(time, label): (Timestamp, String)| {
        let x = scale.x(time);
        let anchor = match x {
            x if x - scale.left < 30 => "start",
            x if scale.right - x < 30 => "end",
            _ => "middle",
        };
        html! {
            <>
                <line class="grid" x1={s(x)} x2={s(x)} y1="20" y2={s(scale.foot())} />
                <text class="quiet" x={s(x)} y="12" text-anchor={anchor}>{ label }</text>
            </>
        }
    };
    ticks(scale).into_iter().map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_500_000);

    fn labels(span_ms: i64) -> Vec<String> {
        labels_around(T, span_ms)
    }

    fn labels_around(middle: Timestamp, span_ms: i64) -> Vec<String> {
        let (from, to) = (middle.plus_ms(-span_ms / 2), middle.plus_ms(span_ms / 2));
        let scale =
            Scale { width: 600, drawn: 600, left: 100, right: 580, from, to, partitions: 4, others: 0, bars: 0 };
        ticks(&scale).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn lines_are_whole_and_far_enough_apart() {
        assert_eq!(labels(240_000), ["14:23", "14:24", "14:25", "14:26", "14:27"]);
        assert_eq!(labels_around(T.plus_ms(17_345), 240_000), ["14:24", "14:25", "14:26", "14:27"]);
        assert_eq!(labels(100_000), ["14:24:30", "14:25:00", "14:25:30"]);
        assert_eq!(labels(2_000).len(), 5);
        assert_eq!(labels(30 * 86_400_000), ["11-12", "11-19", "11-26", "12-03"]);
        for span_ms in [2_000, 7_000, 100_000, 3_000_000, 90_000_000, 100 * 86_400_000] {
            assert!((2..=6).contains(&labels(span_ms).len()), "{span_ms}: {:?}", labels(span_ms));
        }
    }
}
