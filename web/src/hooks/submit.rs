//! Forms that are sent nowhere.

use yew::prelude::*;

/// What happens when a form is sent, in place of the browser's own sending.
pub fn submit(act: impl Fn() + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        act();
    })
}
