//! Writing to a table.

use super::Field;
use crate::example;
use crate::hooks::{submit, use_dispatch, use_text};
use crate::store::Action;
use timemark_core::operations::PutItemInput;
use timemark_core::shapes::{KeyType, ScalarAttributeType, TableDescription};
use timemark_core::{AttributeValue, Attributes};
use yew::prelude::*;

/// The properties of [`WriteItem`].
#[derive(Clone, PartialEq, Properties)]
pub struct WriteItemProps {
    /// The table that is written to.
    pub table: Option<TableDescription>,
    /// How many calls there were so far.
    pub requests: u64,
}

/// The form for PutItem, and a button for many.
#[component]
pub fn WriteItem(props: &WriteItemProps) -> Html {
    let dispatch = use_dispatch();
    let table = props.table.clone().unwrap_or_default();
    let name = table.table_name.clone().unwrap_or_default();
    let attribute = |part: KeyType| {
        let mut elements = table.key_schema.iter().flatten();
        elements
            .find(|element| element.key_type.as_ref() == Some(&part))
            .and_then(|element| element.attribute_name.clone())
    };
    let (hash_name, range_name) = (attribute(KeyType::Hash).unwrap_or_default(), attribute(KeyType::Range));
    let hash = use_text(&suggestion(&hash_name));
    let range = use_text(&suggestion(range_name.as_deref().unwrap_or_default()));
    let text = use_text("hello");

    let onsubmit = {
        let (dispatch, table) = (dispatch.clone(), table.clone());
        let (hash_name, range_name) = (hash_name.clone(), range_name.clone());
        let (hash, range, text) = (hash.value.clone(), range.value.clone(), text.value.clone());
        submit(move || {
            let mut item = Attributes::from([("Text".to_owned(), AttributeValue::from(text.as_str()))]);
            item.insert(hash_name.clone(), key_value(&table, &hash_name, &hash));
            if let Some(range_name) = &range_name {
                item.insert(range_name.clone(), key_value(&table, range_name, &range));
            }
            let name = table.table_name.clone().unwrap_or_default();
            dispatch.emit(Action::Send(vec![PutItemInput::new(name, item).into()]));
        })
    };
    let burst = {
        let (table, requests) = (table.clone(), props.requests);
        dispatch.reform(move |_: MouseEvent| Action::Send(example::burst(&table, requests)))
    };
    html! {
        <section aria-labelledby="write">
            <h2 id="write">{ "Write" }</h2>
            if props.table.is_none() {
                <p class="quiet">{ "Writes go to a table: load the example, or make a table of your own." }</p>
            } else {
                <form {onsubmit}>
                    <Field id="write-hash" label={format!("{hash_name} (partition key)")} text={hash} />
                    if let Some(range_name) = &range_name {
                        <Field id="write-range" label={format!("{range_name} (sort key)")} text={range} />
                    }
                    <Field id="write-text" label="Text" {text} />
                    <div class="buttons">
                        <button type="submit">{ "Put item" }</button>
                        <button type="button" onclick={burst}>{ "10 writes" }</button>
                    </div>
                    <p class="quiet">{ format!("To {name}. The ten are a second apart and move the clock.") }</p>
                </form>
            }
        </section>
    }
}

/// What may stand in a field for a key.
fn suggestion(attribute: &str) -> String {
    format!("{} 01", attribute.to_lowercase())
}

/// What was typed, as the type that the table's key has there.
fn key_value(table: &TableDescription, attribute: &str, typed: &str) -> AttributeValue {
    let mut definitions = table.attribute_definitions.iter().flatten();
    let definition = definitions.find(|definition| definition.attribute_name.as_deref() == Some(attribute));
    match definition.and_then(|definition| definition.attribute_type.as_ref()) {
        Some(ScalarAttributeType::N) => AttributeValue::N(typed.to_owned()),
        Some(ScalarAttributeType::B) => AttributeValue::B(typed.as_bytes().to_vec()),
        _ => AttributeValue::S(typed.to_owned()),
    }
}
