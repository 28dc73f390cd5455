//! Parts that several others are made of: fields, lists, alerts, dialogs as such.

mod copy_button;
mod dropped_list;
mod facts;
mod failure_alert;
mod field;
mod icon;
mod modal;
mod pager;
mod progress;
mod select;
mod status;

pub use copy_button::CopyButton;
pub use dropped_list::dropped_list;
pub use facts::facts;
pub use failure_alert::failure_alert;
pub use field::{area, field, line};
pub use icon::{Picture, icon};
pub use modal::Modal;
pub use pager::pager;
pub use progress::progress_bar;
pub use select::select;
pub use status::status_mark;
