//! The wall clock, told to the store with every frame that the browser draws.

use crate::model::store::Action;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// A function that the browser calls with the time.
type Frame = Closure<dyn FnMut(f64)>;

/// Tells the store how much time passes while it is busy. The browser draws no frames of a page that nobody sees; what
/// the gap means is for the store to judge.
#[hook]
pub fn use_tick(dispatch: Callback<Action>, is_busy: bool) {
    use_effect_with(is_busy, move |&is_busy| {
        let frame: Rc<RefCell<Option<Frame>>> = Rc::default();
        // The frame that was asked for last; none once nobody wants any more.
        let asked = Rc::new(Cell::new(None::<i32>));
        let (own, latest) = (frame.clone(), asked.clone());
        let mut last_ms = None::<f64>;
        *frame.borrow_mut() = Some(Closure::new(move |now_ms: f64| {
            let wall_ms = last_ms.replace(now_ms).map_or(0.0, |last_ms| now_ms - last_ms);
            dispatch.emit(Action::Tick { wall_ms });
            if latest.get().is_some() {
                latest.set(request(&own));
            }
        }));
        if is_busy {
            asked.set(request(&frame));
        }
        move || {
            cancel(asked.take());
            // Not now: this may be called from within the very frame that is let go.
            Timeout::new(0, move || drop(frame.borrow_mut().take())).forget();
        }
    });
}

fn request(frame: &Rc<RefCell<Option<Frame>>>) -> Option<i32> {
    let (window, frame) = (web_sys::window()?, frame.borrow());
    // It fails for no function.
    window.request_animation_frame(frame.as_ref()?.as_ref().unchecked_ref()).ok()
}

/// The browser would call what is dropped by then.
fn cancel(asked: Option<i32>) {
    if let (Some(window), Some(asked)) = (web_sys::window(), asked) {
        // It fails for no number.
        let _ = window.cancel_animation_frame(asked);
    }
}
