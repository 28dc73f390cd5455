//! The parameters that are older than expressions, drawn at random, and what they mean by the plainest code.
//!
//! ```text
//!   Rng ─▶ Expected, QueryFilter, ScanFilter, KeyConditions, AttributeUpdates ─┬─▶ the engine's operations
//!                                                                               └─▶ what they mean, over `AttributeValue`s
//! ```
//!
//! Nothing here is the engine's but the structures of the wire. What the service would refuse whatever the items are is
//! drawn too, now and then: then everybody has to refuse it.

mod comparison;
mod expected;
mod updates;

use crate::Rng;
use timemark_core::shapes::ConditionalOperator::{self, And, Or};

pub use comparison::{Comparison, Filter, KeyConditions};
pub use expected::Expectations;
pub use updates::Updates;

/// That a request, or an item, does not allow what is asked, for whatever reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused;

/// Several outcomes in one: all hold, or any of them; refused if one is, or if the two words do not fit their number.
fn joined(outcomes: Vec<Result<bool, Refused>>, operator: Option<&ConditionalOperator>) -> Result<bool, Refused> {
    let outcomes = outcomes.into_iter().collect::<Result<Vec<bool>, Refused>>()?;
    match operator {
        Some(_) if outcomes.len() < 2 => Err(Refused),
        Some(Or) => Ok(outcomes.contains(&true)),
        _ => Ok(!outcomes.contains(&false)),
    }
}

/// AND, OR or neither; mostly what fits so many conditions.
fn operator(rng: &mut Rng, conditions: usize) -> Option<ConditionalOperator> {
    let is_wanted = if conditions < 2 { rng.percent(3) } else { rng.percent(60) };
    is_wanted.then(|| rng.pick(&[And, Or, Or]).clone())
}
