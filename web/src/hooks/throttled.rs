//! Announcements at a pace that a screen reader can follow.

use crate::shared::Shared;
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// The shortest time between two announcements, in milliseconds.
const PAUSE_MS: u32 = 1_000;

/// The most messages in one announcement; the oldest are dropped.
const WAITING_MAX: usize = 6;

/// Returns the text to announce: the messages of `news` that came since the last announcement, joined. It changes at
/// most once a second.
#[hook]
pub fn use_throttled(news: &Shared<Vec<String>>) -> String {
    let announced = use_state(String::new);
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
        let announced = announced.setter();
        use_effect_with((), move |()| {
            let interval = Interval::new(PAUSE_MS, move || {
                let messages = waiting.take();
                if !messages.is_empty() {
                    announced.set(messages.join(" "));
                }
            });
            move || drop(interval)
        });
    }
    (*announced).clone()
}
