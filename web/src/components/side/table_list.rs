//! The list of tables.

use crate::components::controls::{progress_bar, status_mark};
use crate::format;
use crate::hooks::{on, use_dispatch, use_text};
use crate::model::store::{Action, Dialog};
use crate::shared::Shared;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`TableList`].
#[derive(Clone, PartialEq, Properties)]
pub struct TableListProps {
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
    /// The progress of each being created or restored, in percent.
    pub progress: Vec<Option<i64>>,
    /// The name of the selected one.
    pub chosen: Option<String>,
}

/// The most tables that are shown: with more, the list has a filter.
const SHOWN_MAX: usize = 8;

/// A button for each table that selects it, and buttons for the selected one.
#[component]
pub fn TableList(props: &TableListProps) -> Html {
    let dispatch = use_dispatch();
    let filter = use_text("");
    let card = |(table, progress): (&TableDescription, &Option<i64>)| {
        let name = table.table_name.clone().unwrap_or_default();
        let status = table.table_status.as_ref().map_or("", |status| status.as_str());
        let size = format::bytes(table.table_size_bytes.unwrap_or_default());
        html! {
            <li key={name.clone()}>
                <button
                    type="button"
                    class="card"
                    aria-pressed={(props.chosen.as_ref() == Some(&name)).to_string()}
                    onclick={on::<MouseEvent>(&dispatch, Action::SelectTable(name.clone()))}
                >
                    <b title={name.clone()}>{ &name }</b>
                    { status_mark(status) }
                    <span class="quiet">
                        if table.restore_summary.is_some() {
                            { "being restored" }
                        } else {
                            { format!("{} · {size}", format::count(table.item_count.unwrap_or_default(), "item")) }
                        }
                    </span>
                    if let Some(percent) = progress {
                        { progress_bar(*percent, &name) }
                    }
                </button>
            </li>
        }
    };
    let wanted = filter.value.to_lowercase();
    let passes = |(table, _): &(&TableDescription, &Option<i64>)| {
        table.table_name.as_ref().is_some_and(|name| name.to_lowercase().contains(&wanted))
    };
    let found: Vec<_> = props.tables.iter().zip(&props.progress).filter(passes).collect();
    // The chosen one is always among those that are shown.
    let is_chosen = |(table, _): &(&TableDescription, &Option<i64>)| props.chosen == table.table_name;
    let beyond = found.iter().skip(SHOWN_MAX).copied().find(is_chosen);
    let shown: Vec<_> = found.iter().copied().take(SHOWN_MAX).chain(beyond).collect();
    let left_out = found.len() - shown.len();
    let open = |dialog: Dialog| on::<MouseEvent>(&dispatch, Action::Open(dialog));
    html! {
        <section aria-labelledby="tables">
            <h2 id="tables">{ "Tables" }</h2>
            if props.tables.is_empty() {
                <p class="quiet">{ "No tables yet." }</p>
            } else {
                if props.tables.len() > SHOWN_MAX {
                    <input
                        type="text"
                        aria-label="Filter tables by name"
                        placeholder="Filter by name"
                        autocomplete="off"
                        spellcheck="false"
                        value={filter.value.clone()}
                        oninput={filter.oninput}
                    />
                }
                <ul class="cards">{ for shown.into_iter().map(card) }</ul>
                if left_out > 0 {
                    <p class="quiet">{ format!("+{} more. Filter by name to find them.", format::grouped(left_out as u64)) }</p>
                }
            }
            <div class="buttons">
                <button type="button" onclick={open(Dialog::NewTable)}>{ "New table…" }</button>
                if let Some(chosen) = &props.chosen {
                    <button
                        type="button"
                        aria-label={format!("Details of {chosen}")}
                        onclick={open(Dialog::Table(chosen.clone()))}
                    >
                        { "Details…" }
                    </button>
                    <button
                        type="button"
                        aria-label={format!("Delete {chosen}")}
                        onclick={open(Dialog::DeleteTable(chosen.clone()))}
                    >
                        { "Delete…" }
                    </button>
                }
            </div>
        </section>
    }
}
