//! The page's state and every way in which it changes: pure, tested natively.

pub mod about;
pub mod drafting;
pub mod dropped;
pub mod history;
pub mod keys;
pub mod lifecycles;
pub mod linking;
pub mod log;
pub mod next_step;
pub mod restore_source;
pub mod store;
pub mod storing;
pub mod view;
pub mod view_state;
pub mod watch;
