//! The tabs.

use crate::hooks::{focus, on, use_dispatch};
use crate::model::store::Action;
use crate::model::view_state::Tab;
use yew::prelude::*;

/// The properties of [`Tabs`].
#[derive(Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// The open tab.
    pub chosen: Tab,
    /// Its content.
    pub panel: Html,
}

/// Tabs for mouse and keyboard: Tab reaches the open one; arrows, Home and End open another.
#[component]
pub fn Tabs(TabsProps { chosen, panel }: &TabsProps) -> Html {
    let dispatch = use_dispatch();
    let nodes = use_memo((), |()| Tab::ALL.map(|_| NodeRef::default()));
    let here = Tab::ALL.iter().position(|tab| tab == chosen).unwrap_or_default();
    let onkeydown = {
        let (dispatch, nodes) = (dispatch.clone(), nodes.clone());
        Callback::from(move |event: KeyboardEvent| {
            let count = Tab::ALL.len();
            let next = match event.key().as_str() {
                "ArrowRight" => (here + 1) % count,
                "ArrowLeft" => (here + count - 1) % count,
                "Home" => 0,
                "End" => count - 1,
                _ => return,
            };
            event.prevent_default();
            if let (Some(tab), Some(node)) = (Tab::ALL.get(next), nodes.get(next)) {
                dispatch.emit(Action::Tab(*tab));
                focus(node);
            }
        })
    };
    let tab = |(tab, node): (Tab, &NodeRef)| {
        let is_chosen = tab == *chosen;
        html! {
            <button
                ref={node.clone()}
                type="button"
                role="tab"
                id={format!("tab-{}", tab.name())}
                aria-selected={is_chosen.to_string()}
                aria-controls="tab-panel"
                tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={on::<MouseEvent>(&dispatch, Action::Tab(tab))}
            >
                { tab.name() }
            </button>
        }
    };
    html! {
        <div class="tabs">
            <div role="tablist" aria-label="Details" {onkeydown}>{ for Tab::ALL.into_iter().zip(nodes.iter()).map(tab) }</div>
            <section
                role="tabpanel"
                id="tab-panel"
                aria-labelledby={format!("tab-{}", chosen.name())}
                tabindex="0"
                key={chosen.name()}
            >
                { panel.clone() }
            </section>
        </div>
    }
}
