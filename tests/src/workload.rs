//! The workload: everything is drawn from a seed, in the manner of a swarm. Each run draws its settings and its own mix
//! of calls, and omits many, so that runs differ.

mod actions;
mod data;
mod elsewhere;
mod invalid;
mod surroundings;
mod transactions;

use crate::checkers::{Broken, Held};
use crate::harness::Transaction;
use crate::spec::TableSpec;
use crate::{Harness, Rng};
use actions::Action;
use std::collections::BTreeMap;
use timemark_core::{ConsistencyWindow, Delays, LogSpacing, Options, Pace, Settings, Timestamp};

/// One run.
pub struct Workload {
    rng: Rng,
    harness: Harness,
    mix: Vec<(u64, Action)>,
    specs: Vec<TableSpec>,
    /// What each table that ever was is, by its id.
    spec_of: BTreeMap<String, TableSpec>,
    keys: u64,
    stamp: u64,
    /// The number of writes left, because checks cost the product of writes and backups.
    writes_left: u64,
    /// The transactions that were sent with tokens.
    sent: Vec<Transaction>,
    /// The backups that were made in another region.
    arns: Vec<String>,
}

/// Makes the run of a seed. The harness holds what was seen.
///
/// # Errors
/// The first broken promise.
pub fn run(seed: u64, steps: u32) -> Result<Harness, Broken> {
    let mut rng = Rng::new(seed);
    let harness = Harness::new(options(&mut rng, seed));
    let mix = Action::ALL.iter().map(|&action| (if rng.percent(25) { 0 } else { 1 + rng.below(8) }, action)).collect();
    let keys = *rng.pick(&[2, 6, 30, 400]);
    let writes_left = *rng.pick(&[300, 1_500, 6_000]);
    let (specs, spec_of, sent, arns) = Default::default();
    let mut workload = Workload { rng, harness, mix, specs, spec_of, keys, stamp: 0, writes_left, sent, arns };
    workload.begin()?;
    for _ in 0..steps {
        workload.step()?;
    }
    workload.end()?;
    Ok(workload.harness)
}

impl Workload {
    /// Creates a first table, without which most runs would do little for long.
    fn begin(&mut self) -> Held {
        self.act(Action::CreateTable)?;
        let ready = self.harness.engine.now().plus_ms(60_000);
        self.harness.advance_to(ready)
    }

    fn step(&mut self) -> Held {
        let action = *self.rng.weighted(&self.mix);
        self.act(action)?;
        self.harness.follow()?;
        if self.rng.percent(2) {
            let limit = self.rng.between(1, 20) as i32;
            self.harness.look(limit)?;
        }
        Ok(())
    }

    /// Lets everything in progress finish, checks everything, replays the history, and restores all backups once more.
    fn end(&mut self) -> Held {
        self.harness.look(7)?;
        self.harness.advance_to(self.harness.engine.now().plus_ms(2 * 3_600_000))?;
        self.harness.look(100)?;
        self.harness.open_kept()?;
        self.harness.replay()?;
        self.restore_some(8)
    }
}

/// The settings of a run's lab, and the time at which its clock starts.
fn options(rng: &mut Rng, seed: u64) -> Options {
    let starts = [
        (10, 1_767_225_600_000),  // 2026
        (1, 0),                   // 1970
        (1, 2_147_483_640_000),   // 2038, seven seconds before 2^31
        (1, 4_107_542_395_000),   // 2100, at the end of a February of 28 days
        (1, 99_999_999_930_000),  // 5138, where the milliseconds get their fifteenth digit
        (1, 253_402_000_000_000), // 9999, three days before the end
    ];
    let settings = Settings {
        pace: pace(rng),
        consistency_window: window(rng),
        partitions_per_table: *rng.pick(&[1, 1, 2, 3, 4, 7, 16]),
        change_log_ms: *rng.pick(&[60_000, 60_000, 600_000, 86_400_000]),
        log_spacing: log_spacing(rng),
        // A bound that is never met, with which logs are trimmed nevertheless.
        max_bytes: *rng.pick(&[None, Some(u64::MAX)]),
        // Mostly none, for with it few transactions are done.
        write_conflict_ms: *rng.pick(&[0, 0, 0, 1, 1_000, 60_000]),
        // So few that even a short history has more.
        change_log_max: *rng.pick(&[u64::MAX, u64::MAX, 0, 40]),
        ..Settings::default()
    };
    Options { seed, now: Timestamp::from_millis(*rng.weighted(&starts)), settings, ..Options::default() }
}

/// How finely logs are divided: mostly so that a few changes reach second and third snapshots, and whole segments go.
fn log_spacing(rng: &mut Rng) -> LogSpacing {
    let fine =
        LogSpacing { segment_changes: *rng.pick(&[1, 2, 3, 8, 40]), snapshot_changes: *rng.pick(&[1, 2, 5, 30]) };
    if rng.percent(70) { fine } else { LogSpacing::default() }
}

fn window(rng: &mut Rng) -> ConsistencyWindow {
    let windows = [(2, ConsistencyWindow::Exact), (1, ConsistencyWindow::Typical), (4, ConsistencyWindow::Adversarial)];
    rng.weighted(&windows).clone()
}

fn pace(rng: &mut Rng) -> Pace {
    let mut delay = |choices: &[i64]| *rng.pick(choices);
    let custom = Delays {
        table_creation_ms: delay(&[0, 1, 5_000]),
        indexed_table_creation_ms: delay(&[0, 1, 16_000]),
        table_visibility_ms: delay(&[0, 1, 2_600]),
        backups_enabling_ms: delay(&[0, 1, 3_000]),
        table_deletion_ms: delay(&[0, 1, 5_000, 100_000]),
        backup_creation_ms: delay(&[0, 1, 50, 59_999, 60_000, 60_001, 61_000, 200_000, 3_600_000]),
        restore_ms: delay(&[0, 1, 81_000, 400_000]),
        recovery_grace_period_ms: delay(&[0, 1, 1_000, 200_000]),
        system_backup_ms: delay(&[0, 1, 9_000, 300_000]),
        size_refresh_ms: delay(&[0, 0, 1, 60_000, 21_600_000]),
        table_update_ms: delay(&[0, 1, 5_000]),
        index_backfill_ms: delay(&[0, 1, 60_000]),
        expiry_ms: delay(&[0, 1, 3_600_000]),
        insights_ms: delay(&[0, 1, 30_000]),
        destination_switch_ms: delay(&[0, 1, 60_000]),
        destination_update_ms: delay(&[0, 1, 60_000]),
    };
    rng.weighted(&[(3, Pace::Instant), (2, Pace::Realistic), (5, Pace::Custom(custom))]).clone()
}
