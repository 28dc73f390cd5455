//! The speed of parsing and evaluating expressions. `cargo bench -p timemark-core --bench expressions`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]
#![allow(missing_docs, reason = "the functions are named by what they measure")]

mod fixture;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use fixture::{TABLE, filled, item, key};
use std::cell::RefCell;
use timemark_core::expression::ExpressionKind;
use timemark_core::expression::{Condition, Placeholders, Projection, Statement, Update};
use timemark_core::operations::*;
use timemark_core::{AttributeValue, Attributes, ByName, Item};

/// The allocator that the server uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

const FILTERS: [&str; 4] = [
    "version = :zero",
    "amount > :limit",
    "#status = :status AND amount BETWEEN :zero AND :limit",
    "contains(address, :street) OR size(note) > :limit",
];

fn names() -> ByName<String> {
    ByName::from_iter([("#status".to_owned(), "status".to_owned())])
}

fn values() -> Attributes {
    let texts = [(":status", "awaiting-shipment"), (":street", "Long Street")];
    let numbers = [(":zero", "0"), (":limit", "5000.50"), (":one", "1")];
    let texts = texts.map(|(key, text)| (key.to_owned(), AttributeValue::from(text)));
    let numbers = numbers.map(|(key, text)| (key.to_owned(), AttributeValue::N(text.to_owned())));
    texts.into_iter().chain(numbers).collect()
}

fn condition(text: &str, names: &ByName<String>, values: &Attributes) -> Condition {
    let kind = ExpressionKind::Filter;
    let mut placeholders = Placeholders::new(Some(names), Some(values), &[(kind, true)]).unwrap();
    Condition::parse(kind, text, &mut placeholders).unwrap()
}

/// A filter, evaluated for every item of a table.
#[divan::bench(args = FILTERS, sample_count = 5, sample_size = 1)]
fn filter_a_million_items(bencher: Bencher<'_, '_>, text: &str) {
    let engine = filled(1_000_000);
    let table = engine.state().table(TABLE).unwrap();
    let condition = condition(text, &names(), &values());
    bencher.counter(ItemsCount::new(1_000_000_u64)).bench_local(|| {
        let items = table.partitions().iter().flat_map(|partition| partition.items().values());
        items.filter(|item| condition.holds(Some(item))).count()
    });
}

/// Parsing an expression with its placeholders.
#[divan::bench(args = FILTERS, sample_count = 1000)]
fn parse_a_condition(bencher: Bencher<'_, '_>, text: &str) {
    let (names, values) = (names(), values());
    bencher.bench_local(|| condition(black_box(text), &names, &values));
}

#[divan::bench(sample_count = 1000)]
fn parse_an_update(bencher: Bencher<'_, '_>) {
    let values = values();
    bencher.bench_local(|| {
        let kinds = [(ExpressionKind::Update, true)];
        let mut placeholders = Placeholders::new(None, Some(&values), &kinds).unwrap();
        Update::parse(black_box("SET version = version + :one, note = :status"), &mut placeholders).unwrap()
    });
}

#[divan::bench(sample_count = 1000)]
fn project_two_attributes(bencher: Bencher<'_, '_>) {
    let stored = Item::new(&item(7, 1)).unwrap();
    let kinds = [(ExpressionKind::Projection, true)];
    let mut placeholders = Placeholders::new(None, None, &kinds).unwrap();
    let projection = Projection::parse("pk, amount", &mut placeholders).unwrap();
    bencher.bench_local(|| projection.of(black_box(&stored)));
}

/// Counting up an attribute, by the whole operation, with keys in a scattered order.
#[divan::bench(args = [1_000, 100_000], sample_count = 200)]
fn typed_update_item(bencher: Bencher<'_, '_>, items: u64) {
    const RUN: u64 = 500;
    let engine = RefCell::new(filled(items));
    let mut n = 0;
    let one = Attributes::from_iter([(":one".to_owned(), 1.into())]);
    let inputs = || {
        let input = |_| {
            n = (n + 7_919) % items;
            UpdateItemInput {
                update_expression: Some("SET version = version + :one".to_owned()),
                expression_attribute_values: Some(one.clone()),
                ..UpdateItemInput::new(TABLE, key(n))
            }
        };
        (0..RUN).map(input).collect::<Vec<_>>()
    };
    bencher.counter(ItemsCount::new(RUN)).with_inputs(inputs).bench_local_values(|inputs| {
        let engine = &mut *engine.borrow_mut();
        for (n, input) in inputs.into_iter().enumerate() {
            if n % 100 == 0 {
                engine.advance_to(engine.now().plus_ms(1));
            }
            black_box(engine.send(black_box(input)).unwrap());
        }
    });
}

const STATEMENTS: [&str; 4] = [
    r#"SELECT * FROM "Bench" WHERE "pk" = 'customer#0000001' AND "sk" = 'order#0000004'"#,
    "SELECT status, amount FROM Bench WHERE pk = 'customer#0000001' AND sk BETWEEN 'order#1' AND 'order#2' ORDER BY sk DESC",
    "UPDATE Bench SET version = version + 1 SET status = 'sent' WHERE pk = 'customer#0000001' AND sk = 'order#0000004'",
    "INSERT INTO Bench VALUE {'pk': 'customer#0000001', 'sk': 'order#0000004', 'amount': 12.5, 'open': true}",
];

/// Parsing a statement. The goal for a usual one is 3 µs.
#[divan::bench(args = STATEMENTS, sample_count = 400)]
fn parse_a_statement(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| Statement::parse(black_box(text), &[]).unwrap());
}
