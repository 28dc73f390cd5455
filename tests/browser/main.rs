//! The engine in a browser: `wasm-pack test --headless --chrome tests`.
//!
//! - [`door`] uses the JavaScript interface as a page does.
//! - [`determinism`] asserts the digest that is asserted natively.
//! - [`golden`] opens the lab files that were kept.
//! - [`model`] runs a small part of the swarm.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod determinism;
mod door;
mod golden;
mod model;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
