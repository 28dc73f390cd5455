//! What stands on top: the name, and the time.

use super::{Clock, Icon, Picture};
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`TopBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct TopBarProps {
    /// The virtual time.
    pub now: Timestamp,
    /// When the next thing happens.
    pub next_due: Option<Timestamp>,
    /// Whether the clock runs.
    pub is_running: bool,
    /// How fast it runs, or will.
    pub speed: u32,
    /// Whether time stood still because nobody looked.
    pub stood_still: bool,
}

/// The name, what this is, and the clock.
#[component]
pub fn TopBar(props: &TopBarProps) -> Html {
    let TopBarProps { now, next_due, is_running, speed, stood_still } = props.clone();
    html! {
        <header class="bar">
            <h1><Icon picture={Picture::Shoreline} />{ "Timemark" }</h1>
            <p class="tagline">{ "DynamoDB’s on-demand backup, where you can see it. Nothing leaves this page." }</p>
            <Clock {now} {next_due} {is_running} {speed} {stood_still} />
        </header>
    }
}
