//! The memory of a table with a million items of 300 bytes, including its change log, and of a hundred backups of it
//! with 1 % of the items changed between two. `cargo bench -p timemark-core --bench memory`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot do what it measures must stop")]

mod fixture;

use fixture::{TABLE, filled, item};
use timemark_core::operations::{CreateBackupInput, PutItemInput};

const ITEMS: u64 = 1_000_000;

/// The resident memory of the process, in bytes; 0 if the system does not report it.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

fn main() {
    // `cargo test --benches` starts benchmarks too; this one runs only if it is asked for.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let before = resident_bytes();
    let mut engine = filled(ITEMS);
    let size = engine.state().table(TABLE).unwrap().totals().bytes;
    let table = resident_bytes() - before;
    println!("{ITEMS} items, {size} bytes: {table} bytes resident, {:.2} times their size", table as f64 / size as f64);
    for backup in 0..100 {
        for n in 0..ITEMS / 100 {
            let number = (backup * 104_729 + n * 7_919) % ITEMS;
            engine.send(PutItemInput::new(TABLE, item(number, backup as i64 + 1))).unwrap();
        }
        engine.send(CreateBackupInput::new(TABLE, "nightly")).unwrap();
        let hour_later = engine.now().plus_ms(3_600_000);
        engine.advance_to(hour_later);
    }
    let all = resident_bytes() - before;
    println!(
        "with 100 backups, 1 % changed between each: {all} bytes, {:.2} times the table alone",
        all as f64 / table as f64
    );
}
