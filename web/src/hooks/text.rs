//! What is typed into a field.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A field's text.
#[derive(Clone, PartialEq)]
pub struct Text {
    /// What stands there.
    pub value: AttrValue,
    /// What hears the person type.
    pub oninput: Callback<InputEvent>,
}

/// A text that a person can change. It starts as `initial`, and anew whenever that becomes another.
#[hook]
pub fn use_text(initial: &str) -> Text {
    let initial = AttrValue::from(initial.to_owned());
    let typed = use_state(|| (initial.clone(), initial.clone()));
    // Another beginning: what was typed belonged to the former one.
    let value = if typed.0 == initial { typed.1.clone() } else { initial.clone() };
    let setter = typed.setter();
    let oninput = use_callback(initial, move |event: InputEvent, initial| {
        let input: HtmlInputElement = event.target_unchecked_into();
        setter.set((initial.clone(), input.value().into()));
    });
    Text { value, oninput }
}
