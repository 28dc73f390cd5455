//! The marks of the writes. Marks of one style are one path, so that a thousand of them are a handful of elements.

use super::{Scale, s};
use crate::components::labels;
use crate::model::view::{BINS, Bins, Plot, Writes};
use std::collections::BTreeMap;
use timemark_core::Timestamp;
use timemark_core::lab::{ChangeDescription, ChangeKind, Verdict};
use yew::prelude::*;

/// Whether a write is in, as its mark shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fill {
    /// In.
    Full,
    /// Not in.
    Empty,
    /// Not decided yet.
    Open,
}

impl Fill {
    /// The fill for whether a write is included, and its verdict.
    pub fn of(included: Option<bool>, verdict: &Verdict) -> Fill {
        match (included, verdict) {
            (Some(true), _) | (None, Verdict::In) => Fill::Full,
            (Some(false), _) | (None, Verdict::Out) => Fill::Empty,
            (None, _) => Fill::Open,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Fill::Full => "full",
            Fill::Empty => "empty",
            Fill::Open => "open",
        }
    }
}

/// The style of a mark: whether it is the cross of a deletion, the class of the verdict, and the fill. Crosses sort
/// after the marks that they are drawn on.
type MarkStyle = (bool, &'static str, &'static str);

/// The outlines of marks by style.
#[derive(Default)]
struct Outlines(BTreeMap<MarkStyle, String>);

impl Outlines {
    fn add(&mut self, verdict: &Verdict, fill: Fill, is_cross: bool, outline: &str) {
        let style = (is_cross, labels::verdict(verdict).0, fill.class());
        self.0.entry(style).or_default().push_str(outline);
    }

    /// A circle for a new item, a diamond for an item written over, a crossed circle for one deleted.
    fn add_mark(&mut self, kind: &ChangeKind, verdict: &Verdict, fill: Fill, (x, y): (i32, i32)) {
        match kind {
            ChangeKind::Modify => self.add(verdict, fill, false, &format!("M{x} {}l5 5-5 5-5-5z", y - 5)),
            _ => self.add(verdict, fill, false, &format!("M{} {y}a4 4 0 0 1 8 0a4 4 0 0 1-8 0z", x - 4)),
        }
        if *kind == ChangeKind::Remove {
            self.add(verdict, fill, true, &format!("M{} {}l4 4m0-4l-4 4", x - 2, y - 2));
        }
    }

    fn html(self) -> Html {
        let path = |((is_cross, verdict, fill), outline): (MarkStyle, String)| {
            let class = format!("mark {verdict} {fill}{}", if is_cross { " cross" } else { "" });
            html! { <path {class} d={outline} /> }
        };
        self.0.into_iter().map(path).collect()
    }
}

/// One mark by itself.
pub fn mark(kind: &ChangeKind, verdict: &Verdict, fill: Fill, x: i32, y: i32) -> Html {
    let mut outlines = Outlines::default();
    outlines.add_mark(kind, verdict, fill, (x, y));
    outlines.html()
}

/// The position of a write: in its partition's lane, at a height that depends on the write alone, so that neighbours do
/// not hide each other.
pub fn position(scale: &Scale, change: &ChangeDescription) -> Option<(i32, i32)> {
    let (partition, sequence) = (change.partition? as usize, change.sequence?);
    let lane = scale.lane();
    let height = if lane < 20 { lane / 2 } else { 9 + (sequence * 13 % (lane as u64 - 17)) as i32 };
    Some((scale.x(change.commit_time?), scale.y(partition) + height))
}

