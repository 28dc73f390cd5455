//! Restoring a backup.

use super::{FailureAlert, Field, Modal};
use crate::format;
use crate::history::Entry;
use crate::hooks::{use_dispatch, use_text};
use crate::shared::Shared;
use crate::store::Action;
use crate::view::details;
use std::rc::Rc;
use timemark_core::operations::RestoreTableFromBackupInput;
use timemark_core::shapes::{BackupDescription, TableDescription};
use yew::prelude::*;

/// The properties of [`RestoreDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct RestoreDialogProps {
    /// The backup.
    pub backup: BackupDescription,
    /// All tables, whose names are taken.
    pub tables: Shared<Vec<TableDescription>>,
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The form for RestoreTableFromBackup: the new table's name, and what will not come back.
#[component]
pub fn RestoreDialog(props: &RestoreDialogProps) -> Html {
    let dispatch = use_dispatch();
    let (backup, source) = (details(&props.backup), props.backup.source_table_details.clone().unwrap_or_default());
    let suggestion = use_memo((), |()| free_name(source.table_name.as_deref().unwrap_or_default(), &props.tables));
    let name = use_text(&suggestion);
    let onconfirm = {
        let (arn, name) = (backup.backup_arn.clone().unwrap_or_default(), name.value.clone());
        dispatch
            .reform(move |()| Action::Send(vec![RestoreTableFromBackupInput::new(name.as_str(), arn.as_str()).into()]))
    };
    html! {
        <Modal title={format!("Restore {}", backup.backup_name.unwrap_or_default())} confirm="Restore" {onconfirm}>
            <p>
                { format!(
                    "Makes a new table with {} of {}. It takes some minutes of virtual time.",
                    format::count(source.item_count.unwrap_or_default(), "item"),
                    source.table_name.as_deref().unwrap_or_default(),
                ) }
            </p>
            <Field id="restore-name" label="New table name" text={name} />
            <p class="quiet">
                { "Not restored, as on AWS: tags, time to live, the stream, point-in-time recovery, auto scaling, alarms \
                   and access policies." }
            </p>
            <FailureAlert refused={props.refused.clone()} />
        </Modal>
    }
}

/// `Music-restored`, or with a number where that is taken.
fn free_name(table: &str, tables: &[TableDescription]) -> String {
    let is_free = |name: &String| tables.iter().all(|table| table.table_name.as_ref() != Some(name));
    let first = format!("{table}-restored");
    let numbered = (2..).map(|number| format!("{first}-{number}"));
    std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
}
