//! Random legacy parameters, and their meaning by the simplest code.
//!
//! ```text
//!   Rng ─▶ Expected, QueryFilter, ScanFilter, KeyConditions, AttributeUpdates ─┬─▶ the engine's operations
//!                                                                               └─▶ what they mean, over `AttributeValue`s
//! ```
//!
//! Of the engine only the structures of the wire are used. Some draws are requests that the service refuses whatever
//! the items are; the engine and the model must both refuse them.

mod comparison;
mod expected;
mod updates;

use crate::Rng;
use timemark_core::shapes::ConditionalOperator::{self, And, Or};

pub use comparison::{Comparison, Filter, KeyConditions};
pub use expected::Expectations;
pub use updates::Updates;

/// A request or an item that does not allow what is asked, for whatever reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused;

/// Several outcomes combined: all hold, or any of them; refused if one is, or if the operator does not fit their
/// number.
fn joined(outcomes: Vec<Result<bool, Refused>>, operator: Option<&ConditionalOperator>) -> Result<bool, Refused> {
    let outcomes = outcomes.into_iter().collect::<Result<Vec<bool>, Refused>>()?;
    match operator {
        Some(_) if outcomes.len() < 2 => Err(Refused),
        Some(Or) => Ok(outcomes.contains(&true)),
        _ => Ok(!outcomes.contains(&false)),
    }
}

/// AND, OR or none, usually one that fits the number of conditions.
fn operator(rng: &mut Rng, conditions: usize) -> Option<ConditionalOperator> {
    let is_wanted = if conditions < 2 { rng.percent(3) } else { rng.percent(60) };
    is_wanted.then(|| rng.pick(&[And, Or, Or]).clone())
}
