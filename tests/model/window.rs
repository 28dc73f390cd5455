//! The window, in more than ten thousand schedules around its edges (W1 to W7), each with a table of a few items.
//!
//! `SEED=17` replays one schedule.

use timemark_core::operations::RestoreTableFromBackupInput;
use timemark_core::{ConsistencyWindow, Delays, Options, Pace, Settings};
use timemark_tests::checkers::sides::{Sides, Tally};
use timemark_tests::checkers::{Broken, answered, explain};
use timemark_tests::model::WINDOW_MS;
use timemark_tests::spec::TableSpec;
use timemark_tests::{Harness, Rng};

const EDGES: [i64; 11] =
    [-WINDOW_MS - 1, -WINDOW_MS, 1 - WINDOW_MS, -500, -1, 0, 1, 500, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1];

/// One schedule: writes around T, most at its edges, some in one millisecond; one backup, at T.
fn schedule(seed: u64, window: &ConsistencyWindow) -> Result<Tally, Broken> {
    let mut rng = Rng::new(seed);
    let delays = Delays { backup_creation_ms: *rng.pick(&[0, 1, 60_000, 60_001, 200_000]), ..Pace::Instant.delays() };
    let settings = Settings {
        pace: Pace::Custom(delays),
        consistency_window: window.clone(),
        partitions_per_table: *rng.pick(&[1, 1, 2, 3]),
        ..Settings::default()
    };
    let mut harness = Harness::new(Options { seed, settings, ..Options::default() });
    let spec = TableSpec { indexes: Vec::new(), ..TableSpec::draw(&mut rng, "Music") };
    answered(harness.create_table(&spec)?, "W1", "CreateTable")?;
    let requested = harness.engine.now().plus_ms(200_000);

    let mut writes: Vec<(i64, bool)> = Vec::new();
    for _ in 0..rng.between(3, 8) {
        let offset = if rng.percent(75) { *rng.pick(&EDGES) } else { rng.between(-WINDOW_MS - 5, WINDOW_MS + 5) };
        let is_after_request = offset > 0 || (offset == 0 && rng.percent(50));
        writes.extend(vec![(offset, is_after_request); rng.between(1, 4) as usize]);
    }
    writes.sort_unstable();
    let split = writes.partition_point(|(_, is_after)| !is_after);
    let keys = rng.between(1, 5) as u64;
    let mut stamp = 0;
    let mut write = |harness: &mut Harness, rng: &mut Rng, offset: i64| -> Result<(), Broken> {
        harness.advance_to(requested.plus_ms(offset))?;
        let ordinal = rng.below(keys);
        stamp += 1;
        match rng.percent(25) {
            true => answered(harness.delete(&spec.name, spec.key(ordinal))?, "W1", "DeleteItem"),
            false => {
                let item = spec.item(rng, ordinal, stamp);
                answered(harness.put(&spec.name, item)?, "W1", "PutItem")
            }
        }
    };
    writes[..split].iter().try_for_each(|(offset, _)| write(&mut harness, &mut rng, *offset))?;
    harness.advance_to(requested)?;
    answered(harness.create_backup(&spec.name, "nightly")?, "W7", "CreateBackup")?;
    let is_looked_at = seed.is_multiple_of(4);
    for (offset, _) in &writes[split..] {
        write(&mut harness, &mut rng, *offset)?;
        if is_looked_at {
            explain::of_backup(&mut harness.eye(), &harness.model.tables[0], &harness.model.backups[0], 3)?;
        }
    }
    harness.advance_to(requested.plus_ms(delays.backup_creation_ms.max(WINDOW_MS + 1)))?;
    if is_looked_at {
        let arn = &harness.model.backups[0].arn;
        let restore = RestoreTableFromBackupInput::new("restored", arn);
        answered(harness.restore(0, restore)?, "R1", "RestoreTableFromBackup")?;
        harness.look(3)?;
        harness.replay()?;
    }
    Ok(harness.tally)
}

fn all(schedules: u64, window: &ConsistencyWindow) -> Tally {
    let run = |seed| schedule(seed, window).unwrap_or_else(|broken| panic!("SEED={seed} {window:?}: {broken}"));
    if let Some(seed) = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    let half = |odd: u64| {
        let mut tally = Tally::default();
        (0..schedules / 2).for_each(|n| tally.merge(&run(2 * n + odd)));
        tally
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let mut tally = half(0);
        tally.merge(&other.join().expect("a schedule failed; its seed stands above"));
        tally
    })
}

#[test]
fn adversarial_cuts_are_legal_and_reach_both_sides() {
    let tally = all(12_000, &ConsistencyWindow::Adversarial);
    println!("{tally:#?}");
    if std::env::var("SEED").is_err() {
        tally.check().expect("W6: the generator is wild enough");
        assert_eq!(tally.backups, 12_000);
    }
}

#[test]
fn exact_cuts_are_the_request_itself() {
    let tally = all(1_500, &ConsistencyWindow::Exact);
    // A write in the request's own millisecond is in if it came before the request, and out if it came after.
    assert_eq!(tally.after, Sides { within: 0, ..tally.after });
}

#[test]
fn typical_cuts_lie_within_half_a_second() {
    let tally = all(1_500, &ConsistencyWindow::Typical);
    assert_eq!((tally.first.without, tally.last.within), (0, 0), "{tally:?}");
    assert!(tally.before.without > 0 || tally.after.within > 0 || std::env::var("SEED").is_ok(), "{tally:?}");
}
