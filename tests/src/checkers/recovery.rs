//! Point-in-time recovery.
//!
//! - **P1** a restore to R is the replay of all partitions up to one exact cut; **P4** at every R of the window.
//! - **P2** the window is the model's, a moment outside of it is refused, and one inside never; **P3**, **P5** it
//!   begins anew whenever recovery is switched on, and what a shorter period excluded does not come back.

use super::{Broken, Held, answered, contents, ensure, equal};
use crate::model::{Content, ModelTable};
use timemark_core::error::ErrorCode;
use timemark_core::lab::UpdateLabInput;
use timemark_core::operations::{DescribeContinuousBackupsInput, DescribeTableInput, RestoreTableToPointInTimeInput};
use timemark_core::shapes::{PointInTimeRecoveryStatus, TableStatus};
use timemark_core::{Delays, Engine, LabSettings, Pace, Settings, Timestamp};

/// P2, P3, P5: the answer of DescribeContinuousBackups for a table that it knows.
pub fn window(eye: &mut Engine, table: &ModelTable) -> Held {
    let now = eye.now();
    let Ok(answer) = eye.send(DescribeContinuousBackupsInput::new(&table.name)) else { return Ok(()) };
    let described = answer.continuous_backups_description.unwrap_or_default();
    let found = described.point_in_time_recovery_description.unwrap_or_default();
    let status = match table.recovery {
        Some(_) => PointInTimeRecoveryStatus::Enabled,
        None => PointInTimeRecoveryStatus::Disabled,
    };
    equal(found.point_in_time_recovery_status, Some(status), "P3", &table.name)?;
    let expected = table.recovery.as_ref();
    equal(found.recovery_period_in_days, expected.map(|recovery| recovery.days()), "P2", "RecoveryPeriodInDays")?;
    let earliest = expected.map(|recovery| recovery.earliest(now));
    equal(found.earliest_restorable_date_time, earliest, "P2", "EarliestRestorableDateTime")?;
    let latest = expected.map(|recovery| recovery.latest(now));
    equal(found.latest_restorable_date_time, latest, "P2", "LatestRestorableDateTime")
}

/// P1, P2 and P4: restores to moments of a table's window: at its edges, beside commits and snapshots, and outside.
pub fn moments(eye: &Engine, table: &ModelTable, most: usize) -> Held {
    let now = eye.now();
    let Some(recovery) = &table.recovery else { return Ok(()) };
    let (earliest, latest) = (recovery.earliest(now), recovery.latest(now));
    let Some(known) = eye.state().table(&table.name).filter(|known| known.table_id() == table.id) else {
        return Ok(());
    };
    let commits = table.history.iter().map(|mutation| mutation.committed);
    let snapshots = known.partitions().iter().flat_map(|partition| partition.snapshots().map(|s| s.taken));
    let mut beside: Vec<Timestamp> =
        commits.chain(snapshots).flat_map(|time| [-1, 0, 1].map(|side| time.plus_ms(side))).collect();
    beside.sort_unstable();
    beside.dedup();
    beside.retain(|time| earliest <= *time && *time <= latest);
    let step = beside.len().div_ceil(most.max(1)).max(1);
    let edges = [earliest, earliest.plus_ms(1_000), latest.plus_ms(-1), latest];
    let outside = [earliest.plus_ms(-1), latest.plus_ms(1)];
    for time in edges.into_iter().chain(outside).chain(beside.into_iter().step_by(step)) {
        moment(eye, table, time)?;
    }
    Ok(())
}

/// P1 and P2 for one moment: a restore, on a separate copy of the engine. Returns whether it was checked, which is not
/// possible if the table is being deleted or was never recoverable, or if 50 restores are in progress.
pub fn moment(eye: &Engine, table: &ModelTable, time: Timestamp) -> Result<bool, Broken> {
    let (mut eye, now) = (eye.clone(), eye.now());
    let Some(recovery) = &table.recovery else { return Ok(false) };
    let is_inside = recovery.earliest(now) <= time && time <= recovery.latest(now);
    // Other delays stay: otherwise items would expire in that very millisecond.
    let pace = Pace::Custom(Delays { restore_ms: 0, ..eye.settings().pace.delays() });
    let settings = LabSettings::from(&Settings { pace, ..eye.settings().clone() });
    let calm = UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() };
    answered(eye.send(calm), "P1", "UpdateLab")?;
    let answer = eye.send(RestoreTableToPointInTimeInput::to(&table.name, "rewound", time));
    let code = answer.as_ref().err().map(|error| error.code());
    if matches!(code, Some(ErrorCode::TableNotFoundException | ErrorCode::LimitExceededException)) {
        return Ok(false);
    }
    if !is_inside {
        let what = format!("{} at {time}, outside of its window", table.name);
        return equal(code, Some(ErrorCode::InvalidRestoreTimeException), "P2", &what).map(|()| true);
    }
    ensure(code.is_none(), "P2", || format!("{} at {time}, inside of its window: {code:?}", table.name))?;
    eye.advance_to(eye.now());
    let described = answered(eye.send(DescribeTableInput::new("rewound")), "P1", "DescribeTable")?;
    let status = described.table.and_then(|table| table.table_status);
    equal(status, Some(TableStatus::Active), "P1", "the restored table's status")?;
    let found = contents::scan(&mut eye, "rewound", None, None)?;
    let count = found.len();
    let found: Content = found.into_iter().map(|item| (table.label_of(&item), item)).collect();
    equal(count, found.len(), "P1", "items of different keys")?;
    let expected = table.at(time);
    ensure(found == expected, "P1", || {
        let differs = found.keys().chain(expected.keys()).find(|key| found.get(*key) != expected.get(*key));
        format!("{} at {time}: {} items, expected {}, {differs:?} differs", table.name, count, expected.len())
    })?;
    Ok(true)
}
