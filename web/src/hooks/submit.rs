//! Forms that are not sent over the network.

use yew::prelude::*;

/// A callback for a form's submit event that calls `act` and prevents the browser's own submission.
pub fn submit(act: impl Fn() + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        act();
    })
}
