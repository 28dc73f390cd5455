//! The call made last, and its answer.

mod call_panel;

pub use call_panel::{CallPanel, exchange};
