//! How much a request has worked: its expressions, and the writing of the items in its answer.

#[cfg(test)]
mod tests;

use super::error::ExpressionError;
use crate::item::Item;
use crate::limits::{ANSWER_VALUES_MAX, EXPRESSION_STEPS_MAX};
use std::cell::Cell;

/// The steps that one request has taken: a value that is passed is one, so are two bytes that are searched,
/// 8 of which the characters are counted, and 32 that are compared. They are counted and not measured, so the same request takes as many on every machine.
#[derive(Debug, Default)]
pub struct Work(Cell<u64>);

/// The bytes that are searched in the time of a step.
pub(super) const SEARCHED_BYTES: usize = 2;
/// The bytes whose characters are counted in the time of a step.
pub(super) const COUNTED_BYTES: usize = 8;
/// The bytes that are compared in the time of a step.
pub(super) const COMPARED_BYTES: usize = 32;

/// The steps in whose time a value is written to an answer.
const STEPS_OF_WRITTEN_VALUE: usize = EXPRESSION_STEPS_MAX as usize / ANSWER_VALUES_MAX;

impl Work {
    /// Adds steps.
    pub(super) fn add(&self, steps: usize) {
        self.0.set(self.0.get() + steps as u64);
    }

    /// Adds the writing of an item to the answer.
    pub fn add_written(&self, item: Option<&Item>) {
        self.add(item.map_or(0, Item::written_values) * STEPS_OF_WRITTEN_VALUE);
    }

    /// Whether the request has worked more than one may. Nothing more of it is evaluated then; a page ends.
    pub fn is_exhausted(&self) -> bool {
        self.0.get() > EXPRESSION_STEPS_MAX
    }

    /// Refuses the request if it has worked more than one may.
    ///
    /// # Errors
    /// ValidationException.
    ///
    /// # Source
    /// Assumed: the service bounds a request by its time, which this engine does not have.
    pub fn within_limit(&self) -> Result<(), ExpressionError> {
        if self.is_exhausted() { Err(ExpressionError::TooMuchWork) } else { Ok(()) }
    }
}
