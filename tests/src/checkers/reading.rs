//! The answers of Query and Scan.
//!
//! - **D2** a Query answers what the model does, in the order of the sort keys, page by page, in both directions. A
//!   page begins right after its start key, even if that item is deleted, and its last key is that of the item read
//!   last.
//! - **D3** a Scan answers all items, those of each partition key together and in order, in one piece or in segments.

use super::{Broken, Held, answered, ensure, equal};
use crate::Rng;
use crate::expression::{Condition, Rendered, order};
use crate::model::{ModelIndex, ModelTable};
use std::cmp::Ordering;
use timemark_core::operations::{DeleteItemInput, QueryInput, ScanInput};
use timemark_core::shapes::{IndexStatus, Page, TableDescription};
use timemark_core::{AttributeValue, Attributes, Engine, Error, ErrorCode};

/// Whether an index of a described table can be read: all but those being created or deleted.
pub fn is_readable(described: &TableDescription, index: &str) -> bool {
    let mut global = described.global_secondary_indexes.iter().flatten();
    let status = global.find(|found| found.index_name.as_deref() == Some(index)).map(|found| &found.index_status);
    status.is_none_or(|status| matches!(status, Some(IndexStatus::Active | IndexStatus::Updating)))
}

/// The source of a read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The table.
    pub table: &'a ModelTable,
    /// The index, if one is read.
    pub index: Option<&'a ModelIndex>,
}

impl Source<'_> {
    /// The names of the HASH attributes, and of the RANGE attributes.
    pub fn key(&self) -> (&[String], &[String]) {
        let (key, hashes) = self.index.map_or((&self.table.key, 1), |index| (&index.key, index.hashes));
        key.split_at(hashes)
    }

    /// The values of an item's HASH attributes.
    fn partition_key(&self, item: &Attributes) -> Vec<Option<AttributeValue>> {
        self.key().0.iter().map(|name| item.get(name).cloned()).collect()
    }

    /// All items of the source.
    pub fn items(&self) -> Vec<Attributes> {
        let live = self.table.live();
        self.index.map_or_else(|| live.values().cloned().collect(), |index| index.of(&self.table.key, live))
    }

    fn sorted(&self, mut items: Vec<Attributes>) -> Vec<Attributes> {
        items.sort_by(|one, two| self.compare(one, two).then_with(|| self.label(one).cmp(&self.label(two))));
        items
    }

    fn compare(&self, one: &Attributes, two: &Attributes) -> Ordering {
        let by = |name: &String| item_order(one.get(name), two.get(name));
        self.key().1.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    fn label(&self, item: &Attributes) -> String {
        self.table.label_of(item)
    }

    /// The start key of the page that begins after an item.
    fn start_key(&self, item: &Attributes) -> Attributes {
        let of_index = self.index.into_iter().flat_map(|index| &index.key);
        let names = self.table.key.iter().chain(of_index);
        names.filter_map(|name| Some((name.clone(), item.get(name)?.clone()))).collect()
    }
}

/// The order of two values of one attribute.
fn item_order(one: Option<&AttributeValue>, two: Option<&AttributeValue>) -> Ordering {
    one.zip(two).and_then(|(one, two)| order(one, two)).unwrap_or(Ordering::Equal)
}

/// Queries the first few partition keys of a table and of each index that can be read, and scans the table.
pub fn of_table(eye: &mut Engine, table: &ModelTable, described: &TableDescription, limit: Option<i32>) -> Held {
    let mut rng = Rng::new(table.history.len() as u64);
    let indexes = table.indexes.iter().filter(|index| is_readable(described, &index.name)).map(Some);
    for index in [None].into_iter().chain(indexes) {
        let source = Source { table, index };
        let mut hashes: Vec<_> = source.items().iter().map(|item| source.partition_key(item)).collect();
        hashes.dedup();
        for hash in hashes.into_iter().take(3) {
            let fixed = source.key().0.iter().zip(hash).filter_map(|(name, value)| Some((name.as_str(), value?)));
            let key = Condition::of_key(&mut rng, fixed.collect(), None);
            query(eye, &mut rng, source, &key, None, limit)?;
        }
    }
    Ok(())
}

