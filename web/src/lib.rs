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

use calls::link::{Link, LinkError};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use model::store::{Opening, State};
use std::cell::RefCell;
use std::rc::Rc;

/// Renders the page into the element that `index.html` has for it. Its first state is made before that, in tasks of their own:
/// all at once would keep the browser from drawing and answering. It is the lab of the link in the page's address, or what is
/// stored in this browser, or else an example, which is made while the storage is being opened. A link leaves the storage alone.
///
/// A page that a server serves begins empty: that server's lab arrives.
pub fn start() {
    if hooks::journal().is_some() {
        return render(State::watching(hooks::origin()), hooks::Kept::default());
    }
    let link_error = match Link::of_fragment(&hooks::fragment()).map(|link| link.and_then(Opening::preview)) {
        Some(Ok(preview)) => {
            let stored = Some(hooks::Kept::default());
            return make(Rc::new(RefCell::new(Start { opening: Some(preview), stored, link_error: None })));
        }
        Some(Err(error)) => Some(error),
        None => None,
    };
    let start = Rc::new(RefCell::new(Start { opening: Some(Opening::default()), stored: None, link_error }));
    let stored = start.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let (kept, history) = hooks::Kept::open().await;
        if let Some(history) = history {
            stored.borrow_mut().opening = None;
            // Each is a task of its own.
            TimeoutFuture::new(0).await;
            let state = State::opened(&history);
            TimeoutFuture::new(0).await;
            let link_error = stored.borrow_mut().link_error.take();
            render(state.refusing(link_error), kept);
            return;
        }
        stored.borrow_mut().stored = Some(kept);
        made(&stored);
    });
    make(start);
}

/// The page before it is rendered.
struct Start {
    /// The example or the preview while it is made; `None` once the page is rendered.
    opening: Option<Opening>,
    /// The storage, once it has answered that nothing is in it, or if it is not to be asked.
    stored: Option<hooks::Kept>,
    /// Why a link was not opened.
    link_error: Option<LinkError>,
}

/// Makes the example part by part.
fn make(start: Rc<RefCell<Start>>) {
    Timeout::new(0, move || {
        let goes_on = start.borrow_mut().opening.as_mut().map(Opening::go_on);
        match goes_on {
            Some(true) => make(start),
            Some(false) => made(&start),
            None => {}
        }
    })
    .forget();
}

/// Renders the example or the preview if it is made and the storage has answered.
fn made(start: &RefCell<Start>) {
    let mut start = start.borrow_mut();
    let is_made = start.opening.as_ref().is_some_and(Opening::is_made);
    if let Some(kept) = start.stored.take_if(|_| is_made)
        && let Some(opening) = start.opening.take()
    {
        let link_error = start.link_error.take();
        drop(start);
        render(opening.finish().refusing(link_error), kept);
    }
}

fn render(state: State, kept: hooks::Kept) {
    if let Some(root) = hooks::element("app") {
        let opening = shared::Shared::new(state);
        yew::Renderer::<app::App>::with_root_and_props(root, app::AppProps { opening, kept }).render();
    }
}
