//! The keyboard focus.

use web_sys::HtmlElement;
use yew::NodeRef;

/// Gives the keyboard focus to an element.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // Never fails for an element that can be focused.
        let _ = element.focus();
    }
}
