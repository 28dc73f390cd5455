//! The speed of the engine, typed and through the wire, with tables of a thousand, a hundred thousand and a million
//! items of 300 bytes. `cargo bench -p timemark-core --bench engine`; `docs/performance.md` has the figures and their
//! meaning.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]
#![allow(missing_docs, reason = "the functions are named by what they measure")]

mod fixture;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fixture::{TABLE, filled, item, key, request_body};
use std::cell::RefCell;
use timemark_core::operations::*;
use timemark_core::shapes::{
    AttributeDefinition, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};
use timemark_core::{Attributes, Engine, Options};

/// The allocator that the server uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The measured sizes of tables, in items.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// The number of requests in one measured run: enough that the timer does not count, few enough that they stay in the
/// processor's cache between being made and being sent, as requests do that have just been read.
const RUN: u64 = 500;

/// An engine with a table of `items` items, and a function that returns their numbers in a scattered order.
fn walking(items: u64) -> (RefCell<Engine>, impl FnMut() -> u64) {
    let mut n = 0;
    let next = move || {
        n = (n + 7_919) % items;
        n
    };
    (RefCell::new(filled(items)), next)
}

/// Measures how fast an engine answers requests that were made beforehand. The clock moves by a millisecond for every
/// hundred requests, so the engine keeps the log of a minute of 100,000 writes per second.
fn answer<T>(
    bencher: Bencher<'_, '_>,
    items: u64,
    make: impl Fn(&mut dyn FnMut() -> u64) -> T,
    send: impl Fn(&mut Engine, T),
) {
    answer_of(bencher, walking(items), make, send);
}

/// The same, for an engine with more than a filled table.
fn answer_of<T>(
    bencher: Bencher<'_, '_>,
    (engine, mut next): (RefCell<Engine>, impl FnMut() -> u64),
    make: impl Fn(&mut dyn FnMut() -> u64) -> T,
    send: impl Fn(&mut Engine, T),
) {
    let inputs = || (0..RUN).map(|_| make(&mut next)).collect::<Vec<T>>();
    bencher.counter(ItemsCount::new(RUN)).with_inputs(inputs).bench_local_values(|inputs| {
        let engine = &mut *engine.borrow_mut();
        for (n, input) in inputs.into_iter().enumerate() {
            if n % 100 == 0 {
                engine.advance_to(engine.now().plus_ms(1));
            }
            send(engine, black_box(input));
        }
    });
}

#[divan::bench(args = SIZES, sample_count = 400)]
fn typed_put_item(bencher: Bencher<'_, '_>, items: u64) {
    answer(
        bencher,
        items,
        |next| PutItemInput::new(TABLE, item(next(), 1)),
        |engine, input| {
            black_box(engine.send(input).unwrap());
        },
    );
}

/// Puts into a table with a global index of whole items, added after the items: an index must cost no more than one
/// more write.
#[divan::bench(args = SIZES, sample_count = 400)]
fn typed_put_item_with_an_index(bencher: Bencher<'_, '_>, items: u64) {
    let (engine, next) = walking(items);
    engine.borrow_mut().send(with_an_index()).unwrap();
    let later = engine.borrow().now().plus_ms(3_600_000);
    engine.borrow_mut().advance_to(later);
    answer_of(
        bencher,
        (engine, next),
        |next| PutItemInput::new(TABLE, item(next(), 1)),
        |engine, input| {
            black_box(engine.send(input).unwrap());
        },
    );
}

fn with_an_index() -> UpdateTableInput {
    let element = |name: &str, kind| KeySchemaElement { attribute_name: Some(name.to_owned()), key_type: Some(kind) };
    let definition =
        |name: &str, kind| AttributeDefinition { attribute_name: Some(name.to_owned()), attribute_type: Some(kind) };
    let create = CreateGlobalSecondaryIndexAction {
        index_name: Some("by-amount".to_owned()),
        key_schema: Some(vec![element("sk", KeyType::Hash), element("amount", KeyType::Range)]),
        projection: Some(Projection { projection_type: Some(ProjectionType::All), ..Projection::default() }),
        ..CreateGlobalSecondaryIndexAction::default()
    };
    UpdateTableInput {
        table_name: Some(TABLE.to_owned()),
        attribute_definitions: Some(vec![
            definition("sk", ScalarAttributeType::S),
            definition("amount", ScalarAttributeType::N),
        ]),
        global_secondary_index_updates: Some(vec![GlobalSecondaryIndexUpdate {
            create: Some(create),
            ..GlobalSecondaryIndexUpdate::default()
        }]),
        ..UpdateTableInput::default()
    }
}

#[divan::bench(args = SIZES, sample_count = 400)]
fn typed_get_item(bencher: Bencher<'_, '_>, items: u64) {
    answer(
        bencher,
        items,
        |next| GetItemInput::new(TABLE, key(next())),
        |engine, input| {
            black_box(engine.send(input).unwrap().item.unwrap());
        },
    );
}

