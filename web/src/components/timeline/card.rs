//! The time line's card: toolbar, overview, chart, and the events of mouse, fingers and keyboard.

use super::gesture::{Gesture, Outcome, Press, Seen};
use super::placing::Placing;
use super::slider::slider;
use super::tip::tip;
use super::words::{several_at, summary, summed, title};
use super::{BackupForm, Chart, Flag, LifecycleBars, Overview, Scale, Verdicts, legend, lifecycle_bars, place_on, s};
use crate::components::controls::{Picture, icon};
use crate::components::labels;
use crate::format;
use crate::hooks::{capture, on, use_dispatch, use_width};
use crate::model::lifecycles::{Lifecycles, Phase};
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
    /// The write that is pointed at.
    pub pointed: Option<ChangeDescription>,
    /// The write that stays marked.
    pub pinned: Option<ChangeDescription>,
}

/// The distance from the marker within which a press drags it, in pixels: of the mouse, and of a finger.
const GRIP: [i32; 2] = [10, 22];

/// The distance from a mark within which it is meant, in pixels: by the mouse, and by a finger.
const REACH: [i32; 2] = [14, 26];

/// The width of the chart and the size of text until they are measured, in pixels.
const WIDTH_BEFORE: (i32, i32) = (720, 16);

/// The shortest selection that is shown larger, in pixels.
const BRUSH_MIN: i32 = 8;

