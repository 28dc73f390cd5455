//! Stories that a swarm tells too seldom: quotas (Q1), the log of a backup that comes late (L4), a crash at any event
//! (L3, R4), a table that comes back (L5).

use timemark_core::operations::{RestoreTableFromBackupInput, WriteRequest};
use timemark_core::shapes::ScalarAttributeType;
use timemark_core::{ConsistencyWindow, Delays, Options, Pace, Settings};
use timemark_tests::model::{ModelIndex, Projects};
use timemark_tests::spec::{COLOUR, TableSpec};
use timemark_tests::{Broken, Dice, Rig};

/// An engine of that pace, window and number of partitions.
pub fn rig(delays: Delays, window: ConsistencyWindow, partitions: u16) -> Rig {
    let settings = Settings {
        pace: Pace::Custom(delays),
        consistency_window: window,
        partitions_per_table: partitions,
        ..Settings::default()
    };
    Rig::new(Options { settings, ..Options::default() })
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

/// So many writes over so many keys, in batches.
pub fn load(rig: &mut Rig, dice: &mut Dice, spec: &TableSpec, writes: u64, keys: u64) -> Result<(), Broken> {
    for batch in 0..writes / 20 {
        let stamp = rig.model.tables.iter().map(|table| table.history.len() as u64).sum::<u64>();
        let put = |n| WriteRequest::put(spec.item(dice, (batch * 20 + n) % keys, stamp + n));
        rig.batch(&spec.name, (0..20).map(put).collect())?.expect("a batch of distinct keys");
    }
    Ok(())
}

/// Nothing takes any time.
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
        let (mut dice, spec) = (Dice::new(4), spec("Music"));
        let mut rig = rig(Delays { backup_creation_ms: 600_000, ..INSTANT }, window, 2);
        rig.create_table(&spec)?.expect("a table");
        for minute in 0..16 {
            load(&mut rig, &mut dice, &spec, 600, 100)?;
            if minute % 2 == 0 && minute < 8 {
                rig.create_backup(&spec.name, "nightly")?.expect("a backup");
            }
            rig.advance_to(rig.engine.now().plus_ms(60_000))?;
            rig.look(100)?;
        }
        assert!(rig.model.backups.iter().all(|asked| asked.made.is_some()), "all were made");
        let load_more = rig.engine.state().table(&spec.name).expect("the table").partitions()[0].log().start();
        assert!(load_more > 0, "the log was truncated in the end");
    }
    Ok(())
}

/// Every moment at which something was stored is one at which the engine may have stopped.
#[test]
fn a_crash_at_any_event_is_carried_on() -> Result<(), Broken> {
    let (mut dice, spec) = (Dice::new(9), spec("Music"));
    let delays = Delays { backup_creation_ms: 70_000, restore_ms: 90_000, ..INSTANT };
    let mut rig = rig(delays, ConsistencyWindow::Adversarial, 3);
    rig.create_table(&spec)?.expect("a table");
    for round in 0..6 {
        for _ in 0..4 {
            let stamp = 100 * round + dice.below(100);
            let item = spec.item(&mut dice, stamp % 7, stamp);
            rig.put(&spec.name, item)?.expect("a put");
            rig.crash()?;
        }
        rig.create_backup(&spec.name, "nightly")?.expect("a backup");
        rig.crash()?;
        // One due thing after the other, and a crash after each.
        for _ in 0..3 {
            if let Some(due) = rig.engine.next_due() {
                rig.advance_to(due)?;
                rig.crash()?;
            }
        }
        let made = rig.model.backups.iter().position(|asked| asked.made.is_some());
        if let Some(place) = made {
            let input = RestoreTableFromBackupInput::new(format!("restored-{round}"), &rig.model.backups[place].arn);
            // Refused while another restore from it runs.
            let _ = rig.restore(place, input)?;
            rig.crash()?;
        }
    }
    rig.advance_to(rig.engine.now().plus_ms(600_000))?;
    rig.look(2)?;
    rig.replay()
}

