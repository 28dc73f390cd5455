//! The keyboard's place.

use web_sys::HtmlElement;
use yew::NodeRef;

/// Puts the keyboard's focus on an element.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        // It fails for no element that can be focused.
        let _ = element.focus();
    }
}
