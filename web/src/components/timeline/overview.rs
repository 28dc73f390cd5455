//! The strip above the chart: the table's whole story, and the stretch of it that the chart shows, to be dragged.

use super::marks::{column, height};
use super::{Scale, s};
use crate::format;
use crate::hooks::{capture, place_in, use_dispatch};
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

    let onpointerdown = {
        let (node, grasp, dispatch) = (node.clone(), grasp.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, _)) = place_in(&node, &event).filter(|_| event.button() == 0) else { return };
            let reach = if event.pointer_type() == "touch" { 12 } else { 6 };
            let is_wide = right - left > 3 * reach;
            *grasp.borrow_mut() = Some(match x {
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
            let Some((x, _)) = place_in(&node, &event) else { return };
            let viewport = match *grasp.borrow() {
                None => return,
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
    html! {
        <div
            class="overview"
            ref={node}
            role="slider"
            tabindex="0"
            aria-label="The stretch of time that is shown"
            aria-valuemin="0"
            aria-valuemax="1000"
            aria-valuenow={s(part(&strip, from, to))}
            aria-valuetext={format!("{} to {}", format::date_and_clock(from), format::date_and_clock(to))}
            {onpointerdown}
            {onpointermove}
            onpointerup={let_go.clone()}
            onpointercancel={let_go}
            {onkeydown}
        >
            <svg width={s(scale.width)} height={s(HEIGHT)} aria-hidden="true">
                <rect class="strip" x={s(strip.left)} y="0" width={s(strip.right - strip.left)} height={s(HEIGHT)} rx="5" />
                <path class="story" d={writes} />
                { line("story-request", plot.requested) }
                { line("story-now", plot.story.now) }
                <rect class="view" x={s(left)} y="1" width={s(right - left)} height={s(HEIGHT - 2)} rx="5" />
                <path class="view-ends" d={format!("M{left} 9v12M{right} 9v12")} />
            </svg>
        </div>
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
        let strip = Scale { width: 600, left: 100, right: 580, from, to, partitions: 4, others: 0, bars: 0 };
        assert_eq!(window(&strip, time(250_000), time(750_000)), (220, 460));
        for (from, to) in [(500_000, 500_001), (-9_000_000, -8_000_000), (8_000_000, 9_000_000), (-1, 9_000_000)] {
            let (left, right) = window(&strip, time(from), time(to));
            assert!(strip.left <= left && right <= strip.right && right - left >= WINDOW_MIN, "{left} {right}");
        }
        assert_eq!(part(&strip, time(400_000), time(600_000)), 500);
    }
}
