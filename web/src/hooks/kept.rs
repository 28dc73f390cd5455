//! What a component remembers.

use std::cell::{Ref, RefCell};
use std::rc::Rc;
use yew::functional::UseForceUpdateHandle;
use yew::prelude::*;

/// A value that a component keeps from one drawing to the next. Whoever changes it has the component drawn anew.
#[derive(Clone)]
pub struct Kept<T> {
    value: Rc<RefCell<T>>,
    drawing: UseForceUpdateHandle,
}

/// A value that is kept, and what it is at first.
#[hook]
pub fn use_kept<T: 'static>(initial: impl FnOnce() -> T) -> Kept<T> {
    Kept { value: use_mut_ref(initial), drawing: use_force_update() }
}

impl<T> Kept<T> {
    /// What it is now.
    pub fn value(&self) -> Ref<'_, T> {
        self.value.borrow()
    }

    /// Puts another in its place.
    pub fn set(&self, value: T) {
        self.change(|kept| *kept = value);
    }

    /// Changes it.
    pub fn change(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        self.drawing.force_update();
    }
}
