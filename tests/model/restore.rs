//! Stories that the swarm reaches too rarely: quotas (Q1), the log of a backup that is made late (L4), a crash after
//! any event (L3, R4), a table of the same name (L5).

use timemark_core::operations::{RestoreTableFromBackupInput, WriteRequest};
use timemark_core::shapes::ScalarAttributeType;
use timemark_core::{ConsistencyWindow, Delays, Options, Pace, Settings};
use timemark_tests::model::{ModelIndex, Projects};
use timemark_tests::spec::{COLOUR, TableSpec};
use timemark_tests::{Broken, Harness, Rng};

/// A harness with a pace, a window and a number of partitions.
pub fn harness(delays: Delays, window: ConsistencyWindow, partitions: u16) -> Harness {
    let settings = Settings {
        pace: Pace::Custom(delays),
        consistency_window: window,
        partitions_per_table: partitions,
        ..Settings::default()
    };
    Harness::new(Options { settings, ..Options::default() })
}

/// A table with one index.
pub fn spec(name: &str) -> TableSpec {
    let key = vec![COLOUR.to_owned()];
    let by_colour =
        ModelIndex { name: "by-colour".to_owned(), key, hashes: 1, projects: Projects::KeysOnly, is_global: true };
    let rest = timemark_core::operations::CreateTableInput {
        billing_mode: Some(timemark_core::shapes::BillingMode::PayPerRequest),
        ..Default::default()
    };
    TableSpec { name: name.to_owned(), key: (ScalarAttributeType::S, None), indexes: vec![by_colour], rest }
}

/// `writes` writes to `keys` keys, in batches.
pub fn load(harness: &mut Harness, rng: &mut Rng, spec: &TableSpec, writes: u64, keys: u64) -> Result<(), Broken> {
    for batch in 0..writes / 20 {
        let stamp = harness.model.tables.iter().map(|table| table.history.len() as u64).sum::<u64>();
        let put = |n| WriteRequest::put(spec.item(rng, (batch * 20 + n) % keys, stamp + n));
        harness.batch(&spec.name, (0..20).map(put).collect())?.expect("a batch of distinct keys");
    }
    Ok(())
}

/// No delay at all.
pub const INSTANT: Delays = Delays {
    table_creation_ms: 0,
    indexed_table_creation_ms: 0,
    table_visibility_ms: 0,
    backups_enabling_ms: 0,
    table_deletion_ms: 0,
    backup_creation_ms: 0,
    restore_ms: 0,
    recovery_grace_period_ms: 0,
    system_backup_ms: 0,
    size_refresh_ms: 0,
    table_update_ms: 0,
    index_backfill_ms: 0,
    expiry_ms: 0,
    insights_ms: 0,
    destination_switch_ms: 0,
    destination_update_ms: 0,
};

/// Backups that take ten minutes, while the log of their table is truncated again and again behind their windows.
#[test]
fn the_log_waits_for_a_backup_that_comes_late() -> Result<(), Broken> {
    for window in [ConsistencyWindow::Exact, ConsistencyWindow::Adversarial] {
        let (mut rng, spec) = (Rng::new(4), spec("Music"));
        let mut harness = harness(Delays { backup_creation_ms: 600_000, ..INSTANT }, window, 2);
        harness.create_table(&spec)?.expect("a table");
        for minute in 0..16 {
            load(&mut harness, &mut rng, &spec, 600, 100)?;
            if minute % 2 == 0 && minute < 8 {
                harness.create_backup(&spec.name, "nightly")?.expect("a backup");
            }
            harness.advance_to(harness.engine.now().plus_ms(60_000))?;
            harness.look(100)?;
        }
        assert!(harness.model.backups.iter().all(|asked| asked.made.is_some()), "all were made");
        let load_more = harness.engine.state().table(&spec.name).expect("the table").partitions()[0].log().start();
        assert!(load_more > 0, "the log was truncated in the end");
    }
    Ok(())
}

