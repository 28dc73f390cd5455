//! The form for a new table.

use crate::calls::entry::Entry;
use crate::components::controls::line;
use crate::components::controls::{Modal, failure_alert, select};
use crate::forms::table_form::{IndexField, KEY_ATTRIBUTES_MAX, KeyField, TableForm};
use crate::hooks::{FieldEvent, Form, on, use_dispatch, use_form};
use crate::model::store::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`NewTableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct NewTableDialogProps {
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The types of key attributes: value on the wire, and label.
const KINDS: [(&str, &str); 3] = [("S", "Text (S)"), ("N", "Number (N)"), ("B", "Bytes (B)")];

/// The projection types.
const PROJECTIONS: [(&str, &str); 3] =
    [("ALL", "All attributes"), ("KEYS_ONLY", "Keys only"), ("INCLUDE", "Keys and…")];

/// The stream view types.
const STREAMS: [(&str, &str); 5] = [
    ("", "No stream"),
    ("KEYS_ONLY", "Keys only"),
    ("NEW_IMAGE", "New image"),
    ("OLD_IMAGE", "Old image"),
    ("NEW_AND_OLD_IMAGES", "New and old images"),
];

/// The form for CreateTable.
#[component]
pub fn NewTableDialog(NewTableDialogProps { refused }: &NewTableDialogProps) -> Html {
    let dispatch = use_dispatch();
    let form = use_form(TableForm::default);
    let filled = form.value();
    let onconfirm = on::<()>(&dispatch, Action::Send(vec![filled.input().into()]));
    let is_provisioned = filled.billing == "PROVISIONED";
    let class = [("STANDARD", "Standard"), ("STANDARD_INFREQUENT_ACCESS", "Infrequent access")];
    let billing = [("PAY_PER_REQUEST", "On demand"), ("PROVISIONED", "Provisioned")];
    html! {
        <Modal title="New table" confirm="Create table" is_wide=true {onconfirm}>
            { line("table-name".into(), "Table name", &filled.name, form.text(|form| &mut form.name)) }
            <div class="pair">
                { line("table-hash".into(), "Partition key", &filled.hash.name, form.text(|form| &mut form.hash.name)) }
                { select("table-hash-type", "Type of the partition key", &KINDS, &filled.hash.kind, form.text(|form| &mut form.hash.kind)) }
            </div>
            <div class="pair">
                { line("table-range".into(), "Sort key (optional)", &filled.range.name, form.text(|form| &mut form.range.name)) }
                { select("table-range-type", "Type of the sort key", &KINDS, &filled.range.kind, form.text(|form| &mut form.range.kind)) }
            </div>
            <div class="pair">
                { select("table-billing", "Capacity", &billing, &filled.billing, form.text(|form| &mut form.billing)) }
                if is_provisioned {
                    { line("table-read".into(), "Reads a second (4 KB)", &filled.capacity.read, form.text(|form| &mut form.capacity.read)) }
                    { line("table-write".into(), "Writes a second (1 KB)", &filled.capacity.write, form.text(|form| &mut form.capacity.write)) }
                }
            </div>
            <h3>{ "Indexes" }</h3>
            for (position, index) in filled.indexes.iter().enumerate() {
                { index_fields(&form, index, position) }
            }
            <div class="buttons">
                <button type="button" onclick={form.press(TableForm::add_index)}>{ "Add index" }</button>
            </div>
            <details class="fold">
                <summary>{ "Stream, tags, class, encryption, protection" }</summary>
                <div class="fields">
                    { select("table-stream", "Stream", &STREAMS, &filled.stream, form.text(|form| &mut form.stream)) }
                    { select("table-class", "Table class", &class, &filled.class, form.text(|form| &mut form.class)) }
                    { line("table-kms".into(), "KMS key (AWS’s own where empty)", &filled.kms_key, form.text(|form| &mut form.kms_key)) }
                    <div class="field">
                        <label for="table-tags">{ "Tags, a line each: Key=Value" }</label>
                        <textarea
                            id="table-tags"
                            rows="2"
                            value={filled.tags.clone()}
                            oninput={form.text(|form| &mut form.tags)}
                        />
                    </div>
                    <label class="check">
                        <input
                            type="checkbox"
                            checked={filled.is_protected}
                            onchange={form.press(|form| form.is_protected = !form.is_protected)}
                        />
                        { "Protected against deletion" }
                    </label>
                    <p class="quiet">{ "Time to live is turned on in the table’s details, once it is ACTIVE." }</p>
                </div>
            </details>
            { failure_alert(&dispatch, refused.as_ref()) }
        </Modal>
    }
}

/// The fields of an index.
fn index_fields(form: &Form<TableForm>, index: &IndexField, position: usize) -> Html {
    let id = |what: &str| format!("index-{}-{what}", index.id);
    let kinds = [("global", "Global"), ("local", "Local")];
    let kind = if index.is_global { "global" } else { "local" };
    let switch = form.write(move |form, text| {
        if let Some(index) = form.indexes.get_mut(position) {
            index.is_global = text == "global";
        }
    });
    let remove = form.press(move |form| drop(form.indexes.remove(position)));
    html! {
        <fieldset class="index" key={index.id}>
            <legend>{ format!("Index {}", position + 1) }</legend>
            <div class="pair">
                { line(id("name").into(), "Name", &index.name, at(form, position, |index| &mut index.name)) }
                { select(id("kind"), "Kind", &kinds, kind, switch) }
            </div>
            if index.is_global {
                <div class="pair">
                    { line(id("hash").into(), "Partition key", &index.hash[0].name, at(form, position, |index| &mut index.hash[0].name)) }
                    { select(id("hash-type"), "Type of the partition key", &KINDS, &index.hash[0].kind, at(form, position, |index| &mut index.hash[0].kind)) }
                </div>
            }
            <div class="pair">
                { line(id("range").into(), if index.is_global { "Sort key (optional)" } else { "Sort key" },
                    &index.range[0].name, at(form, position, |index| &mut index.range[0].name)) }
                { select(id("range-type"), "Type of the sort key", &KINDS, &index.range[0].kind, at(form, position, |index| &mut index.range[0].kind)) }
            </div>
            if index.is_global {
                <details class="fold">
                    <summary>{ "More key attributes" }</summary>
                    <div class="fields">
                        { more_key_fields(form, index, position) }
                    </div>
                </details>
            }
            <div class="pair">
                { select(id("projection"), "Holds", &PROJECTIONS, &index.projection, at(form, position, |index| &mut index.projection)) }
                if index.projection == "INCLUDE" {
                    { line(id("included").into(), "Attributes, with commas", &index.included, at(form, position, |index| &mut index.included)) }
                }
                <button type="button" onclick={remove}>{ "Remove index" }</button>
            </div>
        </fieldset>
    }
}

/// The fields of the attributes after the first in each part of an index's key.
fn more_key_fields(form: &Form<TableForm>, index: &IndexField, position: usize) -> Html {
    type Part = fn(&mut IndexField) -> &mut [KeyField; KEY_ATTRIBUTES_MAX];
    let parts: [(&str, &str, &[KeyField; KEY_ATTRIBUTES_MAX], Part); 2] = [
        ("hash", "Partition key", &index.hash, |index| &mut index.hash),
        ("range", "Sort key", &index.range, |index| &mut index.range),
    ];
    let rows = parts.into_iter().flat_map(|(part, name, fields, of)| {
        fields.iter().enumerate().skip(1).map(move |(place, field)| {
            let id = format!("index-{}-{part}-{}", index.id, place + 1);
            let label = format!("{name}, attribute {} (none where empty)", place + 1);
            html! {
                <div class="pair">
                    { line(id.clone().into(), &label, &field.name, at(form, position, move |index| &mut of(index)[place].name)) }
                    { select(format!("{id}-type"), "Its type", &KINDS, &field.kind, at(form, position, move |index| &mut of(index)[place].kind)) }
                </div>
            }
        })
    });
    rows.collect()
}

/// A callback that stores a text in a member of one index.
fn at<E: FieldEvent>(
    form: &Form<TableForm>,
    position: usize,
    of: impl Fn(&mut IndexField) -> &mut String + 'static,
) -> Callback<E> {
    form.write(move |form, text| {
        if let Some(index) = form.indexes.get_mut(position) {
            *of(index) = text;
        }
    })
}
