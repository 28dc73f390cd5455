//! The way to the store.

use crate::store::Action;
use yew::prelude::*;

/// What changes the state. Outside of the page it does nothing.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_context::<Callback<Action>>().unwrap_or_default()
}
