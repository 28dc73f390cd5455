//! The clipboard.

use super::use_kept;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long it is said that something was copied, in milliseconds.
const SAID_MS: u32 = 1_500;

/// Copies a text, and says for a while that it did.
#[hook]
pub fn use_copy() -> (bool, Callback<String>) {
    let is_copied = use_kept(|| false);
    let said = is_copied.clone();
    let copy = use_callback((), move |text: String, ()| {
        let Some(window) = web_sys::window() else { return };
        // A promise that nobody waits for: where the browser forbids it, the text can still be marked by hand.
        let _ = window.navigator().clipboard().write_text(&text);
        said.set(true);
        let said = said.clone();
        Timeout::new(SAID_MS, move || said.set(false)).forget();
    });
    (*is_copied.value(), copy)
}
