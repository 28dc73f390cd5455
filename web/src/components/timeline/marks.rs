//! The marks of the writes. Marks of one style are one path, so that a thousand of them are a handful of elements.
//!
//! The shape is the kind of the write: a circle for a new item, a diamond for one written over, a triangle for one
//! deleted. What is inside is its fate, and differs without colour too:
//!
//! ```text
//!   ●  certainly in        ◉  maybe, and in       ◐  maybe, not decided yet
//!   ○  certainly out       ⊖  maybe, and not in
//! ```

use super::placing::{Pile, Placing};
use super::{Scale, s};
use crate::model::view::{BINS, Bins, Plot, Writes};
use std::collections::BTreeMap;
use timemark_core::Timestamp;
use timemark_core::lab::{ChangeDescription, ChangeKind, Verdict};
use yew::prelude::*;

/// What became of a write, as its mark shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Certainly in.
    In,
    /// Certainly out.
    Out,
    /// In doubt, and in the backup.
    MaybeIn,
    /// In doubt, and not in the backup.
    MaybeOut,
    /// In doubt, and the backup is not made.
    Open,
}

impl Fate {
    /// The fate of a write of a verdict, included or not, as far as it is known.
    pub fn of(included: Option<bool>, verdict: &Verdict) -> Fate {
        match (verdict, included) {
            (Verdict::In, _) => Fate::In,
            (Verdict::Out, _) => Fate::Out,
            (_, Some(true)) => Fate::MaybeIn,
            (_, Some(false)) => Fate::MaybeOut,
            (_, None) => Fate::Open,
        }
    }

    /// The class of a column of such writes.
    fn column(self) -> &'static str {
        match self {
            Fate::In | Fate::MaybeIn => "column full",
            Fate::Out | Fate::MaybeOut => "column empty",
            Fate::Open => "column open",
        }
    }
}

/// The outlines of a shape, each from its middle.
struct Shape {
    outer: &'static str,
    core: &'static str,
    half: &'static str,
}

const CIRCLE: Shape = Shape {
    outer: "m-4.2 0a4.2 4.2 0 0 1 8.4 0a4.2 4.2 0 0 1-8.4 0z",
    core: "m-2.5 0a2.5 2.5 0 0 1 5 0a2.5 2.5 0 0 1-5 0z",
    half: "m0-4.2a4.2 4.2 0 0 0 0 8.4z",
};
const DIAMOND: Shape = Shape { outer: "m0-5l5 5-5 5-5-5z", core: "m0-3l3 3-3 3-3-3z", half: "m0-5l-5 5 5 5z" };
const TRIANGLE: Shape =
    Shape { outer: "m-4.7-3.8h9.4l-4.7 8.4z", core: "m-2.6-2.6h5.2l-2.6 4.6z", half: "m-4.7-3.8h4.7v8.4z" };
const BAR: &str = "m-2.2 0h4.4";

/// The parts of a mark, each with its class, in the order in which they are drawn.
fn parts(kind: &ChangeKind, fate: Fate) -> Vec<(&'static str, &'static str)> {
    let shape = match kind {
        ChangeKind::Modify => DIAMOND,
        ChangeKind::Remove => TRIANGLE,
        _ => CIRCLE,
    };
    match fate {
        Fate::In => vec![("mark solid", shape.outer)],
        Fate::Out => vec![("mark hollow", shape.outer)],
        Fate::MaybeIn => vec![("mark doubt", shape.outer), ("mark solid core", shape.core)],
        Fate::MaybeOut => vec![("mark doubt", shape.outer), ("mark strike", BAR)],
        Fate::Open => vec![("mark doubt", shape.outer), ("mark half", shape.half)],
    }
}