/// The time line of a backup, made or imagined.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let dispatch = use_dispatch();
    let node = NodeRef::clone(&use_memo((), |()| NodeRef::default()));
    let width = use_width(&node, WIDTH_BEFORE);
    let gesture = use_mut_ref(Gesture::default);
    let before = use_mut_ref(Vec::<Viewport>::new);
    let brush = use_state_eq(|| None::<(i32, i32)>);
    let bin = use_state_eq(|| None::<String>);
    let (plot, viewport, now) = (props.plot.clone(), props.viewport, props.now);
    let chosen = plot.backup.as_ref().and_then(|backup| backup.backup_arn.clone());
    let (lives, left_out) =
        lifecycle_bars::visible(&props.lifecycles, &plot.table, chosen.as_deref(), plot.from, plot.to);
    let scale = Scale::new(&plot, lives.len() + usize::from(plot.recovery.is_some()), width);
    let is_imagined = plot.backup.is_none() && !plot.table.is_empty();
    let marker = plot.requested;
    let seen = Seen { scale, viewport };
    let placing = use_memo((plot.clone(), scale), |(plot, scale)| Shared::new(Placing::of(plot, scale)));
    let placing = Shared::clone(&placing);

    let point = {
        let (plot, placing, dispatch, bin) = (plot.clone(), placing.clone(), dispatch.clone(), bin.clone());
        move |x: i32, y: i32, is_touch: bool| -> Option<u64> {
            let reach = REACH[usize::from(is_touch)];
            let sequence = match &plot.writes {
                Writes::Each(changes) => placing.nearest(x, y, reach).and_then(|index| changes.get(index)?.sequence),
                Writes::Counted(_) => None,
            };
            let several = if sequence.is_some() { None } else { several_at(&plot, &placing, &scale, x, y) };
            bin.set(several);
            dispatch.emit(Action::Point(sequence));
            sequence
        }
    };
    let show = {
        let (before, dispatch) = (before.clone(), dispatch.clone());
        Callback::from(move |next: Viewport| {
            before.borrow_mut().push(viewport);
            dispatch.emit(Action::SetViewport(next));
        })
    };
    let back = {
        let (before, dispatch) = (before.clone(), dispatch.clone());
        Callback::from(move |()| {
            dispatch.emit(Action::SetViewport(before.borrow_mut().pop().unwrap_or_default()));
        })
    };
    let onpointerdown = {
        let (node, gesture, dispatch) = (node.clone(), gesture.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, _)) = place_on(&node, &scale, &event).filter(|_| event.button() == 0) else { return };
            let is_touch = event.pointer_type() == "touch";
            let is_on_marker = is_imagined && (x - scale.x(marker)).abs() <= GRIP[usize::from(is_touch)];
            if is_on_marker {
                // The ground stays while the marker moves.
                let middle = Some(viewport.middle.unwrap_or(marker));
                dispatch.emit(Action::SetViewport(Viewport { middle, ..viewport }));
            }
            gesture.borrow_mut().press(event.pointer_id(), x, Press { is_touch, is_on_marker }, seen);
            capture(&node, &event);
        })
    };
    let onpointermove = {
        let (node, gesture, dispatch, brush) = (node.clone(), gesture.clone(), dispatch.clone(), brush.clone());
        let point = point.clone();
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place_on(&node, &scale, &event) else { return };
            let outcome = gesture.borrow_mut().drag(event.pointer_id(), x);
            match outcome {
                Some(Outcome::Marker(x)) => {
                    dispatch.emit(Action::Point(None));
                    dispatch.emit(Action::Imagine(Some(whole_tenths(scale.time(x)))));
                }
                Some(Outcome::Show(viewport)) => dispatch.emit(Action::SetViewport(viewport)),
                Some(Outcome::Brushing(from, to)) => {
                    dispatch.emit(Action::Point(None));
                    brush.set(Some((from.max(scale.left), to.min(scale.right))));
                }
                _ if gesture.borrow().is_held() => {}
                _ => {
                    point(x, y, false);
                }
            }
        })
    };
    let onpointerup = {
        let (node, gesture, dispatch, brush) = (node.clone(), gesture.clone(), dispatch.clone(), brush.clone());
        let show = show.clone();
        Callback::from(move |event: PointerEvent| {
            let outcome = gesture.borrow_mut().release(event.pointer_id());
            brush.set(None);
            match outcome {
                Some(Outcome::Brushed(from, to)) if to - from >= BRUSH_MIN => {
                    show.emit(Viewport::between(scale.time(from), scale.time(to)));
                }
                Some(Outcome::Tap) => {
                    let Some((x, y)) = place_on(&node, &scale, &event) else { return };
                    dispatch.emit(Action::Pin(point(x, y, event.pointer_type() == "touch")));
                }
                _ => {}
            }
        })
    };
    let onpointercancel = {
        let (gesture, brush) = (gesture.clone(), brush.clone());
        Callback::from(move |_: PointerEvent| {
            gesture.borrow_mut().cancel();
            brush.set(None);
        })
    };
    let onpointerleave = {
        let (dispatch, bin) = (dispatch.clone(), bin.clone());
        Callback::from(move |event: PointerEvent| {
            // A finger that is lifted leaves too, and what it chose stays.
            if event.pointer_type() != "touch" {
                bin.set(None);
                dispatch.emit(Action::Point(None));
            }
        })
    };
    let onwheel = {
        let (node, dispatch) = (node.clone(), dispatch.clone());
        Callback::from(move |event: WheelEvent| {
            let Some((x, y)) = place_on(&node, &scale, &event) else { return };
            // Over the bars the wheel scrolls the page.
            if y > scale.bottom() + 30 && !event.ctrl_key() {
                return;
            }
            event.prevent_default();
            let (dx, dy) = (event.delta_x(), event.delta_y());
            let is_sideways = event.shift_key() || dx.abs() > dy.abs();
            let next = if is_sideways {
                seen.panned((if dx.abs() > dy.abs() { dx } else { dy }) as i32)
            } else {
                viewport.zoomed(if dy < 0.0 { 80 } else { 125 }, Some(scale.time(x)), marker)
            };
            dispatch.emit(Action::SetViewport(next));
        })
    };
    let ondblclick = {
        let back = back.clone();
        Callback::from(move |_: MouseEvent| back.emit(()))
    };
    let fit = plot.story.fit();
    let marked = props.pointed.as_ref().or(props.pinned.as_ref());
    let onkeydown = {
        let (plot, dispatch, show, back) = (plot.clone(), dispatch.clone(), show.clone(), back.clone());
        let here = marked.and_then(|change| change.sequence);
        let pinned = props.pinned.as_ref().and_then(|change| change.sequence);
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let step = |step: isize, from: Option<u64>| {
                if let Some(change) = neighbour(&plot, from, step) {
                    dispatch.emit(Action::Say(labels::sentence(&plot, change)));
                    dispatch.emit(Action::Point(change.sequence));
                }
            };
            match (event.key().as_str(), event.shift_key()) {
                ("ArrowLeft", true) => dispatch.emit(Action::SetViewport(viewport.panned(-20, marker))),
                ("ArrowRight", true) => dispatch.emit(Action::SetViewport(viewport.panned(20, marker))),
                ("+" | "=", _) => dispatch.emit(Action::SetViewport(viewport.zoomed(50, None, marker))),
                ("-", _) => dispatch.emit(Action::SetViewport(viewport.zoomed(200, None, marker))),
                ("0", _) => dispatch.emit(Action::SetViewport(Viewport::default())),
                ("f", _) => show.emit(fit),
                ("Backspace", _) => back.emit(()),
                ("ArrowLeft", false) => step(-1, here),
                ("ArrowRight", false) => step(1, here),
                ("Home", _) => step(1, None),
                ("End", _) => step(-1, None),
                ("Enter" | " ", _) => dispatch.emit(Action::Pin(here.filter(|here| pinned != Some(*here)))),
                ("Escape", _) => {
                    dispatch.emit(Action::Point(None));
                    dispatch.emit(Action::Pin(None));
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let tool = |label: &'static str, picture: Picture, viewport: Viewport| {
        let onclick = on::<MouseEvent>(&dispatch, Action::SetViewport(viewport));
        html! {
            <button type="button" aria-label={label} title={label} {onclick}>{ icon(picture) }</button>
        }
    };
    let fitted = show.reform(move |_: MouseEvent| fit);
    let detail = match (&*brush, &*bin) {
        (Some((from, to)), _) => summed(&plot, scale.time(*from), scale.time(*to)),
        (None, Some(words)) => words.clone(),
        _ if matches!(plot.writes, Writes::Counted(_)) => {
            format!("{} here, too many to be shown one by one: zoom in.", format::count(plot.writes(), "write"))
        }
        _ if is_imagined => {
            "Drag T. Point at a write to read what becomes of it; select a stretch to see it larger.".to_owned()
        }
        _ => "Point at a write to read what became of it; select a stretch to see it larger.".to_owned(),
    };
    let imagine = on::<MouseEvent>(&dispatch, Action::Imagine(None));
    let life = props.lifecycles.tables().rfind(|lifecycle| lifecycle.name == plot.table);
    let active_since = life.and_then(|life| life.since(Phase::Active));
    let is_gone = life.is_some_and(|life| life.phase() == Some(Phase::Deleted));
    let place = |change: &ChangeDescription| place_of(&plot, &placing, &scale, change);
    let rings = [(props.pinned.as_ref(), "ring pinned-ring"), (props.pointed.as_ref(), "ring")];
    let rings = rings.into_iter().filter_map(|(change, class)| Some((place(change?)?, class)));
    // The card that is kept stays on the way to its button, whatever is passed over.
    let is_pinned = props.pinned.is_some();
    let card = props.pinned.as_ref().or(marked).and_then(|change| Some((change, place(change)?)));
    html! {
        <section class="timeline" aria-labelledby="timeline">
            <div class="timeline-head">
                <h2 id="timeline">{ title(&plot) }</h2>
                <div class="buttons tools" role="group" aria-label="What the time line shows">
                    { tool("Earlier", Picture::Earlier, viewport.panned(-25, marker)) }
                    { tool("Later", Picture::Later, viewport.panned(25, marker)) }
                    { tool("Zoom out", Picture::Minus, viewport.zoomed(200, None, marker)) }
                    { tool("Zoom in", Picture::Plus, viewport.zoomed(50, None, marker)) }
                    <button
                        type="button"
                        title="From the first write to now"
                        disabled={viewport == fit || plot.table.is_empty()}
                        onclick={fitted}
                    >
                        { "Fit" }
                    </button>
                    <button
                        type="button"
                        title="The two minutes around T, and a minute on either side"
                        disabled={viewport == Viewport::default()}
                        onclick={on::<MouseEvent>(&dispatch, Action::SetViewport(Viewport::default()))}
                    >
                        { "Around T" }
                    </button>
                </div>
            </div>
            if plot.table.is_empty() {
                <p class="empty">
                    { "Writes to a table will stand here as they happen. When you ask for a backup, the minute before and \
                       the minute after are in doubt: DynamoDB promises what was written earlier, rules out what is \
                       written later, and leaves the rest to where each partition is cut." }
                </p>
            }
            if !plot.table.is_empty() || plot.story.start < plot.story.head {
                <Overview plot={plot.clone()} {scale} {viewport} />
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
                {onpointercancel}
                {onpointerleave}
                {onwheel}
                {ondblclick}
                {onkeydown}
            >
                if is_imagined {
                    { slider(&plot, now, &dispatch) }
                }
                <svg
                    width={s(scale.drawn)}
                    height={s(scale.drawn(scale.height()))}
                    viewBox={format!("0 0 {} {}", scale.width, scale.height())}
                >
                    <g role="img" aria-label={summary(&plot)}>
                        <Chart plot={plot.clone()} placing={placing.clone()} {scale} />
                    </g>
                    <LifecycleBars {lives} {left_out} {chosen} recovery={plot.recovery} {scale} {viewport} {now} />
                    <Flag plot={plot.clone()} {scale} is_handle={is_imagined} />
                    for ((x, y), class) in rings {
                        <circle {class} cx={s(x)} cy={s(y)} r="9" />
                    }
                    if let Some((from, to)) = *brush {
                        <rect
                            class="brush"
                            x={s(from)}
                            y={s(Scale::TOP)}
                            width={s((to - from).max(0))}
                            height={s(scale.bottom() - Scale::TOP)}
                        />
                    }
                    { card.map(|(change, place)| tip(&plot, &scale, change, place, is_pinned)).unwrap_or_default() }
                </svg>
            </div>
            if !plot.table.is_empty() {
                <div class="below">
                    <p class="detail">{ detail }</p>
                    { legend() }
                    <Verdicts plot={plot.clone()} />
                </div>
                <div class="foot">
                    <BackupForm
                        plot={plot.clone()}
                        imagined={props.imagined.filter(|_| is_imagined)}
                        {now}
                        {active_since}
                        {is_gone}
                    />
                    if !is_imagined {
                        <button type="button" onclick={imagine}>{ "What if I asked now?" }</button>
                    }
                </div>
            }
        </section>
    }
}

/// A time rounded down to tenths of a second, the precision of a drag.
fn whole_tenths(time: Timestamp) -> Timestamp {
    Timestamp::from_millis(time.millis() / 100 * 100)
}

/// Where a write is drawn, if it is on the time line.
fn place_of(plot: &Plot, placing: &Placing, scale: &Scale, change: &ChangeDescription) -> Option<(i32, i32)> {
    match plot.write(change.sequence?) {
        Some((index, _)) => placing.position(scale, index),
        None => {
            let time = change.commit_time.filter(|time| scale.has(*time))?;
            Some((scale.x(time), scale.y(change.partition? as usize) + scale.lane() / 2))
        }
    }
}

/// The write before or after the one of a sequence; without one, the last or the first.
fn neighbour(plot: &Plot, from: Option<u64>, step: isize) -> Option<&ChangeDescription> {
    let Writes::Each(changes) = &plot.writes else { return None };
    let index = from.and_then(|sequence| plot.write(sequence)).map(|(index, _)| index);
    let last = changes.len().checked_sub(1)?;
    let target = match index {
        Some(index) => index.saturating_add_signed(step).min(last),
        None if step < 0 => last,
        None => 0,
    };
    changes.get(target)
}
