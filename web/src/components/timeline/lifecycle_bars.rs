//! The lifecycles of the table, its backups and the tables restored from them, as bars beneath the lanes, and the line
//! at the present moment: the part of the chart that moves with the clock.

use super::marks::shortened;
use super::{Scale, s};
use crate::format;
use crate::hooks::use_dispatch;
use crate::model::lifecycles::{Lifecycle, Lifecycles, Phase};
use crate::model::store::Action;
use crate::model::view_state::Viewport;
use timemark_core::Timestamp;
use timemark_core::sorting::sort_by_key;
use yew::prelude::*;

/// The most bars of backups and restored tables: of more, the earliest are left out, but never the selected backup's.
const BARS_MAX: usize = 6;

/// The lifecycles that have a bar: the table's own, then those of its backups and restored tables in order of creation; and
/// the number of those that are left out.
pub fn visible(
    lifecycles: &Lifecycles,
    table: &str,
    chosen: Option<&str>,
    from: Timestamp,
    to: Timestamp,
) -> (Vec<Lifecycle>, usize) {
    let is_seen = |lifecycle: &&Lifecycle| {
        let end = lifecycle.since(Phase::Deleted).unwrap_or(Timestamp::MAX);
        lifecycle.born() <= to && end >= from
    };
    let is_chosen = |lifecycle: &Lifecycle| lifecycle.backup_arn.is_some() && lifecycle.backup_arn.as_deref() == chosen;
    let of_table: Vec<&Lifecycle> = lifecycles.backups().filter(|lifecycle| lifecycle.table == table).collect();
    let arns: Vec<&str> = of_table.iter().filter_map(|lifecycle| lifecycle.backup_arn.as_deref()).collect();
    let restored = lifecycles.tables().filter(|lifecycle| {
        lifecycle.backup_arn.as_deref().is_some_and(|arn| arns.contains(&arn))
            || lifecycle.restored_from.as_deref() == Some(table)
    });
    let mut lives: Vec<&Lifecycle> = of_table.iter().copied().chain(restored).filter(is_seen).collect();
    sort_by_key(&mut lives, |lifecycle| lifecycle.born());
    let left_out = lives.len().saturating_sub(BARS_MAX);
    let mut shown = lives.split_off(left_out);
    if let (Some(chosen), Some(first)) = (lives.into_iter().find(|life| is_chosen(life)), shown.first_mut()) {
        *first = chosen;
    }
    let own =
        lifecycles.tables().rfind(|lifecycle| lifecycle.name == table && lifecycle.phase() != Some(Phase::Deleted));
    let own = own.filter(|lifecycle| lifecycle.phase() != Some(Phase::Active) || lifecycle.born() >= from);
    let own = own.filter(|lifecycle| !shown.contains(lifecycle));
    (own.into_iter().chain(shown).cloned().collect(), left_out)
}

/// The properties of [`LifecycleBars`].
#[derive(Clone, PartialEq, Properties)]
pub struct LifecycleBarsProps {
    /// The lifecycles.
    pub lives: Vec<Lifecycle>,
    /// The number of backups and restored tables without a bar.
    pub left_out: usize,
    /// The ARN of the selected backup.
    pub chosen: Option<String>,
    /// The earliest and the latest moment to which the table can be restored, while point-in-time recovery is on.
    pub recovery: Option<(Timestamp, Timestamp)>,
    /// The scale.
    pub scale: Scale,
    /// The stretch of time that is shown.
    pub viewport: Viewport,
    /// The virtual time.
    pub now: Timestamp,
}

/// The bars, and the present moment.
#[component]
pub fn LifecycleBars(props: &LifecycleBarsProps) -> Html {
    let dispatch = use_dispatch();
    let LifecycleBarsProps { lives, left_out, chosen, recovery, scale, viewport, now } = props;
    let bar = |(number, lifecycle): (usize, &Lifecycle)| {
        let y = scale.y_of_bar(number);
        let is_chosen = is_backup(lifecycle) && lifecycle.backup_arn == *chosen;
        let (words, action) = match &lifecycle.backup_arn {
            Some(arn) if is_backup(lifecycle) => {
                (format!("Show backup {}", lifecycle.name), Action::SelectBackup(arn.clone()))
            }
            _ => (format!("Show table {}", lifecycle.name), Action::SelectTable(lifecycle.name.clone())),
        };
        let ends = lifecycle.phases.iter().skip(1).map(|(at, _)| *at).chain([*now]);
        let spans = lifecycle.phases.iter().zip(ends).filter(|((_, phase), _)| *phase != Phase::Deleted);
        let flag = (is_backup(lifecycle) && !is_chosen).then(|| small_flag(scale, lifecycle.born())).flatten();
        // Over what is drawn, so that its name need not be the shortened one that is seen.
        let press = html! {
            <>
                <rect class="press" x="0" y={s(y - 3)} width={s(scale.width)} height={s(Scale::BAR)} />
                { flag.unwrap_or_default() }
            </>
        };
        html! {
            <>
                <text class={(!is_chosen).then_some("quiet")} x="2" y={s(y + 13)}>
                    { shortened(&lifecycle.name, if scale.is_narrow() { 4 } else { 14 }) }
                </text>
                <g clip-path="url(#lanes)">
                    for ((since, phase), until) in spans {
                        { span(scale, *since, until, *phase, y) }
                    }
                    if let Some(end) = lifecycle.since(Phase::Deleted).filter(|end| scale.has(*end)) {
                        <path class="ended" d={format!("M{} {}l8 8m0-8l-8 8", scale.x(end) - 4, y + 5)} />
                    }
                </g>
                { pressable(&dispatch, words, action, press) }
            </>
        }
    };
    html! {
        <>
            for lifecycle in lives.iter().enumerate() {
                { bar(lifecycle) }
            }
            { recovery.map(|window| restorable(scale, lives.len(), window)).unwrap_or_default() }
            if *left_out > 0 {
                <text class="quiet" x="2" y={s(scale.foot() + 13)}>
                    { format!("+{} earlier", format::grouped(*left_out as u64)) }
                </text>
            }
            { present(&dispatch, scale, *viewport, *now) }
        </>
    }
}

