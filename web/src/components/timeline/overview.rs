//! The strip above the chart: the table's whole story, the stretch of it that the chart shows, and the moment that the page
//! shows, both to be dragged.
//!
//! ```text
//!      ┌──────╔═══════════╗──────────┐   the window: what the chart shows
//!      │ ▂▃▂▅▂║▂▅▃▂▂▃▂▆▃▂ ║          │   the writes
//!      └──────╚═══════════╝──────────┘
//!      ━━━━━━━━━━━━━━━━━▲─────           the track: from the first moment to the latest, and the knob at this one
//! ```

use super::marks::{column, height};
use super::{Scale, place_on, s};
use crate::format;
use crate::hooks::{capture, number_of, use_dispatch};
use crate::model::store::Action;
use crate::model::view::Plot;
use crate::model::view_state::Viewport;
use crate::shared::Shared;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`Overview`].
#[derive(Clone, PartialEq, Properties)]
pub struct OverviewProps {
    /// The data.
    pub plot: Shared<Plot>,
    /// The scale of the chart, whose lanes the strip stands above.
    pub scale: Scale,
    /// The stretch of time that the chart shows.
    pub viewport: Viewport,
}

/// The height of the strip, in pixels.
const HEIGHT: i32 = 30;

/// The height of the track beneath it, in pixels.
const TRACK: i32 = 16;

/// The part of the strip above the track in which a finger means the track, in pixels: together they are as high as a
/// finger needs.
const REACH: i32 = 8;

/// The number of steps of the track for the keyboard.
const PARTS: i64 = 1_000;

/// The least width of the window, in pixels: it can still be grasped.
const WINDOW_MIN: i32 = 14;

/// The end of the window that is dragged, or all of it.
#[derive(Clone, Copy)]
enum Grasp {
    /// All, by so many pixels right of its middle.
    Middle(i32),
    /// The left end; the right one stays at a moment.
    Left(Timestamp),
    /// The right end; the left one stays at a moment.
    Right(Timestamp),
    /// The moment that the page shows.
    Moment,
}

/// The strip.
#[component]
pub fn Overview(OverviewProps { plot, scale, viewport }: &OverviewProps) -> Html {
    let dispatch = use_dispatch();
    let node = NodeRef::clone(&use_memo((), |()| NodeRef::default()));
    let grasp = use_mut_ref(|| None::<Grasp>);
    let strip = Scale { from: plot.story.from, to: plot.story.to, ..*scale };
    let (viewport, from, to) = (*viewport, plot.from, plot.to);
    let (left, right) = window(&strip, from, to);
    let (start, now, head) = (plot.story.start, plot.story.now, plot.story.head);
    let has_past = start < head;
    let seek = move |x: i32| moment(strip.time(x), start, head);

    let onpointerdown = {
        let (node, grasp, dispatch) = (node.clone(), grasp.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place_on(&node, &strip, &event).filter(|_| event.button() == 0) else { return };
            let is_touch = event.pointer_type() == "touch";
            let reach = if is_touch { 12 } else { 6 };
            let is_wide = right - left > 3 * reach;
            let is_track = has_past && y >= if is_touch { HEIGHT - REACH } else { HEIGHT };
            *grasp.borrow_mut() = Some(match x {
                x if is_track => {
                    dispatch.emit(seek(x));
                    Grasp::Moment
                }
                x if is_wide && (x - left).abs() <= reach => Grasp::Left(to),
                x if is_wide && (x - right).abs() <= reach => Grasp::Right(from),
                x if (left..=right).contains(&x) => Grasp::Middle(x - (left + right) / 2),
                x => {
                    // Beside the window: it comes to the pointer.
                    let middle = Some(strip.time(x));
                    dispatch.emit(Action::SetViewport(Viewport { middle, ..viewport }));
                    Grasp::Middle(0)
                }
            });
            capture(&node, &event);
        })
    };
    let onpointermove = {
        let (node, grasp, dispatch) = (node.clone(), grasp.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, _)) = place_on(&node, &strip, &event) else { return };
            let viewport = match *grasp.borrow() {
                None => return,
                Some(Grasp::Moment) => return dispatch.emit(seek(x)),
                Some(Grasp::Middle(offset)) => Viewport { middle: Some(strip.time(x - offset)), ..viewport },
                Some(Grasp::Left(to)) => Viewport::between(strip.time(x).min(to), to),
                Some(Grasp::Right(from)) => Viewport::between(from, strip.time(x).max(from)),
            };
            dispatch.emit(Action::SetViewport(viewport));
        })
    };
    let let_go = {
        let grasp = grasp.clone();
        Callback::from(move |_: PointerEvent| *grasp.borrow_mut() = None)
    };
    let onkeydown = {
        let (dispatch, requested) = (dispatch.clone(), plot.requested);
        Callback::from(move |event: KeyboardEvent| {
            let viewport = match event.key().as_str() {
                "ArrowLeft" => viewport.panned(-10, requested),
                "ArrowRight" => viewport.panned(10, requested),
                "PageUp" => viewport.panned(-100, requested),
                "PageDown" => viewport.panned(100, requested),
                "ArrowUp" => viewport.zoomed(80, None, requested),
                "ArrowDown" => viewport.zoomed(125, None, requested),
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            dispatch.emit(Action::SetViewport(viewport));
        })
    };
    let highest = plot.story.bins.0.iter().copied().max().unwrap_or_default();
    let edge = |bin: usize| {
        let bins = plot.story.bins.0.len().max(1) as i64;
        strip.left + (i64::from(strip.right - strip.left) * bin as i64 / bins) as i32
    };
    let written = plot.story.bins.0.iter().copied().enumerate().filter(|(_, writes)| *writes > 0);
    let writes: String = written
        .map(|(bin, writes)| column(edge(bin), edge(bin + 1), HEIGHT - 1, height(HEIGHT - 6, writes, highest)))
        .collect();
    let line = |class: &'static str, time: Timestamp| {
        let x = strip.x(time);
        html! { <line {class} x1={s(x)} x2={s(x)} y1="1" y2={s(HEIGHT - 1)} /> }
    };
    let track = |class: &'static str, from: i32, to: i32| {
        let y = HEIGHT + TRACK / 2;
        html! { <path {class} d={format!("M{from} {y}H{to}")} /> }
    };
    let [first, here, last] = [start, now, head].map(|time| strip.x(time));
    html! {
        <div
            class="overview"
            ref={node}
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
        >
            if has_past {
                { track_slider(&dispatch, start, now, head) }
            }
            <div
                class="stretch"
                role="slider"
                tabindex="0"
                aria-label="The stretch of time that is shown"
                aria-valuemin="0"
                aria-valuemax="1000"
                aria-valuenow={s(part(&strip, from, to))}
                aria-valuetext={format!("{} to {}", format::date_and_clock(from), format::date_and_clock(to))}
                {onkeydown}
            >
                <svg
                    width={s(scale.drawn)}
                    height={s(scale.drawn(HEIGHT + TRACK))}
                    viewBox={format!("0 0 {} {}", scale.width, HEIGHT + TRACK)}
                    aria-hidden="true"
                >
                    <rect
                        class="strip"
                        x={s(strip.left)}
                        y="0"
                        width={s(strip.right - strip.left)}
                        height={s(HEIGHT)}
                        rx="5"
                    />
                    <path class="story" d={writes} />
                    { line("story-request", plot.requested) }
                    { line("story-now", plot.story.now) }
                    <rect class="view" x={s(left)} y="1" width={s(right - left)} height={s(HEIGHT - 2)} rx="5" />
                    <path class="view-ends" d={format!("M{left} 9v12M{right} 9v12")} />
                    if has_past {
                        <g class="track">
                            <title>{ "Drag to go back in time" }</title>
                            <rect class="grip" x={s(first)} y={s(HEIGHT)} width={s(last - first)} height={s(TRACK)} />
                            { track("ahead", here, last) }
                            { track("passed", first, here) }
                            <path class="knob" d={format!("M{here} {}l6 6v6h-12v-6z", HEIGHT + 2)} />
                        </g>
                    }
                </svg>
            </div>
        </div>
    }
}

