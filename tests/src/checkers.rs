//! What must hold, a family of promises a file. None knows how the workload was drawn.

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

/// A promise that did not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// Its number among the promises.
    pub promise: &'static str,
    /// What was seen instead.
    pub seen: String,
}

/// Whether what was looked at held.
pub type Held = Result<(), Broken>;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is broken: {}", self.promise, self.seen)
    }
}

/// A promise, and what is seen where it does not hold.
pub fn ensure(holds: bool, promise: &'static str, seen: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(Broken { promise, seen: seen() }) }
}

/// Two things that must be equal.
pub fn equal<T: PartialEq + fmt::Debug>(found: T, expected: T, promise: &'static str, what: &str) -> Held {
    ensure(found == expected, promise, || format!("{what}: found {found:?}, expected {expected:?}"))
}

/// What a call that must succeed answered.
pub fn answered<T>(answer: Result<T, timemark_core::Error>, promise: &'static str, what: &str) -> Result<T, Broken> {
    answer.map_err(|error| Broken { promise, seen: format!("{what}: {}: {error}", error.name()) })
}
