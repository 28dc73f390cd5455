//! A lock that one tab of this page has at a time.

use super::StorageError;
use js_sys::{Function, Object, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// A `LockManager`, which web-sys counts as unstable.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

/// A lock that this tab has or waits for. Dropping it gives it up.
pub(super) struct Lock(Rc<Hold>);

#[derive(Default)]
struct Hold {
    is_held: Cell<bool>,
    /// Ends the promise for whose life the browser gives the lock.
    release: RefCell<Option<Function>>,
}

impl Lock {
    /// Takes the lock if it is free, or else waits for it in the background and calls `taken` when this tab has it.
    pub async fn request(name: &str, taken: impl FnOnce() + 'static) -> Result<Lock, StorageError> {
        let navigator = web_sys::window().map(|window| window.navigator());
        let locks = navigator.and_then(|navigator| Reflect::get(&navigator, &"locks".into()).ok());
        // There are none in a page that came over plain HTTP from another machine.
        let locks = locks.filter(JsValue::is_object).map(JsCast::unchecked_into::<Locks>);
        let locks = locks.ok_or_else(|| StorageError::Refused("it has no locks between tabs here.".to_owned()))?;
        let hold = Rc::new(Hold::default());
        let answered = Promise::new(&mut |resolve, reject| {
            let answer = move || drop(resolve.call0(&JsValue::UNDEFINED));
            ask(&locks, name, true, &hold, answer, Some(&reject));
        });
        JsFuture::from(answered).await.map_err(|thrown| StorageError::of_opening(&thrown))?;
        if !hold.is_held.get() {
            ask(&locks, name, false, &hold, taken, None);
        }
        Ok(Lock(hold))
    }

    /// Whether this tab has the lock.
    pub fn is_held(&self) -> bool {
        self.0.is_held.get()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = self.0.release.take() {
            // Never fails for the function of a promise.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Asks for the lock, and calls `answered` when the browser has given it or, `if_free`, has not; and `failed`, if there is one, if it cannot be
/// asked for.
fn ask(
    locks: &Locks,
    name: &str,
    if_free: bool,
    hold: &Rc<Hold>,
    answered: impl FnOnce() + 'static,
    failed: Option<&Function>,
) {
    let hold = Rc::downgrade(hold);
    let granted = Closure::once_into_js(move |lock: JsValue| {
        // A lock that was given up while it was waited for is returned at once.
        let held = hold.upgrade().filter(|_| !lock.is_null()).map(|hold| {
            hold.is_held.set(true);
            Promise::new(&mut |resolve, _| drop(hold.release.replace(Some(resolve))))
        });
        answered();
        held.map_or(JsValue::UNDEFINED, Promise::into)
    });
    let options = Object::new();
    let asked = Reflect::set(&options, &"ifAvailable".into(), &if_free.into())
        .and_then(|_| locks.request(name, &options, granted.unchecked_ref()));
    // Both fail as a promise does; the callback's own result is of no interest.
    let asked = asked.unwrap_or_else(|thrown| Promise::reject(&thrown));
    let failed = failed.cloned();
    wasm_bindgen_futures::spawn_local(async move {
        if let (Err(thrown), Some(failed)) = (JsFuture::from(asked).await, failed) {
            let _ = failed.call1(&JsValue::UNDEFINED, &thrown);
        }
    });
}
