//! A labelled list to choose from.

use yew::prelude::*;

/// A `<select>` with its label, an id of its own in the page, and what can be chosen: the value, and how it is called.
pub fn select(
    id: impl Into<AttrValue>,
    label: &'static str,
    options: &[(&str, &str)],
    value: &str,
    onchange: Callback<Event>,
) -> Html {
    drawn(id.into(), label, options, value, onchange)
}

fn drawn(id: AttrValue, label: &'static str, options: &[(&str, &str)], value: &str, onchange: Callback<Event>) -> Html {
    html! {
        <div class="field">
            <label for={&id}>{ label }</label>
            <select {id} {onchange}>
                for &(option, name) in options {
                    <option value={option.to_owned()} selected={option == value}>{ name }</option>
                }
            </select>
        </div>
    }
}
