//! A lock around a value that is given up when work on it panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Why a value is given up: what the panic said.
pub struct Stopped(pub String);

/// A value for one thread at a time, until work on it panics.
pub struct Lock<T> {
    value: Mutex<Result<Box<T>, String>>,
}

impl<T> Lock<T> {
    /// A lock around `value`.
    pub fn new(value: T) -> Lock<T> {
        Lock { value: Mutex::new(Ok(Box::new(value))) }
    }

    /// Works on the value.
    ///
    /// # Errors
    /// [`Stopped`] if this work panics or an earlier one did. A value that is half changed is dropped and not used again.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, Stopped> {
        // No panic leaves the lock held, so it is never poisoned.
        let mut held = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        let value = held.as_mut().map_err(|reason| Stopped(reason.clone()))?;
        catch_unwind(AssertUnwindSafe(|| work(value))).map_err(|panic| {
            let reason = text(&*panic);
            // Dropping what is half changed may panic too.
            let lost = std::mem::replace(&mut *held, Err(reason.clone()));
            drop(catch_unwind(AssertUnwindSafe(|| drop(lost))));
            Stopped(reason)
        })
    }
}

/// What a panic said.
fn text(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no reason is known".to_owned())
}
