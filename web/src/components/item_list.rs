//! The items of a table.

use super::pager;
use crate::format;
use crate::hooks::use_dispatch;
use crate::markup::html;
use crate::shared::Shared;
use crate::store::{Action, Dialog};
use crate::view::Page;
use std::collections::BTreeSet;
use timemark_core::Attributes;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ItemList`].
#[derive(Clone, PartialEq, Properties)]
pub struct ItemListProps {
    /// The items.
    pub items: Shared<Page<Attributes, Attributes>>,
    /// Their table.
    pub table: Option<TableDescription>,
    /// Pages turned so far.
    pub turned: usize,
}

/// The first page of a Scan, a column an attribute, the key first.
#[component]
pub fn ItemList(ItemListProps { items, table, turned }: &ItemListProps) -> Html {
    let dispatch = use_dispatch();
    let Some(table) = table else {
        return html! { <p class="empty">{ "No table is chosen. Load the example, or make a table." }</p> };
    };
    let name = table.table_name.clone().unwrap_or_default();
    if items.rows.is_empty() {
        return html! { <p class="empty">{ format!("{name} has no items. Write some: Put item, or 10 writes.") }</p> };
    }
    let keys: Vec<&String> =
        table.key_schema.iter().flatten().filter_map(|part| part.attribute_name.as_ref()).collect();
    let others: BTreeSet<&String> =
        items.rows.iter().flat_map(|item| item.keys()).filter(|n| !keys.contains(n)).collect();
    let edit = |item: &Attributes| {
        let key = keys.iter().filter_map(|name| item.get(*name)).map(format::value).collect::<Vec<_>>().join(" / ");
        let open = Action::Open(Dialog::Item(Some(item.clone())));
        let onclick = dispatch.reform(move |_: MouseEvent| open.clone());
        html! { <button type="button" aria-label={format!("Edit {key}")} {onclick}>{ "Edit" }</button> }
    };
    let cell = |item: &Attributes, name: &String| item.get(name).map(format::value);
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
                            <th scope="col"><span class="unseen">{ "Actions" }</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        for item in items.rows.iter() {
                            <tr>
                                for name in &keys {
                                    <th scope="row">{ cell(item, name).unwrap_or_default() }</th>
                                }
                                for name in &others {
                                    <td>{ cell(item, name).unwrap_or_default() }</td>
                                }
                                <td class="actions">{ edit(item) }</td>
                            </tr>
                        }
                    </tbody>
                </table>
            </div>
            { pager(&dispatch, *turned, items.next.is_some(), "items") }
        </>
    }
}
