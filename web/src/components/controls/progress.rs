//! How far something is.

use yew::prelude::*;

/// A bar: from 0 to 100, and what is on its way.
pub fn progress_bar(percent: i64, of: &str) -> Html {
    html! { <progress aria-label={format!("Progress of {of}")} max="100" value={percent.to_string()} /> }
}
