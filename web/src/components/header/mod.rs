//! The top of the page: the name, the clock, and the way through the moments that were reached.

mod clock;
mod time_travel_bar;
mod top_bar;

pub use clock::{Clock, ClockProps};
pub use time_travel_bar::TimeTravelBar;
pub use top_bar::TopBar;
