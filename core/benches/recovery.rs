//! Point-in-time recovery of a table with a million items of 300 bytes: the memory of its window, and the time of a
//! restore to a moment in it. `cargo bench -p timemark-core --bench recovery`; `docs/performance.md` has the figures.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "a benchmark reads the real clock")]

mod fixture;

use fixture::{TABLE, filled, item, key};
use std::time::{Duration, Instant};
use timemark_core::operations::*;
use timemark_core::{Engine, Timestamp};

const ITEMS: u64 = 1_000_000;
const DAY_MS: i64 = 86_400_000;
const WINDOW_MS: i64 = 35 * DAY_MS;

/// The resident memory of the process, in bytes; 0 if the system does not report it.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

/// Makes `changes` changes, evenly over 35 days, to keys in a scattered order.
fn change(engine: &mut Engine, changes: u64, version: i64) {
    let start = engine.now();
    for n in 0..changes {
        engine.advance_to(start.plus_ms(WINDOW_MS / changes as i64 * n as i64));
        engine.send(PutItemInput::new(TABLE, item(n * 7_919 % ITEMS, version))).unwrap();
    }
    engine.advance_to(start.plus_ms(WINDOW_MS));
}

/// The number of changes that a restore to `time` replays, in all partitions together.
fn distance(engine: &Engine, time: Timestamp) -> u64 {
    let partitions = engine.state().table(TABLE).unwrap().partitions();
    let of_partition = |partition: &timemark_core::state::Partition| {
        let end = partition.log().ordinal(time, u64::MAX);
        end - partition.snapshots().map(|snapshot| snapshot.ordinal).filter(|&ordinal| ordinal <= end).max().unwrap()
    };
    partitions.iter().map(of_partition).sum()
}

/// The median time of five restores to `time`, from the request to reading the first item of the new table.
fn restore(engine: &Engine, time: Timestamp) -> Duration {
    let mut taken: Vec<Duration> = Vec::new();
    for _ in 0..5 {
        let mut engine = engine.clone();
        let start = Instant::now();
        engine.send(RestoreTableToPointInTimeInput::to(TABLE, "Restored", time)).unwrap();
        engine.send(GetItemInput::new("Restored", key(0))).unwrap().item.unwrap();
        taken.push(start.elapsed());
    }
    taken.sort_unstable();
    taken[2]
}

/// Prints the memory that a table with recovery takes after one and after four windows of `changes` changes each, in
/// addition to the memory of the table after a year without writes.
fn memory(changes: u64) {
    let before = resident_bytes();
    let mut engine = filled(ITEMS);
    engine.send(UpdateContinuousBackupsInput::new(TABLE, true)).unwrap();
    engine.advance_to(engine.now().plus_ms(10 * WINDOW_MS));
    let alone = resident_bytes() - before;
    let mut after = Vec::new();
    for version in 1..=4 {
        change(&mut engine, changes, version);
        after.push((resident_bytes() - before).saturating_sub(alone) / 1_000_000);
    }
    let table = engine.state().table(TABLE).unwrap();
    let kept: usize = table.partitions().iter().map(|partition| partition.log().changes_from(0).count()).sum();
    let alone = alone / 1_000_000;
    println!("{changes} changes in 35 days: {alone} MB alone, then {after:?} MB more; {kept} changes in the log");
}

/// Prints how long restores take to moments at various distances from the snapshots before them.
fn time() {
    let mut engine = filled(ITEMS);
    engine.send(UpdateContinuousBackupsInput::new(TABLE, true)).unwrap();
    for version in 1..=2 {
        change(&mut engine, ITEMS, version);
    }
    let (earliest, latest) = (engine.now().plus_ms(-WINDOW_MS).whole_second(), engine.now().plus_ms(-300_000));
    let partitions = engine.state().table(TABLE).unwrap().partitions();
    let newest = partitions.iter().flat_map(|partition| partition.snapshots()).map(|snapshot| snapshot.taken);
    let newest = newest.filter(|taken| *taken <= latest).max().unwrap();
    let after = [0, 100, 1_000, 10_000, 100_000].map(|changes| newest.plus_ms(WINDOW_MS / ITEMS as i64 * changes));
    let along = (0..=20).map(|part| earliest.plus_ms((latest.millis() - earliest.millis()) / 20 * part).whole_second());
    let mut moments: Vec<(u64, Timestamp)> = along
        .chain(after)
        .filter(|time| earliest <= *time && *time <= latest)
        .map(|time| (distance(&engine, time), time))
        .collect();
    moments.sort_unstable();
    for (replayed, time) in moments {
        let day = (time.millis() - earliest.millis()) as f64 / DAY_MS as f64;
        let taken = restore(&engine, time);
        let each = taken.as_nanos() as f64 / replayed.max(1) as f64;
        println!("day {day:4.1}: {replayed:7} changes since the snapshots, {taken:9.1?}, {each:.0} ns a change");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(changes) = std::env::var("CHANGES").ok().and_then(|changes| changes.parse().ok()) {
        return memory(changes);
    }
    // `cargo test --benches` starts benchmarks too; this one runs only if it is asked for.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    // Each in a process of its own, because memory that was freed before would count as free.
    for changes in [0_u64, 100_000, 300_000, 1_000_000] {
        let program = std::env::current_exe().unwrap();
        std::process::Command::new(program).env("CHANGES", changes.to_string()).status().unwrap();
    }
    time();
}