/// The figure counts batches of 25 items.
#[divan::bench(args = SIZES, sample_count = 40)]
fn typed_batch_write_item(bencher: Bencher<'_, '_>, items: u64) {
    let batch = |next: &mut dyn FnMut() -> u64| (0..25).map(|_| WriteRequest::put(item(next(), 1))).collect();
    answer(
        bencher,
        items,
        |next| BatchWriteItemInput::new(TABLE, batch(next)),
        |engine, input| {
            black_box(engine.send(input).unwrap());
        },
    );
}

#[divan::bench(args = SIZES, sample_count = 400)]
fn wire_put_item(bencher: Bencher<'_, '_>, items: u64) {
    answer(
        bencher,
        items,
        |next| request_body("Item", &item(next(), 1)),
        |engine, body| {
            assert_eq!(black_box(engine.handle("DynamoDB_20120810.PutItem", &body)).status, 200);
        },
    );
}

#[divan::bench(args = SIZES, sample_count = 400)]
fn wire_get_item(bencher: Bencher<'_, '_>, items: u64) {
    answer(
        bencher,
        items,
        |next| request_body("Key", &key(next())),
        |engine, body| {
            assert_eq!(black_box(engine.handle("DynamoDB_20120810.GetItem", &body)).status, 200);
        },
    );
}

/// Reads the same item as `wire_get_item`, named by a statement. The goal is at least half as many per second.
#[divan::bench(args = SIZES, sample_count = 400)]
fn wire_execute_statement(bencher: Bencher<'_, '_>, items: u64) {
    answer(
        bencher,
        items,
        |next| statement_body(next()),
        |engine, body| {
            assert_eq!(black_box(engine.handle("DynamoDB_20120810.ExecuteStatement", &body)).status, 200);
        },
    );
}

fn statement_body(n: u64) -> Vec<u8> {
    let key = key(n);
    let value = |name: &str| key.get(name).map(|value| timemark_core::json::text(value)).unwrap_or_default();
    let statement = format!(r#"SELECT * FROM \"{TABLE}\" WHERE \"pk\" = ? AND \"sk\" = ?"#);
    format!(r#"{{"Statement":"{statement}","Parameters":[{},{}]}}"#, value("pk"), value("sk")).into_bytes()
}

/// Catalogs time markers, whose cost must not depend on the table's size. A second passes between two, because 50 per
/// second are allowed; the image of the last one is taken in it.
#[divan::bench(args = SIZES, sample_count = 2000, sample_size = 1)]
fn create_backup(bencher: Bencher<'_, '_>, items: u64) {
    let engine = RefCell::new(filled(items));
    bencher
        .with_inputs(|| {
            let mut engine = engine.borrow_mut();
            let second = engine.now().plus_ms(1_000);
            engine.advance_to(second);
            CreateBackupInput::new(TABLE, "nightly")
        })
        .bench_local_values(|input| engine.borrow_mut().send(black_box(input)).unwrap());
}

/// Takes the images, after a thousand changes since the last backup.
#[divan::bench(args = SIZES, sample_count = 200, sample_size = 1)]
fn make_image_after_1000_changes(bencher: Bencher<'_, '_>, items: u64) {
    let engine = RefCell::new(filled(items));
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

/// A whole restore: the request, filling the new table, and reading its first item.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn restore(bencher: Bencher<'_, '_>, items: u64) {
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

/// A table of `items` items, ten for each partition key.
fn tens(items: u64) -> Engine {
    let mut engine = Engine::new(Options::default());
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S), ("sk", KeyType::Range, ScalarAttributeType::N)];
    engine.send(CreateTableInput::on_demand(TABLE, &keys)).unwrap();
    for n in 0..items {
        let item = Attributes::from_iter([
            ("pk".to_owned(), (n / 10).to_string().into()),
            ("sk".to_owned(), (n as i64 % 10).into()),
            ("artist".to_owned(), "The Plastic Ono Band".into()),
        ]);
        engine.send(PutItemInput::new(TABLE, item)).unwrap();
    }
    engine
}

/// Reads all ten items of a partition key.
#[divan::bench(args = SIZES, sample_count = 400)]
fn typed_query_of_10(bencher: Bencher<'_, '_>, items: u64) {
    let engine = RefCell::new(tens(items));
    let mut n = 0;
    bencher
        .with_inputs(|| {
            n = (n + 7_919) % (items / 10);
            let values = Attributes::from_iter([(":pk".to_owned(), n.to_string().into())]);
            QueryInput::new(TABLE, "pk = :pk", values)
        })
        .bench_local_values(|input| {
            let page = engine.borrow_mut().send(black_box(input)).unwrap();
            assert_eq!(page.count, Some(10));
            page
        });
}

/// Evaluates every item and returns none. The figure counts tables.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn filter_a_whole_table(bencher: Bencher<'_, '_>, items: u64) {
    let mut engine = tens(items);
    bencher.counter(ItemsCount::new(items)).bench_local(|| {
        let (mut start, mut seen) = (None, 0);
        loop {
            let page = engine.send(ScanInput {
                filter_expression: Some("artist = :other".to_owned()),
                expression_attribute_values: Some(Attributes::from_iter([(":other".to_owned(), "Absent".into())])),
                exclusive_start_key: start,
                ..ScanInput::new(TABLE)
            });
            let page = page.unwrap();
            seen += page.scanned_count.unwrap_or_default() as u64;
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        assert_eq!(seen, items);
    });
}