/// What a place on the track asks for: its moment, or the present at the track's end.
fn moment(time: Timestamp, start: Timestamp, head: Timestamp) -> Action {
    if time >= head { Action::Present } else { Action::Seek(time.max(start)) }
}

/// The track for keyboards and screen readers. It is not drawn: the knob has its focus ring.
fn track_slider(dispatch: &Callback<Action>, start: Timestamp, now: Timestamp, head: Timestamp) -> Html {
    let length_ms = (head.millis() - start.millis()).max(1);
    let part = (now.millis() - start.millis()).saturating_mul(PARTS) / length_ms;
    let oninput = dispatch.reform(move |event: InputEvent| {
        let part = number_of(&event) as i64;
        let time = start.plus_ms(length_ms.saturating_mul(part) / PARTS);
        moment(if part >= PARTS { head } else { time }, start, head)
    });
    html! {
        <input
            type="range"
            class="out-of-sight moment"
            aria-label="Moment"
            aria-valuetext={format::date_and_clock(now)}
            min="0"
            max={PARTS.to_string()}
            value={part.to_string()}
            {oninput}
        />
    }
}

/// The ends of the window on the strip. A stretch beyond the story leaves it at the strip's end.
fn window(strip: &Scale, from: Timestamp, to: Timestamp) -> (i32, i32) {
    let left = strip.x(from).clamp(strip.left, strip.right - WINDOW_MIN);
    (left, strip.x(to).clamp(left + WINDOW_MIN, strip.right.max(left + WINDOW_MIN)))
}

/// The place of the window's middle in the story, from 0 to 1,000.
fn part(strip: &Scale, from: Timestamp, to: Timestamp) -> i32 {
    let (left, right) = window(strip, from, to);
    let room = (strip.right - strip.left).max(1);
    (((left + right) / 2 - strip.left) * 1_000 / room).clamp(0, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_can_always_be_grasped() {
        let time = Timestamp::from_millis;
        let (from, to) = (time(0), time(1_000_000));
        let strip =
            Scale { width: 600, drawn: 600, left: 100, right: 580, from, to, partitions: 4, others: 0, bars: 0 };
        assert_eq!(window(&strip, time(250_000), time(750_000)), (220, 460));
        for (from, to) in [(500_000, 500_001), (-9_000_000, -8_000_000), (8_000_000, 9_000_000), (-1, 9_000_000)] {
            let (left, right) = window(&strip, time(from), time(to));
            assert!(strip.left <= left && right <= strip.right && right - left >= WINDOW_MIN, "{left} {right}");
        }
        assert_eq!(part(&strip, time(400_000), time(600_000)), 500);
    }

    #[test]
    fn the_track_ends_at_the_first_moment_and_at_the_present() {
        let time = Timestamp::from_millis;
        let at = |ms| moment(time(ms), time(1_000), time(9_000));
        assert!(matches!(at(0), Action::Seek(start) if start == time(1_000)));
        assert!(matches!(at(5_000), Action::Seek(middle) if middle == time(5_000)));
        assert!([9_000, 20_000].into_iter().all(|ms| matches!(at(ms), Action::Present)));
    }
}
