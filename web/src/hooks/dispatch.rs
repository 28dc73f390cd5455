//! Access to the store from any component.

use crate::model::store::Action;
use yew::prelude::*;

/// The callback that dispatches an action to the store. Outside of the context that the page provides it does nothing.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_context::<Callback<Action>>().unwrap_or_default()
}

/// A callback that ignores its event and dispatches `action`.
pub fn on<E: 'static>(dispatch: &Callback<Action>, action: Action) -> Callback<E> {
    dispatch.reform(move |_| action.clone())
}
