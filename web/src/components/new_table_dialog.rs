//! Making a table.

use super::{Modal, failure_alert, select};
use crate::history::Entry;
use crate::hooks::{Form, on, use_dispatch, use_form};
use crate::markup::html;
use crate::store::Action;
use crate::table_form::{IndexField, KeyField, TableForm};
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`NewTableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct NewTableDialogProps {
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// Types of key attributes, as the wire has them and as they are called here.
const KINDS: [(&str, &str); 3] = [("S", "Text (S)"), ("N", "Number (N)"), ("B", "Bytes (B)")];

/// What an index holds.
const PROJECTIONS: [(&str, &str); 3] =
    [("ALL", "All attributes"), ("KEYS_ONLY", "Keys only"), ("INCLUDE", "Keys and…")];

/// What a stream tells.
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
            { line(&form, "table-name", "Table name", &filled.name, |form, text| form.name = text) }
            <div class="pair">
                { line(&form, "table-hash", "Partition key", &filled.hash.name, |form, text| form.hash.name = text) }
                { kind(&form, "table-hash-type", "Its type", &filled.hash, |form, text| form.hash.kind = text) }
            </div>
            <div class="pair">
                { line(&form, "table-range", "Sort key (none where empty)", &filled.range.name, |form, text| {
                    form.range.name = text;
                }) }
                { kind(&form, "table-range-type", "Its type", &filled.range, |form, text| form.range.kind = text) }
            </div>
            <div class="pair">
                { select("table-billing", "Capacity", &billing, &filled.billing, form.write(|form, text| form.billing = text)) }
                if is_provisioned {
                    { line(&form, "table-read", "Reads a second (4 KB)", &filled.capacity.read, |form, text| {
                        form.capacity.read = text;
                    }) }
                    { line(&form, "table-write", "Writes a second (1 KB)", &filled.capacity.write, |form, text| {
                        form.capacity.write = text;
                    }) }
                }
            </div>
            <h3>{ "Indexes" }</h3>
            for (place, index) in filled.indexes.iter().enumerate() {
                { index_fields(&form, index, place) }
            }
            <div class="buttons">
                <button type="button" onclick={form.press(TableForm::add_index)}>{ "Add index" }</button>
            </div>
            <details class="fold">
                <summary>{ "Stream, tags, class, encryption, protection" }</summary>
                <div class="fields">
                    { select("table-stream", "Stream", &STREAMS, &filled.stream, form.write(|form, text| form.stream = text)) }
                    { select("table-class", "Table class", &class, &filled.class, form.write(|form, text| form.class = text)) }
                    { line(&form, "table-kms", "KMS key (AWS’s own where empty)", &filled.kms_key, |form, text| {
                        form.kms_key = text;
                    }) }
                    <div class="field">
                        <label for="table-tags">{ "Tags, a line each: Key=Value" }</label>
                        <textarea
                            id="table-tags"
                            rows="2"
                            value={filled.tags.clone()}
                            oninput={form.write(|form, text| form.tags = text)}
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
fn index_fields(form: &Form<TableForm>, index: &IndexField, place: usize) -> Html {
    let id = |what: &str| format!("index-{}-{what}", index.id);
    let kinds = [("global", "Global"), ("local", "Local")];
    let remove = form.press(move |form| drop(form.indexes.remove(place)));
    html! {
        <fieldset class="index" key={index.id}>
            <legend>{ format!("Index {}", place + 1) }</legend>
            <div class="pair">
                { line(form, id("name"), "Name", &index.name, at(place, |index, text| index.name = text)) }
                { select(id("kind"), "Kind", &kinds, if index.is_global { "global" } else { "local" }, form.write(at(place, |index, text| index.is_global = text == "global"))) }
            </div>
            if index.is_global {
                <div class="pair">
                    { line(form, id("hash"), "Partition key", &index.hash.name, at(place, |index, text| {
                        index.hash.name = text;
                    })) }
                    { kind(form, id("hash-type"), "Its type", &index.hash, at(place, |index, text| {
                        index.hash.kind = text;
                    })) }
                </div>
            }
            <div class="pair">
                { line(form, id("range"), if index.is_global { "Sort key (none where empty)" } else { "Sort key" },
                    &index.range.name, at(place, |index, text| index.range.name = text)) }
                { kind(form, id("range-type"), "Its type", &index.range, at(place, |index, text| {
                    index.range.kind = text;
                })) }
            </div>
            <div class="pair">
                { select(id("projection"), "Holds", &PROJECTIONS, &index.projection, form.write(at(place, |index, text| index.projection = text))) }
                if index.projection == "INCLUDE" {
                    { line(form, id("included"), "Attributes, with commas", &index.included, at(place, |index, text| {
                        index.included = text;
                    })) }
                }
                <button type="button" onclick={remove}>{ "Remove index" }</button>
            </div>
        </fieldset>
    }
}

/// What changes one index.
fn at(
    place: usize,
    change: impl Fn(&mut IndexField, String) + Copy + 'static,
) -> impl Fn(&mut TableForm, String) + Copy + 'static {
    move |form, text| {
        if let Some(index) = form.indexes.get_mut(place) {
            change(index, text);
        }
    }
}

fn line(
    form: &Form<TableForm>,
    id: impl Into<AttrValue>,
    label: &'static str,
    value: &str,
    change: impl Fn(&mut TableForm, String) + Copy + 'static,
) -> Html {
    super::field::line(id.into(), label, value, form.write(change))
}

fn kind(
    form: &Form<TableForm>,
    id: impl Into<AttrValue>,
    label: &'static str,
    key: &KeyField,
    change: impl Fn(&mut TableForm, String) + Copy + 'static,
) -> Html {
    html! {
        { select(id, label, &KINDS, &key.kind, form.write(change)) }
    }
}
