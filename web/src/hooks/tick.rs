//! The wall clock, told to the store with every frame that the browser draws.

use crate::store::{Action, Dispatcher};
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
pub fn use_tick(dispatcher: Dispatcher, is_busy: bool) {
    use_effect_with(is_busy, move |&is_busy| {
        let frame: Rc<RefCell<Option<Frame>>> = Rc::default();
        let is_wanted = Rc::new(Cell::new(is_busy));
        let (own, is_still_wanted) = (frame.clone(), is_wanted.clone());
        let mut last_ms = None::<f64>;
        *frame.borrow_mut() = Some(Closure::new(move |now_ms: f64| {
            let wall_ms = last_ms.replace(now_ms).map_or(0.0, |last_ms| now_ms - last_ms);
            if is_still_wanted.get() {
                dispatcher.dispatch(Action::Tick { wall_ms });
            }
            if is_still_wanted.get() {
                request(&own);
            }
        }));
        if is_busy {
            request(&frame);
        }
        move || {
            is_wanted.set(false);
            // Not now: this may be called from within the very frame that is let go.
            Timeout::new(0, move || drop(frame.borrow_mut().take())).forget();
        }
    });
}

fn request(frame: &Rc<RefCell<Option<Frame>>>) {
    if let (Some(window), Some(frame)) = (web_sys::window(), &*frame.borrow()) {
        // It fails for no function.
        let _ = window.request_animation_frame(frame.as_ref().unchecked_ref());
    }
}
