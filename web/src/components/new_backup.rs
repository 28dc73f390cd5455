//! Asking for a backup.

use super::field;
use crate::hooks::{submit, use_dispatch, use_text};
use crate::markup::html;
use crate::store::Action;
use timemark_core::operations::CreateBackupInput;
use yew::prelude::*;

/// The properties of [`NewBackup`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NewBackupProps {
    /// The table.
    pub table: AttrValue,
}

/// The form for CreateBackup.
#[component]
pub fn NewBackup(props: &NewBackupProps) -> Html {
    let dispatch = use_dispatch();
    let name = use_text("nightly");
    let onsubmit = {
        let (table, name) = (props.table.clone(), name.value.clone());
        submit(move || {
            dispatch.emit(Action::Send(vec![CreateBackupInput::new(table.as_str(), name.as_str()).into()]));
        })
    };
    html! {
        <form class="new-backup" {onsubmit}>
            { field("backup-name", "Backup name", name) }
            <button type="submit" class="primary">{ "Create backup" }</button>
        </form>
    }
}
