//! The virtual clock and what moves it.

use super::top_bar::TopBarProps;
use super::{Icon, Picture};
use crate::format;
use crate::hooks::use_dispatch;
use crate::request::Request;
use crate::store::{Action, SPEEDS};
use yew::prelude::*;

/// The virtual time, and the buttons that let it run, stand, or go on by a second or to the next event.
#[component]
pub fn Clock(props: &TopBarProps) -> Html {
    let dispatch = use_dispatch();
    let TopBarProps { now, next_due, is_running, .. } = *props;
    let on = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    let (label, picture, toggle) =
        if is_running { ("Pause", Picture::Pause, Action::Pause) } else { ("Run", Picture::Run, Action::Run) };
    let until_next = match next_due {
        Some(due) => format!("Next event, in {}", format::duration(due.millis() - now.millis())),
        None => "Next event: nothing is due".to_owned(),
    };
    html! {
        <div class="clock" role="group" aria-label="Virtual time">
            <time datetime={now.to_string()}>
                <span class="date">{ format::date(now) }</span>
                <b>{ format::clock_tenths(now) }</b>
                <span class="date">{ "UTC" }</span>
            </time>
            <div class="buttons">
                <button type="button" class={classes!("run", (!is_running).then_some("standing"))} onclick={on(toggle)}>
                    <Icon {picture} />{ label }
                </button>
                <button type="button" onclick={on(Action::Send(vec![Request::seconds(1.0)]))}>
                    <Icon picture={Picture::Step} />{ "+1 s" }
                </button>
                <button
                    type="button"
                    title={until_next}
                    disabled={next_due.is_none()}
                    onclick={on(Action::Send(vec![Request::next_event()]))}
                >
                    <Icon picture={Picture::Next} />{ "Next event" }
                </button>
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
            if props.stood_still {
                <p class="note">{ "Time stood still while you were away." }</p>
            }
        </div>
    }
}
