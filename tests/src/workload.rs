//! The workload: everything drawn from a seed, in the manner of a swarm. Each run draws its settings and its own mix of
//! calls, leaving many out altogether, so that runs are unlike each other.

mod actions;
mod data;
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
    /// How many more writes there may be: checking costs their number times that of the backups.
    writes_left: u64,
    /// The transactions that were sent under tokens.
    sent: Vec<Transaction>,
}

/// Runs what follows from a seed; the harness shows what was seen.
///
/// # Errors
/// The first promise that did not hold.
pub fn run(seed: u64, steps: u32) -> Result<Harness, Broken> {
    let mut rng = Rng::new(seed);
    let harness = Harness::new(options(&mut rng, seed));
    let mix = Action::ALL.iter().map(|&action| (if rng.percent(25) { 0 } else { 1 + rng.below(8) }, action)).collect();
    let keys = *rng.pick(&[2, 6, 30, 400]);
    let writes_left = *rng.pick(&[300, 1_500, 6_000]);
    let mut workload = Workload {
        rng,
        harness,
        mix,
        specs: Vec::new(),
        spec_of: BTreeMap::new(),
        keys,
        stamp: 0,
        writes_left,
        sent: Vec::new(),
    };
    workload.begin()?;
    for _ in 0..steps {
        workload.step()?;
    }
    workload.end()?;
    Ok(workload.harness)
}

impl Workload {
    /// A table to begin with: most runs would spend long without one.
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

    /// Everything under way comes to its end; then all is looked at, the history replayed, and all restored once more.
    fn end(&mut self) -> Held {
        self.harness.look(7)?;
        self.harness.advance_to(self.harness.engine.now().plus_ms(2 * 3_600_000))?;
        self.harness.look(100)?;
        self.harness.replay()?;
        self.restore_some(8)
    }
}

/// How the lab of a run behaves, and where its clock begins.
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
        insights_ms: 0,
        destination_switch_ms: 0,
        destination_update_ms: 0,
    };
    rng.weighted(&[(3, Pace::Instant), (2, Pace::Realistic), (5, Pace::Custom(custom))]).clone()
}
