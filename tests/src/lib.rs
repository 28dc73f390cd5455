//! How the engine is tested against a model and by simulation.
//!
//! ```text
//!   Rng ─▶ workload ─▶ Harness ─┬─▶ Engine      what is tested
//!                            ├─▶ Model       what was acknowledged: a Vec of mutations
//!                            └─▶ checkers    what must hold between the two, a family of promises a file
//! ```
//!
//! The workload knows nothing of what must hold, and the checkers nothing of what is drawn. A run follows from its
//! seed; `SEED=17 cargo test --profile sim -p timemark-tests --test model swarm` repeats one. Everything here uses the
//! public API of the engine only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "this crate is only ever part of a test, where a panic is a failure"
)]

pub mod checkers;
pub mod expression;
#[cfg(not(target_arch = "wasm32"))]
pub mod fuzzed;
pub mod golden;
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

/// Plants the fault that the environment names, in this thread: tests/planted/ runs itself so.
pub fn plant_from_environment() {
    #[cfg(feature = "planted-faults")]
    if let Ok(name) = std::env::var("TIMEMARK_PLANTED") {
        use timemark_core::planted::{Planted, plant};
        let fault = Planted::ALL.iter().find(|fault| format!("{fault:?}") == name);
        plant(Some(*fault.unwrap_or_else(|| panic!("there is no planted fault {name}"))));
    }
}

/// The digests of the states of an engine's regions: what a refused request must not change.
pub fn state_digests(engine: &timemark_core::Engine) -> Vec<u128> {
    engine.states().map(timemark_core::state::State::digest).collect()
}

pub use checkers::{Broken, Held};
pub use harness::Harness;
pub use model::Model;
pub use rng::Rng;
