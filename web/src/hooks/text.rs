//! What is typed into a field, or chosen from a list.

use super::use_kept;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A field's text.
#[derive(Clone, PartialEq)]
pub struct Text {
    /// What stands there.
    pub value: AttrValue,
    /// What hears the person type.
    pub oninput: Callback<InputEvent>,
}

/// A text that a person can change, in an input or a text area. It starts as `initial`, and anew whenever that becomes
/// another.
#[hook]
pub fn use_text(initial: &str) -> Text {
    let initial = AttrValue::from(initial.to_owned());
    let typed = use_kept(|| (initial.clone(), initial.clone()));
    // Another beginning: what was typed belonged to the former one.
    let value = Some(typed.value()).filter(|typed| typed.0 == initial).map_or(initial.clone(), |typed| typed.1.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        typed.set((initial.clone(), written(&event).into()));
    });
    Text { value, oninput }
}

/// What stands in the field that an event is of, or what is chosen in it.
pub(super) fn written(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return input.value();
    }
    if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        return select.value();
    }
    target.dyn_ref::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default()
}

/// What is chosen from a list.
#[derive(Clone, PartialEq)]
pub struct Choice {
    /// The value that is chosen.
    pub value: AttrValue,
    /// What hears the person choose.
    pub onchange: Callback<Event>,
}

/// A choice that a person can change, in a `<select>`.
#[hook]
pub fn use_choice(initial: &str) -> Choice {
    let chosen = use_kept(|| AttrValue::from(initial.to_owned()));
    let value = chosen.value().clone();
    let onchange = Callback::from(move |event: Event| chosen.set(written(&event).into()));
    Choice { value, onchange }
}
