//! The engine against its model.
//!
//! - [`swarm`] draws runs from seeds and checks every promise after every step.
//! - [`window`] runs ten thousand schedules around the edges of the consistency window.
//! - [`transactions`] checks which transactions a backup splits.
//! - [`restore`] has stories that the swarm reaches too rarely, quotas and crashes among them.
//! - [`recovery`] has stories of point-in-time recovery, [`expiry`] of expiring backups.
//! - [`corpus`] has the inputs that fuzzing kept, [`fuzz`] draws others from tokens.
//! - [`input`] sends requests that no client would.
//! - [`expressions`] checks the meaning of expressions, [`legacy`] that of legacy parameters, [`statements`] that of
//!   PartiQL.
//! - [`compare`] compares tables, moments and backups, and repairs what was damaged.
//! - [`journal`] has lab files, kept and refused ones among them; [`files`] changes them at random.
//! - [`salvage`] damages each record of a checkpoint, and compares what can still be opened.
//! - [`followed`] has engines that follow the records of another one.
//! - [`doors`] reads requests straight from their text and through the tree of their JSON.
//! - [`determinism`] asserts the digest that the browser asserts.
//!
//! `SEED=17 cargo test --profile sim -p timemark-tests --test model swarm` runs one run again.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod compare;
mod corpus;
mod determinism;
mod doors;
mod expiry;
mod expressions;
mod files;
mod followed;
mod fuzz;
mod input;
mod journal;
mod legacy;
mod recovery;
mod restore;
mod salvage;
mod statements;
mod swarm;
mod transactions;
mod window;
