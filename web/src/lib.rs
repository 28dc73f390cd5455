//! The playground: a page over the engine. All rules are in `timemark-core`; here they are shown and pressed.
//!
//! ```text
//!   button ──► Request ──► Action::Send ──► store ──► Engine::send
//!                                             │
//!   components ◄── props ◄── view (read from the engine by its own operations)
//! ```
//!
//! | where | what |
//! | --- | --- |
//! | [`store`] | the page's one state and every way in which it changes: pure, tested natively |
//! | [`request`] | the calls that the page makes, each an operation of the engine; [`template`]: one of each, to be changed by hand |
//! | [`history`] | the calls and the moments they led to: undo, seeking, forking |
//! | [`view`] | what the page shows, read from the engine |
//! | [`items`], [`ask`], [`table_form`], [`restore_form`] | items, questions, tables and restores while they are written; [`dropped`]: what a restore leaves out |
//! | [`code`] | the calls that were made, as programs |
//! | [`example`] | example data: lists of requests |
//! | [`mod@format`] | times, sizes and keys as people read them |
//! | [`components`] | one component a file |
//! | [`hooks`] | time, size, focus, dialogs: the only place that names the browser's own interfaces |

pub mod ask;
pub mod chronicle;
pub mod code;
pub mod components;
pub mod dropped;
pub mod example;
pub mod format;
pub mod generator;
pub mod history;
pub mod hooks;
pub mod items;
pub mod keys;
pub mod log;
pub mod look;
pub mod request;
pub mod restore_form;
pub mod shared;
pub mod source;
pub mod store;
pub mod table_form;
pub mod template;
pub mod view;
pub mod words;

/// Puts the page in the place that `index.html` has for it.
pub fn start() {
    if let Some(root) = hooks::element("app") {
        yew::Renderer::<components::App>::with_root(root).render();
    }
}
