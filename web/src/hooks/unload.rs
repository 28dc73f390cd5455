//! The browser's question before the page is left.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;
use yew::prelude::*;

/// While `has_work`, the browser asks before it leaves or reloads the page: nothing is kept.
#[hook]
pub fn use_question_before_unload(has_work: bool) {
    use_effect_with(has_work, move |&has_work| {
        let ask = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
        let window = web_sys::window().filter(|_| has_work);
        if let Some(window) = &window {
            // Never fails for a function.
            let _ = window.add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
            }
        }
    });
}
