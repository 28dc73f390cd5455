//! The request for a backup: now, or at the moment T of the time line.

use crate::calls::request::Request;
use crate::components::controls::field;
use crate::format;
use crate::hooks::{on, submit, use_dispatch, use_text};
use crate::model::store::{Action, Dialog};
use crate::model::view::Plot;
use crate::shared::Shared;
use timemark_core::Timestamp;
use timemark_core::lab::StartBackupJobInput;
use timemark_core::operations::CreateBackupInput;
use yew::prelude::*;

/// The properties of [`BackupForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupFormProps {
    /// The backup, made or imagined.
    pub plot: Shared<Plot>,
    /// The time of the imagined request; `None` for now.
    pub imagined: Option<Timestamp>,
    /// The virtual time.
    pub now: Timestamp,
    /// When the table could first be backed up.
    pub active_since: Option<Timestamp>,
    /// Whether the table is deleted.
    pub is_gone: bool,
}

/// The retention of the backups that the button for AWS Backup makes, in days.
const RETAIN_DAYS: i32 = 35;

/// The form for CreateBackup, now and at T, and a button that makes a backup as AWS Backup does.
#[component]
pub fn BackupForm(props: &BackupFormProps) -> Html {
    let dispatch = use_dispatch();
    let name = use_text("nightly");
    let table = props.plot.table.as_str();
    let called = name.value.clone();
    let backup: Request = CreateBackupInput::new(table, called.as_str()).into();
    let job = StartBackupJobInput::new(table, called.as_str()).retained(RETAIN_DAYS);
    let create = on::<()>(&dispatch, Action::Send(vec![backup.clone()]));
    let onsubmit = submit(move || create.emit(()));
    let job = on::<MouseEvent>(&dispatch, Action::Send(vec![job.into()]));
    let at = props.imagined.filter(|at| *at != props.now);
    // Of a deleted table there is nothing to back up: its restore comes first.
    let is_primary = at.is_none() && !props.is_gone;
    // The clock shows tenths, and a drag is as exact: so both say the same moment.
    let clock = format::clock_tenths;
    html! {
        <div class="ask">
            <form class="new-backup" {onsubmit}>
                { field("backup-name", "Backup name", name) }
                if let Some(at) = at {
                    { at_moment(&dispatch, props, at, backup) }
                }
                <button type="submit" class={is_primary.then_some("primary")}>
                    if at.is_some() {
                        { format!("Ask now, at {}", clock(props.now)) }
                    } else {
                        { "Create backup" }
                    }
                </button>
                <button type="button" title="Of type AWS_BACKUP, kept 35 days, deleted by AWS Backup alone" onclick={job}>
                    { "As AWS Backup" }
                </button>
            </form>
            if let Some(at) = at {
                <p class="quiet">{ consequence(props, at) }{ " " }{ choices(&dispatch, props) }</p>
            }
        </div>
    }
}

/// The button that asks at T: back in time, or later.
fn at_moment(dispatch: &Callback<Action>, props: &BackupFormProps, at: Timestamp, backup: Request) -> Html {
    let (words, actions) = if at < props.now {
        ("Go back to", vec![Action::Seek(at), Action::Send(vec![backup])])
    } else {
        ("Wait until", vec![Action::Send(vec![Request::clock_to(at), backup])])
    };
    let dispatch = dispatch.clone();
    let onclick = move |_: MouseEvent| actions.iter().for_each(|action| dispatch.emit(action.clone()));
    html! {
        <button type="button" class="primary" disabled={is_too_early(props, at)} {onclick}>
            { format!("{words} {} and ask there", format::clock_tenths(at)) }
        </button>
    }
}

/// Whether there is no table at T that could be backed up.
fn is_too_early(props: &BackupFormProps, at: Timestamp) -> bool {
    props.active_since.is_some_and(|since| at < since)
}

/// What asking at T does.
fn consequence(props: &BackupFormProps, at: Timestamp) -> String {
    match at {
        at if is_too_early(props, at) => {
            format!("At {} the table is not ACTIVE yet: nothing could be asked for.", format::clock_tenths(at))
        }
        at if at < props.now => {
            "Going back begins another future from there; what came after is kept, and can be taken back.".to_owned()
        }
        _ => "T is later than now: the clock goes there first.".to_owned(),
    }
}

/// Links for a T that was moved: back to now, and a restore to that moment.
fn choices(dispatch: &Callback<Action>, props: &BackupFormProps) -> Html {
    // Restores go to whole seconds, as the service's own do.
    let second = Timestamp::from_millis(props.plot.requested.millis().div_euclid(1_000) * 1_000);
    let can_restore = props.plot.recovery.is_some_and(|(earliest, latest)| earliest <= second && second <= latest);
    let restore = Dialog::RestoreMoment { table: props.plot.table.clone(), picked: Some(second) };
    html! {
        <>
            <button type="button" class="link" onclick={on::<MouseEvent>(dispatch, Action::Imagine(None))}>
                { "Back to now" }
            </button>
            if can_restore {
                { " " }
                <button type="button" class="link" onclick={on::<MouseEvent>(dispatch, Action::Open(restore))}>
                    { "Restore to this moment…" }
                </button>
            }
        </>
    }
}
