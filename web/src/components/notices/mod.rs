//! Notices: what to do next and how far long work is, above the page; the past, beneath it.

mod next_step;
mod past_bar;
mod progress_banner;

pub use next_step::NextStep;
pub use past_bar::PastBar;
pub use progress_banner::ProgressBanner;
