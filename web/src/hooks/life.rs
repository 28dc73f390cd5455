//! What lasts as long as a component.

use yew::prelude::*;

/// What ends it.
pub type End = Box<dyn FnOnce()>;

/// Begins something when the component is first seen, and ends it when the component is gone.
#[hook]
pub fn use_life(begin: Box<dyn FnOnce() -> End>) {
    use_effect_with((), move |()| begin());
}
