//! The items of a table.

use crate::format;
use crate::shared::Shared;
use crate::view::Items;
use std::collections::BTreeSet;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ItemList`].
#[derive(Clone, PartialEq, Properties)]
pub struct ItemListProps {
    /// The items.
    pub items: Shared<Items>,
    /// Their table.
    pub table: Option<TableDescription>,
}

/// The first page of a Scan, a column an attribute, the key first.
#[component]
pub fn ItemList(ItemListProps { items, table }: &ItemListProps) -> Html {
    let Some(table) = table else {
        return html! { <p class="empty">{ "No table is chosen. Load the example, or make a table." }</p> };
    };
    let name = table.table_name.clone().unwrap_or_default();
    if items.page.is_empty() {
        return html! { <p class="empty">{ format!("{name} has no items. Write some: Put item, or 10 writes.") }</p> };
    }
    let keys: Vec<&String> =
        table.key_schema.iter().flatten().filter_map(|part| part.attribute_name.as_ref()).collect();
    let others: BTreeSet<&String> =
        items.page.iter().flat_map(|item| item.keys()).filter(|n| !keys.contains(n)).collect();
    let cell = |item: &timemark_core::Attributes, name: &String| item.get(name).map(format::value);
    html! {
        <>
            <div class="scroll" role="region" aria-label="Items" tabindex="0">
                <table>
                    <caption class="unseen">{ format!("Items of {name}") }</caption>
                    <thead>
                        <tr>
                            for name in keys.iter().chain(others.iter()) {
                                <th scope="col">{ name }</th>
                            }
                        </tr>
                    </thead>
                    <tbody>
                        for item in items.page.iter() {
                            <tr>
                                for name in &keys {
                                    <th scope="row">{ cell(item, name) }</th>
                                }
                                for name in &others {
                                    <td>{ cell(item, name) }</td>
                                }
                            </tr>
                        }
                    </tbody>
                </table>
            </div>
            <p class="quiet">
                { format!("{name}, as a Scan answers: {}", if items.has_more { "the first page; there are more items." } else { "all items." }) }
            </p>
        </>
    }
}
