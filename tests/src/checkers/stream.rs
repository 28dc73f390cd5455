//! Streams: their records are the changes of the table in order, for 24 hours, and replaying them gives the table.
//!
//! - **S1** for each partition a stream has exactly the mutations of the last 24 hours that changed something.
//! - **S2** with both images, replaying the records over the earlier content gives the present content.
//! - **S3** the deletions by time to live are marked as the service's, and no others.

use super::{Broken, Held, answered, ensure, equal};
use crate::model::{By, Content, ModelStream, ModelTable, Mutation};
use timemark_core::operations::*;
use timemark_core::shapes::{OperationType, Record, ShardIteratorType, StreamViewType};
use timemark_core::{Attributes, Engine, Item};

/// How long a stream's records can be read, as AWS documents it.
const RETENTION_MS: i64 = 24 * 3_600_000;

/// A mutation, with the item before it and after it.
type Did<'a> = (&'a Mutation, Option<&'a Attributes>, Option<&'a Attributes>);

/// Checks all streams of a table, as far as they can still be read.
pub fn of_table(eye: &mut Engine, table: &ModelTable, limit: i32, is_gone: bool) -> Held {
    table.streams.iter().try_for_each(|stream| of_stream(eye, table, stream, limit, is_gone))
}

fn of_stream(eye: &mut Engine, table: &ModelTable, stream: &ModelStream, limit: i32, is_gone: bool) -> Held {
    let ModelStream { arn, view, after, end } = stream;
    let horizon = eye.now().plus_ms(-RETENTION_MS);
    let is_over = is_gone || end.is_some_and(|(_, ended)| ended <= horizon);
    let described = match eye.send(DescribeStreamInput::new(arn)) {
        Err(_) if is_over => return Ok(()),
        answer => answered(answer, "S1", &format!("DescribeStream {arn}"))?.stream_description.unwrap_or_default(),
    };
    let shards = described.shards.unwrap_or_default();
    equal(shards.len(), table.partitions, "S1", "a shard for each partition")?;
    let last = end.map_or(table.history.len() as u64, |(last, _)| last);
    let is_before = |m: &Mutation| m.sequence <= *after || m.committed < horizon && m.sequence <= last;
    let mut content = table.content(is_before);
    for (shard, did) in shards.iter().zip(told(table)) {
        let records = read(eye, arn, shard.shard_id.as_deref().unwrap_or_default(), limit)?;
        let expected: Vec<Did<'_>> = did.into_iter().filter(|(m, ..)| !is_before(m) && m.sequence <= last).collect();
        equal(records.len(), expected.len(), "S1", &format!("records of {:?}", shard.shard_id))?;
        for (record, did) in records.iter().zip(expected) {
            of_change(record, view, &did)?;
        }
        if *view == StreamViewType::NewAndOldImages {
            replay(table, &records, &mut content)?;
        }
    }
    if *view != StreamViewType::NewAndOldImages {
        return Ok(());
    }
    let there = table.content(|mutation| mutation.sequence <= last);
    ensure(content == there, "S2", || format!("{arn} makes {content:?}, the table was {there:?}"))
}

/// The mutations of each partition that changed something.
fn told(table: &ModelTable) -> Vec<Vec<Did<'_>>> {
    let mut latest: Vec<Option<&Attributes>> = table.keys().iter().map(|key| key.versions[0]).collect();
    let mut all = vec![Vec::new(); table.partitions];
    for mutation in &table.history {
        let (old, new) = (latest[mutation.slot], mutation.value.as_ref());
        if old != new {
            all[mutation.partition].push((mutation, old, new));
        }
        latest[mutation.slot] = new;
    }
    all
}

/// All readable records of a shard, page after page.
fn read(eye: &mut Engine, arn: &str, shard: &str, limit: i32) -> Result<Vec<Record>, Broken> {
    let begin = GetShardIteratorInput::new(arn, shard, ShardIteratorType::TrimHorizon);
    let mut iterator = answered(eye.send(begin), "S1", "GetShardIterator")?.shard_iterator;
    let mut records = Vec::new();
    while let Some(place) = iterator {
        let page = GetRecordsInput { shard_iterator: Some(place.clone()), limit: Some(limit) };
        let page = answered(eye.send(page), "S1", "GetRecords")?;
        records.extend(page.records.unwrap_or_default());
        // An open shard has no end; if the position does not change, everything was read.
        iterator = page.next_shard_iterator.filter(|next| *next != place);
    }
    Ok(records)
}

fn of_change(record: &Record, view: &StreamViewType, (mutation, old, new): &Did<'_>) -> Held {
    let change = record.dynamodb.clone().unwrap_or_default();
    let what = format!("the record of mutation {}", mutation.sequence);
    let name = match (old, new) {
        (None, _) => OperationType::Insert,
        (_, None) => OperationType::Remove,
        _ => OperationType::Modify,
    };
    equal(&record.event_name, &Some(name), "S1", &what)?;
    let identity = record.user_identity.clone().map(|identity| (identity.kind, identity.principal_id));
    let service = || (Some("Service".to_owned()), Some("dynamodb.amazonaws.com".to_owned()));
    equal(identity, (mutation.by == By::Expiry).then(service), "S3", &what)?;
    equal(change.keys.as_ref(), Some(&mutation.key), "S1", &what)?;
    let (wants_new, wants_old) = match view {
        StreamViewType::NewImage => (true, false),
        StreamViewType::OldImage => (false, true),
        StreamViewType::NewAndOldImages => (true, true),
        _ => (false, false),
    };
    let image = |image: Option<Item>| image.map(|item| item.to_attributes());
    equal(image(change.new_image).as_ref(), new.filter(|_| wants_new), "S1", &what)?;
    equal(image(change.old_image).as_ref(), old.filter(|_| wants_old), "S1", &what)?;
    let number = change.sequence_number.unwrap_or_default().parse::<u128>().unwrap_or_default();
    equal(number, 100_000_000_000_000_000_000 + u128::from(mutation.sequence), "S1", &what)
}

/// S2: replays the records; each old image must be the present item.
fn replay(table: &ModelTable, records: &[Record], content: &mut Content) -> Held {
    for record in records {
        let change = record.dynamodb.clone().unwrap_or_default();
        let label = table.label_of(&change.keys.unwrap_or_default());
        let image = |image: Option<Item>| image.map(|item| item.to_attributes());
        let there = match image(change.new_image) {
            Some(item) => content.insert(label.clone(), item),
            None => content.remove(&label),
        };
        equal(image(change.old_image), there, "S2", &format!("the old image of {label}"))?;
    }
    Ok(())
}
