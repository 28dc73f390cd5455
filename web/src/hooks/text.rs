//! The state of a single field: a text, or a choice from a list.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// The text of a field.
#[derive(Clone, PartialEq)]
pub struct Text {
    /// The text as it is now.
    pub value: AttrValue,
    /// The callback for the field's input event.
    pub oninput: Callback<InputEvent>,
}

/// Keeps the text of an `<input>` or `<textarea>`. It starts as `initial`, and starts anew when `initial` changes.
#[hook]
pub fn use_text(initial: &str) -> Text {
    let initial = AttrValue::from(initial.to_owned());
    // The text, and the initial text that it was typed over.
    let typed = use_state(|| (initial.clone(), initial.clone()));
    let value = if typed.0 == initial { typed.1.clone() } else { initial.clone() };
    let oninput = Callback::from(move |event: InputEvent| typed.set((initial.clone(), value_of(&event).into())));
    Text { value, oninput }
}

/// Returns the value of the field that an event is of, the chosen option's value for a `<select>`.
pub fn value_of(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.value();
    }
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    target.dyn_ref::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
}

/// The choice of a `<select>`.
#[derive(Clone, PartialEq)]
pub struct Choice {
    /// The value of the chosen option.
    pub value: AttrValue,
    /// The callback for the list's change event.
    pub onchange: Callback<Event>,
}

/// Keeps the choice of a `<select>`, which starts as `initial`.
#[hook]
pub fn use_choice(initial: &str) -> Choice {
    let chosen = use_state(|| AttrValue::from(initial.to_owned()));
    let value = (*chosen).clone();
    let onchange = Callback::from(move |event: Event| chosen.set(value_of(&event).into()));
    Choice { value, onchange }
}
