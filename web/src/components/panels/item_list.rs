//! The list of items.

use super::QueryForm;
use crate::calls::entry::Entry;
use crate::calls::query::ItemQuery;
use crate::components::controls::{failure_alert, pager};
use crate::format;
use crate::hooks::{on, use_dispatch};
use crate::model::store::{Action, Dialog};
use crate::model::view::Page;
use crate::shared::Shared;
use std::collections::BTreeSet;
use std::rc::Rc;
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
    /// The query.
    pub query: ItemQuery,
    /// The number of pages turned.
    pub turned: usize,
    /// The refused query, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The query form, and a page of the answer: one column per attribute, the key first.
#[component]
pub fn ItemList(ItemListProps { items, table, query, turned, refused }: &ItemListProps) -> Html {
    let dispatch = use_dispatch();
    let Some(table) = table else {
        return html! { <p class="empty">{ "No table is chosen. Load the example, or make a table." }</p> };
    };
    let name = table.table_name.clone().unwrap_or_default();
    let global = table.global_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
    let local = table.local_secondary_indexes.iter().flatten().filter_map(|index| index.index_name.clone());
    let indexes = std::iter::once(String::new()).chain(global).chain(local);
    let examples = indexes.map(|index| ItemQuery::example(table, &index, items.rows.first())).collect::<Vec<_>>();
    let is_on = *query != ItemQuery::default();
    html! {
        <>
            <QueryForm key={name.clone()} {examples} {is_on} />
            { failure_alert(&dispatch, refused.as_ref()) }
            if items.rows.is_empty() {
                <p class="empty">
                    { match (items.next.is_some(), is_on) {
                        (true, _) => "No item on this page matches. The next page may have some.".to_owned(),
                        (_, true) => "No item matches.".to_owned(),
                        _ => format!("{name} has no items. Write some: Put item, or 10 writes."),
                    } }
                </p>
            } else {
                { rows(&dispatch, items, table, query.is_of_whole_items()) }
            }
            { pager(&dispatch, *turned, items.next.is_some(), None, "items") }
        </>
    }
}

/// The table of items. If they are not whole, editing starts with the key alone, so that a PutItem does not lose the
/// other attributes.
fn rows(
    dispatch: &Callback<Action>,
    items: &Page<Attributes, Attributes>,
    table: &TableDescription,
    are_whole: bool,
) -> Html {
    let name = table.table_name.as_deref().unwrap_or_default();
    let keys: Vec<&String> =
        table.key_schema.iter().flatten().filter_map(|part| part.attribute_name.as_ref()).collect();
    let others: BTreeSet<&String> =
        items.rows.iter().flat_map(|item| item.keys()).filter(|n| !keys.contains(n)).collect();
    let edit = |item: &Attributes| {
        let key = keys.iter().filter_map(|name| item.get(*name)).map(format::value).collect::<Vec<_>>().join(" / ");
        let mut known = item.clone();
        known.retain(|name, _| are_whole || keys.contains(&name));
        let open = Action::Open(Dialog::Item(Some(known)));
        html! { <button type="button" aria-label={format!("Edit {key}")} onclick={on(dispatch, open)}>{ "Edit" }</button> }
    };
    let cell = |item: &Attributes, name: &String| item.get(name).map(format::brief_value);
    let left = others.len().saturating_sub(COLUMNS_MAX);
    let others: Vec<&String> = others.into_iter().take(COLUMNS_MAX).collect();
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
        if left > 0 {
            <p class="quiet">{ format!("{} have no column here.", format::count(left as u64, "more attribute")) }</p>
        }
        </>
    }
}

/// The most attributes beside the key that have a column.
const COLUMNS_MAX: usize = 25;
