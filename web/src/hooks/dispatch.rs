//! The way to the store.

use crate::model::store::Action;
use yew::prelude::*;

/// What changes the state. Outside of the page it does nothing.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_context::<Callback<Action>>().unwrap_or_default()
}

/// What hears that something happened, be it what it may, and does always the same.
pub fn on<E: 'static>(dispatch: &Callback<Action>, action: Action) -> Callback<E> {
    dispatch.reform(move |_| action.clone())
}
