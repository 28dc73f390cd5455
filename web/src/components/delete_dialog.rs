//! Deleting a backup.

use super::{FailureAlert, Modal};
use crate::hooks::use_dispatch;
use crate::shared::Shared;
use crate::store::{Action, Failure};
use timemark_core::operations::DeleteBackupInput;
use timemark_core::shapes::BackupDetails;
use yew::prelude::*;

/// The properties of [`DeleteDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct DeleteDialogProps {
    /// The backup.
    pub backup: BackupDetails,
    /// Why it was refused.
    pub failure: Option<Shared<Failure>>,
}

/// Asks before DeleteBackup.
#[component]
pub fn DeleteDialog(props: &DeleteDialogProps) -> Html {
    let dispatch = use_dispatch();
    let arn = props.backup.backup_arn.clone().unwrap_or_default();
    let onconfirm = dispatch.reform(move |()| Action::Send(vec![DeleteBackupInput::new(arn.as_str()).into()]));
    let name = props.backup.backup_name.clone().unwrap_or_default();
    html! {
        <Modal title={format!("Delete {name}?")} confirm="Delete backup" is_destructive=true {onconfirm}>
            <p>{ "A deleted backup cannot be brought back. Tables restored from it stay." }</p>
            <FailureAlert failure={props.failure.clone()} />
        </Modal>
    }
}
