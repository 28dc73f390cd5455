//! The card of the time line: toolbar, chart, and the events of mouse and keyboard.

use super::marks::{counted_at, nearest, position};
use super::{Chart, LifecycleBars, Marker, NewBackup, Scale, Verdicts, legend, lifecycle_bars, s};
use crate::components::controls::{Picture, icon};
use crate::components::labels;
use crate::format;
use crate::hooks::{capture, on, place_in, use_dispatch, use_width};
use crate::model::lifecycles::Lifecycles;
use crate::model::store::Action;
use crate::model::view::{Plot, Writes};
use crate::model::view_state::Viewport;
use crate::shared::Shared;
use timemark_core::Timestamp;
use timemark_core::lab::ChangeDescription;
use yew::prelude::*;

/// The properties of [`Timeline`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    /// The data.
    pub plot: Shared<Plot>,
    /// The lifecycles of tables and backups.
    pub lifecycles: Lifecycles,
    /// The stretch of time that is shown.
    pub viewport: Viewport,
    /// The time of the imagined backup's request; `None` for now.
    pub imagined: Option<Timestamp>,
    /// The virtual time.
    pub now: Timestamp,
}

/// The target of a drag.
#[derive(Clone, Copy)]
enum Drag {
    /// The marker.
    Marker,
    /// The ground: where the drag began, in pixels, and the viewport at that time.
    Ground(i32, Viewport),
}

/// The target of the pointer.
#[derive(Clone, PartialEq)]
enum Pointed {
    /// A write, by its sequence.
    Write(u64),
    /// A bin of counted writes, as a sentence.
    Count(String),
}

/// The distance from the marker within which a press drags it, in pixels.
const GRIP: i32 = 12;

/// The width of the chart until it is measured, in pixels.
const WIDTH_BEFORE: i32 = 720;

