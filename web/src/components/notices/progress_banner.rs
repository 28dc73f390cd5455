//! The progress of long work.

use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Work};
use yew::prelude::*;

/// The properties of [`ProgressBanner`].
#[derive(Clone, PartialEq, Properties)]
pub struct ProgressBannerProps {
    /// The work.
    pub work: Work,
}

/// A progress bar, and a button that stops the work.
#[component]
pub fn ProgressBanner(ProgressBannerProps { work }: &ProgressBannerProps) -> Html {
    let dispatch = use_dispatch();
    let stop = on::<MouseEvent>(&dispatch, Action::StopWork);
    html! {
        <div class="progress-banner">
            <label for="progress">{ &work.label }</label>
            <progress id="progress" max={work.calls().to_string()} value={work.done.to_string()} />
            <button type="button" onclick={stop}>{ "Stop" }</button>
        </div>
    }
}
