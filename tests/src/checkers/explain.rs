//! ExplainBackup reports what the model computes by itself: **W4** as users see it.

use super::{Broken, Held, answered, ensure, equal};
use crate::model::{Asked, ModelTable, Mutation, WINDOW_MS};
use timemark_core::lab::*;
use timemark_core::shapes::BackupType;
use timemark_core::{Attributes, Engine, Timestamp};

/// The maximum distance of a cut from a moment.
#[derive(Clone, Copy, Debug)]
struct Promise {
    time: Timestamp,
    width_ms: i64,
}

impl Promise {
    fn around(time: Timestamp) -> Promise {
        Promise { time, width_ms: WINDOW_MS }
    }

    fn exact(time: Timestamp) -> Promise {
        Promise { time, width_ms: 0 }
    }
}

/// The model's verdict on a mutation.
fn verdict(mutation: &Mutation, promise: Promise) -> Verdict {
    let after_ms = mutation.committed.millis() - promise.time.millis();
    match after_ms {
        ms if ms <= -promise.width_ms => Verdict::In,
        ms if ms <= promise.width_ms => Verdict::Maybe,
        _ => Verdict::Out,
    }
}

/// All pages of an explanation in one.
fn whole(eye: &mut Engine, input: &ExplainBackupInput, limit: i32) -> Result<ExplainBackupOutput, Broken> {
    let mut all: Option<ExplainBackupOutput> = None;
    let mut next_token = None;
    loop {
        let page = ExplainBackupInput { limit: Some(limit), next_token, ..input.clone() };
        let page = answered(eye.send(page), "W4", "ExplainBackup")?;
        next_token = page.next_token.clone();
        match &mut all {
            Some(all) => all.changes.get_or_insert_default().extend(page.changes.unwrap_or_default()),
            None => all = Some(page),
        }
        if next_token.is_none() {
            return Ok(all.unwrap_or_default());
        }
    }
}

/// Checks the explanation of a backup, read in pages of so many changes.
pub fn of_backup(eye: &mut Engine, table: &ModelTable, asked: &Asked, limit: i32) -> Held {
    let told = whole(eye, &ExplainBackupInput::of(&asked.arn), limit)?;
    let ends = asked.made.as_ref().map(|made| made.ends.as_slice());
    equal(told.request_time, Some(asked.requested), "W7", "RequestTime")?;
    let cuts = told.cuts.clone().unwrap_or_default();
    equal(cuts.len(), table.partitions, "W4", "a cut a partition")?;
    for (partition, (cut, mutations)) in cuts.iter().zip(table.by_partition()).enumerate() {
        equal(cut.partition, Some(partition as u32), "W4", "the cuts' order")?;
        let time = cut.time.unwrap_or_default();
        let offset = time.millis() - asked.requested.millis();
        ensure((-WINDOW_MS..=WINDOW_MS).contains(&offset), "W4", || format!("a cut {offset} ms from the request"))?;
        if let Some(ends) = ends {
            let before = mutations.iter().filter(|m| m.committed < time).count();
            let at = mutations.iter().filter(|m| m.committed == time).count();
            let end = before + at.min(cut.count.map_or(usize::MAX, |count| count as usize));
            equal(end, ends[partition], "W4", &format!("what lies before the cut of partition {partition}"))?;
        }
    }
    let window_end = asked.requested.plus_ms(WINDOW_MS);
    let promise = match asked.kind {
        BackupType::System => Promise::exact(asked.requested),
        _ => Promise::around(asked.requested),
    };
    changes(&told, table, promise, ends, window_end)?;
    let unsure = told.history_from.is_some_and(|from| from > asked.requested.plus_ms(1 - WINDOW_MS));
    ensure(!unsure, "W4", || format!("changes of the window are said to be unknown: {:?}", told.history_from))?;
    anomalies(&told, table, ends)
}

/// Checks the explanation of an imagined backup.
pub fn imagined(eye: &mut Engine, table: &ModelTable, requested: Timestamp, limit: i32) -> Held {
    let told = whole(eye, &ExplainBackupInput::imagined(&table.name, requested), limit)?;
    equal(told.request_time, Some(requested), "W4", "an imagined RequestTime")?;
    ensure(told.cuts.is_none(), "W4", || "an imagined backup has cuts".to_owned())?;
    changes(&told, table, Promise::around(requested), None, Timestamp::MAX)
}

/// Checks the explanation of an imagined restore: one exact cut, with every change in or out.
pub fn imagined_restore(eye: &mut Engine, table: &ModelTable, time: Timestamp, limit: i32) -> Held {
    let told = whole(eye, &ExplainBackupInput::restore(&table.name, time), limit)?;
    equal(told.restore_time, Some(time), "P1", "RestoreTime")?;
    let times: Vec<_> = told.cuts.iter().flatten().map(|cut| (cut.time, cut.count)).collect();
    equal(times, vec![(Some(time), None); table.partitions], "P1", "the one exact cut")?;
    let by = |mutations: Vec<&Mutation>| mutations.iter().filter(|m| m.committed <= time).count();
    let ends: Vec<usize> = table.by_partition().into_iter().map(by).collect();
    changes(&told, table, Promise::exact(time), Some(&ends), Timestamp::MAX)?;
    anomalies(&told, table, Some(&ends))
}

