//! The time line in words: its title, its summary, and the sums of a stretch.

use super::Scale;
use super::marks::counted_at;
use super::placing::Placing;
use crate::format;
use crate::model::view::{Plot, Writes};
use timemark_core::Timestamp;
use yew::prelude::*;

/// The title: the backup's name, or the moment of the request that is imagined.
pub fn title(plot: &Plot) -> Html {
    match plot.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => html! { <><b>{ name }</b>{ format!(", a backup of {}", plot.table) }</> },
        None if plot.table.is_empty() => html! { { "The time line" } },
        None => html! {
            <>
                { "If you asked for a backup of " }<b>{ &plot.table }</b>
                { format!(" at T = {}", format::clock_tenths(plot.requested)) }
            </>
        },
    }
}

/// A sentence about the chart for screen readers; the tab Window has all of it.
pub fn summary(plot: &Plot) -> String {
    if plot.table.is_empty() {
        return "An empty time line: the band of two minutes around a request, across four partitions.".to_owned();
    }
    let what = match plot.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => format!("backup {name}"),
        None => "a backup that could be asked for".to_owned(),
    };
    format!(
        "Time line of table {}: {} on {} partitions, and {what}. The tab Window lists the writes.",
        plot.table,
        format::count(plot.writes(), "write"),
        plot.partitions
    )
}

/// The writes at a position that stand for several, in words.
pub fn several_at(plot: &Plot, placing: &Placing, scale: &Scale, x: i32, y: i32) -> Option<String> {
    let (partition, time, writes) = match placing.pile_at(scale, x, y) {
        Some(pile) => {
            let Writes::Each(changes) = &plot.writes else { return None };
            let time = pile.indexes.first().and_then(|index| changes.get(*index)?.commit_time)?;
            (pile.partition, time, pile.indexes.len() as u64)
        }
        None => counted_at(plot, scale, x, y).map(|(partition, time, writes)| (partition, time, u64::from(writes)))?,
    };
    let writes = format::count(writes, "write");
    Some(format!("{}, partition {partition}: {writes}. Zoom in to see each.", format::date_and_clock(time)))
}

/// The sums of a stretch, in words.
pub fn summed(plot: &Plot, from: Timestamp, to: Timestamp) -> String {
    let counts = plot.count_between(from, to);
    let count = |number: Option<u64>| format::grouped(number.unwrap_or_default());
    format!(
        "{} to {}, {}: {} certainly in, {} maybe, {} certainly out.",
        format::clock_tenths(from),
        format::clock_tenths(to),
        format::duration(to.millis() - from.millis()),
        count(counts.r#in),
        count(counts.maybe),
        count(counts.out),
    )
}
