//! Planted faults: each of the mistakes that `timemark_core::planted` lists is planted, and some check must notice it.
//!
//! ```text
//!   a fault ─▶ short runs of the swarm ─▶ conformance ─▶ longer and more runs ─▶ not noticed: the test fails
//! ```
//!
//! The swarm runs in this process, where a fault is planted in one thread. The conformance tests are a part of this binary;
//! it runs itself with `TIMEMARK_PLANTED` set to the fault's name, and they plant it. With nothing planted all of the same
//! checks pass.
//!
//! The bounds on the work of expressions are left out: their items of 400 KB take seconds, for each fault.
//!
//! `TIMEMARK_PLANTED=QuietLogKept cargo test --profile sim -p timemark-tests --features planted-faults --test planted each`
//! tries one fault, and says what noticed it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

#[path = "../conformance/batch_execute_statement.rs"]
mod batch_execute_statement;
#[path = "../conformance/batch_get_item.rs"]
mod batch_get_item;
#[path = "../conformance/batch_write_item.rs"]
mod batch_write_item;
#[path = "../conformance/capacity.rs"]
mod capacity;
#[path = "../conformance/compare_tables.rs"]
mod compare_tables;
#[path = "../conformance/conditions.rs"]
mod conditions;
#[path = "../conformance/create_backup.rs"]
mod create_backup;
#[path = "../conformance/create_table.rs"]
mod create_table;
#[path = "../conformance/create_table_rules.rs"]
mod create_table_rules;
#[path = "../conformance/delete_backup.rs"]
mod delete_backup;
#[path = "../conformance/delete_item.rs"]
mod delete_item;
#[path = "../conformance/delete_table.rs"]
mod delete_table;
#[path = "../conformance/describe_backup.rs"]
mod describe_backup;
#[path = "../conformance/describe_continuous_backups.rs"]
mod describe_continuous_backups;
#[path = "../conformance/describe_contributor_insights.rs"]
mod describe_contributor_insights;
#[path = "../conformance/describe_limits.rs"]
mod describe_limits;
#[path = "../conformance/describe_stream.rs"]
mod describe_stream;
#[path = "../conformance/describe_table.rs"]
mod describe_table;
#[path = "../conformance/describe_time_to_live.rs"]
mod describe_time_to_live;
#[path = "../conformance/edges.rs"]
mod edges;
#[path = "../conformance/envelope.rs"]
mod envelope;
#[path = "../conformance/execute_statement.rs"]
mod execute_statement;
#[path = "../conformance/execute_statement_reads.rs"]
mod execute_statement_reads;
#[path = "../conformance/execute_transaction.rs"]
mod execute_transaction;
#[path = "../conformance/exports.rs"]
mod exports;
#[path = "../conformance/figures.rs"]
mod figures;
#[path = "../conformance/get_item.rs"]
mod get_item;
#[path = "../conformance/get_records.rs"]
mod get_records;
#[path = "../conformance/get_shard_iterator.rs"]
mod get_shard_iterator;
#[path = "../conformance/global_tables.rs"]
mod global_tables;
#[path = "../conformance/harness.rs"]
mod harness;
#[path = "../conformance/index_keys.rs"]
mod index_keys;
#[path = "../conformance/item_values.rs"]
mod item_values;
#[path = "../conformance/kinesis_destinations.rs"]
mod kinesis_destinations;
#[path = "../conformance/lab.rs"]
mod lab;
#[path = "../conformance/lab_view_edges.rs"]
mod lab_view_edges;
#[path = "../conformance/lab_views.rs"]
mod lab_views;
#[path = "../conformance/list_backups.rs"]
mod list_backups;
#[path = "../conformance/list_contributor_insights.rs"]
mod list_contributor_insights;
#[path = "../conformance/list_streams.rs"]
mod list_streams;
#[path = "../conformance/list_tables.rs"]
mod list_tables;
#[path = "../conformance/list_tags_of_resource.rs"]
mod list_tags_of_resource;
#[path = "../conformance/max_bytes.rs"]
mod max_bytes;
#[path = "../conformance/plan_repair.rs"]
mod plan_repair;
#[path = "../conformance/put_item.rs"]
mod put_item;
#[path = "../conformance/query.rs"]
mod query;
#[path = "../conformance/recovery_life.rs"]
mod recovery_life;
#[path = "../conformance/regions.rs"]
mod regions;
#[path = "../conformance/resource_policies.rs"]
mod resource_policies;
#[path = "../conformance/restore_override_refusals.rs"]
mod restore_override_refusals;
#[path = "../conformance/restore_overrides.rs"]
mod restore_overrides;
#[path = "../conformance/restore_table_from_backup.rs"]
mod restore_table_from_backup;
#[path = "../conformance/restore_table_to_point_in_time.rs"]
mod restore_table_to_point_in_time;
#[path = "../conformance/scan.rs"]
mod scan;
#[path = "../conformance/start_backup_job.rs"]
mod start_backup_job;
#[path = "../conformance/states.rs"]
mod states;
#[path = "../conformance/streaming.rs"]
mod streaming;
#[path = "../conformance/system_backups.rs"]
mod system_backups;
#[path = "../conformance/tag_resource.rs"]
mod tag_resource;
#[path = "../conformance/time_to_live.rs"]
mod time_to_live;
#[path = "../conformance/transact_get_items.rs"]
mod transact_get_items;
#[path = "../conformance/transact_write_items.rs"]
mod transact_write_items;
#[path = "../conformance/untag_resource.rs"]
mod untag_resource;
#[path = "../conformance/update_continuous_backups.rs"]
mod update_continuous_backups;
#[path = "../conformance/update_contributor_insights.rs"]
mod update_contributor_insights;
#[path = "../conformance/update_item.rs"]
mod update_item;
#[path = "../conformance/update_table.rs"]
mod update_table;
#[path = "../conformance/update_table_indexes.rs"]
mod update_table_indexes;
#[path = "../conformance/update_time_to_live.rs"]
mod update_time_to_live;
#[path = "../conformance/warm_throughput.rs"]
mod warm_throughput;
#[path = "../conformance/wire.rs"]
mod wire;
#[path = "../conformance/write_conflicts.rs"]
mod write_conflicts;

