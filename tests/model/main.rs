//! The engine against its model.
//!
//! - [`swarm`] draws runs from seeds and checks every promise after every step.
//! - [`window`] aims ten thousand schedules at the edges of the consistency window.
//! - [`transactions`] asks what a backup splits.
//! - [`restore`] tells the stories that a swarm tells too seldom, quotas and crashes among them.
//! - [`recovery`] tells those of point-in-time recovery, [`expiry`] those of backups that go of themselves.
//! - [`input`] sends what no client would.
//! - [`expressions`] asks whether expressions mean what they should, [`legacy`] whether what came before them does,
//!   [`statements`] whether PartiQL means the same.
//! - [`determinism`] asserts the digest that the browser asserts too.
//!
//! `SEED=17 cargo test --release -p timemark-tests --test model swarm` runs one run again.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod determinism;
mod expiry;
mod expressions;
mod input;
mod legacy;
mod recovery;
mod restore;
mod statements;
mod swarm;
mod transactions;
mod window;