/// The outlines of marks by layer and class.
#[derive(Default)]
struct Outlines(BTreeMap<(usize, &'static str), String>);

impl Outlines {
    fn add(&mut self, layer: usize, class: &'static str, outline: &str) {
        self.0.entry((layer, class)).or_default().push_str(outline);
    }

    fn add_mark(&mut self, kind: &ChangeKind, fate: Fate, x: i32, y: i32) {
        for (layer, (class, outline)) in parts(kind, fate).into_iter().enumerate() {
            self.add(layer, class, &format!("M{x} {y}{outline}"));
        }
    }

    fn html(self) -> Html {
        self.0.into_iter().map(|((_, class), outline)| html! { <path {class} d={outline} /> }).collect()
    }
}

/// One mark by itself.
pub fn mark(kind: &ChangeKind, fate: Fate, x: i32, y: i32) -> Html {
    let mut outlines = Outlines::default();
    outlines.add_mark(kind, fate, x, y);
    outlines.html()
}

/// All writes of the plot.
pub fn marks(plot: &Plot, placing: &Placing, scale: &Scale) -> Html {
    let mut outlines = Outlines::default();
    match &plot.writes {
        Writes::Each(changes) => {
            let highest = placing.piles.iter().map(|pile| pile.indexes.len()).max().unwrap_or(1);
            for pile in &placing.piles {
                outlines.add_pile(changes, pile, highest, scale);
            }
            for placed in &placing.marks {
                let Some(change) = changes.get(placed.index) else { continue };
                if let (Some(kind), Some(verdict)) = (&change.kind, &change.verdict) {
                    outlines.add_mark(kind, Fate::of(change.included, verdict), placed.x, placed.y);
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
                    let fate = Fate::of(cut.map(|cut| time <= cut), &plot.verdict(time));
                    let (left, right) = edges(scale, bin);
                    let height = height(scale.lane() - 6, writes, highest);
                    outlines.add(0, fate.column(), &column(left, right, foot, height));
                }
            }
        }
    }
    outlines.html()
}

impl Outlines {
    /// A column: what is in at its foot, then what is not decided, then what is not in.
    fn add_pile(&mut self, changes: &[ChangeDescription], pile: &Pile, highest: usize, scale: &Scale) {
        let mut foot = scale.y(pile.partition) + scale.lane() - 2;
        let fates = pile.indexes.iter().filter_map(|index| changes.get(*index));
        let fates: Vec<&'static str> =
            fates.filter_map(|change| Some(Fate::of(change.included, change.verdict.as_ref()?).column())).collect();
        let room = scale.lane() - 6;
        for class in ["column full", "column open", "column empty"] {
            let writes = fates.iter().filter(|its| **its == class).count();
            if writes > 0 {
                let height = height(room, writes as u32, highest as u32);
                self.add(0, class, &column(pile.left + 1, pile.right - 1, foot, height));
                foot -= height;
            }
        }
    }
}

/// The writes of the other tables, counted.
pub fn others(plot: &Plot, scale: &Scale) -> Html {
    let lane = |(number, (name, bins)): (usize, &(String, Bins))| {
        let foot = scale.y_of_other(number) + Scale::OTHER - 3;
        let highest = highest(std::slice::from_ref(bins));
        let outline: String = written(bins)
            .map(|(bin, writes)| {
                let (left, right) = edges(scale, bin);
                column(left, right, foot, height(Scale::OTHER - 8, writes, highest))
            })
            .collect();
        html! {
            <>
                <line class="grid" x1={s(scale.left)} x2={s(scale.right)} y1={s(foot)} y2={s(foot)} />
                <path class="other" d={outline} />
                <text class="quiet" x="2" y={s(foot - 5)}>{ shortened(name, if scale.is_narrow() { 4 } else { 14 }) }</text>
            </>
        }
    };
    let foot = scale.y_of_other(plot.others.len());
    html! {
        <>
            { for plot.others.iter().enumerate().map(lane) }
            if plot.others_left > 0 {
                <text class="quiet" x={s(scale.right)} y={s(foot + 9)} text-anchor="end">
                    { format!("{} more without a lane", crate::format::count(plot.others_left as u64, "table")) }
                </text>
            }
        </>
    }
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

/// The ends of a bin.
fn edges(scale: &Scale, bin: usize) -> (i32, i32) {
    let edge = |bin: i64| scale.left + (i64::from(scale.right - scale.left) * bin / i64::from(BINS)) as i32;
    (edge(bin as i64), edge(bin as i64 + 1))
}

/// The height for a number of writes, at least enough to be visible.
pub fn height(room: i32, writes: u32, highest: u32) -> i32 {
    let height = i64::from(room) * i64::from(writes) / i64::from(highest.max(1));
    height.max(2) as i32
}

/// The outline of a column.
pub fn column(left: i32, right: i32, foot: i32, height: i32) -> String {
    format!("M{left} {foot}v-{height}h{}v{height}z", (right - left).max(1))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn fates_and_kinds_differ_without_colour() {
        let kinds = [ChangeKind::Insert, ChangeKind::Modify, ChangeKind::Remove];
        let fates = [Fate::In, Fate::Out, Fate::MaybeIn, Fate::MaybeOut, Fate::Open];
        // What is left without colour: the outlines, and which of them are filled.
        let is_filled = |class: &str| class.contains("solid") || class.contains("half");
        let drawn: BTreeSet<Vec<(bool, &str)>> = kinds
            .iter()
            .flat_map(|kind| fates.iter().map(move |fate| parts(kind, *fate)))
            .map(|parts| parts.into_iter().map(|(class, outline)| (is_filled(class), outline)).collect())
            .collect();
        assert_eq!(drawn.len(), kinds.len() * fates.len());
    }
}
