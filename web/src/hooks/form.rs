//! Forms of several fields: one value, and what changes it.

use super::text::written;
use std::rc::Rc;
use yew::prelude::*;

/// A change of a form's value.
pub type Change<T> = Box<dyn FnOnce(&mut T)>;

/// What is held.
struct Held<T>(T);

impl<T: Clone + 'static> Reducible for Held<T> {
    type Action = Change<T>;

    fn reduce(self: Rc<Self>, change: Change<T>) -> Rc<Self> {
        let mut next = self.0.clone();
        change(&mut next);
        Rc::new(Held(next))
    }
}

/// Any event of the browser's that is of a field.
pub trait FieldEvent: AsRef<web_sys::Event> + 'static {}

impl<E: AsRef<web_sys::Event> + 'static> FieldEvent for E {}

/// A form: what stands in its fields, as one value.
pub struct Form<T: Clone + 'static>(UseReducerHandle<Held<T>>);

/// A form that starts with a value, and keeps what the person makes of it.
#[hook]
pub fn use_form<T: Clone + 'static>(initial: impl FnOnce() -> T) -> Form<T> {
    Form(use_reducer(|| Held(initial())))
}

impl<T: Clone + 'static> Form<T> {
    /// What stands in it.
    pub fn value(&self) -> &T {
        &self.0.0
    }

    /// What changes it, from wherever it is called.
    pub fn write_back(&self) -> impl Fn(Change<T>) + use<T> {
        let dispatcher = self.0.dispatcher();
        move |change| dispatcher.dispatch(change)
    }

    /// What hears a person type into a field, or choose from a list.
    pub fn write<E: FieldEvent>(&self, change: impl Fn(&mut T, String) + Clone + 'static) -> Callback<E> {
        let dispatcher = self.0.dispatcher();
        Callback::from(move |event: E| {
            let (text, change) = (written(event.as_ref()), change.clone());
            dispatcher.dispatch(Box::new(move |form: &mut T| change(form, text)));
        })
    }

    /// What hears a person press a button, or tick a box.
    pub fn press<E: 'static>(&self, change: impl Fn(&mut T) + Clone + 'static) -> Callback<E> {
        let dispatcher = self.0.dispatcher();
        Callback::from(move |_: E| dispatcher.dispatch(Box::new(change.clone())))
    }
}
