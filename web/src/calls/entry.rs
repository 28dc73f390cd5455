//! A call that was made, with its answer.

use super::request::{Answer, Request};
use timemark_core::Timestamp;

/// A call that was made.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The virtual time.
    pub at: Timestamp,
    /// The virtual time after it: later where it moved the clock.
    pub until: Timestamp,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub answer: Answer,
    /// Calls of one click, or of one run of the generator, share this.
    pub step: u64,
    /// Who made it.
    pub origin: Origin,
    /// Whether anything changed by it.
    pub is_change: bool,
}

/// Who makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A person, with a click.
    Person,
    /// The page, so that the time line lives.
    Generator,
}
