//! Messages, not faster than a person can be told.

use super::life::use_life;
use super::use_kept;
use crate::shared::Shared;
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// How often something may be said, in milliseconds.
const PAUSE_MS: u32 = 1_000;

/// More than so much is not said; what is oldest is dropped.
const WAITING_MAX: usize = 6;

/// What is to be said now, of messages that may come faster. It changes at most once a second.
#[hook]
pub fn use_calm(news: &Shared<Vec<String>>) -> String {
    let said = use_kept(String::new);
    let waiting = use_mut_ref(Vec::<String>::new);
    {
        let waiting = waiting.clone();
        use_effect_with(news.clone(), move |news| {
            let mut waiting = waiting.borrow_mut();
            waiting.extend(news.iter().cloned());
            let surplus = waiting.len().saturating_sub(WAITING_MAX);
            waiting.drain(..surplus);
        });
    }
    {
        let said = said.clone();
        use_life(Box::new(move || {
            let interval = Interval::new(PAUSE_MS, move || {
                let messages = waiting.take();
                if !messages.is_empty() {
                    said.set(messages.join(" "));
                }
            });
            Box::new(move || drop(interval))
        }));
    }
    said.value().clone()
}
