//! Effects: time, sizes, focus, keys, dialogs. This is the only module that names web-sys; everything else is markup
//! and data.

mod address;
mod copy;
mod dispatch;
mod drawn;
mod file;
mod focus;
mod focus_kept;
mod form;
mod kept;
mod keys;
mod lab_file;
mod modal;
mod offline;
mod opened_at;
mod pointer;
mod post;
mod save;
mod steps;
pub mod storage;
mod submit;
mod text;
mod theme;
mod throttled;
mod tick;
mod unload;
mod watch;
mod width;

pub use address::{address_with, fragment, leave_link, use_link};
pub use copy::use_copy;
pub use dispatch::{on, use_dispatch};
pub use drawn::use_drawn;
pub use file::{FileRead, use_file, use_long_paste};
pub use focus::{focus, focus_id};
pub use focus_kept::use_focus_kept;
pub use form::{FieldEvent, Form, use_form};
pub use kept::{Kept, KeptStatus, use_storage};
pub use keys::use_keys;
pub use lab_file::{LabFile, LabFileProgress, use_lab_file};
pub use modal::use_modal;
pub use offline::use_offline;
pub use opened_at::use_opened_at;
pub use pointer::{capture, number_of, place_in};
pub use post::use_post;
pub use save::{save, save_pieces};
pub use steps::use_steps;
pub use submit::submit;
pub use text::{Choice, Text, use_choice, use_text, value_of as text_of};
pub use theme::{Theme, use_theme};
pub use throttled::use_throttled;
pub use tick::use_tick;
pub use unload::use_question_before_unload;
pub use watch::{journal, origin, use_watch};
pub use width::use_width;

/// The element with that id.
pub fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
