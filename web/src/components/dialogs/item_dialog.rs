//! The form for an item.

use crate::calls::entry::Entry;
use crate::calls::request::Request;
use crate::components::controls::{Modal, failure_alert};
use crate::components::controls::{area, line};
use crate::format;
use crate::forms::item_form::{ItemForm, Row};
use crate::hooks::{FieldEvent, Form, on, use_dispatch, use_form};
use crate::item::{key_definition, value};
use crate::model::store::Action;
use std::rc::Rc;
use timemark_core::Attributes;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ItemDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ItemDialogProps {
    /// Its table.
    pub table: TableDescription,
    /// The item to edit; `None` for a new one.
    pub item: Option<Attributes>,
    /// The last call: the answer of a GetItem or UpdateItem is put into the form.
    pub call: Option<Rc<Entry>>,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// An item in rows or as DynamoDB's JSON, and buttons for PutItem, GetItem, UpdateItem and DeleteItem.
#[component]
pub fn ItemDialog(props: &ItemDialogProps) -> Html {
    let dispatch = use_dispatch();
    let table = props.table.table_name.clone().unwrap_or_default();
    let form = use_form(|| key_definition(&props.table).map(|key| ItemForm::new(key, props.item.as_ref())));
    let before = use_memo((), |()| props.call.clone());
    {
        let change = form.updater();
        use_effect_with(props.call.clone(), move |call| {
            let is_new = call.as_ref().map(Rc::as_ptr) != before.as_ref().as_ref().map(Rc::as_ptr);
            let is_of_item = |call: &&Rc<Entry>| {
                ["GetItem", "UpdateItem"].contains(&call.request.operation()) && call.answer.failure.is_none()
            };
            if let Some(call) = call.as_ref().filter(|_| is_new).filter(is_of_item) {
                let call = call.clone();
                change(Box::new(move |form: &mut Option<ItemForm>| {
                    form.iter_mut().for_each(|form| form.answer(call.request.operation(), &call.answer.body))
                }));
            }
        });
    }
    let Some(filled) = form.value() else {
        return html! { <Modal title="Item"><p>{ "The table has no key." }</p></Modal> };
    };
    let send = |request: Option<Request>| Action::Send(request.into_iter().collect());
    let (put, get, delete) = (filled.put(&table), filled.get(&table), filled.delete(&table));
    let update = filled.update(&table);
    let onconfirm = on(&dispatch, send(put.clone()));
    let is_json = filled.json.is_some();
    let wrong = if is_json { filled.item().err() } else { None };
    let switch = |to_json: bool, name: &'static str| {
        let onclick = form.press(move |form| form.iter_mut().for_each(|form| form.switch(to_json)));
        let disabled = to_json && filled.is_json_too_long();
        html! {
            <button type="button" aria-pressed={(to_json == is_json).to_string()} {disabled} {onclick}>{ name }</button>
        }
    };
    let (shown, left) = filled.shown();
    html! {
        <Modal
            title={format!("Item of {table}")}
            confirm="Put item"
            is_confirm_disabled={put.is_none()}
            is_wide=true
            {onconfirm}
        >
            <div class="buttons joined" role="group" aria-label="Written as">
                { switch(false, "Form") }{ switch(true, "DynamoDB JSON") }
            </div>
            if let Some(json) = &filled.json {
                { area("item-json", "Item", json, wrong.as_deref(), form.write(|form, text| {
                    form.iter_mut().for_each(|form| form.json = Some(text.clone()));
                })) }
            } else {
                <div class="rows">{ for (0..shown.len()).map(|index| row(&form, filled, index)) }</div>
                if left > 0 {
                    <p class="quiet">{ format!("Not shown here, and kept as they are: {}.", format::count(left as u64, "more attribute")) }</p>
                }
                if filled.is_json_too_long() {
                    <p class="quiet">{ "The item is too long to be written as JSON here; Import takes it from a file." }</p>
                }
                <button
                    type="button"
                    onclick={form.press(|form| form.iter_mut().for_each(ItemForm::add))}
                >
                    { "Add attribute" }
                </button>
            }
            <p class="quiet" role="status">{ filled.note.unwrap_or_default() }</p>
            <details class="fold">
                <summary>{ "Condition and update" }</summary>
                <div class="form">
                <div class="pair">
                    { expression("item-condition", "ConditionExpression, of each write", &filled.condition, &form, |form, text| {
                        form.condition = text;
                    }) }
                    { expression("item-update", "UpdateExpression", &filled.update, &form, |form, text| form.update = text) }
                </div>
                { area("item-placeholders", "Names and values (JSON)", &filled.placeholders, filled.wrong().as_deref(), form.write(|form, text| {
                    form.iter_mut().for_each(|form| form.placeholders = text.clone());
                })) }
                <button type="button" disabled={update.is_none()} onclick={on(&dispatch, send(update))}>
                    { "Update the item of this key" }
                </button>
                </div>
            </details>
            <div class="buttons">
                <button type="button" disabled={get.is_none()} onclick={on(&dispatch, send(get))}>{ "Get the item of this key" }</button>
                <button type="button" class="destructive" disabled={delete.is_none()} onclick={on(&dispatch, send(delete))}>
                    { "Delete the item of this key" }
                </button>
            </div>
            { failure_alert(&dispatch, props.refused.as_ref()) }
        </Modal>
    }
}