/// The time line of a backup, made or imagined.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let dispatch = use_dispatch();
    let node = NodeRef::clone(&use_memo((), |()| NodeRef::default()));
    let width = use_width(&node, WIDTH_BEFORE);
    let pointed = use_state_eq(|| None::<Pointed>);
    let drag = use_mut_ref(|| None::<Drag>);
    let (plot, viewport, now) = (props.plot.clone(), props.viewport, props.now);
    let chosen = plot.backup.as_ref().and_then(|backup| backup.backup_arn.clone());
    let lives = lifecycle_bars::visible(&props.lifecycles, &plot.table, chosen.as_deref(), plot.from, plot.to);
    let scale = Scale::new(&plot, lives.len() + usize::from(plot.recovery.is_some()), width);
    let is_imagined = plot.backup.is_none() && !plot.table.is_empty();
    let marker = plot.requested;

    let onpointerdown = {
        let (node, drag, dispatch) = (node.clone(), drag.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, _)) = place_in(&node, &event).filter(|_| event.button() == 0) else { return };
            let is_on_marker = is_imagined && (x - scale.x(marker)).abs() <= GRIP;
            let still = Viewport { middle: Some(viewport.middle.unwrap_or(marker)), ..viewport };
            if is_on_marker {
                dispatch.emit(Action::SetViewport(still));
            }
            *drag.borrow_mut() = Some(if is_on_marker { Drag::Marker } else { Drag::Ground(x, still) });
            capture(&node, &event);
        })
    };
    let onpointermove = {
        let (node, drag, dispatch) = (node.clone(), drag.clone(), dispatch.clone());
        let (plot, pointed) = (plot.clone(), pointed.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place_in(&node, &event) else { return };
            match *drag.borrow() {
                Some(Drag::Marker) => dispatch.emit(Action::Imagine(Some(whole_tenths(scale.time(x))))),
                Some(Drag::Ground(start, still)) if (x - start).abs() > 3 => {
                    let moved_ms =
                        i64::from(start - x) * scale.length_ms() / i64::from((scale.right - scale.left).max(1));
                    let middle = still.middle.map(|middle| middle.plus_ms(moved_ms));
                    dispatch.emit(Action::SetViewport(Viewport { middle, ..still }));
                }
                _ => {
                    let write = nearest(&plot, &scale, x, y).and_then(|change| change.sequence).map(Pointed::Write);
                    let count = || {
                        let (partition, time, writes) = counted_at(&plot, &scale, x, y)?;
                        let writes = format::count(writes.into(), "write");
                        Some(Pointed::Count(format!(
                            "{}, partition {partition}: {writes}.",
                            format::date_and_clock(time)
                        )))
                    };
                    pointed.set(write.or_else(count));
                }
            }
        })
    };
    let onpointerup = {
        let drag = drag.clone();
        Callback::from(move |_: PointerEvent| *drag.borrow_mut() = None)
    };
    let onwheel = {
        let (node, dispatch) = (node.clone(), dispatch.clone());
        Callback::from(move |event: WheelEvent| {
            // The plain wheel scrolls the page, as everywhere.
            if !(event.ctrl_key() || event.meta_key()) {
                return;
            }
            event.prevent_default();
            let still = place_in(&node, &event).map(|(x, _)| scale.time(x));
            dispatch.emit(Action::SetViewport(viewport.zoomed(
                if event.delta_y() < 0.0 { 80 } else { 125 },
                still,
                marker,
            )));
        })
    };
    let onkeydown = {
        let (plot, pointed, dispatch) = (plot.clone(), pointed.clone(), dispatch.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let target = match (event.key().as_str(), event.shift_key()) {
                ("ArrowLeft", true) => return act(&event, &dispatch, viewport.panned(-20, marker)),
                ("ArrowRight", true) => return act(&event, &dispatch, viewport.panned(20, marker)),
                ("+" | "=", _) => return act(&event, &dispatch, viewport.zoomed(50, None, marker)),
                ("-", _) => return act(&event, &dispatch, viewport.zoomed(200, None, marker)),
                ("0", _) => return act(&event, &dispatch, Viewport::default()),
                ("ArrowLeft", false) => neighbour(&plot, pointed.as_ref(), -1),
                ("ArrowRight", false) => neighbour(&plot, pointed.as_ref(), 1),
                ("Home", _) => neighbour(&plot, None, 1),
                ("End", _) => neighbour(&plot, None, -1),
                ("Escape", _) => None,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            if let Some(change) = target {
                dispatch.emit(Action::Say(labels::sentence(&plot, change)));
            }
            pointed.set(target.and_then(|change| change.sequence).map(Pointed::Write));
        })
    };
    let show = |viewport: Viewport| on::<MouseEvent>(&dispatch, Action::SetViewport(viewport));
    let tool = |label: &'static str, picture: Picture, viewport: Viewport| {
        html! {
            <button type="button" aria-label={label} title={label} onclick={show(viewport)}>{ icon(picture) }</button>
        }
    };
    let under = pointed.as_ref().and_then(|pointed| write_of(&plot, pointed));
    let ring = under.and_then(|change| position(&scale, change));
    let detail = match (&*pointed, under) {
        (_, Some(change)) => labels::sentence(&plot, change),
        (Some(Pointed::Count(words)), _) => words.clone(),
        _ if matches!(plot.writes, Writes::Counted(_)) => {
            format!("{} here, too many to be shown one by one: zoom in.", format::count(plot.writes(), "write"))
        }
        _ => "Point at a write, or press the arrow keys here, to read what becomes of it.".to_owned(),
    };
    let imagine = on::<MouseEvent>(&dispatch, Action::Imagine(None));
    let fit = Viewport::default();
    html! {
        <section class="timeline" aria-labelledby="timeline">
            <div class="timeline-head">
                <h2 id="timeline">{ title(&plot) }</h2>
                <div class="buttons tools" role="group" aria-label="What the time line shows">
                    { tool("Earlier", Picture::Earlier, viewport.panned(-25, marker)) }
                    { tool("Later", Picture::Later, viewport.panned(25, marker)) }
                    { tool("Zoom out", Picture::Minus, viewport.zoomed(200, None, marker)) }
                    { tool("Zoom in", Picture::Plus, viewport.zoomed(50, None, marker)) }
                    <button type="button" disabled={viewport == fit} onclick={show(fit)}>{ "Fit" }</button>
                </div>
            </div>
            if plot.table.is_empty() {
                <p class="empty">
                    { "Writes to a table will stand here as they happen. When you ask for a backup, the minute before and \
                       the minute after are in doubt: DynamoDB promises what was written earlier, rules out what is \
                       written later, and leaves the rest to where each partition is cut." }
                </p>
            } else {
                { legend() }
            }
            <div
                class="chart"
                ref={node}
                tabindex="0"
                role="group"
                aria-label="Writes on the time line; the arrow keys go from write to write"
                {onpointerdown}
                {onpointermove}
                {onpointerup}
                onpointercancel={{ let drag = drag.clone(); move |_: PointerEvent| *drag.borrow_mut() = None }}
                {onwheel}
                {onkeydown}
            >
                <svg width={s(scale.width)} height={s(scale.height())} role="img" aria-label={summary(&plot)}>
                    <Chart plot={plot.clone()} {scale} />
                    <LifecycleBars {lives} {chosen} recovery={plot.recovery} {scale} {now} />
                    if let Some((x, y)) = ring {
                        <circle class="ring" cx={s(x)} cy={s(y)} r="9" />
                    }
                </svg>
            </div>
            if !plot.table.is_empty() {
                if is_imagined {
                    <Marker plot={plot.clone()} is_following={props.imagined.is_none()} />
                }
                <p class="detail">{ detail }</p>
                <Verdicts plot={plot.clone()} />
                <div class="foot">
                    <NewBackup table={plot.table.clone()} />
                    if !is_imagined {
                        <button type="button" onclick={imagine}>{ "What if I asked now?" }</button>
                    }
                </div>
            }
        </section>
    }
}