/// D2: a Query in both directions. The filter, if there is one, leaves the items that meet it.
pub fn query(
    eye: &mut Engine,
    rng: &mut Rng,
    source: Source<'_>,
    key: &Condition,
    filter: Option<&Condition>,
    limit: Option<i32>,
) -> Held {
    let mut rendered = Rendered::new(rng);
    key.render(&mut rendered);
    let key_text = std::mem::take(&mut rendered.text);
    let filter_expression = filter.map(|filter| {
        filter.render(&mut rendered);
        std::mem::take(&mut rendered.text)
    });
    let input = QueryInput {
        index_name: source.index.map(|index| index.name.clone()),
        limit,
        filter_expression,
        expression_attribute_names: (!rendered.names.is_empty()).then_some(rendered.names),
        ..QueryInput::new(&source.table.name, &key_text, rendered.values)
    };
    let what = format!("a Query of {:?} {key:?}", source.index.map_or(&source.table.name, |index| &index.name));
    let read: Vec<Attributes> = source.items().into_iter().filter(|item| key.holds(item)).collect();
    let count = read.len();
    let left = |item: &Attributes| filter.is_none_or(|filter| filter.holds(item));
    let expected = source.sorted(read.into_iter().filter(left).collect());
    let mut pages = |is_upwards: bool| {
        let input = QueryInput { scan_index_forward: Some(is_upwards), ..input.clone() };
        let whole = whole(eye, source, key, &input)?;
        begun_anywhere(eye, rng, source, &input, &whole, filter)?;
        let page = |start: Option<Attributes>| eye.send(QueryInput { exclusive_start_key: start, ..input.clone() });
        all_pages(page, limit, Some((source, &whole)), "D2", &what)
    };
    let (upwards, scanned) = pages(true)?;
    let (mut downwards, _) = pages(false)?;
    downwards.reverse();
    equal(scanned, count, "D2", &format!("items read by {what}"))?;
    ensure(upwards == downwards, "D2", || format!("{what}: {upwards:?} upwards, {downwards:?} downwards"))?;
    let in_order = upwards.windows(2).all(|pair| source.compare(&pair[0], &pair[1]) != Ordering::Greater);
    ensure(in_order, "D2", || format!("{what} is out of order: {upwards:?}"))?;
    // The order of entries with the same index key is the engine's choice.
    let found = source.sorted(upwards);
    ensure(found == expected, "D2", || format!("{what}: {found:?}, expected {expected:?}"))
}

/// All items that a Query reads on one page, whatever its filter leaves.
fn whole(eye: &mut Engine, source: Source<'_>, key: &Condition, input: &QueryInput) -> Result<Vec<Attributes>, Broken> {
    let mut rendered = Rendered::new(&mut Rng::new(0));
    key.render(&mut rendered);
    let input = QueryInput {
        index_name: input.index_name.clone(),
        scan_index_forward: input.scan_index_forward,
        expression_attribute_names: (!rendered.names.is_empty()).then_some(rendered.names),
        ..QueryInput::new(&source.table.name, &rendered.text, rendered.values)
    };
    let items = answered(eye.send(input), "D2", "a Query of all")?.items.unwrap_or_default();
    Ok(items.iter().map(|item| item.to_attributes()).collect())
}

/// D2: a page that begins after an item holds what follows it, even if the item is deleted by then.
fn begun_anywhere(
    eye: &Engine,
    rng: &mut Rng,
    source: Source<'_>,
    input: &QueryInput,
    whole: &[Attributes],
    filter: Option<&Condition>,
) -> Held {
    if whole.is_empty() {
        return Ok(());
    }
    let (mut eye, place) = (eye.clone(), rng.below(whole.len() as u64) as usize);
    let start = source.start_key(&whole[place]);
    let mut is_gone = rng.percent(50);
    // A table whose key is a partition key alone has no start key, because its pages end with the only item.
    if source.index.is_none() && source.table.key.len() == 1 {
        return Ok(());
    }
    if is_gone {
        let key = source.table.key_of(&start);
        let deleted = eye.send(DeleteItemInput::new(&source.table.name, key));
        // A transaction may be in its way, which D7 is about.
        is_gone = deleted.as_ref().err().is_none_or(|error| error.code() != ErrorCode::TransactionConflictException);
        if is_gone {
            answered(deleted, "D2", "DeleteItem")?;
        }
    }
    let what = format!("the page after {start:?}, gone: {is_gone}");
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let page = answered(eye.send(QueryInput { exclusive_start_key: Some(start), ..input.clone() }), "D2", &what)?;
    let read = whole[place + 1..].iter().take(limit);
    let expected: Vec<&Attributes> = read.filter(|item| filter.is_none_or(|filter| filter.holds(item))).collect();
    let found: Vec<Attributes> = page.items.unwrap_or_default().iter().map(|item| item.to_attributes()).collect();
    ensure(found.iter().eq(expected.iter().copied()), "D2", || format!("{what}: {found:?}, expected {expected:?}"))
}

