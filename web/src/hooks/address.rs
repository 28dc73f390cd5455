//! The address of the page, whose fragment may be a link.

use crate::calls::link::Link;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Location};
use yew::prelude::*;

/// The fragment of the page's address, without `#`.
pub fn fragment() -> String {
    let hash = location().and_then(|location| location.hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The address of the page with another fragment.
pub fn address_with(fragment: &str) -> String {
    format!("{}#{fragment}", address())
}

/// The address of the page without its fragment.
fn address() -> String {
    let href = location().and_then(|location| location.href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

fn location() -> Option<Location> {
    Some(web_sys::window()?.location())
}

/// Opens the page anew without the link in its address.
pub fn leave_link() {
    forget_link();
    if let Some(location) = location() {
        // Never fails in a page that is shown.
        let _ = location.reload();
    }
}

/// Opens the page anew when a link comes into its address, and forgets the one that is there unless `is_preview`: a reload would
/// open it again.
#[hook]
pub fn use_link(is_preview: bool) {
    use_effect_with(is_preview, |&is_preview| {
        if !is_preview && Link::of_fragment(&fragment()).is_some() {
            forget_link();
        }
    });
    use_effect_with((), |()| {
        let changed = Closure::<dyn Fn(Event)>::new(|_| {
            if Link::of_fragment(&fragment()).is_some()
                && let Some(location) = location()
            {
                let _ = location.reload();
            }
        });
        let window = web_sys::window();
        if let Some(window) = &window {
            // Never fails for a function.
            let _ = window.add_event_listener_with_callback("hashchange", changed.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback("hashchange", changed.as_ref().unchecked_ref());
            }
        }
    });
}

fn forget_link() {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        // Fails only for an address elsewhere.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}
