//! The swarm: runs drawn from seeds, each checked against the model after every step.
//!
//! `SEED=17` replays one run. `FIRST=2001 RUNS=50000` are other runs, and more of them.

use crate::fuzz::number;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use timemark_tests::checkers::sides::Tally;
use timemark_tests::workload;

/// Runs where the environment does not say.
const RUNS: u64 = 2_000;
/// Few runs are long, so that deep structure is reached; many are short, so that many mixes of calls are.
const LONG_ONE_IN: u64 = 8;
const LONG: u32 = 120;
const SHORT: u32 = 20;

/// Whether a run has failed.
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

/// Prints the seed if a run fails or the engine panics, and lets no other run begin.
struct Naming(u64);

impl Drop for Naming {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the run of SEED={} failed", self.0);
            HAS_FAILED.store(true, Ordering::Relaxed);
        }
    }
}

fn run(seed: u64) -> (Tally, BTreeMap<String, u64>) {
    let _naming = Naming(seed);
    let steps = if seed.is_multiple_of(LONG_ONE_IN) { LONG } else { SHORT };
    let harness = workload::run(seed, steps).unwrap_or_else(|broken| panic!("SEED={seed}: {broken}"));
    (harness.tally, harness.seen)
}

#[test]
fn every_promise_holds_in_every_run() {
    if let Some(seed) = number("SEED") {
        println!("{:#?}", run(seed));
        return;
    }
    let (first, runs) = (number("FIRST").unwrap_or(1), number("RUNS").unwrap_or(RUNS));
    let next = AtomicU64::new(first);
    let worker = || {
        let (mut tally, mut seen) = (Tally::default(), BTreeMap::new());
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + runs || HAS_FAILED.load(Ordering::Relaxed) {
                return (tally, seen);
            }
            let (one, other) = run(seed);
            tally.merge(&one);
            other.into_iter().for_each(|(what, times)| *seen.entry(what).or_insert(0) += times);
        }
    };
    let (mut tally, mut seen) = (Tally::default(), BTreeMap::<String, u64>::new());
    std::thread::scope(|scope| {
        for worker in [scope.spawn(worker), scope.spawn(worker)] {
            let (one, other) = worker.join().expect("a run failed; its seed stands above");
            tally.merge(&one);
            other.into_iter().for_each(|(what, times)| *seen.entry(what).or_insert(0) += times);
        }
    });
    println!("{tally:#?}\n{seen:#?}");
    tally.check().expect("the swarm is wild enough");
    for wanted in WANTED {
        assert!(seen.contains_key(*wanted), "the swarm never saw: {wanted}");
    }
}

/// What the swarm must have seen; otherwise its runs are too uniform.
const WANTED: &[&str] = &[
    "CreateBackup ok",
    "a write in conflict",
    "a transaction's reason TransactionConflict",
    "CreateBackup ContinuousBackupsUnavailableException",
    "CreateBackup TableInUseException",
    "CreateBackup TableNotFoundException",
    "CreateBackup LimitExceededException",
    "CreateBackup InternalServerError",
    "DeleteBackup ok",
    "DeleteBackup BackupInUseException",
    "DeleteTable ok",
    "DeleteTable ResourceInUseException",
    "RestoreTableFromBackup ok",
    "RestoreTableFromBackup BackupInUseException",
    "RestoreTableFromBackup TableAlreadyExistsException",
    "RestoreTableFromBackup TableInUseException",
    "RestoreTableFromBackup ValidationException",
    "UpdateContinuousBackups ok",
    "UpdateContinuousBackups ContinuousBackupsUnavailableException",
    "UpdateContinuousBackups TableNotFoundException",
    "RestoreTableToPointInTime ok",
    "RestoreTableToPointInTime InvalidRestoreTimeException",
    "RestoreTableToPointInTime PointInTimeRecoveryUnavailableException",
    "RestoreTableToPointInTime TableAlreadyExistsException",
    "RestoreTableToPointInTime TableInUseException",
    "RestoreTableToPointInTime TableNotFoundException",
    "RestoreTableToPointInTime ValidationException",
    "StartBackupJob ok",
    "a SYSTEM backup",
    "UpdateTimeToLive ok",
    "TagResource ok",
    "an item expired",
    "TransactWriteItems ok",
    "TransactWriteItems IdempotentParameterMismatchException",
    "TransactWriteItems ResourceNotFoundException",
    "a transaction on conditions was done",
    "a transaction done already",
    "a transaction with two parts for one item",
    "a transaction's reason ConditionalCheckFailed",
    "a transaction's reason ValidationError",
    "a transaction's reason None",
    "an index's key of the wrong type",
    "a write that shows NONE",
    "a write that shows ALL_OLD",
    "a write that shows ALL_NEW",
    "a write that shows UPDATED_OLD",
    "a write that shows UPDATED_NEW",
    "UpdateItem ok",
    "ExecuteStatement ok",
    "ExecuteStatement ConditionalCheckFailedException",
    "UpdateItem ConditionalCheckFailedException",
    "UpdateItem ValidationException",
    "PutItem ConditionalCheckFailedException",
    "DeleteItem ConditionalCheckFailedException",
    "UpdateTable ok",
    "UpdateTable ResourceInUseException",
    "UpdateTable LimitExceededException",
    "an index came",
    "an index went",
    "an index was updated",
    "a stream was switched on",
    "a stream was switched off",
    "a Query of a table",
    "a Query of an index",
    "crash while CREATING",
    "crash while restoring",
    "UpdateContributorInsights 200",
    "EnableKinesisStreamingDestination 200",
    "DisableKinesisStreamingDestination 200",
    "PutResourcePolicy 200",
    "CreateTable elsewhere 200",
    "CreateTable elsewhere 400",
    "ExecuteStatement elsewhere 200",
    "ExecuteTransaction elsewhere 200",
    "Query elsewhere 200",
    "CreateBackup elsewhere 200",
    "DeleteBackup elsewhere 200",
    "RestoreTableFromBackup elsewhere 200",
    "RestoreTableToPointInTime elsewhere 200",
    "UpdateContributorInsights elsewhere 200",
    "a log was truncated",
    "a lab file was opened",
    "a backup made after its window",
    "fifty backups CREATING on one table",
];
