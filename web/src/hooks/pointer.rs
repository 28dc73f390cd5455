//! The pointer, and fields that are numbers.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, MouseEvent, PointerEvent};
use yew::NodeRef;

/// The position of an event in an element, in pixels from its upper left corner.
pub fn place_in(node: &NodeRef, event: &MouseEvent) -> Option<(i32, i32)> {
    let bounds = node.cast::<Element>()?.get_bounding_client_rect();
    Some((event.client_x() - bounds.left() as i32, event.client_y() - bounds.top() as i32))
}

/// Sends all events of the pointer to an element until the pointer is released, also outside of the element.
pub fn capture(node: &NodeRef, event: &PointerEvent) {
    if let Some(element) = node.cast::<Element>() {
        // Fails for a pointer that is gone by now.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// The value of an event's `<input>` as a number; 0 if it is none.
pub fn number_of(event: &impl AsRef<web_sys::Event>) -> f64 {
    let target = event.as_ref().target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.map(|input| input.value_as_number()).filter(|number| number.is_finite()).unwrap_or_default()
}
