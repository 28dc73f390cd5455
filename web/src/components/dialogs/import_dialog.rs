//! The import of many items.

use crate::components::controls::Modal;
use crate::forms::import::{self, FIELD_BYTES_MAX, FILE_BYTES_MAX, Import, Reading};
use crate::hooks::{FileRead, on, use_dispatch, use_file, use_long_paste, use_steps, use_text};
use crate::model::store::Action;
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ImportDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ImportDialogProps {
    /// The table that the items are written to.
    pub table: TableDescription,
}

/// The numbers of example items that are offered.
const EXAMPLES: [u64; 3] = [1_000, 10_000, 100_000];

/// Items from a pasted text, from a file that is chosen or dropped, or examples. A text is read in short steps.
#[component]
pub fn ImportDialog(ImportDialogProps { table }: &ImportDialogProps) -> Html {
    let dispatch = use_dispatch();
    let name = table.table_name.clone().unwrap_or_default();
    let pasted = use_text("");
    let file = use_state(|| None::<FileRead>);
    let done = {
        let file = file.clone();
        use_callback((), move |read: FileRead, ()| file.set(Some(read)))
    };
    let (onchange, ondrop) = use_file(FILE_BYTES_MAX, done.clone());
    let onpaste = use_long_paste(FIELD_BYTES_MAX, done);
    let ondragover = |event: DragEvent| event.prevent_default();
    let text = use_memo((pasted.value.clone(), (*file).clone()), |(pasted, file)| match file {
        Some(file) => file.text.clone().ok(),
        None if pasted.trim().is_empty() => None,
        None => Some(Shared::new(pasted.to_string())),
    });
    let text = (*text).clone();
    let percent = use_state(|| 0);
    // What was found, in which text.
    let found = use_state(|| None::<(Shared<String>, Rc<Import>)>);
    let step = {
        let mut reading = text.clone().map(|text| (text.clone(), Reading::new(text, table)));
        let (percent, found) = (percent.setter(), found.setter());
        move || {
            let Some((text, reading)) = &mut reading else { return false };
            let import = reading.step();
            percent.set(reading.percent());
            if let Some(import) = import {
                found.set(Some((text.clone(), Rc::new(import))));
                return false;
            }
            true
        }
    };
    use_steps((text.clone(), table.clone()), step);
    let found = found.as_ref().filter(|found| Some(&found.0) == text.as_ref()).map(|found| found.1.clone());
    let is_reading = text.is_some() && found.is_none();
    let requests = found.as_ref().map(|found| found.requests.clone()).filter(|calls| !calls.is_empty());
    let items = found.as_ref().map_or(0, |found| found.items);
    let label = |count: u64| format!("Writing {} to {name}", crate::format::counted(count));
    let work = Action::Work { label: label(items), requests: requests.clone().unwrap_or_default() };
    let onconfirm = on::<()>(&dispatch, work);
    let example = |count: u64| {
        let (table, label) = (table.clone(), label(count));
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Work {
            label: label.clone(),
            requests: Shared::new(import::examples(count, &table)),
        });
        html! { <button type="button" {onclick}>{ crate::format::grouped(count) }</button> }
    };
    let another = {
        let file = file.clone();
        move |_: MouseEvent| file.set(None)
    };
    let confirm = if items > 0 { format!("Write {}", crate::format::counted(items)) } else { "Write".to_owned() };
    html! {
        <Modal
            title={format!("Import items into {name}")}
            {confirm}
            is_confirm_disabled={requests.is_none()}
            is_wide=true
            {onconfirm}
        >
            <p class="quiet">
                { "A JSON list, JSON Lines, the answer of a Scan, or an export to S3; plain JSON or DynamoDB’s. They are \
                   written by BatchWriteItem, 25 at a time." }
            </p>
            if let Some(file) = &*file {
                <p>
                    <b>{ &file.name }</b>{ " " }
                    <button type="button" class="link" onclick={another}>{ "Take another" }</button>
                </p>
                if let Err(problem) = &file.text {
                    <p class="wrong" role="alert">{ problem }</p>
                }
            } else {
                <div class="field drop" {ondrop} {ondragover}>
                    <label for="import-text">{ "Paste items, or drop a file here" }</label>
                    <textarea
                        id="import-text"
                        class="code"
                        rows="8"
                        spellcheck="false"
                        value={pasted.value.clone()}
                        oninput={pasted.oninput}
                        {onpaste}
                    />
                </div>
                <div class="field">
                    <label for="import-file">{ "Or choose a file" }</label>
                    <input id="import-file" type="file" accept=".json,.jsonl,.ndjson,.txt,application/json" {onchange} />
                </div>
            }
            if is_reading && *percent > 0 {
                <progress max="100" value={percent.to_string()} aria-label="Reading the items" />
            }
            <div role="status">
                if let Some(found) = &found {
                    if let Some(refusal) = found.refusal() {
                        <p class="wrong">{ refusal }</p>
                        <ul class="problems">
                            for problem in &found.problems {
                                <li>{ problem }</li>
                            }
                        </ul>
                    } else if found.items > 0 {
                        <p>{ format!("{}; the first:", crate::format::counted(found.items)) }</p>
                        <pre tabindex="0" role="group" aria-label="The first item">{ &found.first }</pre>
                    }
                }
            </div>
            <div>
                <p class="quiet" id="import-examples">{ "Or write so many example items:" }</p>
                <div class="buttons" role="group" aria-labelledby="import-examples">{ for EXAMPLES.map(example) }</div>
            </div>
        </Modal>
    }
}
