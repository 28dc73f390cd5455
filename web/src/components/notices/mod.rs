//! Notices: what to do next and how far long work is, above the page; the past and the preview of a link, beneath it.

mod link_bar;
mod next_step;
mod past_bar;
mod progress_banner;

pub use link_bar::LinkBar;
pub use next_step::NextStep;
pub use past_bar::PastBar;
pub use progress_banner::ProgressBanner;
