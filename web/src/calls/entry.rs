//! A call that was made, with its answer.

use super::request::{Answer, Request};
use timemark_core::Timestamp;

/// A call that was made, and its answer.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The virtual time of the call.
    pub at: Timestamp,
    /// The virtual time after it: later than `at` if the call moved the clock.
    pub until: Timestamp,
    /// The request.
    pub request: Request,
    /// The answer.
    pub answer: Answer,
    /// The number of the step: calls of one click, or of one run of the generator, share it and are undone together.
    pub step: u64,
    /// The origin of the call.
    pub origin: Origin,
    /// Whether the call changed the engine.
    pub is_change: bool,
}

/// The origin of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A click or a key.
    Person,
    /// The generator.
    Generator,
}
