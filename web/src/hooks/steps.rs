//! Long work in short tasks, and values that change too often.

use gloo_timers::callback::{Interval, Timeout};
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Calls `step` in tasks of their own until it returns false; begins anew whenever `deps` change.
#[hook]
pub fn use_steps<D: PartialEq + 'static>(deps: D, step: impl FnMut() -> bool + 'static) {
    use_effect_with(deps, move |_| {
        let is_wanted = Rc::new(Cell::new(true));
        next(is_wanted.clone(), step);
        move || is_wanted.set(false)
    });
}

fn next(is_wanted: Rc<Cell<bool>>, mut step: impl FnMut() -> bool + 'static) {
    Timeout::new(0, move || {
        if is_wanted.get() && step() {
            next(is_wanted, step);
        }
    })
    .forget();
}

/// The shortest time between two changes of a value that is calmed, in milliseconds.
const PAUSE_MS: u32 = 500;

/// Returns `value` as it is, but changes at most twice a second.
#[hook]
pub fn use_calm<T: Clone + PartialEq + 'static>(value: &T) -> T {
    let shown = use_state(|| value.clone());
    let latest = use_mut_ref(|| None::<T>);
    let is_calm = use_mut_ref(|| true);
    {
        let (shown, latest, is_calm) = (shown.clone(), latest.clone(), is_calm.clone());
        use_effect_with(value.clone(), move |value| {
            if is_calm.replace(false) {
                shown.set(value.clone());
            } else {
                latest.replace(Some(value.clone()));
            }
        });
    }
    let setter = shown.setter();
    use_effect_with((), move |()| {
        let interval = Interval::new(PAUSE_MS, move || match latest.take() {
            Some(value) => setter.set(value),
            None => drop(is_calm.replace(true)),
        });
        move || drop(interval)
    });
    (*shown).clone()
}
