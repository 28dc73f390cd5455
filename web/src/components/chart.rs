//! The picture: writes on the lanes of their partitions, the band of two minutes around a backup's request, and the
//! shoreline where each partition is cut.

use super::Scale;
use crate::format;
use crate::shared::Shared;
use crate::view::Window;
use timemark_core::Timestamp;
use timemark_core::lab::{ChangeDescription, ChangeKind, Verdict};
use timemark_core::limits::WINDOW_MS;
use yew::prelude::*;

/// The properties of [`Chart`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChartProps {
    /// What is pictured.
    pub window: Shared<Window>,
    /// Where things stand.
    pub scale: Scale,
}

/// Whether a write is in, as its mark shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// In.
    Full,
    /// Not in.
    Empty,
    /// Nobody knows yet.
    Open,
}

/// All of the picture that does not move with the clock. To be put into an `<svg>`.
#[component]
pub fn Chart(ChartProps { window, scale }: &ChartProps) -> Html {
    let at = |ms: i64| window.requested.plus_ms(ms);
    let (left, right, top, bottom) = (scale.left, scale.right, scale.top, scale.bottom());
    let (from, to) = (scale.x(at(-WINDOW_MS)), scale.x(at(WINDOW_MS)));
    html! {
        <>
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch-ground" width="7" height="7" />
                    <rect class="hatch-line" width="1.4" height="7" />
                </pattern>
            </defs>
            for minute in -2_i64..=2 {
                { minute_line(scale, at(minute * 60_000), !scale.is_narrow() || minute.abs() == 1) }
            }
            <rect class="certain" x={s(left)} y={s(top)} width={s(from - left)} height={s(bottom - top)} />
            <rect fill="url(#hatch)" x={s(from)} y={s(top)} width={s(to - from)} height={s(bottom - top)} />
            { shoreline(window, scale) }
            for lane in 0..window.partitions {
                <line class="grid" x1={s(left)} x2={s(right)} y1={s(scale.y(lane + 1))} y2={s(scale.y(lane + 1))} />
                <text x="2" y={s(scale.y(lane) + Scale::LANE / 2 + 4)}>
                    { if scale.is_narrow() { format!("P{lane}") } else { format!("partition {lane}") } }
                </text>
            }
            for change in window.changes() {
                { write(change, scale) }
            }
            { out_of_order(window, scale) }
            { flag(window, scale) }
            <text class="quiet" x={s(from)} y={s(bottom + 17)} text-anchor="middle">{ "T − 60 s" }</text>
            <text class="quiet" x={s(to)} y={s(bottom + 17)} text-anchor="middle">{ "T + 60 s" }</text>
        </>
    }
}

/// A number as an attribute.
fn s(number: i32) -> AttrValue {
    number.to_string().into()
}

fn minute_line(scale: &Scale, time: Timestamp, has_label: bool) -> Html {
    let x = scale.x(time);
    let anchor = match x {
        x if x <= scale.left => "start",
        x if x >= scale.right => "end",
        _ => "middle",
    };
    html! {
        <>
            <line class="grid" x1={s(x)} x2={s(x)} y1="20" y2={s(scale.foot())} />
            if has_label {
                <text class="quiet" x={s(x)} y="12" text-anchor={anchor}>{ format::clock(time) }</text>
            }
        </>
    }
}

/// The stepped line through the partitions at their cuts. What is left of it is in the backup.
fn shoreline(window: &Window, scale: &Scale) -> Html {
    let cuts: Option<Vec<i32>> = (0..window.partitions).map(|lane| Some(scale.x(window.cut(lane)?))).collect();
    let Some(cuts) = cuts else { return Html::default() };
    let mut line = String::new();
    for (lane, x) in cuts.iter().enumerate() {
        let command = if lane == 0 { 'M' } else { 'L' };
        line += &format!("{command}{x} {}L{x} {}", scale.y(lane), scale.y(lane + 1));
    }
    let (left, top, bottom) = (scale.left, scale.top, scale.bottom());
    let area = format!("{line}L{left} {bottom}L{left} {top}Z");
    let class = if window.is_made() { "shore" } else { "shore awaited" };
    html! {
        <>
            <path class="water" d={area} />
            <path {class} d={line} />
        </>
    }
}

