//! The answers on the essay's time line, as an engine produces it.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use super::*;
use crate::item::value::AttributeValue;
use crate::operations::{BackupRequest, CreateTableInput, PutItemInput, begin_backup};
use crate::shapes::{BackupType, KeyType, ScalarAttributeType};
use crate::state::{Cut, Event, Task};
use crate::{Options, key::partition_of_hash};
use std::sync::Arc;

/// A moment of the worked time line, by minute, second and millisecond after 14 o'clock.
fn at(minute: i64, second: i64, ms: i64) -> Timestamp {
    Timestamp::from_millis(1_767_276_000_000 + minute * 60_000 + second * 1_000 + ms)
}

/// The `n`th item that belongs to a partition of four.
fn item_of(engine: &Engine, partition: usize, n: usize) -> Attributes {
    let key = |pk: i64| Attributes::from_iter([("pk".to_owned(), AttributeValue::from(pk))]);
    let definition = engine.state().table("Orders").unwrap().definition().key.clone();
    let is_there = |item: &Attributes| partition_of_hash(definition.key_of_item(item).unwrap().hash(), 4) == partition;
    (0..).map(key).filter(is_there).nth(n).unwrap()
}

/// The time line of the module's essay, change by change.
#[test]
fn the_worked_time_line() {
    let mut engine = Engine::new(Options { now: at(20, 7, 0), ..Options::default() });
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::N)];
    engine.send(CreateTableInput::on_demand("Orders", &keys)).unwrap();
    for n in 0..40 {
        let item = item_of(&engine, n % 4, n);
        engine.send(PutItemInput::new("Orders", item)).unwrap();
    }
    let changes = [
        (at(23, 10, 0), 0),
        (at(24, 0, 0), 2),
        (at(24, 20, 0), 1),
        (at(24, 50, 500), 3),
        (at(25, 0, 0), 0),
        (at(25, 30, 0), 2),
        (at(26, 0, 0), 3),
        (at(26, 0, 1), 1),
    ];
    let requested = at(25, 0, 0);
    let mut arn = None;
    for (sequence, (time, partition)) in (41..).zip(changes) {
        engine.advance_to(time);
        if time == requested {
            let (state, table) = (engine.state(), engine.state().table("Orders").unwrap());
            let request = BackupRequest { name: "nightly", kind: BackupType::User, expires: None };
            let (details, mut events) = begin_backup(state, table, requested, request);
            arn = details.backup_arn;
            for event in &mut events {
                match event {
                    Event::BackupRequested(marker) => {
                        let after = |time| Cut::after(time);
                        let first = Cut { at: requested, count: 0 };
                        Arc::make_mut(marker).cuts =
                            vec![first, after(at(24, 0, 0)), after(at(25, 45, 0)), after(at(24, 30, 0))];
                    }
                    Event::TaskScheduled { due, task: Task::CompleteBackup { .. } } => *due = at(26, 0, 0),
                    _ => {}
                }
            }
            engine.commit(None, events);
        }
        let item = item_of(&engine, partition, sequence);
        engine.send(PutItemInput::new("Orders", item)).unwrap();
    }
    let limit = Some(1_000);
    let explained = engine.send(ExplainBackupInput { limit, ..ExplainBackupInput::of(arn.unwrap()) }).unwrap();
    let changes = explained.changes.unwrap();
    let told = |verdict: &Verdict, included| {
        let is_it = |change: &&ChangeDescription| {
            change.sequence > Some(40) && change.verdict.as_ref() == Some(verdict) && change.included == Some(included)
        };
        changes.iter().filter(is_it).filter_map(|change| change.sequence).collect::<Vec<_>>()
    };
    assert_eq!((told(&Verdict::In, true), told(&Verdict::In, false)), (vec![41, 42], vec![]));
    assert_eq!((told(&Verdict::Maybe, true), told(&Verdict::Maybe, false)), (vec![46], vec![43, 44, 45, 47]));
    assert_eq!((told(&Verdict::Out, true), told(&Verdict::Out, false)), (vec![], vec![48]));
    let counts =
        VerdictCounts { r#in: Some(42), maybe: Some(5), out: Some(1), maybe_included: Some(1), anomalies: Some(1) };
    assert_eq!(explained.counts, Some(counts));
    let anomalies = explained.anomalies.unwrap();
    let pairs: Vec<_> = anomalies.iter().map(|anomaly| (anomaly.sequence, anomaly.earlier_sequence)).collect();
    assert_eq!(pairs, [(Some(46), Some(43))]);
}
