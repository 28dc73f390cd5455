//! How far long work is.

use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Work};
use yew::prelude::*;

/// The properties of [`Working`].
#[derive(Clone, PartialEq, Properties)]
pub struct WorkingProps {
    /// What is being done.
    pub work: Work,
}

/// A bar, and a button that ends it.
#[component]
pub fn Working(WorkingProps { work }: &WorkingProps) -> Html {
    let dispatch = use_dispatch();
    let stop = on::<MouseEvent>(&dispatch, Action::StopWork);
    html! {
        <div class="working">
            <label for="working">{ &work.label }</label>
            <progress id="working" max={work.calls().to_string()} value={work.done.to_string()} />
            <button type="button" onclick={stop}>{ "Stop" }</button>
        </div>
    }
}