/// Checks that each reported change is a mutation of the model, that none is missing from the beginning of the history
/// up to `until`, and that the counts are the model's.
fn changes(
    told: &ExplainBackupOutput,
    table: &ModelTable,
    promise: Promise,
    ends: Option<&[usize]>,
    until: Timestamp,
) -> Held {
    let history_from = told.history_from.unwrap_or_default();
    let mut places = vec![0_usize; table.partitions];
    let mut listed = told.changes.iter().flatten().peekable();
    let (mut maybe_included, mut out_listed) = (0, 0);
    for mutation in &table.history {
        let partition = mutation.partition;
        let included = ends.map(|ends| places[partition] < ends[partition]);
        places[partition] += 1;
        let expected = describe(mutation, partition, promise, included);
        maybe_included += u64::from(expected.verdict == Some(Verdict::Maybe) && included == Some(true));
        if listed.peek().is_some_and(|change| change.sequence == Some(mutation.sequence)) {
            equal(listed.next(), Some(&expected), "W4", "a change")?;
            out_listed += u64::from(expected.verdict == Some(Verdict::Out));
        } else {
            let may_be_forgotten = mutation.committed < history_from || mutation.committed > until;
            ensure(may_be_forgotten, "W4", || format!("change {expected:?} is missing since {history_from}"))?;
        }
    }
    equal(listed.next(), None, "W4", "a change that never was, or out of order")?;
    let count = |wanted: Verdict| table.history.iter().filter(|m| verdict(m, promise) == wanted).count() as u64;
    let counts = told.counts.clone().unwrap_or_default();
    // Before the history only the number of changes is known, so verdicts on earlier times cannot be compared.
    if history_from <= promise.time.plus_ms(1 - promise.width_ms) {
        equal(counts.r#in, Some(count(Verdict::In)), "W4", "the changes that are certainly in")?;
        equal(counts.maybe, Some(count(Verdict::Maybe)), "W4", "the changes that may be in")?;
    }
    let out = count(Verdict::Out);
    if told.log_from.is_none() {
        // The table is gone: only what the backup kept of its window is known.
        equal(counts.out, Some(out_listed), "W4", "the changes that are certainly out")?;
    } else if told.cuts.is_some() || history_from <= promise.time.plus_ms(1 + promise.width_ms) {
        equal(counts.out, Some(out), "W4", "the changes that are certainly out")?;
    } else {
        // Imagined before the history: the times of forgotten changes are unknown.
        let told = counts.out.unwrap_or_default();
        ensure((out_listed..=out).contains(&told), "W4", || {
            format!("{told} changes are out, of {out_listed} to {out}")
        })?;
    }
    equal(counts.maybe_included, ends.map(|_| maybe_included), "W4", "those of the window that are in")
}

fn describe(m: &Mutation, partition: usize, promise: Promise, included: Option<bool>) -> ChangeDescription {
    let kind = match (m.was_there, &m.value) {
        (false, _) => ChangeKind::Insert,
        (true, Some(_)) => ChangeKind::Modify,
        (true, None) => ChangeKind::Remove,
    };
    ChangeDescription {
        sequence: Some(m.sequence),
        commit_time: Some(m.committed),
        partition: Some(partition as u32),
        key: Some(m.key.clone()),
        kind: Some(kind),
        verdict: Some(verdict(m, promise)),
        included,
    }
}

/// Checks the anomalies: each write that is in although the earliest write that is out came before it.
fn anomalies(told: &ExplainBackupOutput, table: &ModelTable, ends: Option<&[usize]>) -> Held {
    let listed = told.anomalies.clone().unwrap_or_default();
    let counted = told.counts.as_ref().and_then(|counts| counts.anomalies);
    let Some(ends) = ends else {
        return equal((counted, listed.len()), (None, 0), "W4", "anomalies before there is an image");
    };
    let mut places = vec![0_usize; table.partitions];
    let mut earliest: Option<(usize, &Mutation)> = None;
    let mut expected = Vec::new();
    for mutation in &table.history {
        let partition = mutation.partition;
        let is_in = places[partition] < ends[partition];
        places[partition] += 1;
        match (is_in, earliest) {
            (false, None) => earliest = Some((partition, mutation)),
            (true, Some((earlier_partition, earlier))) => expected.push(Anomaly {
                sequence: Some(mutation.sequence),
                partition: Some(partition as u32),
                key: Some(mutation.key.clone()),
                earlier_sequence: Some(earlier.sequence),
                earlier_partition: Some(earlier_partition as u32),
                earlier_key: Some::<Attributes>(earlier.key.clone()),
            }),
            _ => {}
        }
    }
    equal(counted, Some(expected.len() as u64), "W4", "the number of anomalies")?;
    expected.truncate(100);
    equal(listed, expected, "W4", "the anomalies")
}
