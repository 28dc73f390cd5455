//! The checkers: what must hold, one file for each family of promises. None knows how the workload was drawn.

pub mod always;
pub mod contents;
pub mod expiry;
pub mod explain;
pub mod life;
pub mod listing;
pub mod log;
pub mod reading;
pub mod recovery;
pub mod restore;
pub mod sides;
pub mod stream;
pub mod timeline;
pub mod window;

use std::fmt;

/// A broken promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The promise's number.
    pub promise: &'static str,
    /// What was seen instead.
    pub seen: String,
}

/// The result of a check.
pub type Held = Result<(), Broken>;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken: {}", self.promise, self.seen)
    }
}

/// Checks a condition; `seen` describes what was seen if it does not hold.
pub fn ensure(holds: bool, promise: &'static str, seen: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(Broken { promise, seen: seen() }) }
}

/// Checks that two values are equal.
pub fn equal<T: PartialEq + fmt::Debug>(found: T, expected: T, promise: &'static str, what: &str) -> Held {
    ensure(found == expected, promise, || format!("{what}: found {found:?}, expected {expected:?}"))
}

/// The output of a call that must succeed.
pub fn answered<T>(answer: Result<T, timemark_core::Error>, promise: &'static str, what: &str) -> Result<T, Broken> {
    answer.map_err(|error| Broken { promise, seen: format!("{what}: {}: {error}", error.name()) })
}
