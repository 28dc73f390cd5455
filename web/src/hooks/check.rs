//! What is ticked.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A check box.
#[derive(Clone, PartialEq)]
pub struct Check {
    /// Whether it is ticked.
    pub is_on: bool,
    /// What hears the person tick it.
    pub onchange: Callback<Event>,
}

/// A check box that a person can change.
#[hook]
pub fn use_check(initial: bool) -> Check {
    let state = use_state(|| initial);
    let setter = state.setter();
    let onchange = use_callback((), move |event: Event, ()| {
        let input: HtmlInputElement = event.target_unchecked_into();
        setter.set(input.checked());
    });
    Check { is_on: *state, onchange }
}
