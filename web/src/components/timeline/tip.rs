//! The card beside a write: what it is, what is promised, and what became of it.

use super::{Scale, s};
use crate::components::labels;
use crate::format;
use crate::hooks::{on, use_dispatch};
use crate::model::store::Action;
use crate::model::view::Plot;
use timemark_core::lab::ChangeDescription;
use yew::prelude::*;

/// The width of the card, in pixels.
const WIDTH: i32 = 268;
/// The room for the card: it is as high as its words need.
const ROOM: i32 = 150;
/// The distance from the mark, in pixels.
const GAP: i32 = 14;

/// The place for a card beside a position: right of it or left, below or above, wherever there is room.
fn place(scale: &Scale, (x, y): (i32, i32)) -> (i32, i32, bool) {
    let right = x + GAP;
    let left = if right + WIDTH <= scale.width { right } else { (x - GAP - WIDTH).max(0) };
    let is_above = y + GAP + ROOM > scale.height() + ROOM / 2;
    let is_covering = left <= x && x <= left + WIDTH;
    let gap = if is_covering { GAP } else { 0 };
    (left, if is_above { y - ROOM - gap } else { y + gap }, is_above)
}

/// The card of a write, for use in an `<svg>`.
pub fn tip(plot: &Plot, scale: &Scale, change: &ChangeDescription, position: (i32, i32), is_pinned: bool) -> Html {
    html! {
        <Tip
            place={place(scale, position)}
            scale={*scale}
            {is_pinned}
            key_={change.key.as_ref().map(format::key).unwrap_or_default()}
            kind={labels::kind(change)}
            time={format::clock_millis(change.commit_time.unwrap_or(plot.requested))}
            offset={format::offset(change.commit_time.unwrap_or(plot.requested), plot.requested)}
            partition={change.partition.unwrap_or_default()}
            verdict={change.verdict.as_ref().map(labels::verdict).unwrap_or_default()}
            fate={labels::fate(plot, change)}
        />
    }
}

/// The properties of [`Tip`].
#[derive(Clone, PartialEq, Properties)]
struct TipProps {
    place: (i32, i32, bool),
    scale: Scale,
    is_pinned: bool,
    key_: AttrValue,
    kind: &'static str,
    time: AttrValue,
    offset: AttrValue,
    partition: u32,
    verdict: (&'static str, &'static str, &'static str),
    fate: AttrValue,
}

#[component]
fn Tip(props: &TipProps) -> Html {
    let dispatch = use_dispatch();
    let ((x, y, is_above), scale) = (props.place, &props.scale);
    // The words have the size of the page's, not the chart's once more.
    let transform = format!("translate({x} {y}) scale({})", f64::from(scale.width) / f64::from(scale.drawn.max(1)));
    let (class, sign, verdict) = props.verdict;
    // A press on the card is not one on the chart beneath.
    let kept = |event: PointerEvent| event.stop_propagation();
    html! {
        <foreignObject class="tip-place" {transform} width={s(scale.drawn(WIDTH))} height={s(scale.drawn(ROOM))}>
            <div xmlns="http://www.w3.org/1999/xhtml" class={if is_above { "tip-side above" } else { "tip-side" }}>
                <div class={if props.is_pinned { "tip pinned" } else { "tip" }} onpointerdown={kept}>
                    <p><span>{ props.kind }{ " " }</span><b>{ props.key_.clone() }</b></p>
                    <p class="quiet">
                        { format!("{} · T {} · partition {}", props.time, props.offset, props.partition) }
                    </p>
                    <p>
                        <span class={format!("verdict {class}")}><span aria-hidden="true">{ sign }</span>{ " " }{ verdict }</span>
                        // What is promised needs no second word.
                        if !matches!(&*props.fate, "in" | "not in") {
                            { " → " }{ props.fate.clone() }
                        }
                    </p>
                    if props.is_pinned {
                        <button
                            type="button"
                            class="link"
                            onclick={on::<MouseEvent>(&dispatch, Action::Pin(None))}
                        >
                            { "Let go (Esc)" }
                        </button>
                    }
                </div>
            </div>
        </foreignObject>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::Timestamp;

    #[test]
    fn the_card_is_within_the_chart_and_never_over_its_write() {
        let (from, to) = (Timestamp::from_millis(0), Timestamp::from_millis(60_000));
        for width in [300, 390, 760, 1_500] {
            let scale =
                Scale { width, drawn: width, left: 30, right: width - 14, from, to, partitions: 4, others: 0, bars: 3 };
            for x in (scale.left..scale.right).step_by(7) {
                for y in (Scale::TOP..scale.bottom()).step_by(5) {
                    let (left, top, is_above) = place(&scale, (x, y));
                    assert!(left >= 0 && left + WIDTH <= width.max(WIDTH), "{width}: {x} {left}");
                    let is_beside = left > x || left + WIDTH < x;
                    let is_apart = if is_above { top + ROOM < y } else { top > y };
                    assert!(is_beside || is_apart, "{width}: {x} {y} is under the card at {left} {top}");
                }
            }
        }
    }
}
