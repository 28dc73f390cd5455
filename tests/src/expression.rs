//! Expressions drawn at random, their texts, and what they mean by the plainest code.
//!
//! ```text
//!   Rng ─▶ a tree ─┬─ render ─▶ text, names, values ─▶ the engine's parser and evaluation
//!                   └─ judge ──▶ what it means, over `AttributeValue`s
//! ```
//!
//! Nothing here is the engine's but the value type. Numbers are drawn small, so that 64 bits are exact for them.

mod condition;
mod draw;
mod projection;
mod render;
mod update;
mod value;

pub use condition::Condition;
pub use draw::{NAMES, item, set, value};
pub use projection::Projection;
pub use render::{Language, Rendered};
pub use update::Update;
pub use value::{Path, Step, contains, number, order, same, stored_all};
