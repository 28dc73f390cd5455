//! The next step for a beginner.

use crate::calls::examples::Example;
use crate::calls::generator::burst;
use crate::calls::request::Request;
use crate::hooks::{on, use_dispatch};
use crate::model::next_step::Step;
use crate::model::store::{Action, Dialog};
use crate::model::watch::Watched;
use timemark_core::operations::CreateBackupInput;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`NextStep`].
#[derive(Clone, PartialEq, Properties)]
pub struct NextStepProps {
    /// The step.
    pub step: Step,
    /// The selected table.
    pub table: Option<TableDescription>,
    /// The number of calls so far.
    pub requests: u64,
    /// Whether the clock runs.
    pub is_running: bool,
    /// The server whose lab it is; `None` if it is the page's own.
    pub server: Option<Watched>,
}

/// A sentence about the next step, and the button that does it. It always has a button, so that the focus stays where it
/// is when one step follows another.
#[component]
pub fn NextStep(props: &NextStepProps) -> Html {
    let dispatch = use_dispatch();
    let let_time_pass = || {
        if props.is_running {
            ("To the next event", Action::Send(vec![Request::next_event()]))
        } else {
            ("Let time run", Action::Run)
        }
    };
    let (title, words, (label, action)) = match &props.step {
        Step::Begin if let Some(server) = &props.server => (
            "Nothing is here".to_owned(),
            format!(
                "Make a table here, or with any client whose endpoint is {}{}: it appears as it is made.",
                server.address,
                server.regions.first().map(|region| format!(", in {region}")).unwrap_or_default(),
            ),
            ("New table", Action::Open(Dialog::NewTable)),
        ),
        Step::Begin => (
            "Nothing is here".to_owned(),
            "Begin with a table of music and two minutes of writes, or make a table of your own.".to_owned(),
            ("Load the Music example", Action::Load(Example::Music)),
        ),
        Step::AwaitTable { table, status } => (
            format!("{table} is {status}"),
            "The clock is paused until you let it run; this takes some seconds.".to_owned(),
            let_time_pass(),
        ),
        Step::Write(name) => (
            format!("{name} is empty"),
            "Write some items, so that there is something to back up.".to_owned(),
            ("10 writes", Action::Send(props.table.as_ref().map(|it| burst(it, props.requests)).unwrap_or_default())),
        ),
        Step::AskForBackup(name) => (
            "A backup is not one instant. Drag T and see.".to_owned(),
            "It holds all from a minute before T, nothing from a minute after, and between them what each partition, a part \
             of the table, had when it was cut."
                .to_owned(),
            ("Back it up now", Action::Send(vec![CreateBackupInput::new(name.as_str(), "nightly").into()])),
        ),
        Step::AwaitBackup(name) => (
            format!("{name} is CREATING"),
            "Write more if you like: what is written in the next minute may still be in. Then let time pass."
                .to_owned(),
            let_time_pass(),
        ),
        Step::Restore { backup, arn, deleted_table: None } => (
            format!("{backup} is AVAILABLE"),
            "Left of the line is in the backup, right of it is not, whatever was written first. Restore it into a new \
             table."
                .to_owned(),
            ("Restore…", Action::Open(Dialog::Restore(arn.clone()))),
        ),
        Step::Restore { backup, arn, deleted_table: Some(table) } => (
            format!("{table} is deleted, its backup is not"),
            format!("{backup} still has its items. Restore it into a new table."),
            ("Restore…", Action::Open(Dialog::Restore(arn.clone()))),
        ),
        Step::AwaitRestore(name) => (
            format!("{name} is being restored"),
            "A restore takes minutes, here as on AWS. Skip them.".to_owned(),
            ("To the next event", Action::Send(vec![Request::next_event()])),
        ),
        Step::Restored { from, table } => (
            format!("{table} is restored"),
            format!("It has the items of {from} as the backup had them. Ask again, and other writes may be in."),
            match props.table.as_ref().and_then(|chosen| chosen.table_name.as_ref()) == Some(table) {
                true => ("Show where it comes from", Action::SelectTable(from.clone())),
                false => ("Show the restored table", Action::SelectTable(table.clone())),
            },
        ),
    };
    html! {
        <section class="next" aria-labelledby="next">
            <div><h2 id="next">{ title }</h2><p>{ words }</p></div>
            <button type="button" class="primary" onclick={on::<MouseEvent>(&dispatch, action)}>{ label }</button>
        </section>
    }
}
