//! Notices above the page: what to do next, and how far long work is.

mod next_step;
mod progress_banner;

pub use next_step::NextStep;
pub use progress_banner::ProgressBanner;