use std::env::{current_exe, var};
use std::io::{BufRead, BufReader};
use std::ops::RangeInclusive;
use std::panic::catch_unwind;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use timemark_core::planted::{Planted, plant};
use timemark_tests::workload;

/// Seeds of the runs that come first, and are short: most faults do not survive them.
const SHORT: RangeInclusive<u64> = 1..=6;
/// Seeds of the runs that come after the conformance tests.
const LONGER: RangeInclusive<u64> = 7..=120;

/// What noticed a fault, `None` if nothing did.
fn noticed(fault: Option<Planted>) -> Option<String> {
    short_runs(fault).or_else(|| conformance(fault)).or_else(|| longer_runs(fault))
}

fn short_runs(fault: Option<Planted>) -> Option<String> {
    swarm(fault, SHORT, 60)
}

fn longer_runs(fault: Option<Planted>) -> Option<String> {
    swarm(fault, LONGER, 120)
}

/// The first run of the swarm that notices a fault.
fn swarm(fault: Option<Planted>, seeds: RangeInclusive<u64>, steps: u32) -> Option<String> {
    seeds.into_iter().find_map(|seed| {
        plant(fault);
        let run = catch_unwind(|| workload::run(seed, steps).err().map(|broken| format!("{broken}")));
        plant(None);
        match run {
            Ok(broken) => broken,
            Err(panic) => {
                let said = panic.downcast_ref::<String>().cloned();
                Some(said.or_else(|| panic.downcast_ref::<&str>().map(|&said| said.to_owned())).unwrap_or_default())
            }
        }
        .map(|said| format!("the swarm, SEED={seed}: {}", said.chars().take(160).collect::<String>()))
    })
}

/// Runs this binary's conformance tests with a fault planted; the first that fails.
fn conformance(fault: Option<Planted>) -> Option<String> {
    let mut tests = Command::new(current_exe().unwrap());
    tests.args(["--skip", "each_planted_fault", "--skip", "a_mutant", "--test-threads", "1"]);
    match fault {
        Some(fault) => tests.env("TIMEMARK_PLANTED", format!("{fault:?}")),
        None => tests.env_remove("TIMEMARK_PLANTED"),
    };
    let mut tests = tests.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(tests.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("running ")), "the conformance tests did not run");
    let failed = lines.find(|line| line.ends_with("FAILED"));
    if failed.is_some() {
        // The first says enough.
        let _ = tests.kill();
    }
    let success = tests.wait().unwrap().success();
    failed.or_else(|| (!success).then(|| "an unnamed one".to_owned())).map(|test| format!("conformance: {test}"))
}

/// `cargo xtask mutants` tries this with a mutant awake in the whole process.
#[test]
fn a_mutant_is_noticed_by_short_runs() {
    nothing_is_noticed(short_runs);
}

/// As the one before, for the mutants that it leaves.
#[test]
fn a_mutant_is_noticed_by_longer_runs() {
    nothing_is_noticed(longer_runs);
}

fn nothing_is_noticed(by: impl Fn(Option<Planted>) -> Option<String>) {
    std::panic::set_hook(Box::new(|_| {}));
    let by = by(None);
    drop(std::panic::take_hook());
    assert_eq!(by.inspect(|by| println!("\nnoticed by {by}")), None);
}

#[test]
fn each_planted_fault_is_noticed() {
    let wanted = var("TIMEMARK_PLANTED").ok();
    let is_wanted = |fault: &Planted| wanted.as_ref().is_none_or(|wanted| format!("{fault:?}") == *wanted);
    let none = wanted.is_none().then_some(None);
    let faults: Vec<Option<Planted>> =
        none.into_iter().chain(Planted::ALL.iter().copied().filter(is_wanted).map(Some)).collect();
    assert!(!faults.is_empty(), "there is no planted fault {wanted:?}");
    // Thousands of panics are expected.
    std::panic::set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut seen = Vec::new();
        while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let by = noticed(*fault);
            println!("{:>6} ms  {fault:?}: {}", begun.elapsed().as_millis(), by.as_deref().unwrap_or("not noticed"));
            seen.push((*fault, by));
        }
        seen
    };
    let seen: Vec<_> = std::thread::scope(|scope| {
        let workers = [scope.spawn(worker), scope.spawn(worker)];
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    drop(std::panic::take_hook());
    let mut failures = Vec::new();
    for (fault, by) in seen {
        match (fault, by) {
            (None, Some(by)) => failures.push(format!("with nothing planted, this fails: {by}")),
            (Some(fault), None) => failures.push(format!("{fault:?} is not noticed: {}", fault.sentence().trim())),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
