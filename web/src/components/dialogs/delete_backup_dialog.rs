//! The confirmation before a backup is deleted.

use crate::calls::entry::Entry;
use crate::components::controls::{Modal, failure_alert, field};
use crate::hooks::{on, use_dispatch, use_text};
use crate::model::store::Action;
use crate::model::view::details;
use std::rc::Rc;
use timemark_core::operations::DeleteBackupInput;
use timemark_core::shapes::BackupDescription;
use yew::prelude::*;

/// The properties of [`DeleteBackupDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct DeleteBackupDialogProps {
    /// The backup.
    pub backup: BackupDescription,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The confirmation before DeleteBackup.
#[component]
pub fn DeleteBackupDialog(props: &DeleteBackupDialogProps) -> Html {
    let dispatch = use_dispatch();
    let typed = use_text("");
    let backup = details(&props.backup);
    let arn = backup.backup_arn.clone().unwrap_or_default();
    let onconfirm = on::<()>(&dispatch, Action::Send(vec![DeleteBackupInput::new(arn.as_str()).into()]));
    let name = backup.backup_name.clone().unwrap_or_default();
    html! {
        <Modal title={format!("Delete {name}?")} confirm="Delete backup" is_destructive=true is_confirm_disabled={typed.value.trim() != "delete"} {onconfirm}>
            <p>{ "A deleted backup cannot be brought back. Tables restored from it stay." }</p>
            { field("confirm-delete", "Type delete to confirm", typed) }
            { failure_alert(&dispatch, props.refused.as_ref()) }
        </Modal>
    }
}
