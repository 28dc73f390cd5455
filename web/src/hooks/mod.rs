//! Effects: time, sizes, focus, dialogs. Only here are the browser's own interfaces named; everything else is markup and
//! data.

mod calm;
mod check;
mod dispatch;
mod focus;
mod modal;
mod submit;
mod text;
mod tick;
mod width;

pub use calm::use_calm;
pub use check::{Check, use_check};
pub use dispatch::use_dispatch;
pub use focus::focus;
pub use modal::use_modal;
pub use submit::submit;
pub use text::{Text, use_text};
pub use tick::use_tick;
pub use width::use_width;

/// The element of that id.
pub fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
