//! The form for a Query or a Scan.

use crate::calls::query::ItemQuery;
use crate::components::controls::select;
use crate::components::controls::{area, line};
use crate::hooks::{on, submit, use_dispatch, use_form};
use crate::model::store::Action;
use yew::prelude::*;

/// The properties of [`QueryForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct QueryFormProps {
    /// An example of each that can be asked, the table itself first, then its indexes. The first is the initial content.
    pub examples: Vec<ItemQuery>,
    /// Whether a query is in force.
    pub is_on: bool,
}

/// The expressions of a Query, or of a Scan, which has no key condition, and buttons that send them.
#[component]
pub fn QueryForm(QueryFormProps { examples, is_on }: &QueryFormProps) -> Html {
    let dispatch = use_dispatch();
    let form = use_form(|| examples.first().cloned().unwrap_or_default());
    let choose = {
        let examples = examples.clone();
        // Another key, another condition: the example of the index, with what else was typed.
        form.write::<Event>(move |typed, index| {
            let example = examples.iter().find(|example| example.index == index).cloned().unwrap_or_default();
            typed.key_condition = example.key_condition;
            typed.placeholders = example.placeholders;
            typed.index = index;
        })
    };
    let typed = form.value();
    let wrong = typed.request("", None).err();
    let asked = Action::Query(typed.clone());
    let onsubmit = {
        let dispatch = dispatch.clone();
        submit(move || dispatch.emit(asked.clone()))
    };
    let scan = ItemQuery { key_condition: String::new(), is_backwards: false, ..typed.clone() };
    let tables = examples.iter().map(|example| match example.index.as_str() {
        "" => ("", "The table"),
        index => (index, index),
    });
    html! {
        <details class="fold filter">
            <summary>{ if *is_on { "Query and filter (on)" } else { "Query and filter" } }</summary>
            <form {onsubmit}>
                if examples.len() > 1 {
                    { select("ask-index", "Of", &tables.collect::<Vec<_>>(), &typed.index, choose) }
                }
                <div class="pair">
                    { line("ask-key".into(), "KeyConditionExpression", &typed.key_condition, form.text(|query| &mut query.key_condition)) }
                    { line("ask-filter".into(), "FilterExpression", &typed.filter, form.text(|query| &mut query.filter)) }
                    { line("ask-parts".into(), "ProjectionExpression", &typed.projection, form.text(|query| &mut query.projection)) }
                </div>
                { area("ask-placeholders", "Names and values (JSON)", &typed.placeholders, wrong.as_deref(), form.text(|query| &mut query.placeholders)) }
                <label class="check">
                    <input
                        type="checkbox"
                        checked={typed.is_backwards}
                        onchange={form.press(|query| query.is_backwards = !query.is_backwards)}
                    />
                    { "Descending, by the sort key" }
                </label>
                <div class="buttons">
                    <button type="submit" disabled={wrong.is_some()}>{ "Query" }</button>
                    <button type="button" disabled={wrong.is_some()} onclick={on(&dispatch, Action::Query(scan))}>
                        { "Scan with the filter" }
                    </button>
                    <button type="button" disabled={!is_on} onclick={on(&dispatch, Action::Query(ItemQuery::default()))}>
                        { "All items" }
                    </button>
                </div>
            </form>
        </details>
    }
}
