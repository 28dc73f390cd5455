//! A labelled field.

use crate::hooks::Text;
use crate::markup::html;
use yew::prelude::*;

/// A line of text with its label, and with an id of its own in the page.
pub fn field(id: &'static str, label: &str, text: Text) -> Html {
    line(id.into(), label, &text.value, text.oninput)
}

/// The same, of a form with several.
pub fn line(id: AttrValue, label: &str, value: &str, oninput: Callback<InputEvent>) -> Html {
    html! {
        <div class="field">
            <label for={id.clone()}>{ label.to_owned() }</label>
            <input {id} type="text" autocomplete="off" spellcheck="false" value={value.to_owned()} {oninput} />
        </div>
    }
}
