//! The time line as a table.

use crate::components::controls::pager;
use crate::components::labels;
use crate::format;
use crate::hooks::use_dispatch;
use crate::model::view::{Page, Plot};
use crate::shared::Shared;
use timemark_core::lab::ChangeDescription;
use yew::prelude::*;

/// The properties of [`WindowTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct WindowTableProps {
    /// The writes.
    pub writes: Shared<Page<ChangeDescription, String>>,
    /// The time line.
    pub plot: Option<Shared<Plot>>,
    /// The number of pages turned.
    pub turned: usize,
}

/// One row for each write on the time line: commit time, partition, key, verdict, and whether it is in and why.
#[component]
pub fn WindowTable(WindowTableProps { writes, plot, turned }: &WindowTableProps) -> Html {
    let dispatch = use_dispatch();
    let Some(plot) = plot else {
        return html! { <p class="empty">{ "No table is chosen. Begin with an example, or make a table." }</p> };
    };
    let range = format!("{} to {}", format::date_and_clock(plot.from), format::date_and_clock(plot.to));
    if writes.rows.is_empty() {
        return html! {
            <p class="empty">
                { format!("No writes to {} from {range}. Write some, or zoom out.", plot.table) }
            </p>
        };
    }
    let row = |change: &ChangeDescription| {
        let time = change.commit_time.unwrap_or(plot.requested);
        let (class, sign, verdict) = change.verdict.as_ref().map(labels::verdict).unwrap_or_default();
        let is_odd = labels::earlier_out(plot, change).is_some();
        html! {
            <tr key={change.sequence.unwrap_or_default()} class={is_odd.then_some("odd")}>
                <td class="time">{ format::clock_millis(time) }</td>
                <td class="time">{ format::offset(time, plot.requested) }</td>
                <td class="number">{ change.partition.map(|partition| partition.to_string()).unwrap_or_default() }</td>
                <td>{ labels::kind(change) }{ " " }<b>{ change.key.as_ref().map(format::key).unwrap_or_default() }</b></td>
                <td><span class={format!("verdict {class}")}><span aria-hidden="true">{ sign }</span>{ " " }{ verdict }</span></td>
                <td>
                    if is_odd {
                        <span aria-hidden="true">{ "⇄ " }</span>
                    }
                    { labels::fate(plot, change) }
                </td>
            </tr>
        }
    };
    html! {
        <>
            <p class="quiet">{ format!("Writes to {} from {range}: the stretch that the time line shows.", plot.table) }</p>
            <div class="scroll" role="region" aria-label="Writes on the time line" tabindex="0">
                <table>
                    <caption class="unseen">{ "Writes on the time line, each with its verdict" }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ "Committed" }</th>
                            <th scope="col">{ "Against T" }</th>
                            <th scope="col" class="number"><abbr title="Partition">{ "Part." }</abbr></th>
                            <th scope="col">{ "Write" }</th>
                            <th scope="col">{ "Verdict" }</th>
                            <th scope="col">{ "What happened" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for writes.rows.iter().map(row) }</tbody>
                </table>
            </div>
            { pager(&dispatch, *turned, writes.next.is_some(), "writes") }
        </>
    }
}
