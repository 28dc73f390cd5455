//! Lab files: writing and opening a table of a million items of 300 bytes, and what taking its events adds to a PutItem.
//! `cargo bench -p timemark-core --bench journal`; `docs/performance.md` has the figures.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a benchmark reads the real clock")]

mod fixture;

use fixture::{TABLE, filled, item};
use std::time::{Duration, Instant};
use timemark_core::Engine;
use timemark_core::operations::PutItemInput;

/// The allocator that the server uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ITEMS: u64 = 1_000_000;
/// The puts of one measured run.
const RUN: u64 = 2_000;

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = run();
    (start.elapsed(), result)
}

/// The processor's time that the process took so far, if the system tells it: what it takes on a quiet machine.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: u64 = stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Prints how long a million items take to be written and opened, the best of three.
fn files() {
    let mut engine = filled(ITEMS);
    engine.advance_to(engine.now().plus_ms(3_600_000));
    let (saved, file) = (0..3).map(|_| timed(|| engine.save())).min_by_key(|(taken, _)| *taken).unwrap();
    let before = cpu();
    let (opened, again) =
        (0..3).map(|_| timed(|| Engine::open(&file).unwrap())).min_by_key(|(taken, _)| *taken).unwrap();
    let cpu = (cpu() - before) / 3;
    assert_eq!(again.digest(), engine.digest());
    let bytes = engine.state().table(TABLE).unwrap().totals().bytes;
    let ratio = file.len() as f64 / bytes as f64;
    println!(
        "{ITEMS} items: {} bytes, {ratio:.3} times the table's; saved in {saved:.2?}, opened in {opened:.2?}, {cpu:.2?} of a processor",
        file.len()
    );
}

/// The time of a put in a table of a hundred thousand items.
fn put(engine: &mut Engine, n: &mut u64, take: bool) -> Duration {
    let inputs: Vec<PutItemInput> = (0..RUN)
        .map(|_| {
            *n = (*n + 7_919) % 100_000;
            PutItemInput::new(TABLE, item(*n, *n as i64))
        })
        .collect();
    let (taken, ()) = timed(|| {
        for input in inputs {
            engine.send(input).unwrap();
            if take {
                std::hint::black_box(engine.take_events());
            }
        }
    });
    engine.advance_to(engine.now().plus_ms(20));
    taken / RUN as u32
}

/// Prints what taking the events after each call adds to a PutItem: runs of either by turns, and their medians.
fn puts() {
    let mut plain = filled(100_000);
    let mut taking = plain.clone();
    taking.record_events();
    let (mut n, mut m, mut without, mut with) = (0, 0, Vec::new(), Vec::new());
    for _ in 0..150 {
        without.push(put(&mut plain, &mut n, false));
        with.push(put(&mut taking, &mut m, true));
    }
    without.sort_unstable();
    with.sort_unstable();
    let (without, with) = (without[75], with[75]);
    let added = (with.as_nanos() as f64 / without.as_nanos() as f64 - 1.0) * 100.0;
    println!("PutItem: {without:.0?}, with its events taken {with:.0?}: {added:.1} % more");
}

fn main() {
    // `cargo test --benches` starts benchmarks too; this one runs only if it is asked for.
    if std::env::args().any(|argument| argument == "--bench") {
        puts();
        files();
    }
}
