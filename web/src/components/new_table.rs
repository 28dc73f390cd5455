//! Making a table.

use super::Field;
use crate::hooks::{submit, use_check, use_dispatch, use_text};
use crate::store::Action;
use timemark_core::operations::CreateTableInput;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use yew::prelude::*;

/// The form for CreateTable: a name, and whether its key has a second part.
#[component]
pub fn NewTable() -> Html {
    let dispatch = use_dispatch();
    let name = use_text("Notes");
    let sorted = use_check(false);
    let onsubmit = {
        let (name, has_sort_key) = (name.value.clone(), sorted.is_on);
        submit(move || {
            let keys = [("pk", KeyType::Hash, ScalarAttributeType::S), ("sk", KeyType::Range, ScalarAttributeType::S)];
            let keys = if has_sort_key { &keys[..] } else { &keys[..1] };
            dispatch.emit(Action::Send(vec![CreateTableInput::on_demand(name.as_str(), keys).into()]));
        })
    };
    html! {
        <details class="fold">
            <summary>{ "New table" }</summary>
            <form {onsubmit}>
                <Field id="table-name" label="Table name" text={name} />
                <label class="check">
                    <input type="checkbox" checked={sorted.is_on} onchange={sorted.onchange} />
                    <span>{ "With a sort key, " }<code>{ "sk" }</code></span>
                </label>
                <p class="quiet">{ "Its partition key is the text " }<code>{ "pk" }</code>{ "; it is paid for on demand." }</p>
                <button type="submit">{ "Create table" }</button>
            </form>
        </details>
    }
}