/// A field for an expression.
fn expression(
    id: &'static str,
    label: &str,
    value: &str,
    form: &Form<Option<ItemForm>>,
    change: impl Fn(&mut ItemForm, String) + Copy + 'static,
) -> Html {
    line(
        id.into(),
        label,
        value,
        form.write(move |form: &mut Option<ItemForm>, text| {
            if let Some(form) = form {
                change(form, text);
            }
        }),
    )
}

/// A row: an attribute's name, type and value.
fn row(form: &Form<Option<ItemForm>>, filled: &ItemForm, index: usize) -> Html {
    let Some(row) = filled.rows.get(index) else { return Html::default() };
    let (part, is_fixed) = (filled.key_part(index), filled.is_kind_fixed(index));
    let name = if row.name.is_empty() { "the new attribute" } else { row.name.as_str() };
    let problem = filled.problem(index);
    let hint = problem.clone().unwrap_or_else(|| row.example().to_owned());
    let hint_id = format!("hint-{}", row.id);
    let remove = form.press(move |form| {
        form.iter_mut().for_each(|form| drop(form.rows.remove(index)));
    });
    html! {
        <fieldset class="row" key={row.id}>
            <legend class="unseen">{ name.to_owned() }</legend>
            if let Some(part) = part {
                <p class="fixed"><b>{ &row.name }</b><span class="quiet">{ part }</span></p>
            } else {
                <input
                    type="text"
                    aria-label="Attribute name"
                    autocomplete="off"
                    spellcheck="false"
                    value={row.name.clone()}
                    oninput={at::<InputEvent>(form, index, |row, text| row.name = text)}
                />
            }
            <select
                aria-label={format!("Type of {name}")}
                disabled={is_fixed}
                onchange={at::<Event>(form, index, |row, text| row.kind = text)}
            >
                for (kind, words) in value::KINDS {
                    <option value={kind} selected={row.kind == kind}>{ words }</option>
                }
            </select>
            { field(form, row, index, &hint_id, problem.is_some()) }
            if part.is_none() {
                <button type="button" aria-label={format!("Remove {name}")} onclick={remove}>{ "×" }</button>
            }
            <p id={hint_id} class={if problem.is_some() { "wrong" } else { "quiet" }}>{ hint }</p>
        </fieldset>
    }
}

fn field(form: &Form<Option<ItemForm>>, row: &Row, index: usize, hint_id: &str, is_wrong: bool) -> Html {
    let label = format!("Value of {}", if row.name.is_empty() { "the new attribute" } else { row.name.as_str() });
    let set = |row: &mut Row, text: String| row.value = text;
    match row.kind.as_str() {
        "NULL" => html! { <span class="fixed quiet">{ "null" }</span> },
        "BOOL" => html! {
            <select aria-label={label} onchange={at::<Event>(form, index, set)}>
                <option value="true" selected={row.value != "false"}>{ "true" }</option>
                <option value="false" selected={row.value == "false"}>{ "false" }</option>
            </select>
        },
        _ if row.too_long().is_some() => html! {
            <span class="fixed quiet">{ row.too_long() }<code>{ format::marked(&value::clipped(&row.value, 200)) }</code></span>
        },
        _ if row.is_long() => html! {
            <textarea
                aria-label={label}
                class="code"
                rows="3"
                spellcheck="false"
                aria-invalid={is_wrong.to_string()}
                aria-describedby={hint_id.to_owned()}
                value={row.value.clone()}
                oninput={at::<InputEvent>(form, index, set)}
            />
        },
        _ => html! {
            <input
                type="text"
                aria-label={label}
                autocomplete="off"
                spellcheck="false"
                aria-invalid={is_wrong.to_string()}
                aria-describedby={hint_id.to_owned()}
                value={row.value.clone()}
                oninput={at::<InputEvent>(form, index, set)}
            />
        },
    }
}

/// A callback that changes one row.
fn at<E: FieldEvent>(
    form: &Form<Option<ItemForm>>,
    index: usize,
    change: impl Fn(&mut Row, String) + Copy + 'static,
) -> Callback<E> {
    form.write(move |form: &mut Option<ItemForm>, text| {
        if let Some(row) = form.as_mut().and_then(|form| form.rows.get_mut(index)) {
            change(row, text);
        }
    })
}
