//! A progress bar.

use yew::prelude::*;

/// A progress bar, from 0 to 100, labelled with a name.
pub fn progress_bar(percent: i64, of: &str) -> Html {
    html! { <progress aria-label={format!("Progress of {of}")} max="100" value={percent.to_string()} /> }
}
