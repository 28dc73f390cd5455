//! The consistency window.

use crate::calls::request::Request;
use crate::hooks::{number_of, on, use_dispatch};
use crate::model::store::Action;
use timemark_core::ConsistencyWindow;
use yew::prelude::*;

/// The properties of [`WindowPanel`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct WindowPanelProps {
    /// The window in force.
    pub window: ConsistencyWindow,
    /// The seed of all random choices.
    pub seed: u64,
}

/// Buttons for the windows, and a field for the seed.
#[component]
pub fn WindowPanel(WindowPanelProps { window, seed }: &WindowPanelProps) -> Html {
    let dispatch = use_dispatch();
    let model = |name: &'static str, model: ConsistencyWindow| {
        html! {
            <button
                type="button"
                aria-pressed={(model == *window).to_string()}
                onclick={on::<MouseEvent>(&dispatch, Action::Window(model))}
            >
                { name }
            </button>
        }
    };
    let meaning = match window {
        ConsistencyWindow::Exact => "Every partition is cut at the request itself. AWS does not promise that.",
        ConsistencyWindow::Typical => "Each partition is cut within half a second of the request: the usual case.",
        _ => "Any cut within a minute of the request is legal. AWS promises no more.",
    };
    let onchange = dispatch.reform(|event: Event| {
        Action::Send(vec![Request::seed(number_of(&event).clamp(0.0, 9_007_199_254_740_991.0) as u64)])
    });
    html! {
        <section aria-labelledby="window">
            <h2 id="window">{ "Window" }</h2>
            <div class="buttons joined" role="group" aria-label="Where backups are cut">
                { model("exact", ConsistencyWindow::Exact) }
                { model("usual", ConsistencyWindow::Typical) }
                { model("worst", ConsistencyWindow::Adversarial) }
            </div>
            <p class="quiet"><b>{ "Of the next backup. " }</b>{ meaning }</p>
            <p class="quiet">
                { "As AWS documents it, the skew between writes is usually well under a second: " }
                <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CreateBackup.html">{ "Developer Guide" }</a>
            </p>
            <label class="seed" title="All chance follows from it: the same seed, the same cuts">
                { "Seed " }
                <input type="number" min="0" value={seed.to_string()} {onchange} />
            </label>
        </section>
    }
}
