//! The first frame.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// Returns whether the browser has drawn a frame since the component was rendered first. What is rendered only then does not
/// delay the rest.
#[hook]
pub fn use_drawn() -> bool {
    let is_drawn = use_state(|| false);
    {
        let is_drawn = is_drawn.setter();
        use_effect_with((), move |()| {
            // A frame's callbacks run before it is drawn, a timeout after it.
            let frame = Closure::once_into_js(move || Timeout::new(0, move || is_drawn.set(true)).forget());
            if let Some(window) = web_sys::window() {
                // Never fails for a function.
                let _ = window.request_animation_frame(frame.unchecked_ref());
            }
        });
    }
    *is_drawn
}
