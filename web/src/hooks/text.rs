//! What is typed into a field, or chosen from a list.

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
    /// Puts another text there.
    pub set: Callback<AttrValue>,
}

/// A text that a person can change, in an input or a text area. It starts as `initial`, and anew whenever that becomes
/// another.
#[hook]
pub fn use_text(initial: &str) -> Text {
    let initial = AttrValue::from(initial.to_owned());
    let typed = use_state(|| (initial.clone(), initial.clone()));
    // Another beginning: what was typed belonged to the former one.
    let value = if typed.0 == initial { typed.1.clone() } else { initial.clone() };
    let setter = typed.setter();
    let set = use_callback(initial, move |text: AttrValue, initial| setter.set((initial.clone(), text)));
    let oninput = set.reform(|event: InputEvent| text_of(&event));
    Text { value, oninput, set }
}

/// What stands in the field that an event is of.
fn text_of(event: &InputEvent) -> AttrValue {
    let Some(target) = event.target() else { return AttrValue::default() };
    let text = match target.dyn_into::<HtmlInputElement>() {
        Ok(input) => input.value(),
        Err(other) => other.dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default(),
    };
    text.into()
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
    let chosen = use_state(|| AttrValue::from(initial.to_owned()));
    let setter = chosen.setter();
    let onchange = use_callback((), move |event: Event, ()| {
        let target = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(select) = target {
            setter.set(select.value().into());
        }
    });
    Choice { value: (*chosen).clone(), onchange }
}
