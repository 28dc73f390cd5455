//! The logs and snapshots of tables: as much is kept as may be asked for, and not much more.
//!
//! - **L4** the log reaches back to whatever a backup that is being made, one asked for now, a restore to a moment, a stream
//!   or the time line may need.
//! - **H1** exactly the backups that are being made, or whose windows are open, hold the log of their table.
//! - **H2** while recovery is on, nothing is kept for long that lies before its window, though nothing is written.
//! - **H3** a snapshot holds what its partition held after so many changes, and its figures are a recount's.

use super::life::id_of;
use super::{Held, ensure, equal};
use crate::model::{Content, Model, ModelTable, Mutation, WINDOW_MS, item_bytes};
use std::collections::BTreeSet;
use timemark_core::shapes::BackupType;
use timemark_core::state::{Partition, Snapshot, Table};
use timemark_core::{Engine, Timestamp};

const DAY_MS: i64 = 86_400_000;
/// The longest that a change can stay in the log of a table with recovery: the longest period, a quarter of it until the
/// next trimming, and some more.
const KEPT_MS: i64 = 45 * DAY_MS;

/// All of it, for every table that is there.
pub fn of_all(engine: &Engine, model: &Model) -> Held {
    for table in engine.state().tables() {
        let Some(place) = model.tables.iter().rposition(|known| known.id == table.table_id()) else { continue };
        reaches_back(engine, model, table, place)?;
        held(engine, model, table, place)?;
        trimmed(engine, table, &model.tables[place])?;
        for (number, (partition, mutations)) in
            table.partitions().iter().zip(model.tables[place].by_partition()).enumerate()
        {
            snapshots(partition, &model.tables[place], number, &mutations)?;
        }
    }
    Ok(())
}

/// L4 for every table that is there: cheap enough to be asked after every step.
pub fn all_reach_back(engine: &Engine, model: &Model) -> Held {
    for table in engine.state().tables() {
        if let Some(place) = model.tables.iter().rposition(|known| known.id == table.table_id()) {
            reaches_back(engine, model, table, place)?;
        }
    }
    Ok(())
}

/// L4: each partition has a snapshot no later than any cut that may be wanted, the log from there, and every change that a
/// stream or the time line may show.
fn reaches_back(engine: &Engine, model: &Model, table: &Table, place: usize) -> Held {
    let (now, known) = (engine.now(), &model.tables[place]);
    let creating = model.backups.iter().filter(|b| b.table == place && b.made.is_none() && !b.is_deleted);
    let wanted = creating.map(|asked| asked.requested).chain([now]).min().unwrap_or(now);
    let recovery = known.recovery.as_ref().map(|recovery| recovery.earliest(now));
    let floor = recovery.map_or(wanted.plus_ms(-WINDOW_MS), |earliest| earliest.min(wanted.plus_ms(-WINDOW_MS)));
    // Where only so many changes are kept, no more than the last minute is certain.
    let is_bounded = engine.settings().change_log_max != u64::MAX;
    let shown = now.plus_ms(-if is_bounded { WINDOW_MS } else { engine.settings().change_log_ms });
    let stream = known.streams.last().filter(|stream| stream.end.is_none());
    let streamed = now.plus_ms(-DAY_MS);
    for (partition, mutations) in table.partitions().iter().zip(known.by_partition()) {
        let count = |is_before: &dyn Fn(&Mutation) -> bool| mutations.iter().filter(|m| is_before(m)).count() as u64;
        let needed = count(&|mutation| mutation.committed <= floor);
        let snapshot = partition.snapshots().next().map(|snapshot| snapshot.ordinal);
        let reaches = snapshot.is_some_and(|ordinal| ordinal <= needed && partition.log().start() <= ordinal);
        let start = partition.log().start();
        ensure(reaches, "L4", || {
            let name = table.name();
            format!("{name}: change {needed} is needed, the first snapshot is {snapshot:?}, the log starts at {start}")
        })?;
        let by_time_line = count(&|mutation| mutation.committed < shown);
        let by_stream = stream.map(|s| count(&|m| m.sequence <= s.after || m.committed < streamed)).unwrap_or(u64::MAX);
        let first = by_time_line.min(by_stream);
        ensure(start <= first, "L4", || {
            format!("{}: change {first} can be shown, the log starts at {start}", table.name())
        })?;
    }
    Ok(())
}

/// H1.
fn held(engine: &Engine, model: &Model, table: &Table, place: usize) -> Held {
    let now = engine.now();
    let mut expected = BTreeSet::new();
    for asked in model.backups.iter().filter(|asked| asked.table == place && !asked.is_deleted) {
        let is_open = asked.made.is_none() || now <= asked.requested.plus_ms(WINDOW_MS);
        if is_open && asked.kind != BackupType::System {
            expected.insert(id_of(engine, &asked.arn)?);
        }
    }
    let found: BTreeSet<_> = table.holds().cloned().collect();
    equal(found, expected, "H1", &format!("the backups that hold the log of {}", table.name()))
}

/// H2.
fn trimmed(engine: &Engine, table: &Table, known: &ModelTable) -> Held {
    let bound = engine.now().plus_ms(-KEPT_MS);
    let is_long_on = known.recovery.as_ref().is_some_and(|recovery| recovery.latest(Timestamp::MIN) < bound);
    if !is_long_on || table.holds().next().is_some() {
        return Ok(());
    }
    let oldest = table.partitions().iter().filter_map(|p| p.log().changes_from(0).next()).map(|c| c.committed).min();
    ensure(oldest.is_none_or(|oldest| oldest >= bound), "H2", || {
        format!("{} still has a change of {oldest:?} at {}", table.name(), engine.now())
    })
}

/// H3: the figures of every snapshot, and the items of the first and the last.
fn snapshots(partition: &Partition, table: &ModelTable, number: usize, mutations: &[&Mutation]) -> Held {
    let is_here = |label: &String| table.partition(label) == Some(number);
    let mut content: Content = table
        .base
        .iter()
        .filter(|(label, _)| is_here(label))
        .map(|(label, item)| (label.clone(), item.clone()))
        .collect();
    let mut bytes: u64 = content.values().map(item_bytes).sum();
    let mut done = 0;
    let last = partition.snapshots().count().saturating_sub(1);
    for (place, snapshot) in partition.snapshots().enumerate() {
        let Snapshot { ordinal, totals, items, .. } = snapshot;
        for mutation in mutations.iter().take(*ordinal as usize).skip(done) {
            let label = table.label_of(&mutation.key);
            let before = match &mutation.value {
                Some(item) => {
                    bytes += item_bytes(item);
                    content.insert(label, item.clone())
                }
                None => content.remove(&label),
            };
            bytes -= before.as_ref().map_or(0, item_bytes);
        }
        done = *ordinal as usize;
        let what = format!("the snapshot of {} at {ordinal} in partition {number}", table.name);
        ensure(done <= mutations.len(), "H3", || format!("{what}, of {} changes", mutations.len()))?;
        equal((totals.items, totals.bytes), (content.len() as u64, bytes), "H3", &what)?;
        equal(items.len(), content.len(), "H3", &what)?;
        if place == 0 || place == last {
            let found: Content =
                items.values().map(|item| item.to_attributes()).map(|item| (table.label_of(&item), item)).collect();
            ensure(found == content, "H3", || format!("{what} has {found:?}, expected {content:?}"))?;
        }
    }
    Ok(())
}
