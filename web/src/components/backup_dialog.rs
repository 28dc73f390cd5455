//! What a backup is.

use super::Modal;
use timemark_core::shapes::BackupDescription;
use yew::prelude::*;

/// The properties of [`BackupDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupDialogProps {
    /// The backup.
    pub backup: BackupDescription,
}

/// All of DescribeBackup.
#[component]
pub fn BackupDialog(_props: &BackupDialogProps) -> Html {
    html! { <Modal title="Backup">{ "" }</Modal> }
}
