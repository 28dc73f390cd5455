//! Asking for a backup.

use super::field;
use crate::hooks::{submit, use_dispatch, use_text};
use crate::markup::html;
use crate::store::Action;
use timemark_core::lab::StartBackupJobInput;
use timemark_core::operations::CreateBackupInput;
use yew::prelude::*;

/// The properties of [`NewBackup`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NewBackupProps {
    /// The table.
    pub table: AttrValue,
}

/// How long AWS Backup's plans keep a backup here, in days.
const RETAIN_DAYS: i32 = 35;

/// The form for CreateBackup, and a button that makes a backup as AWS Backup does.
#[component]
pub fn NewBackup(props: &NewBackupProps) -> Html {
    let dispatch = use_dispatch();
    let name = use_text("nightly");
    let onsubmit = {
        let (table, name) = (props.table.clone(), name.value.clone());
        let dispatch = dispatch.clone();
        submit(move || {
            dispatch.emit(Action::Send(vec![CreateBackupInput::new(table.as_str(), name.as_str()).into()]));
        })
    };
    let job = {
        let (table, name) = (props.table.clone(), name.value.clone());
        dispatch.reform(move |_: MouseEvent| {
            let job = StartBackupJobInput::new(table.as_str(), name.as_str()).retained(RETAIN_DAYS);
            Action::Send(vec![job.into()])
        })
    };
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
