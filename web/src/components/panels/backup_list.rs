//! The list of backups.

use super::BackupFilter;
use crate::components::controls::{pager, progress_bar, status_mark};
use crate::format;
use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Dialog};
use crate::model::view::{Listed, Page, details, source};
use crate::model::view_state::every_backup;
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::operations::ListBackupsInput;
use timemark_core::shapes::{BackupStatus, BackupType, TableDescription};
use yew::prelude::*;

/// The properties of [`BackupList`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupListProps {
    /// The backups that are listed.
    pub backups: Shared<Page<Rc<Listed>, usize>>,
    /// The progress of each that is CREATING, in percent.
    pub progress: Vec<Option<i64>>,
    /// The time left of each that expires, in words.
    pub left: Vec<Option<String>>,
    /// The ARN of the selected one.
    pub chosen: Option<String>,
    /// The filter in force.
    pub filter: ListBackupsInput,
    /// The text that their names have.
    pub name: String,
    /// The number of pages turned.
    pub turned: usize,
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
}

/// A page of ListBackups, newest first, in the columns of AWS's console.
#[component]
pub fn BackupList(props: &BackupListProps) -> Html {
    let dispatch = use_dispatch();
    let is_filtered = props.filter != every_backup() || !props.name.is_empty();
    let is_chosen = |listed: &&Rc<Listed>| details(&listed.description).backup_arn == props.chosen;
    let chosen = props.backups.rows.iter().find(is_chosen).cloned();
    let rows = props.backups.rows.iter().zip(&props.progress).zip(&props.left);
    html! {
        <>
            <div class="list-head">
                <BackupFilter filter={props.filter.clone()} name={props.name.clone()} tables={props.tables.clone()} />
                if !props.backups.rows.is_empty() {
                    <Actions {chosen} />
                }
            </div>
            if props.backups.rows.is_empty() {
                <p class="empty">
                    { if is_filtered {
                        "No backup passes the filters."
                    } else {
                        "No backups yet. Choose a table, give the backup a name, and press Create backup."
                    } }
                </p>
            } else {
                <div class="scroll" role="region" aria-label="Backups" tabindex="0">
                    <table>
                        <caption class="unseen">{ "Backups, newest first" }</caption>
                        <thead>
                            <tr>
                                <th scope="col">{ "Name" }</th>
                                <th scope="col">{ "Status" }</th>
                                <th scope="col">{ "Table" }</th>
                                <th scope="col">{ "Type" }</th>
                                <th scope="col">{ "Created (UTC)" }</th>
                                <th scope="col" class="number">{ "Size" }</th>
                                <th scope="col">{ "Expires" }</th>
                            </tr>
                        </thead>
                        <tbody>
                            for ((listed, progress), left) in rows {
                                <Row
                                    key={details(&listed.description).backup_arn.as_deref().unwrap_or_default()}
                                    listed={listed.clone()}
                                    progress={*progress}
                                    left={left.clone()}
                                    chosen={props.chosen.clone()}
                                />
                            }
                        </tbody>
                    </table>
                </div>
            }
            { pager(&dispatch, props.turned, props.backups.next.is_some(), props.backups.all, "backups") }
        </>
    }
}

/// The properties of [`Actions`].
#[derive(Clone, PartialEq, Properties)]
struct ActionsProps {
    /// The selected backup, if it is on this page of the list.
    chosen: Option<Rc<Listed>>,
}

/// What can be done with the selected backup, in one place above the list: no column is cut off for it.
#[component]
fn Actions(ActionsProps { chosen }: &ActionsProps) -> Html {
    let dispatch = use_dispatch();
    let Some(listed) = chosen else {
        return html! { <p class="row-actions quiet">{ "Choose a backup to restore, describe or delete it." }</p> };
    };
    let backup = details(&listed.description);
    let (arn, name) = (backup.backup_arn.clone().unwrap_or_default(), backup.backup_name.clone().unwrap_or_default());
    let button = |word: &'static str, dialog: Dialog| {
        let onclick = on::<MouseEvent>(&dispatch, Action::Open(dialog));
        html! { <button type="button" aria-label={format!("{word} {name}")} {onclick}>{ word }</button> }
    };
    html! {
        <div class="row-actions buttons" role="group" aria-label="The chosen backup">
            { button("Restore", Dialog::Restore(arn.clone())) }
            { button("Details", Dialog::Backup(arn.clone())) }
            { button("Delete", Dialog::DeleteBackup(arn.clone())) }
        </div>
    }
}

/// The properties of [`Row`].
#[derive(Clone, PartialEq, Properties)]
struct RowProps {
    /// The backup.
    listed: Rc<Listed>,
    /// Its progress while it is CREATING, in percent.
    progress: Option<i64>,
    /// The time left if it expires, in words.
    left: Option<String>,
    /// The ARN of the selected backup.
    chosen: Option<String>,
}

/// A row of the list.
#[component]
fn Row(RowProps { listed, progress, left, chosen }: &RowProps) -> Html {
    let dispatch = use_dispatch();
    let backup = details(&listed.description);
    let source = source(&listed.description);
    let arn = backup.backup_arn.clone().unwrap_or_default();
    let name = backup.backup_name.clone().unwrap_or_default();
    let table = source.table_name.clone().unwrap_or_default();
    let is_made = backup.backup_status == Some(BackupStatus::Available);
    let is_chosen = chosen.as_ref() == Some(&arn);
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    let figure = |figure: String| if is_made { figure } else { "–".to_owned() };
    html! {
        <tr class={is_chosen.then_some("chosen")}>
            <th scope="row">
                <button
                    type="button"
                    class="link name"
                    aria-pressed={is_chosen.to_string()}
                    title="Show it on the time line"
                    onclick={on(Action::SelectBackup(arn.clone()))}
                >
                    { &name }
                </button>
            </th>
            <td>
                { status_mark(backup.backup_status.as_ref().map_or("", BackupStatus::as_str)) }
                if let Some(percent) = progress {
                    { progress_bar(*percent, &name) }
                }
            </td>
            <td><span class="name" title={table.clone()}>{ &table }</span></td>
            <td class="type">{ backup.backup_type.as_ref().map(BackupType::as_str).unwrap_or_default().to_owned() }</td>
            <td class="time">{ backup.backup_creation_date_time.map(format::date_and_clock).unwrap_or_default() }</td>
            <td class="number">{ figure(format::bytes(backup.backup_size_bytes.unwrap_or_default())) }</td>
            <td class="time">
                { backup.backup_expiry_date_time.map_or_else(|| "never".to_owned(), format::date_and_clock) }
                if let Some(left) = left {
                    <br /><span class="quiet">{ left }</span>
                }
            </td>
        </tr>
    }
}
