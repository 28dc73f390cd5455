//! Where a table or a backup stands in its life.

use yew::prelude::*;

/// A status: AWS's word, and a mark that tells the same without colour: full for what is done, half for what is on its
/// way.
pub fn status_mark(status: &str) -> Html {
    let (class, mark) = match status {
        "ACTIVE" | "AVAILABLE" => ("status done", "M8 2a6 6 0 0 1 0 12a6 6 0 0 1 0-12z"),
        _ => ("status under-way", "M8 2a6 6 0 0 1 0 12z"),
    };
    html! {
        <span {class}>
            <svg viewBox="0 0 16 16" width="10" height="10" aria-hidden="true">
                <circle cx="8" cy="8" r="6" />
                <path d={mark} />
            </svg>
            { status }
        </span>
    }
}
