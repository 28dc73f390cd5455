//! The top of the page.

use super::{Clock, ClockProps};
use crate::components::controls::{Picture, icon};
use crate::format;
use crate::hooks::{KeptStatus, Theme, on, use_dispatch, use_theme};
use crate::model::store::{Action, Dialog};
use crate::model::watch::{Link, Watched};
use yew::prelude::*;

/// The properties of [`TopBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TopBarProps {
    /// The properties of the clock.
    pub clock: ClockProps,
    /// How what is shown stands to what is stored.
    pub kept: KeptStatus,
}

/// The name, the clock, and buttons for examples, the lab, colours and help.
#[component]
pub fn TopBar(TopBarProps { clock, kept }: &TopBarProps) -> Html {
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
    let is_watching = clock.watched.is_some();
    let open = |dialog: Dialog| on::<MouseEvent>(&dispatch, Action::Open(dialog));
    html! {
        <header class="bar">
            <div class="brand">
                <h1>{ icon(Picture::Shoreline) }{ "Timemark" }</h1>
                // What a server has is not kept here.
                { clock.watched.as_ref().map_or_else(|| kept_note(kept), watched_note) }
            </div>
            <p class="tagline">
                { "DynamoDB’s on-demand backup, where you can see it. " }
                { if is_watching { "What you do here is done by the server." } else { "Nothing leaves this page." } }
            </p>
            <Clock ..clock.clone() />
            <div class="buttons">
                // They would replace the server's lab.
                if !is_watching {
                    <button type="button" onclick={open(Dialog::Examples)}>{ "Examples" }</button>
                }
                <button type="button" onclick={open(Dialog::Lab)}>{ "Lab" }</button>
                <button type="button" aria-label={label.clone()} title={label} onclick={turn}>{ icon(picture) }</button>
                <button type="button" aria-label="Help" title="Help (?)" onclick={open(Dialog::Help)}>{ "?" }</button>
            </div>
        </header>
    }
}

/// How what is shown stands to what is stored, in a word or a sentence.
fn kept_note(kept: &KeptStatus) -> Html {
    let (state, word, why) = match kept {
        KeptStatus::Untouched => {
            ("untouched", "", "An example as it was loaded: there is nothing to store.".to_owned())
        }
        KeptStatus::Stored => ("stored", "Stored", "All of this is stored in this browser.".to_owned()),
        KeptStatus::Storing => ("storing", "Storing…", "Some of this is not stored yet.".to_owned()),
        KeptStatus::Following => {
            ("following", "Another tab", "This tab shows what another one does and stores.".to_owned())
        }
        KeptStatus::Preview => {
            ("preview", "Not stored", "A lab from a link is stored only if you make a copy.".to_owned())
        }
        KeptStatus::Memory(why) => {
            ("memory", "Not stored", format!("{why} What is done here is lost when the page is left."))
        }
    };
    html! { <p class="kept" data-kept={state} title={why}>{ word }</p> }
}

/// What the page says of the server that it watches.
fn watched_note(Watched { address, link, regions }: &Watched) -> Html {
    let (state, words) = match link {
        Link::Opening { bytes: 0 } => ("opening", format!("Connecting to {address}…")),
        Link::Opening { bytes } => ("opening", format!("Receiving the lab: {}…", format::bytes(*bytes))),
        Link::Live => match regions.as_slice() {
            // A client whose requests are signed for another region works where the page does not look.
            [shown, others @ ..] if !others.is_empty() => {
                ("live", format!("Watching {address} in {shown}; there is more in {}", others.join(", ")))
            }
            _ => ("live", format!("Watching {address}")),
        },
        // No wider than what it follows, so that the bar stays as it is.
        Link::Lost => ("lost", "Connection lost; retrying…".to_owned()),
    };
    let title = match link {
        Link::Live | Link::Opening { bytes: 0 } => words.clone(),
        _ => format!("{address}: {words}"),
    };
    html! { <p class="kept" data-kept={state} {title}>{ words }</p> }
}
