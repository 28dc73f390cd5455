//! How the engine is tested against a model and by simulation.
//!
//! ```text
//!   Rng ─▶ workload ─▶ Harness ─┬─▶ Engine      what is tested
//!                            ├─▶ Model       what was acknowledged: a Vec of mutations
//!                            └─▶ checkers    what must hold between the two, a family of promises a file
//! ```
//!
//! The workload knows nothing of what must hold, and the checkers nothing of what is drawn. A run follows from its
//! seed; `SEED=17 cargo test --release -p timemark-tests --test model swarm` repeats one. Everything here uses the
//! public API of the engine only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this crate is only ever part of a test, where a panic is a failure"
)]

pub mod checkers;
pub mod expression;
pub mod harness;
pub mod legacy;
#[cfg(not(target_arch = "wasm32"))]
pub mod limits;
pub mod model;
pub mod rng;
pub mod scenario;
pub mod spec;
pub mod values;
pub mod workload;

pub use checkers::{Broken, Held};
pub use harness::Harness;
pub use model::Model;
pub use rng::Rng;
