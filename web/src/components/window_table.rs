//! The time line in words.

use crate::format;
use crate::shared::Shared;
use crate::view::Window;
use std::collections::BTreeSet;
use timemark_core::Timestamp;
use timemark_core::lab::{ChangeDescription, ChangeKind, Verdict};
use yew::prelude::*;

/// The properties of [`WindowTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct WindowTableProps {
    /// What the time line shows.
    pub window: Option<Shared<Window>>,
}

/// Every write on the time line: when it was committed, on which partition, what is promised, what happened.
#[component]
pub fn WindowTable(props: &WindowTableProps) -> Html {
    let Some(window) = props.window.as_ref().filter(|window| window.changes().next().is_some()) else {
        return html! {
            <p class="empty">{ "No writes on the time line. Write some items; each will be listed here with its verdict." }</p>
        };
    };
    let odd: BTreeSet<u64> = window.explanation.anomalies.iter().flatten().filter_map(|odd| odd.sequence).collect();
    let row = |change: &ChangeDescription| {
        let committed = change.commit_time.unwrap_or_default();
        let is_odd = change.sequence.is_some_and(|sequence| odd.contains(&sequence));
        html! {
            <tr key={change.sequence.unwrap_or_default()} class={is_odd.then_some("odd")}>
                <td class="time">{ format::clock_millis(committed) }</td>
                <td class="time number">{ format::offset(committed, window.requested) }</td>
                <td class="number">{ change.partition }</td>
                <th scope="row">{ kind(change) }{ " " }{ change.key.as_ref().map(format::key) }</th>
                <td>{ verdict(change) }</td>
                <td>{ fate(window, change, is_odd) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll" role="region" aria-label="Writes" tabindex="0">
            <table>
                <caption class="unseen">{ "Writes in the two minutes before and after the request" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Committed" }</th>
                        <th scope="col" class="number">{ "Against T" }</th>
                        <th scope="col" class="number"><abbr title="Partition">{ "Part." }</abbr></th>
                        <th scope="col">{ "Write" }</th>
                        <th scope="col">{ "Verdict" }</th>
                        <th scope="col">{ "What happened" }</th>
                    </tr>
                </thead>
                <tbody>{ for window.changes().map(row) }</tbody>
            </table>
        </div>
    }
}

fn kind(change: &ChangeDescription) -> &'static str {
    match change.kind {
        Some(ChangeKind::Modify) => "overwrite",
        Some(ChangeKind::Remove) => "delete",
        _ => "put",
    }
}

fn verdict(change: &ChangeDescription) -> Html {
    let (class, sign, words) = match change.verdict {
        Some(Verdict::In) => ("verdict in", "●", "certainly in"),
        Some(Verdict::Out) => ("verdict out", "○", "certainly out"),
        _ => ("verdict maybe", "◐", "maybe"),
    };
    html! { <span {class}><span aria-hidden="true">{ sign }</span>{ " " }{ words }</span> }
}

fn fate(window: &Window, change: &ChangeDescription, is_odd: bool) -> String {
    let partition = change.partition.unwrap_or_default();
    let cut = || window.cut(partition as usize).map_or_else(String::new, |time: Timestamp| format::clock_millis(time));
    match (change.included, &change.verdict) {
        (Some(true), _) if is_odd => "in, though an earlier write is not".to_owned(),
        (Some(true), Some(Verdict::Maybe)) => format!("in: partition {partition} was cut at {}", cut()),
        (Some(true), _) => "in".to_owned(),
        (Some(false), Some(Verdict::Maybe)) => format!("not in: partition {partition} was cut at {}", cut()),
        (Some(false), _) => "not in".to_owned(),
        (None, _) if window.backup.is_some() => "the backup is being made".to_owned(),
        (None, _) => "no backup yet".to_owned(),
    }
}
