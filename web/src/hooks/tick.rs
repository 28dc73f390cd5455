//! The wall clock, told to the store.

use crate::store::{Action, Dispatcher};
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// How often the clock is told, in milliseconds: often enough to look as if it ran.
const TICK_MS: u32 = 100;

/// Tells the store how much time passes while the clock runs. What a long gap means is for the store to judge.
#[hook]
pub fn use_tick(dispatcher: Dispatcher, is_running: bool) {
    use_effect_with(is_running, move |&is_running| {
        let interval = is_running.then(|| {
            let mut last_ms = now_ms();
            Interval::new(TICK_MS, move || {
                let now_ms = now_ms();
                dispatcher.dispatch(Action::Tick { wall_ms: now_ms - last_ms });
                last_ms = now_ms;
            })
        });
        move || drop(interval)
    });
}

/// Milliseconds since the page was opened; unlike the date they never leap.
fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or_else(js_sys::Date::now, |clock| clock.now())
}
