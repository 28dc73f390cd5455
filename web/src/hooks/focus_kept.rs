//! The keyboard focus of a control that goes away.

use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, HtmlElement};
use yew::prelude::*;

/// What can take the focus, and is no field that would hear the next key. Not the link that skips the header: it shows
/// itself, over what is in the header of a narrow page.
const HEIRS: &str = "button:not(:disabled), a[href]:not(.skip), summary, [tabindex]";

/// How often it is looked for a focus that is lost, in milliseconds.
const LOOK_MS: u32 = 100;

/// Gives the focus to a neighbour where the control that has it is removed or disabled: otherwise the browser gives it to
/// the body, and the next Tab begins at the top of the page.
#[hook]
pub fn use_focus_kept() {
    // The element that had the focus last, and those around it, innermost first.
    let around = use_mut_ref(Vec::<Element>::new);
    use_effect_with((), move |()| {
        let way = around.clone();
        let noted = Closure::<dyn FnMut()>::new(move || {
            let focused = document().and_then(|document| document.active_element());
            way.replace(std::iter::successors(focused, |element| element.parent_element()).collect());
        });
        if let Some(document) = document() {
            // Never fails for a function.
            let _ = document.add_event_listener_with_callback("focusin", noted.as_ref().unchecked_ref());
        }
        // For as long as there is a page.
        noted.forget();
        Interval::new(LOOK_MS, move || {
            let around = around.borrow().clone();
            let is_gone = |element: &Element| !element.is_connected() || element.matches(":disabled").unwrap_or(false);
            if around.first().is_some_and(is_gone) && is_without_focus() {
                pass_on(&around);
            }
        })
        .forget();
    });
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn is_without_focus() -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_none_or(|element| element.tag_name() == "BODY")
}

/// Gives the focus to the first that takes it, in the innermost element that is left.
fn pass_on(around: &[Element]) {
    for element in around.iter().skip(1).filter(|element| element.is_connected()) {
        let Ok(heirs) = element.query_selector_all(HEIRS) else { return };
        for heir in (0..heirs.length()).filter_map(|index| heirs.get(index)) {
            // One that is not displayed does not take it.
            let _ = heir.unchecked_into::<HtmlElement>().focus();
            if !is_without_focus() {
                return;
            }
        }
    }
}
