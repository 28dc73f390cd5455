//! The chart: writes on the lanes of their partitions, the band of two minutes around a backup's request, and the
//! shoreline where each partition is cut.

use super::axis::axis;
use super::marks::{marks, others, shortened};
use super::placing::Placing;
use super::{Scale, s};
use crate::model::view::{Plot, Writes};
use crate::shared::Shared;
use timemark_core::lab::Anomaly;
use yew::prelude::*;

/// The properties of [`Chart`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChartProps {
    /// The data.
    pub plot: Shared<Plot>,
    /// The places of the writes.
    pub placing: Shared<Placing>,
    /// The scale.
    pub scale: Scale,
}

/// The part of the chart that does not move with the clock, for use in an `<svg>`. What lies outside of the stretch
/// that is shown is clipped.
#[component]
pub fn Chart(ChartProps { plot, placing, scale }: &ChartProps) -> Html {
    let (left, right, top, bottom) = (scale.left, scale.right, Scale::TOP, scale.bottom());
    html! {
        <>
            <defs>
                <clipPath id="lanes">
                    <rect x={s(left)} y="0" width={s(right - left)} height={s(scale.height())} />
                </clipPath>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch-line" width="2" height="6" />
                </pattern>
            </defs>
            <rect class="ground-out" x={s(left)} y={s(top)} width={s(right - left)} height={s(bottom - top)} />
            <g clip-path="url(#lanes)">{ grounds(plot, scale) }</g>
            { axis(scale) }
            for lane in 0..plot.partitions {
                <line class="grid" x1={s(left)} x2={s(right)} y1={s(scale.y(lane + 1))} y2={s(scale.y(lane + 1))} />
                if scale.has_names() {
                    <text class="quiet" x="2" y={s(scale.y(lane) + scale.lane() / 2 + 4)}>
                        { if scale.is_narrow() { format!("P{lane}") } else { format!("partition {lane}") } }
                    </text>
                }
            }
            if !scale.has_names() {
                <text class="quiet" x="2" y={s(top + 12)}>{ format!("{} parts", plot.partitions) }</text>
            }
            <g clip-path="url(#lanes)">
                { marks(plot, placing, scale) }
                { shoreline(plot, scale) }
                for anomaly in plot.explanation.anomalies.iter().flatten().take(ARCS) {
                    { arc(plot, placing, scale, anomaly) }
                }
            </g>
            { others(plot, scale) }
            { ruler(plot, scale) }
        </>
    }
}

/// The most anomalies that are drawn as an arc.
const ARCS: usize = 3;

/// The positions of the cuts, lane by lane; `None` if one is not known.
fn cuts(plot: &Plot, scale: &Scale) -> Option<Vec<i32>> {
    let cuts: Option<Vec<i32>> = (0..plot.partitions).map(|lane| Some(scale.x(plot.cut(lane)?))).collect();
    cuts.filter(|cuts| !cuts.is_empty())
}

/// The stepped line through the partitions at their cuts.
fn outline(cuts: &[i32], scale: &Scale) -> String {
    let mut line = String::new();
    for (lane, x) in cuts.iter().enumerate() {
        let command = if lane == 0 { 'M' } else { 'L' };
        line += &format!("{command}{x} {}L{x} {}", scale.y(lane), scale.y(lane + 1));
    }
    line
}

/// One wash for what may be in the backup, and over it one for what is.
fn grounds(plot: &Plot, scale: &Scale) -> Html {
    let (from, to) = (scale.x(plot.promise.certain), scale.x(plot.promise.possible));
    let (top, bottom, beyond) = (Scale::TOP, scale.bottom(), -Scale::FAR - 1);
    let ground = |class: &'static str, from: i32, to: i32| {
        html! { <rect {class} x={s(from)} y={s(top)} width={s((to - from).max(0))} height={s(bottom - top)} /> }
    };
    html! {
        <>
            // Two minutes of a month are less than a pixel, but must be visible.
            { ground("ground-maybe", from, to.max(from + 2)) }
            if let Some(cuts) = cuts(plot, scale) {
                <path class="ground-in" d={format!("{}L{beyond} {bottom}L{beyond} {top}Z", outline(&cuts, scale))} />
            } else {
                { ground("ground-in", beyond, from) }
            }
        </>
    }
}

