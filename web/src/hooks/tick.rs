//! The wall clock: one [`Action::Tick`] per animation frame.

use crate::model::store::Action;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// A callback for `requestAnimationFrame`, which gives it the time in milliseconds.
type Frame = Closure<dyn FnMut(f64)>;

/// Dispatches the wall time that has passed, with every frame while the store is busy. A hidden page gets no frames;
/// the store decides what to do about the gap.
#[hook]
pub fn use_tick(dispatch: Callback<Action>, is_busy: bool) {
    use_effect_with(is_busy, move |&is_busy| {
        let frame: Rc<RefCell<Option<Frame>>> = Rc::default();
        // The id of the requested frame; `None` once this effect has ended.
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
            // Dropped later, because this may run inside of the closure that is dropped.
            Timeout::new(0, move || drop(frame.borrow_mut().take())).forget();
        }
    });
}

fn request(frame: &Rc<RefCell<Option<Frame>>>) -> Option<i32> {
    let (window, frame) = (web_sys::window()?, frame.borrow());
    // Never fails for a function.
    window.request_animation_frame(frame.as_ref()?.as_ref().unchecked_ref()).ok()
}

/// Cancels a frame, whose closure is about to be dropped.
fn cancel(asked: Option<i32>) {
    if let (Some(window), Some(asked)) = (web_sys::window(), asked) {
        // Never fails for a number.
        let _ = window.cancel_animation_frame(asked);
    }
}