fn act(event: &KeyboardEvent, dispatch: &Callback<Action>, viewport: Viewport) {
    event.prevent_default();
    event.stop_propagation();
    dispatch.emit(Action::SetViewport(viewport));
}

/// A time rounded down to tenths of a second, the precision of a drag.
fn whole_tenths(time: Timestamp) -> Timestamp {
    Timestamp::from_millis(time.millis() / 100 * 100)
}

fn write_of<'a>(plot: &'a Plot, pointed: &Pointed) -> Option<&'a ChangeDescription> {
    match (pointed, &plot.writes) {
        (Pointed::Write(sequence), Writes::Each(changes)) => {
            changes.iter().find(|change| change.sequence == Some(*sequence))
        }
        _ => None,
    }
}

/// The write before or after the one that is pointed at; without one, the last or the first.
fn neighbour<'a>(plot: &'a Plot, pointed: Option<&Pointed>, step: isize) -> Option<&'a ChangeDescription> {
    let Writes::Each(changes) = &plot.writes else { return None };
    let here = pointed.and_then(|pointed| write_of(plot, pointed)).map(|change| change.sequence);
    let index = here.and_then(|sequence| changes.iter().position(|change| change.sequence == sequence));
    let last = changes.len().checked_sub(1)?;
    let target = match index {
        Some(index) => index.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    changes.get(target)
}

fn title(plot: &Plot) -> Html {
    match plot.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => html! { <><b>{ name }</b>{ format!(", a backup of {}", plot.table) }</> },
        None if plot.table.is_empty() => html! { { "The time line" } },
        None => html! { <>{ "If you asked for a backup of " }<b>{ &plot.table }</b></> },
    }
}

/// A sentence about the chart for screen readers; the tab Window has all of it.
fn summary(plot: &Plot) -> String {
    if plot.table.is_empty() {
        return "An empty time line: the band of two minutes around a request, across four partitions.".to_owned();
    }
    let what = match plot.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => format!("backup {name}"),
        None => "a backup that could be asked for".to_owned(),
    };
    format!(
        "Time line of table {}: {} on {} partitions, and {what}. The tab Window lists the writes.",
        plot.table,
        format::count(plot.writes(), "write"),
        plot.partitions
    )
}
