//! The top of the page.

use super::{Clock, ClockProps};
use crate::components::controls::{Picture, icon};
use crate::hooks::{Theme, on, use_dispatch, use_theme};
use crate::model::store::{Action, Dialog};
use yew::prelude::*;

/// The properties of [`TopBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TopBarProps {
    /// The properties of the clock.
    pub clock: ClockProps,
}

/// The name, the clock, and buttons for examples, a link, colours and help.
#[component]
pub fn TopBar(TopBarProps { clock }: &TopBarProps) -> Html {
    let dispatch = use_dispatch();
    let chosen = use_state(Theme::default);
    let theme = *chosen;
    use_theme(theme);
    let next = theme.next();
    let turn = move |_: MouseEvent| chosen.set(next);
    let picture = match theme {
        Theme::System => Picture::System,
        Theme::Light => Picture::Light,
        Theme::Dark => Picture::Dark,
    };
    let label = format!("Colours: {}; change to {}", theme.as_str(), next.as_str());
    let open = |dialog: Dialog| on::<MouseEvent>(&dispatch, Action::Open(dialog));
    html! {
        <header class="bar">
            <h1>{ icon(Picture::Shoreline) }{ "Timemark" }</h1>
            <p class="tagline">{ "DynamoDB’s on-demand backup, where you can see it. Nothing leaves this page." }</p>
            <Clock ..clock.clone() />
            <div class="buttons">
                <button type="button" onclick={open(Dialog::Examples)}>{ "Examples" }</button>
                <button type="button" onclick={on::<MouseEvent>(&dispatch, Action::ShareLink)}>{ "Link…" }</button>
                <button type="button" aria-label={label.clone()} title={label} onclick={turn}>{ icon(picture) }</button>
                <button type="button" aria-label="Help" title="Help (?)" onclick={open(Dialog::Help)}>{ "?" }</button>
            </div>
        </header>
    }
}
