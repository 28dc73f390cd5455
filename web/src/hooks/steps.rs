//! Long work in short tasks.

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Promise};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;
use yew::prelude::*;

/// How long a task may take, in milliseconds, of work that is waited for, and of work in the background.
const AWAITED_MS: f64 = 24.0;
const BACKGROUND_MS: f64 = 8.0;

/// The tasks of work that is done step by step.
#[derive(Debug)]
pub struct Pacer {
    began_ms: f64,
    is_awaited: bool,
}

impl Pacer {
    /// The first task of work that is waited for.
    pub fn awaited() -> Pacer {
        Pacer { began_ms: Date::now(), is_awaited: true }
    }

    /// The first task of work in the background.
    pub fn background() -> Pacer {
        Pacer { is_awaited: false, ..Pacer::awaited() }
    }

    /// Between two steps: lets the browser draw if this task has taken its time. Returns whether it did. A page that is hidden
    /// draws nothing, and its timers are slow.
    pub async fn give(&mut self) -> bool {
        let task_ms = if self.is_awaited { AWAITED_MS } else { BACKGROUND_MS };
        if Date::now() - self.began_ms < task_ms || is_hidden() {
            return false;
        }
        if self.is_awaited {
            next_task().await;
        } else {
            // The browser lets a timer that follows some others wait for four milliseconds, in which others have the processor.
            TimeoutFuture::new(0).await;
        }
        self.began_ms = Date::now();
        true
    }
}

/// Waits for the next task, before which the browser may draw and answer: a message comes sooner than a timer.
async fn next_task() {
    let Ok(channel) = MessageChannel::new() else { return TimeoutFuture::new(0).await };
    let (sender, receiver) = (channel.port1(), channel.port2());
    let received = Promise::new(&mut |resolve, _| {
        receiver.set_onmessage(Some(&resolve));
        // Never fails for a value without contents.
        let _ = sender.post_message(&JsValue::NULL);
    });
    // A promise that is only resolved.
    let _ = JsFuture::from(received).await;
    receiver.close();
}

/// Whether the page is hidden: in the background, or about to be left.
fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

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
