//! Transactions and backups (W5): no causality is promised across partitions, so a backup may split a transaction
//! between them, but only within the window, and never if every cut is the request itself.

use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, Put, ScalarAttributeType, TransactWriteItem};
use timemark_core::{Attributes, ConsistencyWindow, Engine, Options, Settings, Timestamp};
use timemark_tests::Rng;
use timemark_tests::checkers::contents;
use timemark_tests::model::WINDOW_MS;

/// Commit times around the request, its edges among them.
const OFFSETS: [i64; 12] = [
    -WINDOW_MS - 5_000,
    -WINDOW_MS - 1,
    -WINDOW_MS,
    1 - WINDOW_MS,
    -20_000,
    -1,
    0,
    1,
    20_000,
    WINDOW_MS,
    WINDOW_MS + 1,
    WINDOW_MS + 5_000,
];

/// How many of the transactions at one offset were in: not, in part, wholly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seen {
    none: u32,
    part: u32,
    all: u32,
}

fn key(name: &str) -> Attributes {
    Attributes::from_iter([("pk".to_owned(), name.into())])
}

/// One transaction of four new items.
fn transact(engine: &mut Engine, transaction: usize) {
    let put = |n: usize| TransactWriteItem {
        put: Some(Put {
            table_name: Some("Music".to_owned()),
            item: Some(key(&format!("{transaction}-{n}"))),
            ..Put::default()
        }),
        ..TransactWriteItem::default()
    };
    engine.send(TransactWriteItemsInput::new((0..4).map(put).collect())).unwrap();
}

/// Makes transactions at every offset, and counts how much of each is in a backup requested between them.
fn schedule(seed: u64, window: &ConsistencyWindow, seen: &mut [Seen; 12]) {
    let mut rng = Rng::new(seed);
    let settings = Settings {
        consistency_window: window.clone(),
        partitions_per_table: *rng.pick(&[1, 2, 4, 7]),
        ..Settings::default()
    };
    let mut engine = Engine::new(Options { seed, settings, ..Options::default() });
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
    engine.send(CreateTableInput::on_demand("Music", &keys)).unwrap();
    let requested: Timestamp = engine.now().plus_ms(200_000);
    let mut arn = None;
    for (transaction, offset) in OFFSETS.iter().enumerate() {
        // Of those in the request's own millisecond, some come before it and some after.
        let is_after = *offset > 0 || (*offset == 0 && rng.percent(50));
        if is_after && arn.is_none() {
            engine.advance_to(requested);
            arn = engine.send(CreateBackupInput::new("Music", "nightly")).unwrap().backup_details.unwrap().backup_arn;
        }
        engine.advance_to(requested.plus_ms(*offset));
        transact(&mut engine, transaction);
    }
    engine.advance_to(requested.plus_ms(10 * WINDOW_MS));
    engine.send(RestoreTableFromBackupInput::new("Copy", arn.unwrap())).unwrap();
    let items = contents::scan(&mut engine, "Copy", None, None).unwrap();
    for (transaction, seen) in seen.iter_mut().enumerate() {
        let there = (0..4).filter(|n| items.contains(&key(&format!("{transaction}-{n}")))).count();
        match there {
            0 => seen.none += 1,
            4 => seen.all += 1,
            _ => seen.part += 1,
        }
    }
}

fn all(schedules: u64, window: &ConsistencyWindow) -> [Seen; 12] {
    let mut seen = [Seen::default(); 12];
    (0..schedules).for_each(|seed| schedule(seed, window, &mut seen));
    println!("{window:?} {:#?}", OFFSETS.iter().zip(&seen).collect::<Vec<_>>());
    seen
}

#[test]
fn an_adversarial_window_splits_transactions_and_only_within_it() {
    let seen = all(400, &ConsistencyWindow::Adversarial);
    for (offset, seen) in OFFSETS.into_iter().zip(seen) {
        match offset {
            _ if offset <= -WINDOW_MS => assert_eq!(seen, Seen { all: 400, ..Seen::default() }, "{offset}"),
            _ if offset > WINDOW_MS => assert_eq!(seen, Seen { none: 400, ..Seen::default() }, "{offset}"),
            _ => assert!(seen.part > 0 && seen.none > 0 && seen.all > 0, "{offset}: {seen:?}"),
        }
    }
}

#[test]
fn an_exact_window_splits_none() {
    let seen = all(200, &ConsistencyWindow::Exact);
    for (offset, seen) in OFFSETS.into_iter().zip(seen) {
        assert_eq!(seen.part, 0, "{offset}");
        let (before, after) = (seen.all, seen.none);
        match offset {
            ..0 => assert_eq!(before, 200, "{offset}"),
            0 => assert!(before > 0 && after > 0, "{seen:?}"),
            1.. => assert_eq!(after, 200, "{offset}"),
        }
    }
}
