//! The status of a table or a backup.

use yew::prelude::*;

/// A status: AWS's word, and a mark that has the same meaning without colour: full if done, half if under way.
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
