//! Random expressions, their texts, and their meaning by the simplest code.
//!
//! ```text
//!   Rng ─▶ a tree ─┬─ render ─▶ text, names, values ─▶ the engine's parser and evaluation
//!                   └─ judge ──▶ what it means, over `AttributeValue`s
//! ```
//!
//! Of the engine only the value type is used. Numbers are small, so 64 bits are exact for them.

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
