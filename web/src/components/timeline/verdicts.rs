//! The counts of the verdicts.

use crate::format;
use crate::model::view::Plot;
use crate::shared::Shared;
use yew::prelude::*;

/// The properties of [`Verdicts`].
#[derive(Clone, PartialEq, Properties)]
pub struct VerdictsProps {
    /// The backup, made or imagined.
    pub plot: Shared<Plot>,
}

/// The number of writes of each verdict, and how many of the uncertain ones are in.
#[component]
pub fn Verdicts(VerdictsProps { plot }: &VerdictsProps) -> Html {
    let counts = plot.explanation.counts.clone().unwrap_or_default();
    let maybe = counts.maybe.unwrap_or_default();
    let fate = counts.maybe_included.map(|included| {
        let out = maybe.saturating_sub(included);
        format!("maybe: {} in, {} not", format::grouped(included), format::grouped(out))
    });
    let cell = |class: &'static str, sign: &'static str, number: u64, words: String| {
        html! {
            <li class={class}><b><span aria-hidden="true">{ sign }</span>{ " " }{ format::grouped(number) }</b>{ " " }<span>{ words }</span></li>
        }
    };
    html! {
        <ul class="verdicts">
            { cell("in", "●", counts.r#in.unwrap_or_default(), "certainly in".to_owned()) }
            { cell("maybe", "◐", maybe, fate.unwrap_or_else(|| "maybe in, maybe not".to_owned())) }
            { cell("out", "○", counts.out.unwrap_or_default(), "certainly out".to_owned()) }
            if let Some(odd) = counts.anomalies.filter(|odd| *odd > 0) {
                { cell("odd", "⇄", odd, "in, though an earlier write is not".to_owned()) }
            }
        </ul>
    }
}
