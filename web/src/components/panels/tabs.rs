//! The tabs.

use crate::hooks::{focus, use_dispatch};
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

/// Tabs for mouse and keyboard: Tab reaches the open one; arrows, Home and End open another. On a phone they are a drawer,
/// which a press on a tab opens.
#[component]
pub fn Tabs(TabsProps { chosen, panel }: &TabsProps) -> Html {
    let dispatch = use_dispatch();
    let is_open = use_state_eq(|| false);
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
        let onclick = {
            let (dispatch, is_open) = (dispatch.clone(), is_open.clone());
            move |_: MouseEvent| {
                is_open.set(true);
                dispatch.emit(Action::Tab(tab));
            }
        };
        html! {
            <button
                ref={node.clone()}
                type="button"
                role="tab"
                id={format!("tab-{}", tab.name())}
                aria-selected={is_chosen.to_string()}
                aria-controls="tab-panel"
                tabindex={if is_chosen { "0" } else { "-1" }}
                {onclick}
            >
                { tab.name() }
            </button>
        }
    };
    let turn = {
        let is_open = is_open.clone();
        move |_: MouseEvent| is_open.set(!*is_open)
    };
    html! {
        <section class={if *is_open { "tabs open" } else { "tabs" }} aria-label="Details">
            <button
                type="button"
                class="drawer-handle"
                aria-label="Details, as high as they may be"
                aria-expanded={is_open.to_string()}
                aria-controls="tab-panel"
                onclick={turn}
            />
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
        </section>
    }
}
