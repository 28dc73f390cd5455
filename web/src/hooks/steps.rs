//! Long work in short tasks.

use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Calls `step` in tasks of their own until it returns false; begins anew whenever `deps` change.
#[hook]
pub fn use_steps<D: PartialEq + 'static>(deps: D, step: impl FnMut() -> bool + 'static) {
    use_effect_with(deps, move |_| {
        let is_wanted = Rc::new(Cell::new(true));
        next(is_wanted.clone(), Box::new(step));
        move || is_wanted.set(false)
    });
}

fn next(is_wanted: Rc<Cell<bool>>, mut step: Box<dyn FnMut() -> bool>) {
    Timeout::new(0, move || {
        if is_wanted.get() && step() {
            next(is_wanted, step);
        }
    })
    .forget();
}
