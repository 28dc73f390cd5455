//! The time line as a table.

use super::references;
use crate::components::controls::pager;
use crate::components::labels;
use crate::format;
use crate::hooks::{on, use_dispatch, use_opened_at};
use crate::model::store::Action;
use crate::model::view::{Page, Plot};
use crate::shared::Shared;
use timemark_core::lab::{BrokenReferences, ChangeDescription, Reference, Verdict};
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`WindowTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct WindowTableProps {
    /// The writes.
    pub writes: Shared<Page<ChangeDescription, String>>,
    /// The time line.
    pub plot: Option<Shared<Plot>>,
    /// The reference that was chosen for its table.
    pub reference: Option<Reference>,
    /// The items whose reference is broken.
    pub broken: Option<Shared<BrokenReferences>>,
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
    /// The number of pages turned.
    pub turned: usize,
    /// The verdict of the writes that are listed; all if `None`.
    pub verdict: Option<Verdict>,
    /// The write that is pointed at.
    pub pointed: Option<u64>,
    /// The write that stays marked.
    pub pinned: Option<u64>,
}

/// One row for each write on the time line: commit time, partition, key, verdict, and whether it is in and why. It opens at
/// the first write in doubt.
#[component]
pub fn WindowTable(props: &WindowTableProps) -> Html {
    let WindowTableProps { writes, plot, turned, verdict, pointed, pinned, .. } = props;
    let dispatch = use_dispatch();
    let (region, first_maybe) = use_opened_at();
    let Some(plot) = plot else {
        return html! { <p class="empty">{ "No table is chosen. Begin with an example, or make a table." }</p> };
    };
    let broken = props.broken.as_deref();
    let references = references(&dispatch, plot, props.reference.as_ref(), broken, &props.tables);
    let range = format!("{} to {}", format::date_and_clock(plot.from), format::date_and_clock(plot.to));
    if writes.rows.is_empty() {
        let which = verdict.as_ref().map(|verdict| labels::verdict(verdict).2);
        let none = match which {
            Some(which) => format!("No writes to {} from {range} are {which}.", plot.table),
            None => format!("No writes to {} from {range}. Write some, or zoom out.", plot.table),
        };
        return html! { <>{ references }{ filter(&dispatch, verdict.as_ref()) }<p class="empty">{ none }</p></> };
    }
    let maybe = writes.rows.iter().find(|change| change.verdict == Some(Verdict::Maybe)).map(|change| change.sequence);
    let row = |change: &ChangeDescription| {
        let time = change.commit_time.unwrap_or(plot.requested);
        let (class, sign, verdict) = change.verdict.as_ref().map(labels::verdict).unwrap_or_default();
        let is_odd = labels::earlier_out(plot, change).is_some();
        let sequence = change.sequence;
        let (is_pinned, is_pointed) = (sequence == *pinned, sequence == *pointed);
        let point = |write: Option<u64>| dispatch.reform(move |_: PointerEvent| Action::Point(write));
        let (onfocus, onblur) =
            (on::<FocusEvent>(&dispatch, Action::Point(sequence)), on(&dispatch, Action::Point(None)));
        let onclick = on::<MouseEvent>(&dispatch, Action::Pin(sequence.filter(|_| !is_pinned)));
        html! {
            <tr
                ref={if maybe == Some(sequence) { first_maybe.clone() } else { NodeRef::default() }}
                key={sequence.unwrap_or_default()}
                class={classes!(is_odd.then_some("odd"), (is_pinned || is_pointed).then_some("hot"))}
                onpointerenter={point(sequence)}
                onpointerleave={point(None)}
            >
                <td class="time">{ format::clock_millis(time) }</td>
                <td class="time">{ format::offset(time, plot.requested) }</td>
                <td class="number">{ change.partition.map(|partition| partition.to_string()).unwrap_or_default() }</td>
                <td>
                    { labels::kind(change) }{ " " }
                    <button
                        type="button"
                        class="link"
                        aria-pressed={is_pinned.to_string()}
                        title="Mark it on the time line"
                        {onclick}
                        {onfocus}
                        {onblur}
                    >
                        { change.key.as_ref().map(format::key).unwrap_or_default() }
                    </button>
                </td>
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
            { references }
            { filter(&dispatch, verdict.as_ref()) }
            <p class="quiet">
                { format!("Writes to {} from {range}: the stretch that the time line shows.", plot.table) }
                { forgotten(plot, &props.tables) }
            </p>
            <div ref={region} class="scroll" role="region" aria-label="Writes on the time line" tabindex="0">
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
            { pager(&dispatch, *turned, writes.next.is_some(), None, "writes") }
        </>
    }
}

/// From when on the writes are known one by one, if the time line begins earlier.
fn forgotten(plot: &Plot, tables: &[TableDescription]) -> Option<String> {
    let known_from = plot.explanation.history_from.filter(|known_from| *known_from > plot.from)?;
    let table = tables.iter().find(|table| table.table_name.as_ref() == Some(&plot.table))?;
    let is_forgotten = table.creation_date_time.is_some_and(|created| known_from > created.plus_ms(1_000));
    is_forgotten.then(|| {
        format!(" Those before {} are no longer kept one by one; they are counted.", format::date_and_clock(known_from))
    })
}

/// Buttons for the verdict of the writes that are listed.
fn filter(dispatch: &Callback<Action>, chosen: Option<&Verdict>) -> Html {
    let choice = |verdict: Option<Verdict>| {
        let name = verdict.as_ref().map_or("all", |verdict| labels::verdict(verdict).2);
        let is_chosen = verdict.as_ref() == chosen;
        html! {
            <button
                type="button"
                aria-pressed={is_chosen.to_string()}
                onclick={on::<MouseEvent>(dispatch, Action::Verdict(verdict))}
            >
                { name }
            </button>
        }
    };
    html! {
        <div class="buttons joined verdict-filter" role="group" aria-label="Which writes are listed">
            { for [None, Some(Verdict::In), Some(Verdict::Maybe), Some(Verdict::Out)].map(choice) }
        </div>
    }
}
