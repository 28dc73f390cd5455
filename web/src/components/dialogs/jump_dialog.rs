//! Jumps of the clock.

use crate::calls::entry::Entry;
use crate::calls::request::Request;
use crate::components::controls::{Modal, failure_alert, field};
use crate::format;
use crate::hooks::{on, use_dispatch, use_text};
use crate::model::store::Action;
use std::rc::Rc;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`JumpDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct JumpDialogProps {
    /// The virtual time.
    pub now: Timestamp,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The offered jumps: label, and length in seconds.
const JUMPS: [(&str, f64); 6] = [
    ("+1 min", 60.0),
    ("+5 min", 300.0),
    ("+1 h", 3_600.0),
    ("+1 day", 86_400.0),
    ("+7 days", 604_800.0),
    ("+35 days", 3_024_000.0),
];

/// Buttons for common jumps, and a field for a time.
#[component]
pub fn JumpDialog(JumpDialogProps { now, refused }: &JumpDialogProps) -> Html {
    let dispatch = use_dispatch();
    let initial = use_memo((), |()| format::date_and_clock(*now));
    let date = use_text(&initial);
    let target = format::read_time(&date.value);
    let onconfirm = on::<()>(&dispatch, Action::Send(target.map(Request::clock_to).into_iter().collect()));
    let jump = |(name, seconds): (&'static str, f64)| {
        let onclick = on::<MouseEvent>(&dispatch, Action::Send(vec![Request::seconds(seconds)]));
        html! { <button type="button" {onclick}>{ name }</button> }
    };
    let is_back = target.is_some_and(|target| target <= *now);
    html! {
        <Modal title="Jump to…" confirm="Jump" is_confirm_disabled={target.is_none() || is_back} {onconfirm}>
            <div class="buttons">{ for JUMPS.into_iter().map(jump) }</div>
            { field("jump-date", "Date and time (UTC)", date) }
            <p class="quiet">
                if target.is_none() {
                    { "Year-month-day hour:minute:second, as 2026-12-24 18:00:00." }
                } else if is_back {
                    { "The clock goes only forward. To go back, drag ▲ above the time line." }
                } else {
                    { "Whatever is due by then happens on the way, each thing at its own time." }
                }
            </p>
            { failure_alert(&dispatch, refused.as_ref()) }
        </Modal>
    }
}
