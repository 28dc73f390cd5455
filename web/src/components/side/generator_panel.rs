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
    /// The name of the table that the generator writes to, while it is on.
    pub bound: Option<AttrValue>,
    /// The speed of the clock.
    pub speed: u32,
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
    // What is out of range is left in its field, marked as wrong by the browser, and not taken over.
    let typed = |range: std::ops::RangeInclusive<u32>, set: fn(Generator, u32) -> Generator| {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let number = number_of(&event);
            if number >= f64::from(*range.start()) && number <= f64::from(*range.end()) && number.fract() == 0.0 {
                dispatch.emit(Action::Generate(set(generator, number as u32)));
            }
        })
    };
    let per_second = typed(1..=100, |generator, per_second| Generator { per_second, ..generator });
    let keys = typed(1..=100_000, |generator, keys| Generator { keys, ..generator });
    let really = generator.per_second_at(props.speed);
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
                <p class="quiet" id="generator-range">
                    { match &props.bound {
                        _ if really < f64::from(generator.per_second) => format!(
                            "At {}× it writes {really:.0} a second of the clock: more is too many for a frame.",
                            props.speed
                        ),
                        None => "1 to 100 a second, 1 to 100,000 keys.".to_owned(),
                        Some(table) if props.is_running => format!("It writes to {table} while the clock runs, not in a jump."),
                        Some(table) => format!("It writes to {table} once the clock runs, not in a jump."),
                    } }
                </p>
            </div>
        </section>
    }
}
