//! The top of the page: the name and the clock.

mod clock;
mod top_bar;

pub use clock::{Clock, ClockProps};
pub use top_bar::TopBar;
