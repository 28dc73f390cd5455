//! The clipboard.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long the confirmation stays, in milliseconds.
const CONFIRMATION_MS: u32 = 1_500;

/// Returns whether a text was copied just now, and the callback that copies one.
#[hook]
pub fn use_copy() -> (bool, Callback<String>) {
    let is_copied = use_state(|| false);
    let setter = is_copied.setter();
    let copy = use_callback((), move |text: String, ()| {
        let Some(window) = web_sys::window() else { return };
        // The promise is not awaited: where the browser forbids copying, the text can still be selected by hand.
        let _ = window.navigator().clipboard().write_text(&text);
        setter.set(true);
        let setter = setter.clone();
        Timeout::new(CONFIRMATION_MS, move || setter.set(false)).forget();
    });
    (*is_copied, copy)
}
