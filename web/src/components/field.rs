//! A labelled field.

use crate::hooks::Text;
use crate::markup::html;
use yew::prelude::*;

/// The properties of [`Field`].
#[derive(Clone, PartialEq, Properties)]
pub struct FieldProps {
    /// Its id, one of its own in the page.
    pub id: AttrValue,
    /// What belongs in it.
    pub label: AttrValue,
    /// What stands in it.
    pub text: Text,
}

/// A line of text with its label.
#[component]
pub fn Field(FieldProps { id, label, text }: &FieldProps) -> Html {
    line(id.clone(), label, &text.value, text.oninput.clone())
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
