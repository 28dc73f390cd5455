//! The bar that stands at the foot of the page while it shows the past, or while a future is stashed.

use crate::format;
use crate::hooks::{on, use_dispatch};
use crate::model::store::Action;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`PastBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct PastBarProps {
    /// The moment that is shown.
    pub now: Timestamp,
    /// The latest moment that was reached.
    pub head: Timestamp,
    /// Whether the page shows a moment in the past.
    pub is_past: bool,
    /// The number of calls of the stashed future, if there is one.
    pub stash: Option<usize>,
    /// Whether the lab is a server's.
    pub is_watching: bool,
}

/// How far back the page is and the way to the present, and the stashed future and the way to it. It stands at the foot, so
/// that nothing moves under the pointer that drags the moment.
#[component]
pub fn PastBar(props: &PastBarProps) -> Html {
    let dispatch = use_dispatch();
    let PastBarProps { now, head, is_past, stash, is_watching } = *props;
    if !is_past && stash.is_none() {
        return Html::default();
    }
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    html! {
        <section class="past" aria-label="Moments">
            if is_past {
                <div>
                    <p>
                        <b>{ "You are in the past, " }{ format::duration(head.millis() - now.millis()) }{ " back. " }</b>
                        if is_watching {
                            { "Nothing changes on the server; what you do now is done in its present." }
                        } else {
                            { "Running the clock shows again what happened; doing something starts a new future." }
                        }
                    </p>
                    <button type="button" onclick={on(Action::Present)}>{ "Back to the present" }</button>
                </div>
            }
            if let Some(calls) = stash {
                <div>
                    <p>{ format!("What you had before, {}, is set aside.", format::count(calls as u64, "call")) }</p>
                    <button type="button" onclick={on(Action::RestoreStash)}>{ "Take it back" }</button>
                    <button type="button" onclick={on(Action::DropStash)}>{ "Forget it" }</button>
                </div>
            }
        </section>
    }
}
