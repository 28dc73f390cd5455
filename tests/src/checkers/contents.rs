//! The content of a live table: its items (by Scan, with paging), its indexes (**R2**), its statistics (**Q2**).

use super::{Broken, Held, answered, ensure, equal, reading};
use crate::model::{Content, ModelTable, item_bytes};
use timemark_core::operations::{DescribeTableInput, GetItemInput, ScanInput};
use timemark_core::shapes::{TableDescription, TableStatus};
use timemark_core::state::Totals;
use timemark_core::{Attributes, Engine};

/// All pages of a Scan.
pub fn scan(eye: &mut Engine, table: &str, index: Option<&str>, limit: Option<i32>) -> Result<Vec<Attributes>, Broken> {
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let index_name = index.map(str::to_owned);
        let page = ScanInput { index_name, limit, exclusive_start_key: start, ..ScanInput::new(table) };
        let page = answered(eye.send(page), "R1", "Scan")?;
        items.extend(page.items.unwrap_or_default().iter().map(|item| item.to_attributes()));
        start = page.last_evaluated_key;
        if start.is_none() {
            return Ok(items);
        }
    }
}

/// The answer of DescribeTable.
pub fn describe(eye: &mut Engine, table: &str) -> Result<TableDescription, Broken> {
    let answer = answered(eye.send(DescribeTableInput::new(table)), "A2", "DescribeTable")?;
    Ok(answer.table.unwrap_or_default())
}

/// Checks the content of a table; `promise` is the promise that is broken if it differs.
pub fn of_table(eye: &mut Engine, table: &ModelTable, promise: &'static str, limit: Option<i32>) -> Held {
    let described = describe(eye, &table.name)?;
    if described.table_id.as_ref() != Some(&table.id) || described.table_status != Some(TableStatus::Active) {
        return Ok(());
    }
    let expected = table.live();
    let items = scan(eye, &table.name, None, limit)?;
    let count = items.len();
    let found: Content = items.into_iter().map(|item| (table.label_of(&item), item)).collect();
    equal(count, found.len(), promise, "items of different keys")?;
    same(&found, expected, promise, &table.name)?;
    for item in expected.values().take(3) {
        let got = answered(eye.send(GetItemInput::new(&table.name, table.key_of(item))), promise, "GetItem")?;
        equal(got.item.map(|item| item.to_attributes()).as_ref(), Some(item), promise, "GetItem")?;
    }
    let sizes =
        |items: &[&Attributes]| (Some(items.len() as u64), Some(items.iter().map(|i| item_bytes(i)).sum::<u64>()));
    let told = table.told_content(eye.now(), eye.settings().pace.delays().size_refresh_ms);
    let all: Vec<&Attributes> = told.values().collect();
    equal((described.item_count, described.table_size_bytes), sizes(&all), "Q2", &table.name)?;
    indexes(eye, table, &described, limit)?;
    reading::of_table(eye, table, &described, limit)?;
    figures(eye, table)
}

/// R2: each index is the projection of the items.
fn indexes(eye: &mut Engine, table: &ModelTable, described: &TableDescription, limit: Option<i32>) -> Held {
    let global = described.global_secondary_indexes.iter().flatten();
    let global = global.map(|i| (i.index_name.clone(), (i.item_count, i.index_size_bytes)));
    let local = described.local_secondary_indexes.iter().flatten();
    let local = local.map(|i| (i.index_name.clone(), (i.item_count, i.index_size_bytes)));
    let told: Vec<_> = global.chain(local).collect();
    equal(told.len(), table.indexes.len(), "R2", "how many indexes there are")?;
    let told_content = table.told_content(eye.now(), eye.settings().pace.delays().size_refresh_ms);
    let refresh_ms = eye.settings().pace.delays().size_refresh_ms;
    for index in &table.indexes {
        // An index that is being filled cannot be read yet.
        if !reading::is_readable(described, &index.name) {
            continue;
        }
        let sorted = |mut items: Vec<Attributes>| {
            items.sort_by_cached_key(|item| table.label_of(item));
            items
        };
        let expected = sorted(index.of(&table.key, table.live()));
        let found = sorted(scan(eye, &table.name, Some(&index.name), limit)?);
        let what = format!("index {} of {}", index.name, table.name);
        let differs = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        ensure(found == expected, "R2", || {
            format!("{what}: {} entries, expected {}; first difference {differs:?}", found.len(), expected.len())
        })?;
        // What is reported of an added index before the next refresh depends on when it was filled.
        if refresh_ms > 0 && table.added.contains(&index.name) {
            continue;
        }
        let entries = index.of(&table.key, &told_content);
        let bytes = entries.iter().map(item_bytes).sum::<u64>();
        let figures = told.iter().find(|(name, _)| name.as_ref() == Some(&index.name)).map(|(_, figures)| *figures);
        equal(figures, Some((Some(entries.len() as u64), Some(bytes))), "Q2", &what)?;
    }
    Ok(())
}

/// Q2: the totals that are kept with every change equal a recount, and each item is in its partition.
fn figures(eye: &Engine, table: &ModelTable) -> Held {
    let Some(found) = eye.state().table(&table.name) else { return Ok(()) };
    equal(found.sequence(), table.history.len() as u64, "Q2", "the sequence of the last change")?;
    for (number, partition) in found.partitions().iter().enumerate() {
        let mut recount = Totals::default();
        partition.items().values().for_each(|item| recount.add(item));
        equal(partition.totals(), recount, "Q2", &format!("partition {number} of {}", table.name))?;
        let is_astray = |key: &&timemark_core::key::Key| key.partition(found.partitions().len()) != number;
        ensure(!partition.items().keys().any(|key| is_astray(&key)), "Q2", || format!("an item astray in {number}"))?;
    }
    Ok(())
}

fn same(found: &Content, expected: &Content, promise: &'static str, table: &str) -> Held {
    let labels = found.keys().chain(expected.keys());
    match labels.into_iter().find(|label| found.get(*label) != expected.get(*label)) {
        None => Ok(()),
        Some(label) => {
            let seen = format!("{table}: {label} is {:?}, expected {:?}", found.get(label), expected.get(label));
            Err(Broken { promise, seen })
        }
    }
}
