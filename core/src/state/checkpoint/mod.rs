//! A state as the parts of a checkpoint, and back.
//!
//! ```text
//!   Partition ── Version ── Items … ── Segment ── Segment ── Version ── Segment …      a table's contents, in ordinals
//!   Partition …
//!   Region                                                                              all else, which names contents
//! ```
//!
//! What follows from something else is not written: the items as they are follow from the last snapshot and the changes
//! after it, indexes and totals from the items. So a checkpoint is short, and cannot contradict itself; what could still be
//! wrong is checked when it is read (`check.rs`), and each event before it is applied (`admit.rs`). After that every
//! promise of the state holds, wherever the file came from.

mod admit;
mod check;
mod contents;
mod difference;
mod filling;
mod part;
mod read;
mod salvage;
mod stored;
#[cfg(test)]
mod tests;
mod write;

pub use contents::Budget;
pub use part::{Part, Position};
pub use read::PartsReader;
pub use salvage::{LeftOut, SoundParts};
pub use stored::ItemNumbers;
pub use write::{RegionStep, RegionWriter};

/// What is wrong with a state or an event, as a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsound(pub &'static str);

fn ensure(holds: bool, otherwise: &'static str) -> Result<(), Unsound> {
    if holds { Ok(()) } else { Err(Unsound(otherwise)) }
}
