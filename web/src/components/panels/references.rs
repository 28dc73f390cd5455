//! The references of a table: which attribute names the key of another item, and which of those are missing.

use crate::components::controls::{line, select};
use crate::format;
use crate::hooks::text_of;
use crate::model::store::Action;
use crate::model::view::Plot;
use timemark_core::lab::{BrokenReferences, REFERENCES_ITEMS_MAX, Reference};
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The most items that are named.
const NAMED_MAX: usize = 8;

/// The most tables that are offered as options. With more of them the name is typed: a thousand options keep the browser from
/// drawing.
const OPTIONS_MAX: usize = 50;

/// Fields for the reference, the items whose reference is broken, and what the general count means.
pub fn references(
    dispatch: &Callback<Action>,
    plot: &Plot,
    reference: Option<&Reference>,
    broken: Option<&BrokenReferences>,
    tables: &[TableDescription],
) -> Html {
    let table = plot.table.clone();
    let attribute = reference.map(|reference| reference.attribute.clone()).unwrap_or_default();
    let target = reference.map_or(&table, |reference| &reference.table).clone();
    let refer = {
        let table = table.clone();
        move |attribute: &str, target: &str| Action::Refer {
            table: table.clone(),
            reference: (!attribute.is_empty())
                .then(|| Reference { attribute: attribute.to_owned(), table: target.to_owned() }),
        }
    };
    let name_attribute = {
        let (refer, target) = (refer.clone(), target.clone());
        dispatch.reform(move |event: InputEvent| refer(&text_of(&event), &target))
    };
    let (id, label) = ("reference-table", "names the key of an item of");
    let table_field = if tables.len() > OPTIONS_MAX {
        let attribute = attribute.clone();
        let name_table = dispatch.reform(move |event: InputEvent| refer(&attribute, &text_of(&event)));
        line(id.into(), label, &target, name_table)
    } else {
        let attribute = attribute.clone();
        let name_table = dispatch.reform(move |event: Event| refer(&attribute, &text_of(&event)));
        let names = tables.iter().filter_map(|table| table.table_name.as_deref());
        let options: Vec<(&str, &str)> = names.map(|name| (name, name)).collect();
        select(id, label, &options, &target, name_table)
    };
    let odd = plot.explanation.counts.as_ref().and_then(|counts| counts.anomalies).unwrap_or_default();
    html! {
        <div class="reference">
            { line("reference-attribute".into(), "The attribute", &attribute, name_attribute) }
            { table_field }
            if let Some(reference) = reference {
                <p>{ broken_in_words(plot, reference, broken) }</p>
            }
            if odd > 0 {
                <p class="quiet">
                    { format!(
                        "{} in the backup, though an earlier one is not: each partition is cut on its own, so AWS promises \
                         no order between them.",
                        if odd == 1 { "1 write is".to_owned() } else { format!("{} are", format::count(odd, "write")) },
                    ) }
                </p>
            }
        </div>
    }
}

/// The items whose reference is broken, in words.
fn broken_in_words(plot: &Plot, reference: &Reference, broken: Option<&BrokenReferences>) -> String {
    let attribute = format::marked(&reference.attribute);
    let Some(broken) = broken else {
        return format!(
            "What names a {attribute} is not looked through: {} has more than {} items, or there is no such table.",
            plot.table,
            format::grouped(REFERENCES_ITEMS_MAX),
        );
    };
    let backup = plot.backup.as_ref().and_then(|backup| backup.backup_name.as_deref());
    let asked = match (backup, broken.is_made) {
        (Some(backup), true) => format!("The backup {backup} has "),
        (Some(backup), false) => format!("Once it is made, the backup {backup} can have "),
        (None, _) => "A backup that is asked for at T can have ".to_owned(),
    };
    let items = format::count(broken.count, "item");
    let named = broken.items.iter().take(NAMED_MAX);
    let named: Vec<String> =
        named.map(|one| format!("{} ({})", format::key(&one.key), format::brief_value(&one.names))).collect();
    let (colon, more) = match broken.count - named.len() as u64 {
        0 if named.is_empty() => ("", String::new()),
        0 => (": ", String::new()),
        more => (": ", format!(", and {} more", format::grouped(more))),
    };
    format!("{asked}{items} whose {attribute} is missing{colon}{}{more}.", named.join(", "))
}
