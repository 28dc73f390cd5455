//! How long the engine works on a request: every list, map and text of every operation, filled to a size.
//!
//! ```text
//!   TypeScript declarations ─▶ Shapes ─▶ Site, a member that can grow ─▶ body of n bytes ─▶ time
//! ```
//!
//! The members are read from the declarations of the engine's own shapes, so a member that is added is measured without
//! a word here. `cargo xtask limits` prints the slowest, `tests/limits` compares n with 16 n bytes in the test command.

pub mod attacks;
pub mod bodies;
pub mod lab;
pub mod shapes;
pub mod sites;
pub mod work;

pub use bodies::Filling;
pub use lab::Bench;
pub use sites::Site;
