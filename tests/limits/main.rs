//! No member of any request costs more than its size: every list, map and text of every operation at n and 16 n bytes.
//!
//! There is no stopwatch: the processor's time for 16 n bytes is compared with that for n, and a cost that grows with the
//! square of the size, 256 times as much, is far beyond what is allowed. The work of expressions is compared with a
//! loop on the same processor as well. `cargo xtask limits` tells the times.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::time::Duration;
use timemark_core::Response;
use timemark_tests::limits::attacks::ATTACKS;
use timemark_tests::limits::bodies::body;
use timemark_tests::limits::lab::time_of_steps;
use timemark_tests::limits::shapes::Shapes;
use timemark_tests::limits::work::{self, LIGHT, WORK};
use timemark_tests::limits::{Bench, Filling, Site};

const SMALL_BYTES: usize = 32 * 1024;
const LARGE_BYTES: usize = 16 * SMALL_BYTES;
/// How much longer the large request may take: 16 times, and what larger memory costs.
const RATIO_MAX: f64 = 48.0;
/// What takes no longer than this at the large size is not slow, whatever its small size takes: the clock's grain.
const QUICK: Duration = Duration::from_millis(8);
/// Ten violations, each with a value of 1,024 characters of four bytes at most, its path and its sentence.
const REFUSAL_BYTES_MAX: usize = 10 * (2 * 4 * 1_024 + 1_024);
/// Four million of the smallest values, each in 15 characters, and what else is in an answer.
const ANSWER_BYTES_MAX: usize = 4_000_000 * 15 + 4_000_000;

/// The steps that the expressions of a request may take, and how much longer than so many steps of the processor it may
/// take: one of theirs is more than one of its own, and the answer is to be written. The light ones take a third of their
/// bound at most, and several times their bound if one of the mends that keep them light is undone.
const STEPS_MAX: u64 = 40_000_000;
const STEPS_RATIO_MAX: f64 = 10.0;
const LIGHT_RATIO_MAX: f64 = 2.0;
/// Of the refusals, those that come after work.
const AFTER_WORK: [&str; 2] = ["would take too much work", "The conditional request failed"];

/// What is wrong with a request, if anything is; it is tried again, for the machine may have been busy.
fn found(bench: &Bench, operation: &str, of: &dyn Fn(usize) -> String) -> Option<String> {
    let (small, large) = (of(SMALL_BYTES), of(LARGE_BYTES));
    let mut ratio = f64::INFINITY;
    let mut quickest = Duration::MAX;
    for times in [1, 2, 4, 8, 16] {
        let (slow, answer) = bench.time(operation, &large, times);
        if let Some(long) = too_long(&answer) {
            return Some(long);
        }
        quickest = quickest.min(slow);
        if quickest <= QUICK {
            return None;
        }
        let (quick, _) = bench.time(operation, &small, 2 * times);
        ratio = ratio.min(quickest.as_secs_f64() / quick.as_secs_f64());
        if ratio <= RATIO_MAX {
            return None;
        }
    }
    Some(format!("{ratio:.0} times as long for 16 times the size: {quickest:?}"))
}

/// Whether a request takes longer than the bound of its work allows, and how much; it is tried again, as above. Its work is
/// done: at most the work itself or its result refuses it.
fn beyond(bench: &Bench, operation: &str, body: &str, ratio_max: f64) -> Option<String> {
    let mut ratio = f64::INFINITY;
    for times in [1, 2, 4, 8] {
        let (time, answer) = bench.time(operation, body, times);
        let text = String::from_utf8(answer.body).unwrap();
        if answer.status != 200 && !AFTER_WORK.iter().any(|end| text.contains(end)) {
            return Some(format!("refused before it worked: {text:.300}"));
        }
        ratio = ratio.min(time.as_secs_f64() / time_of_steps(STEPS_MAX).as_secs_f64());
        if ratio <= ratio_max {
            return None;
        }
    }
    Some(format!("{ratio:.1} times as long as {STEPS_MAX} steps"))
}

fn too_long(answer: &Response) -> Option<String> {
    // The reasons of a cancellation have items.
    let has_items = answer.status == 200 || String::from_utf8_lossy(&answer.body).contains(r#""Item":{"#);
    let most = if has_items { ANSWER_BYTES_MAX } else { REFUSAL_BYTES_MAX };
    (answer.body.len() > most).then(|| format!("answered {} in {} bytes", answer.status, answer.body.len()))
}

#[test]
fn work_is_linear_in_the_request_and_answers_are_short() {
    let (bench, shapes) = (Bench::new(), Shapes::of_engine());
    let example = |name: &str| bench.example(name);
    let mut failures = Vec::new();
    let sites = Site::all(&shapes, &bench);
    assert!(sites.len() > 500, "members are found: {}", sites.len());
    for site in &sites {
        for filling in Filling::ALL {
            let of = |bytes| body(&shapes, &example, site, filling, bytes);
            let failure = found(&bench, &site.operation, &of);
            failures.extend(failure.map(|failure| format!("{} {} {filling:?}: {failure}", site.operation, site.path)));
        }
    }
    let large = work::bench();
    for (bench, attacks) in [(&bench, ATTACKS), (&large, WORK), (&large, LIGHT)] {
        for (name, (operation, of)) in attacks {
            failures.extend(found(bench, operation, of).map(|failure| format!("{operation}: {name}: {failure}")));
        }
    }
    // Work that grows with the items and not with the request looks linear, however much it is.
    for (attacks, ratio_max) in [(WORK, STEPS_RATIO_MAX), (LIGHT, LIGHT_RATIO_MAX)] {
        for (name, (operation, of)) in attacks {
            let failure = beyond(&large, operation, &of(LARGE_BYTES), ratio_max);
            failures.extend(failure.map(|failure| format!("{operation}: {name}: {failure}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The bases of all bodies are right, or what grows in them would never be looked at.
#[test]
fn bases_are_accepted() {
    let (bench, shapes) = (Bench::new(), Shapes::of_engine());
    const OPERATIONS: [&str; 11] = [
        "PutItem",
        "DeleteItem",
        "UpdateItem",
        "GetItem",
        "Scan",
        "Query",
        "CreateTable",
        "RestoreTableToPointInTime",
        "CreateBackup",
        "TagResource",
        "TransactWriteItems",
    ];
    let bases = |operation| bench.bases(operation).into_iter().map(move |base| (operation, base));
    for (operation, base) in OPERATIONS.into_iter().flat_map(bases) {
        let body = Site::base(&shapes, &bench, operation, &base);
        let answer = bench.engine().handle(&timemark_tests::limits::lab::target(operation), body.as_bytes());
        let text = String::from_utf8(answer.body).unwrap();
        assert_eq!(answer.status, 200, "{operation} {body}: {text}");
    }
}
