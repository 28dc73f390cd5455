//! The top of the page: the name, the clock, and the way through the moments that were reached.

mod clock;
mod top_bar;
mod whereabouts;

pub use clock::{Clock, ClockProps};
pub use top_bar::TopBar;
pub use whereabouts::Whereabouts;