/// D3: a Scan in a number of segments.
pub fn scan(eye: &mut Engine, source: Source<'_>, segments: i32, limit: Option<i32>) -> Held {
    let what = format!("a Scan of {:?}", source.index.map_or(&source.table.name, |index| &index.name));
    let mut all = Vec::new();
    for segment in 0..segments {
        let (segment, total_segments) = if segments > 1 { (Some(segment), Some(segments)) } else { (None, None) };
        let index_name = source.index.map(|index| index.name.clone());
        let input = ScanInput { index_name, limit, segment, total_segments, ..ScanInput::new(&source.table.name) };
        let page = |start: Option<Attributes>| eye.send(ScanInput { exclusive_start_key: start, ..input.clone() });
        all.extend(all_pages(page, limit, None, "D3", &what)?.0);
    }
    let (mut seen, mut before): (Vec<Vec<Option<AttributeValue>>>, Option<&Attributes>) = (Vec::new(), None);
    for item in &all {
        let hash = source.partition_key(item);
        match before.filter(|before| source.partition_key(before) == hash) {
            Some(before) => {
                let in_order = source.compare(before, item) != Ordering::Greater;
                ensure(in_order, "D3", || format!("{what}: {before:?} before {item:?}"))?;
            }
            None => {
                ensure(!seen.contains(&hash), "D3", || format!("{what}: {hash:?} is in two places"))?;
                seen.push(hash);
            }
        }
        before = Some(item);
    }
    let (found, expected) = (source.sorted(all), source.sorted(source.items()));
    ensure(found == expected, "D3", || format!("{what}: {} items, expected {}", found.len(), expected.len()))
}

/// All items of the pages, and the number of items read for them. Each page but the last is full, and the last key of
/// each is that of the item read last, where the model knows it.
fn all_pages(
    mut page: impl FnMut(Option<Attributes>) -> Result<Page, Error>,
    limit: Option<i32>,
    whole: Option<(Source<'_>, &[Attributes])>,
    promise: &'static str,
    what: &str,
) -> Result<(Vec<Attributes>, usize), Broken> {
    let (mut items, mut scanned, mut start) = (Vec::new(), 0, None);
    loop {
        let answer = answered(page(start.clone()), promise, what)?;
        let found = answer.items.unwrap_or_default();
        let read = answer.scanned_count.unwrap_or_default();
        equal(answer.count, Some(found.len() as _), promise, "Count")?;
        let is_full = limit.is_none_or(|limit| read as i64 == i64::from(limit));
        let is_last = answer.last_evaluated_key.is_none();
        ensure(is_full || is_last, promise, || format!("{what}: a page of {read} items, and more to come"))?;
        ensure(limit.is_none_or(|limit| read as i64 <= i64::from(limit)), promise, || {
            format!("{what}: {read} items on a page of {limit:?}")
        })?;
        let goes_on = is_last || answer.last_evaluated_key != start;
        ensure(goes_on, promise, || format!("{what}: the page after {start:?} ends there again"))?;
        scanned += read as usize;
        if let (Some((source, whole)), Some(last)) = (whole, &answer.last_evaluated_key) {
            let expected = whole.get(scanned.wrapping_sub(1)).map(|item| source.start_key(item));
            equal(Some(last), expected.as_ref(), promise, &format!("LastEvaluatedKey of {what}"))?;
        }
        items.extend(found.iter().map(|item| item.to_attributes()));
        start = answer.last_evaluated_key;
        if is_last {
            return Ok((items, scanned));
        }
    }
}
