//! How fast the engine is, typed and through the wire door, at a thousand, a hundred thousand and a million items of
//! 300 bytes. `cargo bench -p timemark-core --bench engine`; `docs/performance.md` has the figures and what they mean.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]
#![allow(missing_docs, reason = "the functions are named by what they measure")]

mod fixture;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fixture::{SIZES, TABLE, filled, item, key, request_body};
use timemark_core::Engine;
use timemark_core::operations::*;

fn main() {
    divan::main();
}

/// An engine with so many items, and a number that walks through them.
fn walking(items: u64) -> (Engine, impl FnMut() -> u64) {
    let mut n = 0;
    (filled(items), move || {
        n = (n + 7_919) % items;
        n
    })
}

#[divan::bench(args = SIZES)]
fn typed_put_item(bencher: Bencher, items: u64) {
    let (mut engine, mut next) = walking(items);
    bencher.counter(ItemsCount::new(1_u64)).with_inputs(|| PutItemInput::new(TABLE, item(next(), 1))).bench_local_values(
        |input| {
            // A minute's worth of log is what an engine at work keeps, so time passes: 100,000 writes a second.
            engine.advance_to(engine.now().plus_ms(i64::from(engine.requests() % 100 == 0)));
            engine.send(black_box(input)).unwrap()
        },
    );
}

#[divan::bench(args = SIZES)]
fn typed_get_item(bencher: Bencher, items: u64) {
    let (mut engine, mut next) = walking(items);
    bencher
        .counter(ItemsCount::new(1_u64))
        .with_inputs(|| GetItemInput::new(TABLE, key(next())))
        .bench_local_values(|input| engine.send(black_box(input)).unwrap());
}

#[divan::bench(args = SIZES)]
fn typed_batch_write_25(bencher: Bencher, items: u64) {
    let (mut engine, mut next) = walking(items);
    bencher
        .counter(ItemsCount::new(25_u64))
        .with_inputs(|| BatchWriteItemInput::new(TABLE, (0..25).map(|_| WriteRequest::put(item(next(), 1))).collect()))
        .bench_local_values(|input| {
            engine.advance_to(engine.now().plus_ms(1));
            engine.send(black_box(input)).unwrap()
        });
}

#[divan::bench(args = SIZES)]
fn wire_put_item(bencher: Bencher, items: u64) {
    let (mut engine, mut next) = walking(items);
    bencher.counter(ItemsCount::new(1_u64)).with_inputs(|| request_body("Item", &item(next(), 1))).bench_local_refs(
        |body| {
            engine.advance_to(engine.now().plus_ms(i64::from(engine.requests() % 100 == 0)));
            engine.handle("DynamoDB_20120810.PutItem", black_box(body))
        },
    );
}

#[divan::bench(args = SIZES)]
fn wire_get_item(bencher: Bencher, items: u64) {
    let (mut engine, mut next) = walking(items);
    bencher
        .counter(ItemsCount::new(1_u64))
        .with_inputs(|| request_body("Key", &key(next())))
        .bench_local_refs(|body| engine.handle("DynamoDB_20120810.GetItem", black_box(body)));
}

/// The time marker: the same whatever the table's size.
#[divan::bench(args = SIZES, sample_count = 2000, sample_size = 1)]
fn create_backup(bencher: Bencher, items: u64) {
    let mut engine = filled(items);
    bencher.bench_local(|| {
        // Each a second after the last: 50 a second are allowed. The image of the last one is made in that second.
        let second = engine.now().plus_ms(1_000);
        engine.advance_to(second);
        engine.send(CreateBackupInput::new(TABLE, black_box("nightly"))).unwrap()
    });
}

/// Making the images, after a thousand changes since the last backup.
#[divan::bench(args = SIZES, sample_count = 200, sample_size = 1)]
fn make_image_after_1000_changes(bencher: Bencher, items: u64) {
    let engine = std::cell::RefCell::new(filled(items));
    bencher
        .with_inputs(|| {
            let mut engine = engine.borrow_mut();
            let later = engine.now().plus_ms(1_000);
            engine.advance_to(later);
            for n in 0..1_000 {
                engine.send(PutItemInput::new(TABLE, item(n * 7_919 % items, 2))).unwrap();
            }
            engine.send(CreateBackupInput::new(TABLE, "nightly")).unwrap();
        })
        .bench_local_values(|()| {
            let mut engine = engine.borrow_mut();
            let now = engine.now();
            engine.advance_to(now) // the image is due now
        });
}

/// A whole restore: the request, the new table filled, its first item read.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn restore(bencher: Bencher, items: u64) {
    let mut engine = filled(items);
    let backup = engine.send(CreateBackupInput::new(TABLE, "nightly")).unwrap().backup_details.unwrap();
    let arn = backup.backup_arn.unwrap();
    let mut tables = 0;
    bencher.bench_local(|| {
        tables += 1;
        let target = format!("Restored-{tables}");
        engine.send(RestoreTableFromBackupInput::new(&target, &arn)).unwrap();
        engine.send(GetItemInput::new(&target, key(0))).unwrap().item.unwrap()
    });
}
