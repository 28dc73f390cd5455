//! An item, to be written or read.

use super::{Modal, failure_alert};
use crate::history::Entry;
use crate::hooks::{FieldEvent, Form, use_dispatch, use_form};
use crate::items::form::{ItemForm, Row};
use crate::items::{key_definition, value};
use crate::markup::html;
use crate::request::Request;
use crate::store::Action;
use std::rc::Rc;
use timemark_core::Attributes;
use timemark_core::operations::{DeleteItemInput, GetItemInput, PutItemInput};
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ItemDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ItemDialogProps {
    /// Its table.
    pub table: TableDescription,
    /// The item that there is, if one is to be changed.
    pub item: Option<Attributes>,
    /// The call that was made last: a GetItem's answer is put into the form.
    pub call: Option<Rc<Entry>>,
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// A form, or the item as DynamoDB's JSON: put it, get the one of its key, delete that.
#[component]
pub fn ItemDialog(props: &ItemDialogProps) -> Html {
    let dispatch = use_dispatch();
    let table = props.table.table_name.clone().unwrap_or_default();
    let form = use_form(|| key_definition(&props.table).map(|key| ItemForm::new(key, props.item.as_ref())));
    let before = use_memo((), |()| props.call.clone());
    {
        let change = form.write_back();
        use_effect_with(props.call.clone(), move |call| {
            let is_new = call.as_ref().map(Rc::as_ptr) != before.as_ref().as_ref().map(Rc::as_ptr);
            if let Some(call) = call.as_ref().filter(|call| is_new && call.request.operation() == "GetItem") {
                let body = call.answer.body.clone();
                change(Box::new(move |form: &mut Option<ItemForm>| {
                    form.iter_mut().for_each(|form| form.answer(&body))
                }));
            }
        });
    }
    let Some(filled) = form.value() else {
        return html! { <Modal title="Item"><p>{ "The table has no key." }</p></Modal> };
    };
    let (item, key) = (filled.item(), filled.key());
    let send = |request: Option<Request>| {
        dispatch.reform(move |_: MouseEvent| Action::Send(request.clone().into_iter().collect()))
    };
    let put: Option<Request> = item.clone().ok().map(|item| PutItemInput::new(table.as_str(), item).into());
    let get: Option<Request> = key.clone().map(|key| GetItemInput::new(table.as_str(), key).into());
    let delete: Option<Request> = key.map(|key| DeleteItemInput::new(table.as_str(), key).into());
    let onconfirm = {
        let put = put.clone();
        dispatch.reform(move |()| Action::Send(put.clone().into_iter().collect()))
    };
    let is_json = filled.json.is_some();
    let switch = |to_json: bool, name: &'static str| {
        let onclick = form.press(move |form| form.iter_mut().for_each(|form| form.switch(to_json)));
        html! { <button type="button" aria-pressed={(to_json == is_json).to_string()} {onclick}>{ name }</button> }
    };
    html! {
        <Modal
            title={format!("Item of {table}")}
            confirm="Put item"
            is_barred={put.is_none()}
            is_wide=true
            {onconfirm}
        >
            <div class="buttons joined" role="group" aria-label="Written as">
                { switch(false, "Form") }{ switch(true, "DynamoDB JSON") }
            </div>
            if let Some(json) = &filled.json {
                <div class="field">
                    <label for="item-json">{ "Item" }</label>
                    <textarea
                        id="item-json"
                        class="code"
                        rows="12"
                        spellcheck="false"
                        value={json.clone()}
                        aria-invalid={item.is_err().to_string()}
                        aria-describedby="item-wrong"
                        oninput={form.write(|form, text| form.iter_mut().for_each(|form| form.json = Some(text.clone())))}
                    />
                </div>
            } else {
                <div class="rows">{ for (0..filled.rows.len()).map(|index| row(&form, filled, index)) }</div>
                <button
                    type="button"
                    onclick={form.press(|form| form.iter_mut().for_each(ItemForm::add))}
                >
                    { "Add attribute" }
                </button>
            }
            <p id="item-wrong" class="wrong" role="status">
                if let (true, Err(wrong)) = (is_json, &item) {
                    { wrong }
                } else if let Some(note) = filled.note {
                    { note }
                }
            </p>
            <div class="buttons">
                <button type="button" disabled={get.is_none()} onclick={send(get)}>{ "Get the item of this key" }</button>
                <button type="button" class="destructive" disabled={delete.is_none()} onclick={send(delete)}>
                    { "Delete the item of this key" }
                </button>
            </div>
            { failure_alert(&dispatch, props.refused.as_ref()) }
        </Modal>
    }
}

/// An attribute: its name, its type, its value.
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

/// What changes one row.
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
