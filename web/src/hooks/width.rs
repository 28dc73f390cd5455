//! The width of an element.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

/// Returns the width of an element's content in pixels; `before` until it is measured.
#[hook]
pub fn use_width(node: &NodeRef, before: i32) -> i32 {
    let width = use_state_eq(|| before);
    let measured = width.setter();
    let node = node.clone();
    use_effect_with((), move |()| {
        let resized = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let entry = entries.get(0).unchecked_into::<ResizeObserverEntry>();
            measured.set(entry.content_rect().width() as i32);
        });
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(resized);
        }
    });
    *width
}
