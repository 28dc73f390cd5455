//! Forms: one value for all fields of a form, and the callbacks that change it.

use super::text::value_of;
use std::rc::Rc;
use yew::prelude::*;

/// A change of a form's value.
pub type Change<T> = Box<dyn FnOnce(&mut T)>;

/// A form's value as a reducer whose actions are the changes themselves, so that changes made before the next render
/// add up.
#[derive(Clone)]
struct FormState<T>(T);

impl<T: Clone> Reducible for FormState<T> {
    type Action = Change<T>;

    fn reduce(self: Rc<Self>, change: Change<T>) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        change(&mut next.0);
        Rc::new(next)
    }
}

/// Any event of an element on the page.
pub trait FieldEvent: AsRef<web_sys::Event> + 'static {}

impl<E: AsRef<web_sys::Event> + 'static> FieldEvent for E {}

/// The handle of a form's value.
pub struct Form<T: Clone> {
    state: UseReducerHandle<FormState<T>>,
}

/// Keeps the value of a form, which starts as `initial`.
#[hook]
pub fn use_form<T: Clone + 'static>(initial: impl FnOnce() -> T) -> Form<T> {
    Form { state: use_reducer(|| FormState(initial())) }
}

impl<T: Clone + 'static> Form<T> {
    /// The value as it is now.
    pub fn value(&self) -> &T {
        &self.state.0
    }

    /// A function that changes the value, for use outside of event handlers.
    pub fn updater(&self) -> impl Fn(Change<T>) + use<T> {
        let dispatcher = self.state.dispatcher();
        move |change| dispatcher.dispatch(change)
    }

    /// A callback that stores the text of the event's field in the member that `of` returns.
    pub fn text<E: FieldEvent>(&self, of: fn(&mut T) -> &mut String) -> Callback<E> {
        self.write(move |form, text| *of(form) = text)
    }

    /// A callback that calls `change` with the text of the event's field.
    pub fn write<E: FieldEvent>(&self, change: impl Fn(&mut T, String) + 'static) -> Callback<E> {
        let (dispatcher, change) = (self.state.dispatcher(), Rc::new(change));
        Callback::from(move |event: E| {
            let (text, change) = (value_of(event.as_ref()), change.clone());
            dispatcher.dispatch(Box::new(move |form| change(form, text)));
        })
    }

    /// A callback that ignores its event and calls `change`: for buttons and boxes.
    pub fn press<E: FieldEvent>(&self, change: impl Fn(&mut T) + 'static) -> Callback<E> {
        let (dispatcher, change) = (self.state.dispatcher(), Rc::new(change));
        Callback::from(move |_: E| {
            let change = change.clone();
            dispatcher.dispatch(Box::new(move |form| change(form)));
        })
    }
}
