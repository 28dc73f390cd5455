//! The window: the possible contents of a backup.
//!
//! - **W1** everything committed by T − W is in; **W2** nothing committed after T + W is; **W3** an item is one of its
//!   versions, whole: three promises about each key alone, which need no knowledge of partitions.
//! - **W4** every partition is one replay of its mutations up to one cut within the window.
//! - **W5** under the exact window that cut is the request's own position.

use super::{Broken, Held, ensure, equal};
use crate::model::{Asked, Content, ModelTable, WINDOW_MS};
use timemark_core::Attributes;

/// The items of a backup, indexed by the numbers of their keys.
type Slots<'a> = Vec<Option<&'a Attributes>>;

/// The items of a backup, indexed by the numbers of their keys; W3 if one has a key that was never written.
fn slots<'a>(table: &ModelTable, content: &'a Content, keys: usize) -> Result<Slots<'a>, Broken> {
    let mut slots = vec![None; keys];
    for (label, item) in content {
        let seen = || format!("{label} was never written, yet {item:?} is there");
        let slot = table.slot(label).ok_or_else(|| Broken { promise: "W3", seen: seen() })?;
        slots[slot] = Some(item);
    }
    Ok(slots)
}

/// W1, W2 and W3 for every key in a backup's content.
pub fn each_key(table: &ModelTable, asked: &Asked, content: &Content) -> Held {
    let keys = table.keys();
    for (history, found) in keys.iter().zip(slots(table, content, keys.len())?) {
        let (lo, hi) = (history.lo(asked.requested), history.hi(asked.requested));
        let is_version = |range: std::ops::RangeInclusive<usize>| {
            history.versions.get(range).is_some_and(|versions| versions.contains(&found))
        };
        if !is_version(lo..=hi) {
            let promise = match () {
                () if is_version(0..=lo) => "W1",
                () if is_version(hi..=history.versions.len() - 1) => "W2",
                () => "W3",
            };
            let legal = &history.versions[lo..=hi];
            let seen = format!("{} is {found:?} in {}, legal were {legal:?}", history.label, asked.arn);
            return Err(Broken { promise, seen });
        }
    }
    Ok(())
}

/// For each partition, the numbers of mutations after which its content was that of the backup. It walks along the
/// mutations and counts the keys that differ from the backup.
fn replays(table: &ModelTable, content: &Content) -> Result<Vec<Vec<usize>>, Broken> {
    let keys = table.keys();
    let wanted = slots(table, content, keys.len())?;
    let mut items: Slots<'_> = keys.iter().map(|history| history.versions[0]).collect();
    let mut different = vec![0; table.partitions];
    for (slot, history) in keys.iter().enumerate() {
        different[history.partition] += usize::from(items[slot] != wanted[slot]);
    }
    let mut all = Vec::with_capacity(table.partitions);
    for (mutations, different) in table.by_partition().into_iter().zip(&mut different) {
        let mut positions = Vec::new();
        for (position, mutation) in mutations.iter().enumerate() {
            if *different == 0 {
                positions.push(position);
            }
            let slot = mutation.slot;
            *different -= usize::from(items[slot] != wanted[slot]);
            items[slot] = mutation.value.as_ref();
            *different += usize::from(items[slot] != wanted[slot]);
        }
        if *different == 0 {
            positions.push(mutations.len());
        }
        all.push(positions);
    }
    Ok(all)
}

/// W4 and W5: the cuts that a backup's content is consistent with, and which of them are legal.
pub fn each_partition(table: &ModelTable, asked: &Asked, content: &Content) -> Result<Vec<Vec<usize>>, Broken> {
    let mut all = replays(table, content)?;
    for ((partition, cuts), mutations) in all.iter_mut().enumerate().zip(table.by_partition()) {
        let by = |offset| mutations.iter().filter(|m| m.committed <= asked.requested.plus_ms(offset)).count();
        let legal = by(-WINDOW_MS)..=by(WINDOW_MS);
        let found = cuts.clone();
        cuts.retain(|cut| legal.contains(cut));
        ensure(!cuts.is_empty(), "W4", || {
            format!("partition {partition} of {} is a replay up to {found:?}, legal are {legal:?}", asked.arn)
        })?;
        if asked.is_exact {
            let own = mutations.iter().filter(|mutation| mutation.sequence <= asked.sequence).count();
            cuts.retain(|cut| *cut == own);
            ensure(!cuts.is_empty(), "W5", || {
                format!(
                    "partition {partition} of {} is a replay up to {found:?}, not to the request's {own}",
                    asked.arn
                )
            })?;
        }
    }
    Ok(all)
}

/// W4 again, by the cuts that the engine reports: each lies in the window, and the content is the replay up to it.
pub fn told_cuts(legal: &[Vec<usize>], asked: &Asked, ends: &[usize]) -> Held {
    equal(ends.len(), legal.len(), "W4", "one cut a partition")?;
    for (partition, (end, cuts)) in ends.iter().zip(legal).enumerate() {
        ensure(cuts.contains(end), "W4", || {
            format!("partition {partition} of {} is cut at {end}, its content is that of {cuts:?}", asked.arn)
        })?;
    }
    Ok(())
}
