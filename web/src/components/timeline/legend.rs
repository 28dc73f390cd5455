//! The legend of the chart.

use super::marks::{Fate, mark};
use timemark_core::lab::ChangeKind;
use yew::prelude::*;

/// The meaning of all that the chart draws.
pub fn legend() -> Html {
    let entry = |width: &'static str, picture: Html, words: &'static str| {
        html! { <li><svg {width} height="16" aria-hidden="true">{ picture }</svg>{ words }</li> }
    };
    let fate = |fate: Fate, words: &'static str| entry("16", mark(&ChangeKind::Insert, fate, 8, 8), words);
    let kind = |kind: ChangeKind, words: &'static str| entry("16", mark(&kind, Fate::In, 8, 8), words);
    let ground = |class: &'static str, words: &'static str| {
        entry("26", html! { <rect {class} x="1" y="2" width="24" height="12" rx="3" /> }, words)
    };
    html! {
        <details class="legend">
            <summary>{ "What the signs mean" }</summary>
            <ul>
                { fate(Fate::In, "certainly in") }
                { fate(Fate::MaybeIn, "maybe: it is in") }
                { fate(Fate::MaybeOut, "maybe: it is not in") }
                { fate(Fate::Open, "maybe: not decided yet") }
                { fate(Fate::Out, "certainly out") }
                { kind(ChangeKind::Insert, "new item") }
                { kind(ChangeKind::Modify, "item written over") }
                { kind(ChangeKind::Remove, "item deleted") }
                { entry("16", html! { <path class="column full" d="M4 14v-11h8v11z" /> }, "several writes at once") }
                { ground("ground-in sample", "in the backup") }
                { ground("ground-maybe sample", "in doubt") }
                { entry("26", html! { <path class="shore" d="M4 2v6h16v6" /> }, "where each partition is cut") }
                { entry("26", html! { <path class="shore awaited" d="M4 2v6h16v6" /> }, "where it will be cut") }
                {
                    entry(
                        "26",
                        html! { <g class="odd"><path d="M4 12q8-14 12-4" /><circle cx="19" cy="8" r="5" /></g> },
                        "in, though an earlier write, at the other end of the arc, is not",
                    )
                }
            </ul>
        </details>
    }
}
