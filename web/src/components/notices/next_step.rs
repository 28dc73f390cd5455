//! The next step for a beginner.

use crate::calls::examples::Example;
use crate::calls::generator::burst;
use crate::calls::request::Request;
use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Dialog};
use crate::model::view::{Listed, Page, details, source};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::operations::CreateBackupInput;
use timemark_core::shapes::{BackupDescription, BackupStatus, TableDescription, TableStatus};
use yew::prelude::*;

/// The properties of [`NextStep`].
#[derive(Clone, PartialEq, Properties)]
pub struct NextStepProps {
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
    /// All backups.
    pub backups: Shared<Page<Rc<Listed>, String>>,
    /// The selected table.
    pub table: Option<TableDescription>,
    /// The number of calls so far.
    pub requests: u64,
    /// Whether the clock runs.
    pub is_running: bool,
}

/// The stages from an empty lab to a restored table.
enum Step {
    Begin,
    AwaitTable(String),
    Write(Box<TableDescription>),
    AskForBackup(String),
    AwaitBackup(String),
    /// The backup's name and its ARN.
    Restore(String, String),
    AwaitRestore(String),
    Done,
}

/// A sentence about the next step, and the button that does it.
#[component]
pub fn NextStep(props: &NextStepProps) -> Html {
    let dispatch = use_dispatch();
    let button = |label: &str, action: Action| {
        let onclick = on::<MouseEvent>(&dispatch, action);
        html! { <button type="button" class="primary" {onclick}>{ label.to_owned() }</button> }
    };
    let let_time_pass = || {
        if props.is_running {
            button("To the next event", Action::Send(vec![Request::next_event()]))
        } else {
            button("Let time run", Action::Run)
        }
    };
    let (title, words, act) = match step(props) {
        Step::Begin => (
            "Start here".to_owned(),
            "A table of music, with two minutes of writes. Or make a table of your own. Nothing leaves this page."
                .to_owned(),
            button("Load the Music example", Action::Load(Example::Music)),
        ),
        Step::AwaitTable(name) => (
            format!("{name} is CREATING"),
            "Time stands until you let it run; a table takes some seconds.".to_owned(),
            let_time_pass(),
        ),
        Step::Write(table) => {
            let name = table.table_name.clone().unwrap_or_default();
            let burst = Action::Send(burst(&table, props.requests));
            (
                format!("{name} is empty"),
                "Write some items, so that there is something to back up.".to_owned(),
                button("10 writes", burst),
            )
        }
        Step::AskForBackup(name) => (
            "Ask for a backup".to_owned(),
            "Writes in the hatched band may be in it or not: the minute before the request, and the minute after."
                .to_owned(),
            button("Back it up now", Action::Send(vec![CreateBackupInput::new(name, "nightly").into()])),
        ),
        Step::AwaitBackup(name) => (
            format!("{name} is CREATING"),
            "Write more if you like: what is written in the next minute may still be in. Then let time pass."
                .to_owned(),
            let_time_pass(),
        ),
        Step::Restore(name, arn) => (
            format!("{name} is AVAILABLE"),
            "Left of the line is in the backup, right of it is not, whatever was written first. Restore it into a new \
             table."
                .to_owned(),
            button("Restore…", Action::Open(Dialog::Restore(arn))),
        ),
        Step::AwaitRestore(name) => (
            format!("{name} is being restored"),
            "A restore takes minutes, here as on AWS. Skip them.".to_owned(),
            button("To the next event", Action::Send(vec![Request::next_event()])),
        ),
        Step::Done => (
            "Restored".to_owned(),
            "Compare the tables’ items. Ask again and see other writes make it: each backup is cut anew.".to_owned(),
            Html::default(),
        ),
    };
    html! {
        <section class="next" aria-labelledby="next">
            <div><h2 id="next">{ title }</h2><p>{ words }</p></div>
            { act }
        </section>
    }
}

fn step(props: &NextStepProps) -> Step {
    let name_of = |table: &TableDescription| table.table_name.clone().unwrap_or_default();
    let is_restoring = |table: &&TableDescription| table.restore_summary.is_some();
    if let Some(table) = props.tables.iter().find(is_restoring) {
        return Step::AwaitRestore(name_of(table));
    }
    let Some(table) = props.table.as_ref().or(props.tables.first()) else { return Step::Begin };
    let is_of_table = |backup: &&BackupDescription| source(backup).table_name == table.table_name;
    if let Some(backup) = props.backups.rows.iter().map(|listed| &listed.description).rfind(is_of_table).map(details) {
        let name = backup.backup_name.clone().unwrap_or_default();
        let is_made = backup.backup_status == Some(BackupStatus::Available);
        return match (is_made, props.tables.len()) {
            (false, _) => Step::AwaitBackup(name),
            (true, 1) => Step::Restore(name, backup.backup_arn.clone().unwrap_or_default()),
            (true, _) => Step::Done,
        };
    }
    match (&table.table_status, table.item_count) {
        (Some(TableStatus::Active), None | Some(0)) => Step::Write(Box::new(table.clone())),
        (Some(TableStatus::Active), _) => Step::AskForBackup(name_of(table)),
        _ => Step::AwaitTable(name_of(table)),
    }
}