#[test]
fn fifty_backups_a_second_and_the_count_returns_to_zero() -> Result<(), Broken> {
    let spec = spec("Music");
    let mut rig = rig(Delays { backup_creation_ms: 5_000, ..INSTANT }, ConsistencyWindow::Exact, 4);
    rig.create_table(&spec)?.expect("a table");
    rig.advance_to(rig.engine.now().plus_ms(1))?;
    for _ in 0..2 {
        for n in 0..50 {
            rig.create_backup(&spec.name, "nightly")?.expect("one of fifty");
            if n == 24 {
                rig.advance_to(rig.engine.now().plus_ms(500))?;
            }
        }
        let error = rig.create_backup(&spec.name, "nightly")?.expect_err("the 51st");
        assert_eq!(error.name(), "LimitExceededException");
        rig.advance_to(rig.engine.now().plus_ms(499))?;
        rig.create_backup(&spec.name, "nightly")?.expect_err("the first is not yet a second ago");
        rig.advance_to(rig.engine.now().plus_ms(1))?;
        rig.create_backup(&spec.name, "nightly")?.expect("the first half is a second ago");
        rig.advance_to(rig.engine.now().plus_ms(10_000))?;
    }
    rig.look(13)
}

#[test]
fn fifty_restores_at_once_and_the_count_returns_to_zero() -> Result<(), Broken> {
    let (mut dice, spec) = (Dice::new(1), spec("Music"));
    let mut rig = rig(Delays { restore_ms: 1_000, ..INSTANT }, ConsistencyWindow::Exact, 4);
    rig.create_table(&spec)?.expect("a table");
    load(&mut rig, &mut dice, &spec, 40, 20)?;
    for _ in 0..51 {
        rig.create_backup(&spec.name, "nightly")?.expect("a backup");
        rig.advance_to(rig.engine.now().plus_ms(30))?;
    }
    for round in 0..2 {
        let input = |n: usize, rig: &Rig| {
            RestoreTableFromBackupInput::new(format!("restored-{round}-{n}"), &rig.model.backups[n].arn)
        };
        for n in 0..50 {
            let input = input(n, &rig);
            rig.restore(n, input)?.expect("one of fifty");
        }
        let last = input(50, &rig);
        let error = rig.restore(50, last)?.expect_err("the 51st");
        assert_eq!(error.name(), "LimitExceededException");
        assert_eq!(rig.engine.state().restores_running(), 50);
        rig.advance_to(rig.engine.now().plus_ms(1_000))?;
        assert_eq!(rig.engine.state().restores_running(), 0);
    }
    rig.look(50)
}

/// A backup is of one life of a table; another under the same name changes nothing of it, made or not.
#[test]
fn a_table_that_comes_back_is_another() -> Result<(), Broken> {
    let (mut dice, spec) = (Dice::new(2), spec("Music"));
    let mut rig = rig(Delays { backup_creation_ms: 100_000, ..INSTANT }, ConsistencyWindow::Adversarial, 2);
    for _ in 0..3 {
        rig.create_table(&spec)?.expect("a table");
        load(&mut rig, &mut dice, &spec, 60, 20)?;
        rig.create_backup(&spec.name, "nightly")?.expect("a backup");
        rig.delete_table(&spec.name)?.expect_err("a backup of it is being made");
        rig.advance_to(rig.engine.now().plus_ms(61_000))?;
        rig.delete_table(&spec.name)?.expect_err("it still is, though its window has passed");
        rig.advance_to(rig.engine.now().plus_ms(39_000))?;
        rig.delete_table(&spec.name)?.expect("nothing is being made");
        rig.look(2)?;
    }
    let all = rig.model.backups.len();
    for place in 0..all {
        let input = RestoreTableFromBackupInput::new(format!("restored-{place}"), &rig.model.backups[place].arn);
        rig.restore(place, input)?.expect("a restore");
    }
    rig.look(2)?;
    rig.replay()
}
