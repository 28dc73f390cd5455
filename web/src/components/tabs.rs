//! Tabs.

use crate::hooks::focus;
use yew::prelude::*;

/// A tab.
#[derive(Clone, PartialEq)]
pub struct Tab {
    /// Its name.
    pub name: AttrValue,
    /// How many things are in it.
    pub count: usize,
    /// What is in it.
    pub panel: Html,
}

/// The properties of [`Tabs`].
#[derive(Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// What the tabs are of.
    pub label: AttrValue,
    /// The tabs, at least one.
    pub tabs: Vec<Tab>,
}

/// Tabs as the keyboard knows them: Tab reaches the chosen one, arrows, Home and End choose another.
#[component]
pub fn Tabs(TabsProps { label, tabs }: &TabsProps) -> Html {
    let chosen = use_state(|| 0);
    let nodes = use_memo(tabs.len(), |&count| (0..count).map(|_| NodeRef::default()).collect::<Vec<_>>());
    let last = tabs.len().saturating_sub(1);
    let onkeydown = {
        let (chosen, nodes) = (chosen.clone(), nodes.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" => {
                    if *chosen == last {
                        0
                    } else {
                        *chosen + 1
                    }
                }
                "ArrowLeft" => {
                    if *chosen == 0 {
                        last
                    } else {
                        *chosen - 1
                    }
                }
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            chosen.set(next);
            if let Some(node) = nodes.get(next) {
                focus(node);
            }
        })
    };
    let tab = |(number, tab): (usize, &Tab)| {
        let is_chosen = number == *chosen;
        let choose = chosen.setter();
        html! {
            <button
                ref={nodes.get(number).cloned().unwrap_or_default()}
                type="button"
                role="tab"
                id={format!("tab-{number}")}
                aria-selected={is_chosen.to_string()}
                aria-controls="tab-panel"
                tabindex={if is_chosen { "0" } else { "-1" }}
                onclick={move |_: MouseEvent| choose.set(number)}
            >
                { &tab.name }{ " " }<span class="count">{ tab.count }</span>
            </button>
        }
    };
    html! {
        <div class="tabs">
            <div role="tablist" aria-label={label} {onkeydown}>{ for tabs.iter().enumerate().map(tab) }</div>
            <section role="tabpanel" id="tab-panel" aria-labelledby={format!("tab-{}", *chosen)} tabindex="0" key={*chosen}>
                { tabs.get(*chosen).map(|tab| tab.panel.clone()) }
            </section>
        </div>
    }
}
