//! Calls by hand.

use crate::hooks::{submit, use_choice, use_dispatch, use_text};
use crate::markup::html;
use crate::request::Request;
use crate::store::Action;
use timemark_core::{lab, operations};
use yew::prelude::*;

/// A form for any operation with any body.
#[component]
pub fn Console() -> Html {
    let dispatch = use_dispatch();
    let operation = use_choice("ListBackups");
    let body = use_text("{}");
    let onsubmit = {
        let (operation, body) = (operation.value.clone(), body.value.clone());
        submit(move || {
            let request = Request::Raw { operation: operation.to_string(), body: body.to_string() };
            dispatch.emit(Action::Send(vec![request]));
        })
    };
    let option =
        |name: &'static str| html! { <option value={name} selected={operation.value == name}>{ name }</option> };
    html! {
        <details class="fold console">
            <summary>{ "Send any operation by hand" }</summary>
            <form {onsubmit}>
                <div class="field">
                    <label for="console-operation">{ "Operation" }</label>
                    <select id="console-operation" onchange={operation.onchange.clone()}>
                        <optgroup label="DynamoDB">{ for operations::NAMES.iter().copied().map(option) }</optgroup>
                        <optgroup label="Lab">{ for lab::NAMES.iter().copied().map(option) }</optgroup>
                    </select>
                </div>
                <div class="field">
                    <label for="console-body">{ "Body (JSON)" }</label>
                    <textarea id="console-body" rows="5" spellcheck="false" value={body.value.clone()} oninput={body.oninput} />
                </div>
                <div class="buttons"><button type="submit">{ "Send" }</button></div>
            </form>
        </details>
    }
}
