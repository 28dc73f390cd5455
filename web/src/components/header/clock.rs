//! The virtual clock and its controls.

use crate::calls::request::Request;
use crate::components::controls::{Picture, icon};
use crate::format;
use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Dialog, SPEEDS};
use crate::model::watch::Watched;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`Clock`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ClockProps {
    /// The virtual time.
    pub now: Timestamp,
    /// The time of the next due task.
    pub next_due: Option<Timestamp>,
    /// Whether the clock runs.
    pub is_running: bool,
    /// Its speed, in virtual seconds per second.
    pub speed: u32,
    /// Whether it stood still because the page was hidden.
    pub has_stalled: bool,
    /// The call that undo would undo.
    pub undoes: Option<AttrValue>,
    /// Whether the page shows a moment in the past.
    pub is_past: bool,
    /// The server whose lab the page shows; `None` if the lab is the page's own.
    pub watched: Option<Watched>,
}

/// The virtual time, and buttons that run, stop and advance it.
#[component]
pub fn Clock(props: &ClockProps) -> Html {
    let dispatch = use_dispatch();
    let ClockProps { now, next_due, is_running, .. } = *props;
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    let (label, picture, toggle) =
        if is_running { ("Pause", Picture::Pause, Action::Pause) } else { ("Run", Picture::Run, Action::Run) };
    let until_next = match next_due {
        Some(due) => format!("Next event, in {}", format::duration(due.millis() - now.millis())),
        None => "Next event: nothing is due".to_owned(),
    };
    // Nothing of a server is undone: the page only looks back.
    let (undo, redo) = match props.watched {
        Some(_) => ("Look back", "Look forward"),
        None => ("Undo", "Redo"),
    };
    let undo_what = props.undoes.as_ref().map_or(undo.to_owned(), |call| match props.watched {
        Some(_) => format!("Look back to before {call}"),
        None => format!("Undo {call}"),
    });
    html! {
        <div class="clock" role="group" aria-label="Virtual time">
            <div class="buttons joined">
                <button
                    type="button"
                    aria-label={undo}
                    title={undo_what}
                    disabled={props.undoes.is_none()}
                    onclick={on(Action::Undo)}
                >
                    { icon(Picture::Undo) }
                </button>
                <button
                    type="button"
                    aria-label={redo}
                    title={redo}
                    disabled={!props.is_past}
                    onclick={on(Action::Redo)}
                >
                    { icon(Picture::Redo) }
                </button>
            </div>
            <time datetime={now.to_string()}>
                <span class="date">{ format::date(now) }</span>
                <b>{ format::clock_tenths(now) }</b>
                <span class="date">{ "UTC" }</span>
            </time>
            <div class="buttons">
                <button type="button" class={if is_running { "run" } else { "run standing" }} onclick={on(toggle)}>
                    { icon(picture) }{ label }
                </button>
                <button type="button" onclick={on(Action::Send(vec![Request::seconds(1.0)]))}>
                    { icon(Picture::Step) }{ "+1 s" }
                </button>
                <button
                    type="button"
                    title={until_next}
                    disabled={next_due.is_none()}
                    onclick={on(Action::Send(vec![Request::next_event()]))}
                >
                    { icon(Picture::Next) }{ "Next event" }
                </button>
                <button type="button" onclick={on(Action::Open(Dialog::Jump))}>{ "Jump to…" }</button>
            </div>
            <div class="buttons joined" role="group" aria-label="Speed">
                for speed in SPEEDS {
                    <button
                        type="button"
                        aria-pressed={(speed == props.speed).to_string()}
                        onclick={on(Action::Speed(speed))}
                    >
                        { format!("{speed}×") }
                    </button>
                }
            </div>
            if props.has_stalled {
                <p class="note">{ "The clock was paused while the page was hidden." }</p>
            }
        </div>
    }
}
