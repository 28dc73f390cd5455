//! The form for a restore.

use crate::calls::entry::Entry;
use crate::calls::request::Request;
use crate::components::controls::line;
use crate::components::controls::{Modal, dropped_list, failure_alert, select};
use crate::format;
use crate::forms::restore_form::RestoreForm;
use crate::hooks::{Form, on, use_dispatch, use_form};
use crate::model::dropped::Dropped;
use crate::model::restore_source::Source;
use crate::model::store::Action;
use crate::model::view::{self, details, global_indexes, local_indexes};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::shapes::{BackupDescription, TableDescription};
use yew::prelude::*;

/// The properties of [`RestoreDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct RestoreDialogProps {
    /// The source of the restore.
    pub source: Source,
    /// All tables, whose names are taken.
    pub tables: Shared<Vec<TableDescription>>,
    /// The settings that will not come back.
    pub dropped: Vec<Dropped>,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The form for RestoreTableFromBackup and for RestoreTableToPointInTime: the moment, the new table's name, every
/// override, and what will not come back.
#[component]
pub fn RestoreDialog(props: &RestoreDialogProps) -> Html {
    let dispatch = use_dispatch();
    let description = props.source.description();
    let backup = details(description);
    let table = view::source(description).table_name.clone().unwrap_or_default();
    let form = use_form(|| RestoreForm {
        moment: match &props.source {
            Source::Moment { picked: Some(time), .. } => format::date_and_clock(*time),
            _ => String::new(),
        },
        ..RestoreForm::new(free_name(&table, &props.tables))
    });
    let filled = form.value();
    let is_confirm_disabled = filled.is_time_wrong();
    let request = match &props.source {
        Source::Backup(backup) => Request::from(filled.input(backup)),
        Source::Moment { table, .. } => filled.input_to(table, filled.time()).into(),
    };
    let onconfirm = on::<()>(&dispatch, Action::Send(vec![request]));
    html! {
        <Modal
            title={format!("Restore {}", backup.backup_name.as_ref().unwrap_or(&table))}
            confirm="Restore"
            is_wide=true
            {is_confirm_disabled}
            {onconfirm}
        >
            { what(&form, &props.source) }
            { line("restore-name".into(), "New table name", &filled.name, form.text(|form| &mut form.name)) }
            { indexes(&form, description) }
            <details class="fold">
                <summary>{ "Change capacity or encryption" }</summary>
                <div class="fields">{ capacity(&form) }{ encryption(&form) }</div>
            </details>
            <h3>{ "What will not come back" }</h3>
            { dropped_list(&dispatch, &props.dropped, false) }
            { failure_alert(&dispatch, props.refused.as_ref()) }
        </Modal>
    }
}

/// A sentence about the source, and the field for the moment if it is a table.
fn what(form: &Form<RestoreForm>, source: &Source) -> Html {
    let table = view::source(source.description());
    let name = table.table_name.as_deref().unwrap_or_default();
    match source {
        Source::Backup(_) => {
            let items = format::count(table.item_count.unwrap_or_default(), "item");
            html! {
                <p>{ format!("Makes a new table with {items} of {name}. It takes some minutes of virtual time.") }</p>
            }
        }
        Source::Moment { earliest, latest, .. } => html! {
            <>
                <p>
                    { format!("Makes a new table with what {name} held at a moment from ") }
                    <b>{ format::date_and_clock(*earliest) }</b>{ " to " }<b>{ format::date_and_clock(*latest) }</b>
                    { ": every write committed by then, and no other. It takes some minutes of virtual time." }
                </p>
                { line("restore-moment".into(), "Moment (UTC), the latest where empty", &form.value().moment,
                    form.text(|form| &mut form.moment)) }
                if form.value().is_time_wrong() {
                    <p class="wrong" role="alert">{ "Times are written as 2026-11-22 14:25:00." }</p>
                }
            </>
        },
    }
}

/// A checkbox for each index that the backup recorded.
fn indexes(form: &Form<RestoreForm>, backup: &BackupDescription) -> Html {
    let names = [global_indexes(backup), local_indexes(backup)].concat();
    if names.is_empty() {
        return Html::default();
    }
    let index = |name: String| {
        let is_kept = !form.value().left_out.contains(&name);
        let onchange = {
            let name = name.clone();
            form.press::<Event>(move |form| form.toggle(&name))
        };
        html! { <label class="check"><input type="checkbox" checked={is_kept} {onchange} />{ name }</label> }
    };
    html! {
        <fieldset class="plain"><legend>{ "Indexes to restore" }</legend>{ for names.into_iter().map(index) }</fieldset>
    }
}

fn capacity(form: &Form<RestoreForm>) -> Html {
    let filled = form.value();
    let billing = [("", "As it was"), ("PAY_PER_REQUEST", "On demand"), ("PROVISIONED", "Provisioned")];
    html! {
        <div class="pair">
            { select("restore-billing", "Capacity", &billing, &filled.billing, form.text(|form| &mut form.billing)) }
            if filled.billing == "PROVISIONED" {
                { line("restore-read".into(), "Reads a second (4 KB)", &filled.capacity.read,
                    form.text(|form| &mut form.capacity.read)) }
                { line("restore-write".into(), "Writes a second (1 KB)", &filled.capacity.write,
                    form.text(|form| &mut form.capacity.write)) }
            } else {
                { line("restore-read-max".into(), "At most reads a second", &filled.read_max,
                    form.text(|form| &mut form.read_max)) }
                { line("restore-write-max".into(), "At most writes a second", &filled.write_max,
                    form.text(|form| &mut form.write_max)) }
            }
        </div>
    }
}

fn encryption(form: &Form<RestoreForm>) -> Html {
    let filled = form.value();
    let keys = [("", "As it was"), ("AWS", "With a key of AWS’s own"), ("KMS", "With a KMS key")];
    html! {
        <div class="pair">
            { select("restore-encryption", "Encryption", &keys, &filled.encryption, form.text(|form| &mut form.encryption)) }
            if filled.encryption == "KMS" {
                { line("restore-kms".into(), "KMS key (DynamoDB’s where empty)", &filled.kms_key,
                    form.text(|form| &mut form.kms_key)) }
            }
        </div>
    }
}

/// `Music-restored`, with a number if that name is taken.
fn free_name(table: &str, tables: &[TableDescription]) -> String {
    let is_free = |name: &String| tables.iter().all(|table| table.table_name.as_ref() != Some(name));
    let first = format!("{table}-restored");
    let numbered = (2..).map(|number| format!("{first}-{number}"));
    std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
}
