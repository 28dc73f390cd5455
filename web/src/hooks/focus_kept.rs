//! The keyboard focus of a control that goes away.

use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, FocusEvent, HtmlElement};
use yew::prelude::*;

/// What can take the focus, and is no field that would hear the next key.
const HEIRS: &str = "button:not(:disabled), a[href], summary, [tabindex]";

/// The element that had the focus last, and those around it, innermost first.
type Way = Rc<RefCell<Vec<Element>>>;

/// Gives the focus to a neighbour where the control that has it is removed or disabled: otherwise the browser gives it to
/// the body, and whoever uses the keyboard begins again at the top of the page.
#[hook]
pub fn use_focus_kept() {
    let way = use_mut_ref(Vec::<Element>::new);
    {
        let way = way.clone();
        use_effect_with((), move |()| {
            let document = web_sys::window().and_then(|window| window.document());
            let noted = Closure::<dyn Fn(FocusEvent)>::new(move |event: FocusEvent| {
                let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                *way.borrow_mut() = std::iter::successors(focused, |element| element.parent_element()).collect();
            });
            if let Some(document) = &document {
                // Never fails for a function.
                let _ = document.add_event_listener_with_callback("focusin", noted.as_ref().unchecked_ref());
            }
            move || {
                if let Some(document) = document {
                    let _ = document.remove_event_listener_with_callback("focusin", noted.as_ref().unchecked_ref());
                }
            }
        });
    }
    // After every render: it may have removed the control.
    use_effect(move || {
        if is_lost(&way) {
            // Later, because a dialog that closes gives the focus back by itself, and other components may be rendered yet.
            Timeout::new(0, move || pass_on(&way)).forget();
        }
    });
}

fn document_without_focus() -> Option<Document> {
    let document = web_sys::window()?.document()?;
    let is_without = document.active_element().is_none_or(|element| element.tag_name() == "BODY");
    is_without.then_some(document)
}

/// Whether nothing has the focus because what had it cannot have it any more.
fn is_lost(way: &Way) -> bool {
    let way = way.borrow();
    let is_gone = |element: &Element| !element.is_connected() || element.matches(":disabled").unwrap_or(false);
    way.first().is_some_and(is_gone) && document_without_focus().is_some()
}

fn pass_on(way: &Way) {
    if !is_lost(way) {
        return;
    }
    // Copied, because whatever takes the focus changes it.
    let around: Vec<Element> = way.borrow().iter().skip(1).filter(|element| element.is_connected()).cloned().collect();
    for element in around {
        let heirs = element.query_selector_all(HEIRS).ok();
        let heirs = heirs.iter().flat_map(|heirs| (0..heirs.length()).filter_map(|index| heirs.get(index)));
        for heir in heirs.filter_map(|heir| heir.dyn_into::<HtmlElement>().ok()) {
            // One that is not displayed does not take it.
            let _ = heir.focus();
            if document_without_focus().is_none() {
                return;
            }
        }
    }
}
