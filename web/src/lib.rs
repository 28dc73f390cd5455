//! The playground: a page over the engine. All rules are in `timemark-core`; here they are shown and pressed.
//!
//! ```text
//!   button ──► Request ──► Action::Send ──► store ──► Engine::call
//!                                             │
//!   components ◄── props ◄── view (read from the engine)
//! ```
//!
//! Each floor uses only those below it:
//!
//! | floor | holds |
//! | --- | --- |
//! | [`app`] | the page: the state, and which part of it goes to which component |
//! | [`components`] | a folder a part of the page, its style sheet beside it |
//! | [`hooks`] | time, size, focus, files: the only place that names the browser's own interfaces |
//! | [`forms`] | tables, restores, items and whole files of items while they are written |
//! | [`model`] | the store, the history of calls, what is looked at, and the view of it |
//! | [`calls`] | requests and answers, templates, the generator, examples, calls as programs |
//! | [`item`] | items as JSON, and their keys |
//! | [`mod@format`], [`shared`] | times, sizes and counts in words; data that components share |

pub mod app;
pub mod calls;
pub mod components;
pub mod format;
pub mod forms;
pub mod hooks;
pub mod item;
pub mod model;
pub mod shared;

/// Renders the page into the element that `index.html` has for it, with the lab of the link in its address, if there is one. Its first state is made before that, in tasks of their own:
/// all at once would keep the browser from drawing and answering.
pub fn start() {
    use model::store::Opening;
    make(calls::link::Link::of_fragment(&hooks::fragment()).map_or_else(Opening::default, Opening::of_link));
}

fn make(mut opening: model::store::Opening) {
    gloo_timers::callback::Timeout::new(0, move || {
        if opening.go_on() {
            make(opening);
        } else if let Some(root) = hooks::element("app") {
            let opening = shared::Shared::new(opening.finish());
            yew::Renderer::<app::App>::with_root_and_props(root, app::AppProps { opening }).render();
        }
    })
    .forget();
}
