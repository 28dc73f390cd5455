//! The way to the store.

use crate::store::{Action, Dispatcher};
use yew::prelude::*;

/// What changes the state. Outside of the page it does nothing.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    let dispatcher = use_context::<Dispatcher>();
    use_callback(dispatcher, |action, dispatcher: &Option<Dispatcher>| {
        if let Some(dispatcher) = dispatcher {
            dispatcher.dispatch(action);
        }
    })
}
