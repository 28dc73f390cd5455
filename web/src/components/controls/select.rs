//! A labelled `<select>`.

use yew::prelude::*;

/// A labelled `<select>` of options, each a value and its label. The id must be unique in the page.
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