/// The lane of a change, and a height within it that is always the same for the same change, so that neighbours do not
/// hide each other.
fn place(scale: &Scale, time: Timestamp, partition: u32, sequence: u64) -> (i32, i32) {
    let height = 9 + (sequence * 13 % 21) as i32;
    (scale.x(time), scale.y(partition as usize) + height)
}

fn write(change: &ChangeDescription, scale: &Scale) -> Html {
    let (Some(time), Some(partition), Some(sequence), Some(kind), Some(verdict)) =
        (change.commit_time, change.partition, change.sequence, &change.kind, &change.verdict)
    else {
        return Html::default();
    };
    let (x, y) = place(scale, time, partition, sequence);
    let fill = match (change.included, verdict) {
        (Some(true), _) | (None, Verdict::In) => Fill::Full,
        (Some(false), _) | (None, Verdict::Out) => Fill::Empty,
        (None, _) => Fill::Open,
    };
    mark(kind, verdict, fill, x, y)
}

/// A write: a circle for a new item, a diamond for an item written over, a crossed circle for one deleted; full if it is
/// in the backup.
pub fn mark(kind: &ChangeKind, verdict: &Verdict, fill: Fill, x: i32, y: i32) -> Html {
    let verdict = match verdict {
        Verdict::In => "in",
        Verdict::Out => "out",
        _ => "maybe",
    };
    let fill = match fill {
        Fill::Full => "full",
        Fill::Empty => "empty",
        Fill::Open => "open",
    };
    let class = classes!("mark", verdict, fill);
    let shape = match kind {
        ChangeKind::Modify => format!("M{x} {}l5 5l-5 5l-5-5z", y - 5),
        _ => format!("M{} {y}a4 4 0 0 1 8 0a4 4 0 0 1-8 0z", x - 4),
    };
    html! {
        <>
            <path class={class.clone()} d={shape} />
            if *kind == ChangeKind::Remove {
                <path class={classes!(class, "cross")} d={format!("M{} {}l5 5m0-5l-5 5", x as f32 - 2.5, y as f32 - 2.5)} />
            }
        </>
    }
}

/// The first write that is in although an earlier one is out, and that one, joined.
fn out_of_order(window: &Window, scale: &Scale) -> Html {
    let Some(anomaly) = window.explanation.anomalies.iter().flatten().next() else { return Html::default() };
    let find = |sequence: Option<u64>| {
        let change = window.changes().find(|change| change.sequence == sequence)?;
        Some(place(scale, change.commit_time?, change.partition?, change.sequence?))
    };
    let (Some((x1, y1)), Some((x2, y2))) = (find(anomaly.earlier_sequence), find(anomaly.sequence)) else {
        return Html::default();
    };
    let (bend1, bend2) = (y1 + (y2 - y1) / 3, y1 + 2 * (y2 - y1) / 3);
    html! {
        <g class="odd">
            <path d={format!("M{x1} {y1}C{} {bend1} {} {bend2} {x2} {y2}", x1 + 14, x2 - 4)} />
            <circle cx={s(x1)} cy={s(y1)} r="8" />
            <circle cx={s(x2)} cy={s(y2)} r="8" />
        </g>
    }
}

/// The moment of the request, with the backup's name.
fn flag(window: &Window, scale: &Scale) -> Html {
    let name = window.backup.as_ref().and_then(|backup| backup.backup_name.clone());
    let longest = if scale.is_narrow() { 9 } else { 24 };
    let mut name = name.unwrap_or_else(|| "if now".to_owned());
    if name.chars().count() > longest {
        name = name.chars().take(longest - 1).chain(['…']).collect();
    }
    let label = format!("{name} · T");
    let (x, width) = (scale.x(window.requested), label.chars().count() as i32 * 7 + 14);
    let class = if window.backup.is_some() { "flag" } else { "flag imagined" };
    html! {
        <g {class}>
            <line x1={s(x)} x2={s(x)} y1="20" y2={s(scale.bottom() + 6)} />
            <rect x={s(x)} y="20" width={s(width)} height="20" rx="2" />
            <text x={s(x + 7)} y="34">{ label }</text>
        </g>
    }
}
