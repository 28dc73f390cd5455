//! The marker T as a slider.

use crate::format;
use crate::hooks::number_of;
use crate::model::store::Action;
use crate::model::view::Plot;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The marker for keyboards and screen readers. It is not drawn: the handle in the chart has its focus ring.
pub fn slider(plot: &Plot, now: Timestamp, dispatch: &Callback<Action>) -> Html {
    const STEP_MS: i64 = 1_000;
    // Whole seconds, so that each step is one.
    let from = plot.story.from.min(plot.from).millis().div_euclid(STEP_MS) * STEP_MS;
    let from = Timestamp::from_millis(from);
    let seconds = |time: Timestamp| ((time.millis() - from.millis()) / STEP_MS).to_string();
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Imagine(Some(from.plus_ms((number_of(&event) * STEP_MS as f64) as i64)))
    });
    let onkeydown = |event: KeyboardEvent| {
        // The arrow keys are the slider's here, not the chart's.
        if event.key().starts_with("Arrow") || matches!(event.key().as_str(), "Home" | "End") {
            event.stop_propagation();
        }
    };
    html! {
        <input
            type="range"
            class="out-of-sight asked-at"
            aria-label="When the backup would be asked for"
            aria-valuetext={format::clock(plot.requested)}
            min="0"
            max={seconds(now.max(plot.to))}
            step="1"
            value={seconds(plot.requested)}
            {oninput}
            {onkeydown}
        />
    }
}
