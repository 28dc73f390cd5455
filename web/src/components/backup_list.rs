//! The backups.

use super::Status;
use crate::format;
use crate::hooks::use_dispatch;
use crate::shared::Shared;
use crate::store::{Action, Dialog};
use crate::view::{Page, details};
use timemark_core::operations::ListBackupsInput;
use timemark_core::shapes::{BackupDescription, BackupStatus, TableDescription};
use yew::prelude::*;

/// The properties of [`BackupList`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupListProps {
    /// The backups that are listed.
    pub backups: Shared<Page<BackupDescription, String>>,
    /// The ARN of the one that is looked at.
    pub chosen: Option<String>,
    /// Which are listed.
    pub filter: ListBackupsInput,
    /// Pages turned so far.
    pub turned: usize,
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
}

/// All backups, newest first, in the console's columns.
#[component]
pub fn BackupList(props: &BackupListProps) -> Html {
    let dispatch = use_dispatch();
    if props.backups.rows.is_empty() {
        return html! {
            <p class="empty">{ "No backups yet. Choose a table, give the backup a name, and press Create backup." }</p>
        };
    }
    let row = |description: &BackupDescription| {
        let backup = details(description);
        let source = description.source_table_details.clone().unwrap_or_default();
        let arn = backup.backup_arn.clone().unwrap_or_default();
        let name = backup.backup_name.clone().unwrap_or_default();
        let is_made = backup.backup_status == Some(BackupStatus::Available);
        let is_chosen = props.chosen.as_ref() == Some(&arn);
        let on = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
        let figure = |figure: String| if is_made { figure } else { "–".to_owned() };
        html! {
            <tr key={arn.clone()} class={is_chosen.then_some("chosen")}>
                <th scope="row">
                    <button
                        type="button"
                        class="link"
                        aria-pressed={is_chosen.to_string()}
                        title="Show it on the time line"
                        onclick={on(Action::SelectBackup(arn.clone()))}
                    >
                        { &name }
                    </button>
                </th>
                <td><Status status={backup.backup_status.as_ref().map_or("", BackupStatus::as_str).to_owned()} /></td>
                <td>{ source.table_name }</td>
                <td class="time">{ backup.backup_creation_date_time.map(format::date_and_clock) }</td>
                <td class="number">{ figure(format::bytes(backup.backup_size_bytes.unwrap_or_default())) }</td>
                <td class="number">{ figure(source.item_count.unwrap_or_default().to_string()) }</td>
                <td class="actions">
                    <button
                        type="button"
                        aria-label={format!("Restore {name}")}
                        onclick={on(Action::Open(Dialog::Restore(arn.clone())))}
                    >
                        { "Restore" }
                    </button>
                    <button
                        type="button"
                        aria-label={format!("Delete {name}")}
                        onclick={on(Action::Open(Dialog::DeleteBackup(arn)))}
                    >
                        { "Delete" }
                    </button>
                </td>
            </tr>
        }
    };
    html! {
        <div class="scroll" role="region" aria-label="Backups" tabindex="0">
            <table>
                <caption class="unseen">{ "Backups, newest first" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Name" }</th>
                        <th scope="col">{ "Status" }</th>
                        <th scope="col">{ "Table" }</th>
                        <th scope="col">{ "Created (UTC)" }</th>
                        <th scope="col" class="number">{ "Size" }</th>
                        <th scope="col" class="number">{ "Items" }</th>
                        <th scope="col"><span class="unseen">{ "Actions" }</span></th>
                    </tr>
                </thead>
                <tbody>{ for props.backups.rows.iter().rev().map(row) }</tbody>
            </table>
        </div>
    }
}
