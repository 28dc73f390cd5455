//! The legend of the chart.

use super::marks::{Fill, mark};
use timemark_core::lab::{ChangeKind, Verdict};
use yew::prelude::*;

/// The meaning of the chart's grounds and marks.
pub fn legend() -> Html {
    let ground = |class: &'static str, words: &'static str| {
        html! {
            <li>
                <svg width="24" height="14" aria-hidden="true">
                    <rect class={class} x="1" y="1" width="22" height="12" rx="3" />
                    if class == "ground maybe" {
                        <path class="stripe" d="M3 13l8-12M9 13l8-12M15 13l7-10" />
                    }
                </svg>
                { words }
            </li>
        }
    };
    let sign = |kind: ChangeKind, fill: Fill, words: &'static str| {
        html! { <li><svg width="14" height="14" aria-hidden="true">{ mark(&kind, &Verdict::In, fill, 7, 7) }</svg>{ words }</li> }
    };
    html! {
        <ul class="legend">
            { ground("ground in", "certainly in") }
            { ground("ground maybe", "maybe") }
            { ground("ground out", "certainly out") }
            { sign(ChangeKind::Insert, Fill::Full, "put, in it") }
            { sign(ChangeKind::Insert, Fill::Empty, "put, not in it") }
            { sign(ChangeKind::Modify, Fill::Full, "overwrite") }
            { sign(ChangeKind::Remove, Fill::Full, "delete") }
        </ul>
    }
}
