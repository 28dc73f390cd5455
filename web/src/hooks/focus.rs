//! The keyboard focus.

use super::element;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::NodeRef;

/// Gives the keyboard focus to an element.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Never fails for an element that can be focused.
        let _ = element.focus();
    }
}

/// Gives the keyboard focus to the element of an id.
pub fn focus_id(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Never fails for an element that can be focused.
        let _ = element.focus();
    }
}
