//! `cargo xtask limits`: the time of the worst requests, and how it grows with their size.
//!
//! Each list, map and text of each operation is filled to n, 4 n and 16 n bytes, in four ways. What is slow even when it
//! is small is not made larger, nor what could not be slow even if its time grew with the square of its size. Arguments: the largest size in MiB (16 unless given), and words that an operation's name
//! and path must contain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a tool fails by a panic")]
#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

use mimalloc::MiMalloc;
use std::time::Duration;
use timemark_tests::limits::attacks::ATTACKS;
use timemark_tests::limits::bodies::body;
use timemark_tests::limits::shapes::Shapes;
use timemark_tests::limits::work::{self, LIGHT, WORK};
use timemark_tests::limits::{Bench, Filling, Site};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Nothing is tried at a larger size after so long.
const TOO_LONG: Duration = Duration::from_secs(2);
/// The aim: no request takes longer.
const AIM: Duration = Duration::from_millis(250);
/// Shorter times say nothing about growth.
const NOISE: Duration = Duration::from_millis(4);

struct Row {
    name: String,
    /// Bytes and time, smallest first.
    times: Vec<(usize, Duration)>,
    status: u16,
    answer_bytes: usize,
}

impl Row {
    fn slowest(&self) -> Duration {
        self.times.iter().map(|(_, time)| *time).max().unwrap_or_default()
    }

    /// The exponent of the line through the logarithms of all sizes that took measurable time.
    fn exponent(&self) -> Option<f64> {
        let points: Vec<(f64, f64)> = self
            .times
            .iter()
            .filter(|(_, time)| *time >= NOISE)
            .map(|(bytes, time)| ((*bytes as f64).ln(), time.as_secs_f64().ln()))
            .collect();
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        let above: f64 = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
        let below: f64 = points.iter().map(|p| (p.0 - x).powi(2)).sum();
        (points.len() > 1).then_some(above / below)
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let largest = match arguments.peek().and_then(|first| first.parse::<usize>().ok()) {
        Some(mib) => {
            arguments.next();
            mib
        }
        None => 16,
    };
    let words: Vec<String> = arguments.collect();
    let is_wanted = |name: &str| words.iter().all(|word| name.contains(word.as_str()));
    // A body over the limit is refused unread: a little less than it.
    let sizes = [16, 4, 1].map(|part| (largest << 20) / part - 4_096);

    let (bench, shapes) = (Bench::new(), Shapes::of_engine());
    let example = |name: &str| bench.example(name);
    let mut rows = Vec::new();
    for site in Site::all(&shapes, &bench) {
        for filling in Filling::ALL {
            let name = format!("{} {} {filling:?}", site.operation, site.path);
            if is_wanted(&name) {
                let of = |bytes| body(&shapes, &example, &site, filling, bytes);
                rows.push(measure(&bench, &site.operation, name, &sizes, of));
            }
        }
    }
    let large = work::bench();
    for (bench, attacks) in [(&bench, ATTACKS), (&large, WORK), (&large, LIGHT)] {
        for (name, (operation, of)) in attacks {
            let name = format!("{operation}: {name}");
            if is_wanted(&name) {
                rows.push(measure(bench, operation, name, &sizes, of));
            }
        }
    }
    report(rows);
}

fn measure(bench: &Bench, operation: &str, name: String, sizes: &[usize], of: impl Fn(usize) -> String) -> Row {
    let mut row = Row { name, times: Vec::new(), status: 0, answer_bytes: 0 };
    for (index, &size) in sizes.iter().enumerate() {
        let body = of(size);
        let (mut time, answer) = bench.time(operation, &body, 1);
        // Once more where it matters: the machine may have been busy.
        if time > Duration::from_millis(50) && time < TOO_LONG {
            time = time.min(bench.time(operation, &body, 2).0);
        }
        if time > AIM {
            eprintln!("{:8.1} ms  {} KB  {}", time.as_secs_f64() * 1e3, body.len() / 1_024, row.name);
        }
        row.times.push((size, time));
        row.status = answer.status;
        row.answer_bytes = row.answer_bytes.max(if answer.status == 200 { 0 } else { answer.body.len() });
        // Four times the size for each one left, 16 times the time if it is quadratic.
        let at_worst = time * 16_u32.pow((sizes.len() - 1 - index) as u32);
        if time > TOO_LONG || at_worst < AIM {
            break;
        }
    }
    row
}

fn report(mut rows: Vec<Row>) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.slowest()));
    println!("{} requests, slowest first; the time of each size in milliseconds, and the exponent", rows.len());
    let print = |row: &Row| {
        let times: Vec<String> =
            row.times.iter().map(|(_, time)| format!("{:8.1}", time.as_secs_f64() * 1e3)).collect();
        let exponent = row.exponent().map(|exponent| format!("{exponent:.2}")).unwrap_or("-".to_owned());
        println!("{}  {exponent:>5}  {}  {}", times.join(" "), row.status, row.name);
    };
    rows.iter().take(40).for_each(print);
    rows.sort_by(|a, b| b.exponent().unwrap_or(0.0).total_cmp(&a.exponent().unwrap_or(0.0)));
    println!("\nthe largest exponents");
    rows.iter().take(25).for_each(print);
    rows.sort_by_key(|row| std::cmp::Reverse(row.answer_bytes));
    println!("\nthe longest refusals, in bytes");
    rows.iter().take(25).for_each(|row| println!("{:10}  {}", row.answer_bytes, row.name));
    let slow = rows.iter().filter(|row| row.slowest() > AIM).count();
    let steep = rows.iter().filter(|row| row.exponent().is_some_and(|exponent| exponent > 1.15)).count();
    println!("\n{slow} over 250 ms, {steep} with an exponent over 1.15");
}
