//! The lifecycles of the table, its backups and the tables restored from them, as bars beneath the lanes, and the line
//! at the present moment: the part of the chart that moves with the clock.

use super::marks::shortened;
use super::{Scale, s};
use crate::format;
use crate::model::lifecycles::{Lifecycle, Lifecycles, Phase};
use timemark_core::Timestamp;
use yew::prelude::*;

/// The most bars: of more, the earliest are left out, but never the selected backup's.
const BARS_MAX: usize = 6;

/// The lifecycles that have a bar: the table's own, then those of its backups and restored tables in order of creation.
pub fn visible(
    lifecycles: &Lifecycles,
    table: &str,
    chosen: Option<&str>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<Lifecycle> {
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
    let mut lives: Vec<Lifecycle> = of_table.iter().copied().chain(restored).filter(is_seen).cloned().collect();
    lives.sort_by_key(Lifecycle::born);
    while lives.len() > BARS_MAX {
        let earliest = lives.iter().position(|lifecycle| !is_chosen(lifecycle)).unwrap_or_default();
        lives.remove(earliest);
    }
    let own =
        lifecycles.tables().rfind(|lifecycle| lifecycle.name == table && lifecycle.phase() != Some(Phase::Deleted));
    let own = own.filter(|lifecycle| lifecycle.phase() != Some(Phase::Active) || lifecycle.born() >= from);
    own.cloned().into_iter().filter(|lifecycle| !lives.contains(lifecycle)).chain(lives.clone()).collect()
}

/// The properties of [`LifecycleBars`].
#[derive(Clone, PartialEq, Properties)]
pub struct LifecycleBarsProps {
    /// The lifecycles.
    pub lives: Vec<Lifecycle>,
    /// The ARN of the selected backup.
    pub chosen: Option<String>,
    /// The earliest and the latest moment to which the table can be restored, while point-in-time recovery is on.
    pub recovery: Option<(Timestamp, Timestamp)>,
    /// The scale.
    pub scale: Scale,
    /// The virtual time.
    pub now: Timestamp,
}

/// The bars, and the present moment.
#[component]
pub fn LifecycleBars(LifecycleBarsProps { lives, chosen, recovery, scale, now }: &LifecycleBarsProps) -> Html {
    let bar = |(number, lifecycle): (usize, &Lifecycle)| {
        let y = scale.y_of_bar(number);
        let is_chosen = lifecycle.backup_arn.is_some() && lifecycle.backup_arn == *chosen;
        let ends = lifecycle.phases.iter().skip(1).map(|(at, _)| *at).chain([*now]);
        let spans = lifecycle.phases.iter().zip(ends).filter(|((_, phase), _)| *phase != Phase::Deleted);
        html! {
            <>
                <text class={(!is_chosen).then_some("quiet")} x="2" y={s(y + 13)}>
                    { shortened(&lifecycle.name, if scale.is_narrow() { 4 } else { 14 }) }
                </text>
                for ((since, phase), until) in spans {
                    { span(scale, *since, until, *phase, y) }
                }
                if let Some(end) = lifecycle.since(Phase::Deleted).filter(|end| scale.has(*end)) {
                    <path class="ended" d={format!("M{} {}l8 8m0-8l-8 8", scale.x(end) - 4, y + 5)} />
                }
            </>
        }
    };
    html! {
        <>
            for lifecycle in lives.iter().enumerate() {
                { bar(lifecycle) }
            }
            { recovery.map(|window| restorable(scale, lives.len(), window)).unwrap_or_default() }
            { present(scale, *now) }
        </>
    }
}

/// The bar from the earliest to the latest restorable moment.
fn restorable(scale: &Scale, number: usize, (earliest, latest): (Timestamp, Timestamp)) -> Html {
    let y = scale.y_of_bar(number);
    let (from, to) = (scale.x(earliest), scale.x(latest));
    let is_seen = earliest <= scale.to && latest >= scale.from;
    let width = (to - from).max(2);
    html! {
        <>
            <text class="quiet" x="2" y={s(y + 13)}>{ if scale.is_narrow() { "PITR" } else { "any moment" } }</text>
            if is_seen {
                <rect class="bar restorable" x={s(from)} y={s(y)} width={s(width)} height="18" rx="4" />
                if width > 90 {
                    <text x={s(from + 8)} y={s(y + 13)}>{ "RESTORABLE" }</text>
                }
            }
        </>
    }
}

fn span(scale: &Scale, since: Timestamp, until: Timestamp, phase: Phase, y: i32) -> Html {
    if until < scale.from || since > scale.to {
        return Html::default();
    }
    let (from, to) = (scale.x(since), scale.x(until));
    let (class, word) = match phase {
        Phase::Creating => ("bar creating", "CREATING"),
        Phase::Restoring => ("bar creating", "RESTORING"),
        Phase::Deleting => ("bar creating", "DELETING"),
        Phase::Available => ("bar available", "AVAILABLE"),
        Phase::Active | Phase::Deleted => ("bar available", "ACTIVE"),
    };
    let width = (to - from).max(2);
    html! {
        <>
            <rect {class} x={s(from)} y={s(y)} width={s(width)} height="18" rx="4" />
            if width > 82 {
                <text x={s(from + 8)} y={s(y + 13)}>{ word }</text>
            }
        </>
    }
}

fn present(scale: &Scale, now: Timestamp) -> Html {
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
    html! {
        <g class="now">
            if let Some((anchor, x, words)) = beyond {
                <text x={s(x)} y={s(foot + 13)} text-anchor={anchor}>{ words }</text>
            } else {
                <line x1={s(x)} x2={s(x)} y1={s(Scale::TOP)} y2={s(foot)} />
                <text x={s(x)} y={s(foot + 13)} text-anchor="middle">{ "now" }</text>
            }
        </g>
    }
}