/// Whether it is the life of a backup. That of a table restored from one has its ARN too.
fn is_backup(lifecycle: &Lifecycle) -> bool {
    lifecycle.backup_arn.is_some() && lifecycle.phases.first().is_some_and(|(_, phase)| *phase == Phase::Creating)
}

/// A part of the chart that is pressed, by mouse, finger or keyboard.
fn pressable(dispatch: &Callback<Action>, words: String, action: Action, content: Html) -> Html {
    let onclick = {
        let (dispatch, action) = (dispatch.clone(), action.clone());
        move |_: MouseEvent| dispatch.emit(action.clone())
    };
    let dispatch = dispatch.clone();
    let onkeydown = move |event: KeyboardEvent| {
        // The arrow keys are the chart's.
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            dispatch.emit(action.clone());
        }
    };
    // The chart does not take the pointer, so that the click comes here.
    let onpointerdown = |event: PointerEvent| event.stop_propagation();
    html! {
        <g class="pressable" role="button" tabindex="0" aria-label={words} {onclick} {onkeydown} {onpointerdown}>
            { content }
        </g>
    }
}

/// The flag of a backup that is not the one that is shown.
fn small_flag(scale: &Scale, at: Timestamp) -> Option<Html> {
    let x = scale.x(at);
    scale.has(at).then(|| {
        html! {
            <>
                <path class="small-flag" d={format!("M{x} {}v-18h11l-3 5 3 5h-11", Scale::TOP)} />
                <rect class="press" x={s(x - 6)} y={s(Scale::TOP - 24)} width="24" height="24" />
            </>
        }
    })
}

/// The bar from the earliest to the latest restorable moment.
fn restorable(scale: &Scale, number: usize, (earliest, latest): (Timestamp, Timestamp)) -> Html {
    let y = scale.y_of_bar(number);
    let is_seen = earliest <= scale.to && latest >= scale.from;
    let (from, to) = shown(scale, earliest, latest);
    html! {
        <>
            <text class="quiet" x="2" y={s(y + 13)}>{ if scale.is_narrow() { "PITR" } else { "any moment" } }</text>
            if is_seen {
                <rect class="bar restorable" x={s(from)} y={s(y)} width={s(to - from)} height="18" rx="4" />
                if to - from > 90 {
                    <text x={s(from + 8)} y={s(y + 13)}>{ "RESTORABLE" }</text>
                }
            }
        </>
    }
}

/// The ends of a bar: where they are; beyond the chart, just out of it, so that the clip shows none and the words stay.
fn shown(scale: &Scale, since: Timestamp, until: Timestamp) -> (i32, i32) {
    const BEYOND: i32 = 10;
    let from = scale.x(since).max(scale.left - BEYOND);
    (from, scale.x(until).min(scale.right + BEYOND).max(from + 2))
}

fn span(scale: &Scale, since: Timestamp, until: Timestamp, phase: Phase, y: i32) -> Html {
    if until < scale.from || since > scale.to {
        return Html::default();
    }
    let (from, to) = shown(scale, since, until);
    let (class, word) = match phase {
        Phase::Creating => ("bar creating", "CREATING"),
        Phase::Restoring => ("bar creating", "RESTORING"),
        Phase::Deleting => ("bar creating", "DELETING"),
        Phase::Available => ("bar available", "AVAILABLE"),
        Phase::Active | Phase::Deleted => ("bar available", "ACTIVE"),
    };
    html! {
        <>
            <rect {class} x={s(from)} y={s(y)} width={s(to - from)} height="18" rx="4" />
            if to - from > 92 {
                <text x={s(from.max(scale.left) + 8)} y={s(y + 13)}>{ word }</text>
            }
        </>
    }
}

fn present(dispatch: &Callback<Action>, scale: &Scale, viewport: Viewport, now: Timestamp) -> Html {
    let (x, foot) = (scale.x(now), scale.foot());
    let beyond = match now {
        now if now > scale.to => {
            Some(("end", scale.right, format!("now: {} later →", format::duration(now.millis() - scale.to.millis()))))
        }
        now if now < scale.from => Some((
            "start",
            scale.left,
            format!("← now: {} earlier", format::duration(scale.from.millis() - now.millis())),
        )),
        _ => None,
    };
    if let Some((anchor, x, words)) = beyond {
        let content = html! { <text x={s(x)} y={s(foot + 13)} text-anchor={anchor}>{ words.clone() }</text> };
        let there = Viewport { middle: Some(now), ..viewport };
        let pressed = pressable(dispatch, format!("Show now; {words}"), Action::SetViewport(there), content);
        return html! { <g class="now">{ pressed }</g> };
    }
    html! {
        <g class="now">
            // Not through the words of the ruler.
            <path d={format!("M{x} {}V{}M{x} {}V{foot}", Scale::TOP, scale.bottom() + 12, scale.y_of_other(0) - 4)} />
            <text x={s(x)} y={s(foot + 13)} text-anchor="middle">{ "now" }</text>
        </g>
    }
}
