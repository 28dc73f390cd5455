//! Forms of several fields: one value, and what changes it.

use super::kept::{Kept, use_kept};
use super::text::written;
use std::rc::Rc;
use yew::prelude::*;

/// A change of a form's value.
pub type Change<T> = Box<dyn FnOnce(&mut T)>;

/// The same, where it depends on an event, and as often as one comes.
type Heard<T> = Box<dyn Fn(&mut T, &web_sys::Event)>;

/// Any event of the browser's that is of a field.
pub trait FieldEvent: AsRef<web_sys::Event> + 'static {}

impl<E: AsRef<web_sys::Event> + 'static> FieldEvent for E {}

/// A form: what stands in its fields, as one value.
pub struct Form<T> {
    now: Rc<T>,
    kept: Kept<Rc<T>>,
}

/// A form that starts with a value, and keeps what the person makes of it.
#[hook]
pub fn use_form<T: 'static>(initial: impl FnOnce() -> T) -> Form<T> {
    let kept = use_kept(|| Rc::new(initial()));
    let now = kept.value().clone();
    Form { now, kept }
}

impl<T: Clone + 'static> Form<T> {
    /// What stands in it.
    pub fn value(&self) -> &T {
        &self.now
    }

    /// What changes it, from wherever it is called.
    pub fn write_back(&self) -> impl Fn(Change<T>) + use<T> {
        let kept = self.kept.clone();
        move |change| kept.change(|form| change(Rc::make_mut(form)))
    }

    /// What hears a person type into the field of a text, or choose it from a list.
    pub fn text<E: FieldEvent>(&self, of: fn(&mut T) -> &mut String) -> Callback<E> {
        self.write(move |form, text| *of(form) = text)
    }

    /// The same, where what is written means something else to the form.
    pub fn write<E: FieldEvent>(&self, change: impl Fn(&mut T, String) + 'static) -> Callback<E> {
        self.heard(Box::new(move |form, event| change(form, written(event))))
    }

    /// What hears a person press a button, or tick a box.
    pub fn press<E: FieldEvent>(&self, change: impl Fn(&mut T) + 'static) -> Callback<E> {
        self.heard(Box::new(move |form, _| change(form)))
    }

    fn heard<E: FieldEvent>(&self, change: Heard<T>) -> Callback<E> {
        let kept = self.kept.clone();
        Callback::from(move |event: E| kept.change(|form| change(Rc::make_mut(form), event.as_ref())))
    }
}
