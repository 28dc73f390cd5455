//! Restoring a backup.

use super::field::line;
use super::{Modal, dropped_list, failure_alert, select};
use crate::dropped::Dropped;
use crate::format;
use crate::history::Entry;
use crate::hooks::{Form, use_dispatch, use_form};
use crate::markup::html;
use crate::restore_form::RestoreForm;
use crate::shared::Shared;
use crate::store::Action;
use crate::view::details;
use std::rc::Rc;
use timemark_core::shapes::{BackupDescription, TableDescription};
use yew::prelude::*;

/// The properties of [`RestoreDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct RestoreDialogProps {
    /// The backup.
    pub backup: BackupDescription,
    /// All tables, whose names are taken.
    pub tables: Shared<Vec<TableDescription>>,
    /// What will not come back.
    pub dropped: Vec<Dropped>,
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The form for RestoreTableFromBackup: the new table's name, every override, and what will not come back.
#[component]
pub fn RestoreDialog(props: &RestoreDialogProps) -> Html {
    let dispatch = use_dispatch();
    let (backup, source) = (details(&props.backup), props.backup.source_table_details.clone().unwrap_or_default());
    let form =
        use_form(|| RestoreForm::new(free_name(source.table_name.as_deref().unwrap_or_default(), &props.tables)));
    let filled = form.value();
    let onconfirm = {
        let input = filled.input(&props.backup);
        dispatch.reform(move |()| Action::Send(vec![input.clone().into()]))
    };
    html! {
        <Modal
            title={format!("Restore {}", backup.backup_name.unwrap_or_default())}
            confirm="Restore"
            is_wide=true
            {onconfirm}
        >
            <p>
                { format!(
                    "Makes a new table with {} of {}. It takes some minutes of virtual time.",
                    format::count(source.item_count.unwrap_or_default(), "item"),
                    source.table_name.as_deref().unwrap_or_default(),
                ) }
            </p>
            { line("restore-name".into(), "New table name", &filled.name, form.write(|form, text| form.name = text)) }
            { indexes(&form, &props.backup) }
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

/// A box for each index that the backup recorded.
fn indexes(form: &Form<RestoreForm>, backup: &BackupDescription) -> Html {
    let features = backup.source_table_feature_details.clone().unwrap_or_default();
    let global = features.global_secondary_indexes.into_iter().flatten().filter_map(|index| index.index_name);
    let local = features.local_secondary_indexes.into_iter().flatten().filter_map(|index| index.index_name);
    let names: Vec<String> = global.chain(local).collect();
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
    let billing = [("", "As in the backup"), ("PAY_PER_REQUEST", "On demand"), ("PROVISIONED", "Provisioned")];
    html! {
        <div class="pair">
            { select("restore-billing", "Capacity", &billing, &filled.billing, form.write(|form, text| form.billing = text)) }
            if filled.billing == "PROVISIONED" {
                { line("restore-read".into(), "Reads a second (4 KB)", &filled.capacity.read,
                    form.write(|form, text| form.capacity.read = text)) }
                { line("restore-write".into(), "Writes a second (1 KB)", &filled.capacity.write,
                    form.write(|form, text| form.capacity.write = text)) }
            } else {
                { line("restore-read-max".into(), "At most reads a second", &filled.read_max,
                    form.write(|form, text| form.read_max = text)) }
                { line("restore-write-max".into(), "At most writes a second", &filled.write_max,
                    form.write(|form, text| form.write_max = text)) }
            }
        </div>
    }
}

fn encryption(form: &Form<RestoreForm>) -> Html {
    let filled = form.value();
    let keys = [("", "As in the backup"), ("AWS", "With a key of AWS’s own"), ("KMS", "With a KMS key")];
    html! {
        <div class="pair">
            { select("restore-encryption", "Encryption", &keys, &filled.encryption, form.write(|form, text| form.encryption = text)) }
            if filled.encryption == "KMS" {
                { line("restore-kms".into(), "KMS key (DynamoDB’s where empty)", &filled.kms_key,
                    form.write(|form, text| form.kms_key = text)) }
            }
        </div>
    }
}

/// `Music-restored`, or with a number where that is taken.
fn free_name(table: &str, tables: &[TableDescription]) -> String {
    let is_free = |name: &String| tables.iter().all(|table| table.table_name.as_ref() != Some(name));
    let first = format!("{table}-restored");
    let numbered = (2..).map(|number| format!("{first}-{number}"));
    std::iter::once(first.clone()).chain(numbered).find(is_free).unwrap_or(first)
}