/// The line between what is in the backup and what is not.
fn shoreline(plot: &Plot, scale: &Scale) -> Html {
    let Some(cuts) = cuts(plot, scale) else { return Html::default() };
    let class = if plot.is_made() { "shore" } else { "shore awaited" };
    html! { <path {class} d={outline(&cuts, scale)} /> }
}

/// An arc from a write that is in to the earlier one that is out.
fn arc(plot: &Plot, placing: &Placing, scale: &Scale, anomaly: &Anomaly) -> Html {
    let Writes::Each(_) = &plot.writes else { return Html::default() };
    let find = |sequence: Option<u64>| placing.position(scale, plot.write(sequence?)?.0);
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

/// The ruler of the request beneath the lanes: T − 60 s, T and T + 60 s, hatched where a write may be in or not.
fn ruler(plot: &Plot, scale: &Scale) -> Html {
    let (from, at, to) = (scale.x(plot.promise.certain), scale.x(plot.requested), scale.x(plot.promise.possible));
    let (y, words) = (scale.bottom() + 4, scale.bottom() + 24);
    let has_edges = to - from > 120;
    let label = |time, x: i32, label: &'static str| {
        let anchor = match x {
            x if x - scale.left < 24 => "start",
            x if scale.right - x < 24 => "end",
            _ => "middle",
        };
        html! {
            if scale.has(time) {
                <text class="quiet" x={s(x)} y={s(words)} text-anchor={anchor}>{ label }</text>
            }
        }
    };
    // In the middle of what is shown of either side, if it has room for the words.
    let side = |from: i32, to: i32, label: &'static str| {
        let (from, to) = (from.max(scale.left), to.min(scale.right));
        html! {
            if to - from > 150 {
                <text class="quiet" x={s((from + to) / 2)} y={s(words)} text-anchor="middle">{ label }</text>
            }
        }
    };
    html! {
        <g>
            <g clip-path="url(#lanes)">
                <rect fill="url(#hatch)" x={s(from)} y={s(y)} width={s((to - from).max(2))} height="6" />
            </g>
            if has_edges {
                { label(plot.promise.certain, from, "T − 60 s") }
                { label(plot.promise.possible, to, "T + 60 s") }
            }
            { label(plot.requested, at, "T") }
            { side(scale.left, from - 30, "certainly in") }
            { side(to + 30, scale.right, "certainly out") }
        </g>
    }
}

/// The properties of [`Flag`].
#[derive(Clone, PartialEq, Properties)]
pub struct FlagProps {
    /// The data.
    pub plot: Shared<Plot>,
    /// The scale.
    pub scale: Scale,
    /// Whether it can be dragged.
    pub is_handle: bool,
}

/// The flag at the time of the request, with the backup's name, or the handle that moves it.
#[component]
pub fn Flag(FlagProps { plot, scale, is_handle }: &FlagProps) -> Html {
    if !scale.has(plot.requested) {
        return Html::default();
    }
    let name = plot.backup.as_ref().and_then(|backup| backup.backup_name.clone());
    let label = match name {
        Some(name) => format!("{} · T", shortened(&name, if scale.is_narrow() { 9 } else { 24 })),
        None => "⇔ T".to_owned(),
    };
    let (x, width) = (scale.x(plot.requested), label.chars().count() as i32 * 7 + 18);
    // Over the line; where there is no room, beside it.
    let box_x = (x - width / 2).clamp(2, (scale.width - width - 2).max(2));
    html! {
        <g class={if *is_handle { "flag handle" } else { "flag" }}>
            <line x1={s(x)} x2={s(x)} y1="20" y2={s(scale.bottom() + 10)} />
            if *is_handle {
                <rect class="grip" x={s(x - 16)} y="14" width="32" height={s(scale.bottom() - 6)} />
            }
            <rect class="board" x={s(box_x)} y="19" width={s(width)} height="22" rx="5" />
            <text x={s(box_x + width / 2)} y="34" text-anchor="middle">{ label }</text>
        </g>
    }
}