/// The engine may stop at every moment at which an event was stored.
#[test]
fn a_crash_at_any_event_is_carried_on() -> Result<(), Broken> {
    let (mut rng, spec) = (Rng::new(9), spec("Music"));
    let delays = Delays { backup_creation_ms: 70_000, restore_ms: 90_000, ..INSTANT };
    let mut harness = harness(delays, ConsistencyWindow::Adversarial, 3);
    harness.create_table(&spec)?.expect("a table");
    for round in 0..6 {
        for _ in 0..4 {
            let stamp = 100 * round + rng.below(100);
            let item = spec.item(&mut rng, stamp % 7, stamp);
            harness.put(&spec.name, item)?.expect("a put");
            harness.crash()?;
        }
        harness.create_backup(&spec.name, "nightly")?.expect("a backup");
        harness.crash()?;
        // One task after the other, and a crash after each.
        for _ in 0..3 {
            if let Some(due) = harness.engine.next_due() {
                harness.advance_to(due)?;
                harness.crash()?;
            }
        }
        let made = harness.model.backups.iter().position(|asked| asked.made.is_some());
        if let Some(place) = made {
            let input =
                RestoreTableFromBackupInput::new(format!("restored-{round}"), &harness.model.backups[place].arn);
            // Refused while another restore from it runs.
            let _ = harness.restore(place, input)?;
            harness.crash()?;
        }
    }
    harness.advance_to(harness.engine.now().plus_ms(600_000))?;
    harness.look(2)?;
    harness.replay()
}

#[test]
fn fifty_backups_a_second_and_the_count_returns_to_zero() -> Result<(), Broken> {
    let spec = spec("Music");
    let mut harness = harness(Delays { backup_creation_ms: 5_000, ..INSTANT }, ConsistencyWindow::Exact, 4);
    harness.create_table(&spec)?.expect("a table");
    harness.advance_to(harness.engine.now().plus_ms(1))?;
    for _ in 0..2 {
        for n in 0..50 {
            harness.create_backup(&spec.name, "nightly")?.expect("one of fifty");
            if n == 24 {
                harness.advance_to(harness.engine.now().plus_ms(500))?;
            }
        }
        let error = harness.create_backup(&spec.name, "nightly")?.expect_err("the 51st");
        assert_eq!(error.name(), "LimitExceededException");
        harness.advance_to(harness.engine.now().plus_ms(499))?;
        harness.create_backup(&spec.name, "nightly")?.expect_err("the first is not yet a second ago");
        harness.advance_to(harness.engine.now().plus_ms(1))?;
        harness.create_backup(&spec.name, "nightly")?.expect("the first half is a second ago");
        harness.advance_to(harness.engine.now().plus_ms(10_000))?;
    }
    harness.look(13)
}

#[test]
fn fifty_restores_at_once_and_the_count_returns_to_zero() -> Result<(), Broken> {
    let (mut rng, spec) = (Rng::new(1), spec("Music"));
    let mut harness = harness(Delays { restore_ms: 1_000, ..INSTANT }, ConsistencyWindow::Exact, 4);
    harness.create_table(&spec)?.expect("a table");
    load(&mut harness, &mut rng, &spec, 40, 20)?;
    for _ in 0..51 {
        harness.create_backup(&spec.name, "nightly")?.expect("a backup");
        harness.advance_to(harness.engine.now().plus_ms(30))?;
    }
    for round in 0..2 {
        let input = |n: usize, harness: &Harness| {
            RestoreTableFromBackupInput::new(format!("restored-{round}-{n}"), &harness.model.backups[n].arn)
        };
        for n in 0..50 {
            let input = input(n, &harness);
            harness.restore(n, input)?.expect("one of fifty");
        }
        let last = input(50, &harness);
        let error = harness.restore(50, last)?.expect_err("the 51st");
        assert_eq!(error.name(), "LimitExceededException");
        assert_eq!(harness.engine.state().restores_running(), 50);
        harness.advance_to(harness.engine.now().plus_ms(1_000))?;
        assert_eq!(harness.engine.state().restores_running(), 0);
    }
    harness.look(50)
}

/// A backup is of one table; another table of the same name does not affect it, whether it is made or not.
#[test]
fn a_table_that_comes_back_is_another() -> Result<(), Broken> {
    let (mut rng, spec) = (Rng::new(2), spec("Music"));
    let mut harness = harness(Delays { backup_creation_ms: 100_000, ..INSTANT }, ConsistencyWindow::Adversarial, 2);
    for _ in 0..3 {
        harness.create_table(&spec)?.expect("a table");
        load(&mut harness, &mut rng, &spec, 60, 20)?;
        harness.create_backup(&spec.name, "nightly")?.expect("a backup");
        harness.delete_table(&spec.name)?.expect_err("a backup of it is being made");
        harness.advance_to(harness.engine.now().plus_ms(61_000))?;
        harness.delete_table(&spec.name)?.expect_err("it still is, though its window has passed");
        harness.advance_to(harness.engine.now().plus_ms(39_000))?;
        harness.delete_table(&spec.name)?.expect("nothing is being made");
        harness.look(2)?;
    }
    let all = harness.model.backups.len();
    for place in 0..all {
        let input = RestoreTableFromBackupInput::new(format!("restored-{place}"), &harness.model.backups[place].arn);
        harness.restore(place, input)?.expect("a restore");
    }
    harness.look(2)?;
    harness.replay()
}
