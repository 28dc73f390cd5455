//! The chart: writes on the lanes of their partitions, the band of two minutes around a backup's request, and the
//! shoreline where each partition is cut.

use super::axis::axis;
use super::marks::{marks, others, position, shortened};
use super::{Scale, s};
use crate::model::view::{Plot, Writes};
use crate::shared::Shared;
use timemark_core::lab::{Anomaly, ChangeDescription};
use timemark_core::limits::WINDOW_MS;
use yew::prelude::*;

/// The properties of [`Chart`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChartProps {
    /// The data.
    pub plot: Shared<Plot>,
    /// The scale.
    pub scale: Scale,
}

/// The part of the chart that does not move with the clock, for use in an `<svg>`.
#[component]
pub fn Chart(ChartProps { plot, scale }: &ChartProps) -> Html {
    let at = |ms: i64| plot.requested.plus_ms(ms);
    let (left, right, top, bottom) = (scale.left, scale.right, Scale::TOP, scale.bottom());
    let (from, to) = (scale.x(at(-WINDOW_MS)), scale.x(at(WINDOW_MS)));
    // Two minutes of a month are less than a pixel, but must be visible.
    let width = if from < right && to > left { (to - from).max(2) } else { to - from };
    let has_edges = width > 130;
    html! {
        <>
            <defs>
                <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch-ground" width="7" height="7" />
                    <rect class="hatch-line" width="1.4" height="7" />
                </pattern>
            </defs>
            { axis(scale, plot.requested) }
            <rect class="certain" x={s(left)} y={s(top)} width={s(from - left)} height={s(bottom - top)} />
            <rect fill="url(#hatch)" x={s(from)} y={s(top)} width={s(width)} height={s(bottom - top)} />
            { shoreline(plot, scale) }
            for lane in 0..plot.partitions {
                <line class="grid" x1={s(left)} x2={s(right)} y1={s(scale.y(lane + 1))} y2={s(scale.y(lane + 1))} />
                if scale.has_names() {
                    <text x="2" y={s(scale.y(lane) + scale.lane() / 2 + 4)}>
                        { if scale.is_narrow() { format!("P{lane}") } else { format!("partition {lane}") } }
                    </text>
                }
            }
            if !scale.has_names() {
                <text x="2" y={s(top + 12)}>{ format!("{} parts", plot.partitions) }</text>
            }
            { marks(plot, scale) }
            { others(plot, scale) }
            for anomaly in plot.explanation.anomalies.iter().flatten().take(ARCS) {
                { arc(plot, scale, anomaly) }
            }
            { flag(plot, scale) }
            if has_edges && from > left {
                <text class="quiet" x={s(from)} y={s(bottom + 16)} text-anchor="middle">{ "T − 60 s" }</text>
            }
            if has_edges && to < right {
                <text class="quiet" x={s(to)} y={s(bottom + 16)} text-anchor="middle">{ "T + 60 s" }</text>
            }
        </>
    }
}

/// The most anomalies that are drawn as an arc.
const ARCS: usize = 3;

/// The stepped line through the partitions at their cuts. Writes left of it are in the backup.
fn shoreline(plot: &Plot, scale: &Scale) -> Html {
    let cuts: Option<Vec<i32>> = (0..plot.partitions).map(|lane| Some(scale.x(plot.cut(lane)?))).collect();
    let Some(cuts) = cuts.filter(|cuts| !cuts.is_empty()) else { return Html::default() };
    let mut line = String::new();
    for (lane, x) in cuts.iter().enumerate() {
        let command = if lane == 0 { 'M' } else { 'L' };
        line += &format!("{command}{x} {}L{x} {}", scale.y(lane), scale.y(lane + 1));
    }
    let (left, top, bottom) = (scale.left, Scale::TOP, scale.bottom());
    let area = format!("{line}L{left} {bottom}L{left} {top}Z");
    let class = if plot.is_made() { "shore" } else { "shore awaited" };
    html! {
        <>
            <path class="water" d={area} />
            <path {class} d={line} />
        </>
    }
}

/// An arc from a write that is in to the earlier one that is out.
fn arc(plot: &Plot, scale: &Scale, anomaly: &Anomaly) -> Html {
    let Writes::Each(changes) = &plot.writes else { return Html::default() };
    let find = |sequence: Option<u64>| {
        let found: Option<&ChangeDescription> = changes.iter().find(|change| change.sequence == sequence);
        position(scale, found?)
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

/// The flag at the time of the request, with the backup's name.
fn flag(plot: &Plot, scale: &Scale) -> Html {
    if !scale.has(plot.requested) {
        return Html::default();
    }
    let name = plot.backup.as_ref().and_then(|backup| backup.backup_name.clone());
    let name = shortened(name.as_deref().unwrap_or("what if"), if scale.is_narrow() { 9 } else { 24 });
    let label = format!("{name} · T");
    let (x, width) = (scale.x(plot.requested), label.chars().count() as i32 * 7 + 14);
    // To the right of the line, or to the left if there is no room.
    let box_x = if x + width > scale.right + 10 { x - width } else { x };
    let class = if plot.backup.is_some() { "flag" } else { "flag imagined" };
    html! {
        <g {class}>
            <line x1={s(x)} x2={s(x)} y1="20" y2={s(scale.bottom() + 6)} />
            <rect x={s(box_x)} y="20" width={s(width)} height="20" rx="2" />
            <text x={s(box_x + 7)} y="34">{ label }</text>
        </g>
    }
}
