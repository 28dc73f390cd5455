//! Small pictures on buttons.

use yew::prelude::*;

/// What is pictured.
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
    /// The mark of the page: a shoreline.
    Shoreline,
}

/// The properties of [`Icon`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct IconProps {
    /// What is pictured.
    pub picture: Picture,
}

/// A small picture. What it means stands beside it or is its button's label.
#[component]
pub fn Icon(IconProps { picture }: &IconProps) -> Html {
    let path = match picture {
        Picture::Run => "M5 3v10l8-5z",
        Picture::Pause => "M4 3h3v10H4zM9 3h3v10H9z",
        Picture::Step => "M4 3v10l6-5zM10.5 3h2.5v10h-2.5z",
        Picture::Next => "M2 3v10l5-5zM7 3v10l5-5zM12 3h2v10h-2z",
        Picture::Shoreline => "M2 1h4v5h8v5H9v4H2z",
    };
    html! { <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d={path} /></svg> }
}
