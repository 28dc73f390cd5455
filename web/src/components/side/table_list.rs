//! The list of tables.

use crate::components::controls::{progress_bar, status_mark};
use crate::format;
use crate::hooks::{on, use_dispatch};
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

/// A button for each table that selects it, and buttons for the selected one.
#[component]
pub fn TableList(props: &TableListProps) -> Html {
    let dispatch = use_dispatch();
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
                    <b>{ &name }</b>
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
    let open = |dialog: Dialog| on::<MouseEvent>(&dispatch, Action::Open(dialog));
    html! {
        <section aria-labelledby="tables">
            <h2 id="tables">{ "Tables" }</h2>
            if props.tables.is_empty() {
                <p class="quiet">{ "No tables yet. Make one, or begin with an example." }</p>
            } else {
                <ul class="cards">{ for props.tables.iter().zip(&props.progress).map(card) }</ul>
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
