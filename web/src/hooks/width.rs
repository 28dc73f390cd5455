//! The width of an element, and the size of its page's text.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::prelude::*;

/// Returns the width of an element's content and the size of the page's text, in pixels; `before` until they are measured.
#[hook]
pub fn use_width(node: &NodeRef, before: (i32, i32)) -> (i32, i32) {
    let width = use_state_eq(|| before);
    let measured = width.setter();
    let node = node.clone();
    use_effect_with((), move |()| {
        let resized = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let entry = entries.get(0).unchecked_into::<ResizeObserverEntry>();
            measured.set((entry.content_rect().width() as i32, text_size().unwrap_or(before.1)));
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

/// The size of the page's text, which the reader may have chosen, in pixels.
fn text_size() -> Option<i32> {
    let window = web_sys::window()?;
    let style = window.get_computed_style(&window.document()?.document_element()?).ok()??;
    let size: f64 = style.get_property_value("font-size").ok()?.strip_suffix("px")?.parse().ok()?;
    Some(size as i32)
}
