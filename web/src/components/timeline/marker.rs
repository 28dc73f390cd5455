//! The slider for the time of an imagined request.

use crate::format;
use crate::hooks::{number_of, on, use_dispatch};
use crate::model::store::{Action, Dialog};
use crate::model::view::Plot;
use crate::shared::Shared;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`Marker`].
#[derive(Clone, PartialEq, Properties)]
pub struct MarkerProps {
    /// The imagined backup.
    pub plot: Shared<Plot>,
    /// Whether it follows the present moment.
    pub is_following: bool,
}

/// The step of the slider, in milliseconds.
const STEP_MS: i64 = 1_000;

/// A slider for the time of the request, and a button for a restore to that moment.
#[component]
pub fn Marker(MarkerProps { plot, is_following }: &MarkerProps) -> Html {
    let dispatch = use_dispatch();
    let from = plot.from;
    let seconds = |time: Timestamp| (time.millis() - from.millis()) / STEP_MS;
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Imagine(Some(from.plus_ms((number_of(&event) * STEP_MS as f64) as i64)))
    });
    let now = on::<MouseEvent>(&dispatch, Action::Imagine(None));
    // Restores go to whole seconds, as the service's own do.
    let second = Timestamp::from_millis(plot.requested.millis().div_euclid(STEP_MS) * STEP_MS);
    let can_restore = plot.recovery.is_some_and(|(earliest, latest)| earliest <= second && second <= latest);
    let dialog = Dialog::RestoreMoment { table: plot.table.clone(), picked: Some(second) };
    let restore = on::<MouseEvent>(&dispatch, Action::Open(dialog));
    html! {
        <div class="marker">
            <input
                type="range"
                id="asked-at"
                aria-label="When the backup would be asked for"
                aria-valuetext={format::clock(plot.requested)}
                min="0"
                max={seconds(plot.to).to_string()}
                step="1"
                value={seconds(plot.requested).to_string()}
                {oninput}
            />
            <p class="quiet">
                { "Drag T: what if I asked at " }<b>{ format::clock(plot.requested) }</b>{ "?" }
                if !is_following {
                    { " " }<button type="button" class="link" onclick={now}>{ "Back to now" }</button>
                }
                if can_restore {
                    { " " }<button type="button" class="link" onclick={restore}>{ "Restore to this moment…" }</button>
                }
            </p>
        </div>
    }
}
