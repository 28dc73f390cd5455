//! How far something is.

use crate::markup::html;
use yew::prelude::*;

/// The properties of [`Progress`].
#[derive(Clone, PartialEq, Properties)]
pub struct ProgressProps {
    /// From 0 to 100.
    pub percent: i64,
    /// What is on its way.
    pub of: AttrValue,
}

/// A bar.
#[component]
pub fn Progress(ProgressProps { percent, of }: &ProgressProps) -> Html {
    html! { <progress aria-label={format!("Progress of {of}")} max="100" value={percent.to_string()} /> }
}
