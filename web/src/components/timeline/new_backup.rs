//! The form for a new backup.

use crate::components::controls::field;
use crate::hooks::{on, submit, use_dispatch, use_text};
use crate::model::store::Action;
use timemark_core::lab::StartBackupJobInput;
use timemark_core::operations::CreateBackupInput;
use yew::prelude::*;

/// The properties of [`NewBackup`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NewBackupProps {
    /// The table.
    pub table: AttrValue,
}

/// The retention of the backups that the button for AWS Backup makes, in days.
const RETAIN_DAYS: i32 = 35;

/// The form for CreateBackup, and a button that makes a backup as AWS Backup does.
#[component]
pub fn NewBackup(props: &NewBackupProps) -> Html {
    let dispatch = use_dispatch();
    let name = use_text("nightly");
    let (table, called) = (props.table.as_str(), name.value.as_str());
    let backup = CreateBackupInput::new(table, called);
    let job = StartBackupJobInput::new(table, called).retained(RETAIN_DAYS);
    let create = on::<()>(&dispatch, Action::Send(vec![backup.into()]));
    let onsubmit = submit(move || create.emit(()));
    let job = on::<MouseEvent>(&dispatch, Action::Send(vec![job.into()]));
    html! {
        <form class="new-backup" {onsubmit}>
            { field("backup-name", "Backup name", name) }
            <button type="submit" class="primary">{ "Create backup" }</button>
            <button type="button" title="Of type AWS_BACKUP, kept 35 days, deleted by AWS Backup alone" onclick={job}>
                { "As AWS Backup" }
            </button>
        </form>
    }
}