/// All writes of the plot.
pub fn marks(plot: &Plot, scale: &Scale) -> Html {
    let mut outlines = Outlines::default();
    match &plot.writes {
        Writes::Each(changes) => {
            for change in changes {
                if let (Some(position), Some(kind), Some(verdict)) =
                    (position(scale, change), &change.kind, &change.verdict)
                {
                    outlines.add_mark(kind, verdict, Fill::of(change.included, verdict), position);
                }
            }
        }
        Writes::Counted(partitions) => {
            let highest = highest(partitions);
            for (partition, bins) in partitions.iter().enumerate() {
                let foot = scale.y(partition) + scale.lane() - 2;
                let cut = plot.cut(partition).filter(|_| plot.is_made());
                for (bin, writes) in written(bins) {
                    let time = plot.time_of_bin(bin);
                    let verdict = plot.verdict(time);
                    let fill = Fill::of(cut.map(|cut| time <= cut), &verdict);
                    outlines.add(&verdict, fill, false, &column(scale, bin, foot, writes, highest, scale.lane() - 6));
                }
            }
        }
    }
    html! { <g class={if matches!(plot.writes, Writes::Each(_)) { "each" } else { "counted" }}>{ outlines.html() }</g> }
}

/// The writes of the other tables, counted.
pub fn others(plot: &Plot, scale: &Scale) -> Html {
    let lane = |(number, (name, bins)): (usize, &(String, Bins))| {
        let foot = scale.y_of_other(number) + Scale::OTHER - 3;
        let highest = highest(std::slice::from_ref(bins));
        let outline: String =
            written(bins).map(|(bin, writes)| column(scale, bin, foot, writes, highest, Scale::OTHER - 8)).collect();
        html! {
            <>
                <line class="grid" x1={s(scale.left)} x2={s(scale.right)} y1={s(foot)} y2={s(foot)} />
                <path class="mark other" d={outline} />
                <text class="quiet" x="2" y={s(foot - 5)}>{ shortened(name, if scale.is_narrow() { 4 } else { 14 }) }</text>
            </>
        }
    };
    plot.others.iter().enumerate().map(lane).collect()
}

/// A name, shortened to a number of characters.
pub fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    name.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

fn highest(partitions: &[Bins]) -> u32 {
    partitions.iter().flat_map(|bins| bins.0.iter().copied()).max().unwrap_or_default().max(1)
}

fn written(bins: &Bins) -> impl Iterator<Item = (usize, u32)> {
    bins.0.iter().copied().enumerate().filter(|(_, writes)| *writes > 0)
}

/// A column for the writes of one bin, at least high enough to be visible.
fn column(scale: &Scale, bin: usize, foot: i32, writes: u32, highest: u32, room: i32) -> String {
    let edge = |bin: i64| scale.left + (i64::from(scale.right - scale.left) * bin / i64::from(BINS)) as i32;
    let (from, to) = (edge(bin as i64), edge(bin as i64 + 1));
    let height = (i64::from(room) * i64::from(writes) / i64::from(highest)).max(2);
    format!("M{from} {foot}v-{height}h{}v{height}z", (to - from).max(1))
}

/// The write whose mark is nearest to a position, if one is near.
pub fn nearest<'a>(plot: &'a Plot, scale: &Scale, x: i32, y: i32) -> Option<&'a ChangeDescription> {
    const NEAR: i32 = 14;
    let Writes::Each(changes) = &plot.writes else { return None };
    let distance = |change: &&ChangeDescription| {
        position(scale, change).map_or(i32::MAX, |(its_x, its_y)| (its_x - x).pow(2).saturating_add((its_y - y).pow(2)))
    };
    changes.iter().min_by_key(distance).filter(|change| distance(change) <= NEAR * NEAR)
}

/// The bin at a position where writes are counted: partition, time and number of writes.
pub fn counted_at(plot: &Plot, scale: &Scale, x: i32, y: i32) -> Option<(usize, Timestamp, u32)> {
    let Writes::Counted(partitions) = &plot.writes else { return None };
    if x < scale.left || x > scale.right || y < Scale::TOP {
        return None;
    }
    let partition = ((y - Scale::TOP) / scale.lane()) as usize;
    let bin = i64::from(x - scale.left) * i64::from(BINS) / i64::from((scale.right - scale.left).max(1));
    let writes = *partitions.get(partition)?.0.get(bin as usize)?;
    Some((partition, plot.time_of_bin(bin as usize), writes))
}
