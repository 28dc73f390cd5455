//! The position of the page among all moments that were reached.

use crate::format;
use crate::hooks::{number_of, on, use_dispatch};
use crate::model::store::Action;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`TimeTravelBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TimeTravelBarProps {
    /// The first moment.
    pub start: Timestamp,
    /// The moment that is shown.
    pub now: Timestamp,
    /// The latest moment that was reached.
    pub head: Timestamp,
    /// Whether the page shows a moment in the past.
    pub is_past: bool,
    /// The number of calls of the stashed future, if there is one.
    pub stash: Option<usize>,
}

/// The number of steps of the slider.
const PARTS: i64 = 1_000;

/// A slider over all moments that were reached, and notes about the past and the stashed future.
#[component]
pub fn TimeTravelBar(props: &TimeTravelBarProps) -> Html {
    let dispatch = use_dispatch();
    let TimeTravelBarProps { start, now, head, is_past, stash } = *props;
    let length_ms = (head.millis() - start.millis()).max(1);
    let part = (now.millis() - start.millis()).saturating_mul(PARTS) / length_ms;
    let oninput = dispatch.reform(move |event: InputEvent| {
        let part = number_of(&event) as i64;
        if part >= PARTS {
            Action::Present
        } else {
            Action::Seek(start.plus_ms(length_ms.saturating_mul(part) / PARTS))
        }
    });
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    html! {
        <section class="time-travel" aria-label="Moments">
            if head > start {
                <input
                    type="range"
                    aria-label="Moment"
                    aria-valuetext={format::date_and_clock(now)}
                    min="0"
                    max={PARTS.to_string()}
                    value={part.to_string()}
                    {oninput}
                />
            }
            if is_past {
                <p class="past">
                    <b>{ "You are in the past, " }{ format::duration(head.millis() - now.millis()) }{ " back. " }</b>
                    { "Running the clock shows again what happened; doing something starts a new future. " }
                    <button type="button" onclick={on(Action::Present)}>{ "Back to the present" }</button>
                </p>
            }
            if let Some(calls) = stash {
                <p class="past">
                    { format!("What you had before, {}, is set aside. ", format::count(calls as u64, "call")) }
                    <button type="button" onclick={on(Action::RestoreStash)}>{ "Take it back" }</button>{ " " }
                    <button type="button" onclick={on(Action::DropStash)}>{ "Forget it" }</button>
                </p>
            }
        </section>
    }
}
