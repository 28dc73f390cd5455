//! Buttons that write, and the generator.

use crate::calls::generator::{Generator, burst};
use crate::hooks::{number_of, on, use_dispatch};
use crate::model::store::{Action, Dialog};
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`GeneratorPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct GeneratorPanelProps {
    /// The selected table.
    pub table: Option<TableDescription>,
    /// The generator's settings.
    pub generator: Generator,
    /// The number of calls so far.
    pub requests: u64,
    /// Whether the clock runs.
    pub is_running: bool,
}

/// Writes to the table: an item, ten, a file of items, or a number per second.
#[component]
pub fn GeneratorPanel(props: &GeneratorPanelProps) -> Html {
    let dispatch = use_dispatch();
    let generator = props.generator;
    let Some(table) = props.table.clone() else {
        return html! {
            <section aria-labelledby="writes">
                <h2 id="writes">{ "Writes" }</h2>
                <p class="quiet">{ "Writes go to a table: begin with an example, or make a table of your own." }</p>
            </section>
        };
    };
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    let toggle = Action::Generate(Generator { is_on: !generator.is_on, ..generator });
    let per_second = dispatch.reform(move |event: InputEvent| {
        let per_second = (number_of(&event) as u32).clamp(1, 100);
        Action::Generate(Generator { per_second, ..generator })
    });
    let keys = dispatch.reform(move |event: InputEvent| {
        let keys = (number_of(&event) as u32).clamp(1, 100_000);
        Action::Generate(Generator { keys, ..generator })
    });
    let name = table.table_name.clone().unwrap_or_default();
    let burst = {
        let requests = props.requests;
        dispatch.reform(move |_: MouseEvent| Action::Send(burst(&table, requests)))
    };
    html! {
        <section aria-labelledby="writes">
            <h2 id="writes">{ format!("Writes to {name}") }</h2>
            <div class="buttons">
                <button type="button" onclick={on(Action::Open(Dialog::Item(None)))}>{ "Put item…" }</button>
                <button type="button" title="Ten writes, a second apart" onclick={burst}>{ "10 writes" }</button>
                <button type="button" onclick={on(Action::Open(Dialog::Import))}>{ "Import…" }</button>
            </div>
            <div class="generator">
                <button type="button" aria-pressed={generator.is_on.to_string()} onclick={on(toggle)}>
                    { if generator.is_on { "Generator is on" } else { "Generator is off" } }
                </button>
                <label>
                    <input type="number" min="1" max="100" value={generator.per_second.to_string()} oninput={per_second} />
                    { " a second" }
                </label>
                <label>
                    { "over " }
                    <input type="number" min="1" max="100000" value={generator.keys.to_string()} oninput={keys} />
                    { " keys" }
                </label>
                if generator.is_on && !props.is_running {
                    <p class="quiet">{ "It writes while the clock runs." }</p>
                }
            </div>
        </section>
    }
}
