//! Effects: time, sizes, focus, keys, dialogs. This is the only module that names web-sys; everything else is markup
//! and data.

mod copy;
mod dispatch;
mod drawn;
mod file;
mod focus;
mod focus_kept;
mod form;
mod keys;
mod modal;
mod opened_at;
mod pointer;
mod save;
mod steps;
mod submit;
mod text;
mod theme;
mod throttled;
mod tick;
mod unload;
mod width;

pub use copy::use_copy;
pub use dispatch::{on, use_dispatch};
pub use drawn::use_drawn;
pub use file::{FileRead, use_file, use_long_paste};
pub use focus::{focus, focus_id};
pub use focus_kept::use_focus_kept;
pub use form::{FieldEvent, Form, use_form};
pub use keys::use_keys;
pub use modal::use_modal;
pub use opened_at::use_opened_at;
pub use pointer::{capture, number_of, place_in};
pub use save::save;
pub use steps::use_steps;
pub use submit::submit;
pub use text::{Choice, Text, use_choice, use_text, value_of as text_of};
pub use theme::{Theme, use_theme};
pub use throttled::use_throttled;
pub use tick::use_tick;
pub use unload::use_question_before_unload;
pub use width::use_width;

/// The element with that id.
pub fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
