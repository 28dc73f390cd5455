//! Shortcuts: keys pressed while neither a field nor a dialog has the focus.

use super::focus_id;
use crate::model::keys::Key;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// Calls `press` for each key that is pressed anywhere but in a field or a dialog. If it returns true, the browser's
/// own action for the key is prevented.
#[hook]
pub fn use_keys(press: Rc<dyn Fn(Key) -> bool>) {
    let latest = use_mut_ref(|| None::<Rc<dyn Fn(Key) -> bool>>);
    *latest.borrow_mut() = Some(press);
    use_effect_with((), move |()| {
        let document = web_sys::window().and_then(|window| window.document());
        let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let Some(key) = key_of(&event) else { return };
            scroll_page(&event);
            // Cloned, because the call may replace it.
            let press = latest.borrow().clone();
            if press.is_some_and(|press| press(key)) {
                event.prevent_default();
            }
        });
        if let Some(document) = &document {
            // Never fails for a function.
            let _ = document.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
        }
        move || {
            if let Some(document) = document {
                let _ = document.remove_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
            }
        }
    });
}

/// Gives the focus to the page's content where nothing has it and a key scrolls: the document itself has nothing to scroll.
fn scroll_page(event: &KeyboardEvent) {
    let is_scrolling = matches!(event.key().as_str(), "PageUp" | "PageDown" | "Home" | "End" | "ArrowUp" | "ArrowDown");
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_free = target.is_some_and(|element| element.tag_name() == "BODY");
    if is_scrolling && is_free {
        focus_id("main");
    }
}

fn key_of(event: &KeyboardEvent) -> Option<Key> {
    if event.default_prevented() || event.alt_key() || event.is_composing() {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let is_in = |selector: &str| target.closest(selector).ok().flatten().is_some();
    if is_in("input:not([type=range], [type=checkbox], [type=radio]), textarea, select, dialog") {
        return None;
    }
    Some(Key {
        name: event.key(),
        is_command: event.ctrl_key() || event.meta_key(),
        is_shifted: event.shift_key(),
        is_on_button: is_in("button, summary, a, input"),
    })
}
