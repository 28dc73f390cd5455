//! Icons.

use yew::prelude::*;

/// The icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Let time run.
    Run,
    /// Let time stand.
    Pause,
    /// A little later.
    Step,
    /// As late as the next event.
    Next,
    /// Back to before the last click.
    Undo,
    /// Forward again.
    Redo,
    /// An earlier stretch of time.
    Earlier,
    /// A later stretch of time.
    Later,
    /// See less of it.
    Plus,
    /// See more of it.
    Minus,
    /// Colours as the system has them.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// To the clipboard.
    Copy,
    /// It has been done.
    Done,
    /// The mark of the page: a shoreline.
    Shoreline,
}

/// An icon, hidden from screen readers: its meaning is beside it, or the label of its button.
pub fn icon(picture: Picture) -> Html {
    let path = match picture {
        Picture::Run => "M5 3v10l8-5z",
        Picture::Pause => "M4 3h3v10H4zM9 3h3v10H9z",
        Picture::Step => "M4 3v10l6-5zM10.5 3h2.5v10h-2.5z",
        Picture::Next => "M2 3v10l5-5zM7 3v10l5-5zM12 3h2v10h-2z",
        Picture::Undo => "M6 2L1 6.5 6 11V8h3.5a2.5 2.5 0 0 1 0 5H6v2h3.5a4.5 4.5 0 0 0 0-9H6z",
        Picture::Redo => "M10 2l5 4.5-5 4.5V8H6.5a2.5 2.5 0 0 0 0 5H10v2H6.5a4.5 4.5 0 0 1 0-9H10z",
        Picture::Earlier => "M10.5 2v12L4 8z",
        Picture::Later => "M5.5 2v12L12 8z",
        Picture::Plus => "M7 2.5h2V7h4.5v2H9v4.5H7V9H2.5V7H7z",
        Picture::Minus => "M2.5 7h11v2h-11z",
        Picture::System => "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2v10A5 5 0 0 1 8 3z",
        Picture::Light => {
            "M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM7.2 0h1.6v3H7.2zM7.2 13h1.6v3H7.2zM0 7.2h3v1.6H0zM13 \
             7.2h3v1.6h-3zM2.3 3.4l1.1-1.1 2 2-1.1 1.1zM10.6 11.7l1.1-1.1 2 2-1.1 1.1zM2.3 \
             12.6l2-2 1.1 1.1-2 2zM10.6 4.3l2-2 1.1 1.1-2 2z"
        }
        Picture::Dark => "M6 1.5A6.8 6.8 0 1 0 14.5 10 5.5 5.5 0 0 1 6 1.5z",
        Picture::Copy => "M5 1h9v11h-3v3H2V4h3zm1.5 1.5V4H11v6.5h1.5v-8zM3.5 5.5v8h6v-8z",
        Picture::Done => "M6.5 13L1.5 8l1.6-1.6 3.4 3.4 6.4-6.6L14.5 4.8z",
        Picture::Shoreline => "M2 1h4v5h8v5H9v4H2z",
    };
    html! { <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={path} /></svg> }
}
