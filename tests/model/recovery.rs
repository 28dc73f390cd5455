//! Stories of point-in-time recovery, each named after its promise: P1 to P5.
//!
//! Every edge is tested exactly and 1 ms to either side, and the clock moves by anything from 1 ms to 400 days.

use crate::restore::{INSTANT, harness, load, spec};
use timemark_core::operations::{
    DescribeContinuousBackupsInput, RestoreTableFromBackupInput, RestoreTableToPointInTimeInput, WriteRequest,
};
use timemark_core::{ConsistencyWindow, Delays, Timestamp};
use timemark_tests::checkers::recovery::{moment, moments, window};
use timemark_tests::model::ModelTable;
use timemark_tests::spec::TableSpec;
use timemark_tests::{Broken, Harness, Held, Rng};

const DAY_MS: i64 = 86_400_000;
const MINUTES_5_MS: i64 = 300_000;

/// From a millisecond to 400 days.
pub const JUMPS: [i64; 13] = [
    1,
    999,
    1_000,
    60_000,
    MINUTES_5_MS - 1,
    MINUTES_5_MS,
    MINUTES_5_MS + 1,
    3_600_000,
    DAY_MS - 1,
    DAY_MS,
    DAY_MS + 1,
    35 * DAY_MS,
    400 * DAY_MS,
];

/// A jump of any order of magnitude, up to 400 days.
pub fn jump(rng: &mut Rng) -> i64 {
    let magnitude = rng.below(36);
    if rng.percent(30) { *rng.pick(&JUMPS) } else { rng.between(1, 1 << magnitude) }
}

fn music(harness: &Harness) -> &ModelTable {
    harness.table("Music").expect("the table")
}

/// A table whose recovery is switched on `after_ms` milliseconds after the start, with a period.
fn recovering(after_ms: i64, days: i32, partitions: u16) -> Result<(Harness, TableSpec), Broken> {
    let (mut harness, spec) = (harness(INSTANT, ConsistencyWindow::Adversarial, partitions), spec("Music"));
    harness.create_table(&spec)?.expect("a table");
    harness.advance_to(harness.engine.now().plus_ms(after_ms))?;
    harness.update_recovery("Music", true, Some(days))?.expect("switched on");
    Ok((harness, spec))
}

fn write(harness: &mut Harness, rng: &mut Rng, spec: &TableSpec, keys: u64) -> Held {
    let (stamp, ordinal) = (music(harness).history.len() as u64, rng.below(keys));
    match rng.percent(20) {
        true => harness.delete(&spec.name, spec.key(ordinal))?.expect("a deletion"),
        false => {
            let item = spec.item(rng, ordinal, stamp);
            harness.put(&spec.name, item)?.expect("a put");
        }
    }
    Ok(())
}

/// The earliest and the latest moment as the API reports them, which must be those of the model.
fn told(harness: &Harness) -> Result<(Timestamp, Timestamp), Broken> {
    let mut eye = harness.eye();
    window(&mut eye, music(harness))?;
    let answer = eye.send(DescribeContinuousBackupsInput::new("Music")).expect("a table that is known");
    let recovery = answer.continuous_backups_description.and_then(|all| all.point_in_time_recovery_description);
    let recovery = recovery.expect("a description");
    let earliest = recovery.earliest_restorable_date_time.expect("recovery is on");
    Ok((earliest, recovery.latest_restorable_date_time.expect("recovery is on")))
}

/// Checks a restore: the model's content if the moment is inside of the window, a refusal outside.
fn validate(harness: &Harness, time: Timestamp) -> Held {
    assert!(moment(&harness.eye(), music(harness), time)?, "nothing was found out about {time}");
    Ok(())
}

/// Checks the window now: whole seconds, no backward move, and restores at its edges and beside them.
fn look(harness: &Harness, before: &mut (Timestamp, Timestamp)) -> Held {
    let (earliest, latest) = told(harness)?;
    assert_eq!(earliest.millis() % 1_000, 0, "whole seconds");
    assert!(before.0 <= earliest && before.1 <= latest, "{before:?} moved back to {earliest} and {latest}");
    assert!(earliest <= latest && latest <= harness.engine.now());
    *before = (earliest, latest);
    for edge in [earliest, latest] {
        [-1, 0, 1].into_iter().try_for_each(|side| validate(harness, edge.plus_ms(side)))?;
    }
    Ok(())
}

const LONG_AGO: (Timestamp, Timestamp) = (Timestamp::MIN, Timestamp::MIN);

fn refusal(harness: &Harness, time: Timestamp) -> String {
    let restore = RestoreTableToPointInTimeInput::to("Music", "Copy", time);
    harness.eye().send(restore).err().map_or("none".to_owned(), |error| error.name().to_owned())
}

#[test]
fn p1_any_second_is_what_the_table_held_then() -> Held {
    for partitions in [1, 3, 16] {
        let (mut rng, (mut harness, spec)) = (Rng::new(partitions.into()), recovering(1_234, 35, partitions)?);
        for _ in 0..700 {
            write(&mut harness, &mut rng, &spec, 40)?;
            let later = harness.engine.now().plus_ms(rng.between(0, 1_600));
            harness.advance_to(later)?;
        }
        harness.advance_to(harness.engine.now().plus_ms(MINUTES_5_MS))?;
        let (earliest, latest) = told(&harness)?;
        let seconds = (latest.millis() - earliest.millis()) / 1_000;
        assert!(seconds > 400, "{seconds}");
        for second in 0..=seconds {
            validate(&harness, earliest.plus_ms(second * 1_000))?;
        }
    }
    Ok(())
}

/// A backup may leave something to chance, a restore may not: here the lab's window is the adversarial one, and writes
/// are on both sides of the moment in every partition.
#[test]
fn p1_not_a_millisecond_is_tolerated() -> Held {
    let (mut rng, (mut harness, spec)) = (Rng::new(1), recovering(0, 35, 8)?);
    let moment = harness.engine.now().plus_ms(90_000);
    for side in [-1, 0, 1] {
        harness.advance_to(moment.plus_ms(side))?;
        let put = |n| WriteRequest::put(spec.item(&mut rng, n, (side + 2) as u64 * 100 + n));
        harness.batch("Music", (0..25).map(put).collect())?.expect("a batch of distinct keys");
    }
    harness.advance_to(moment.plus_ms(MINUTES_5_MS + 1))?;
    [-2, -1, 0, 1].into_iter().try_for_each(|side| validate(&harness, moment.plus_ms(side)))?;
    let of_then = |item: &timemark_core::Attributes| format!("{:?}", item.get("stamp")).contains("\"2");
    assert!(music(&harness).at(moment).values().all(of_then), "all of that moment, none of the next");
    Ok(())
}

/// Its images are taken at the request.
#[test]
fn p1_a_restore_that_runs_needs_its_source_no_more() -> Held {
    for restore_ms in [1, 81_000, 400 * DAY_MS] {
        let (mut rng, spec) = (Rng::new(5), spec("Music"));
        let mut harness = harness(Delays { restore_ms, ..INSTANT }, ConsistencyWindow::Exact, 3);
        harness.create_table(&spec)?.expect("a table");
        harness.update_recovery("Music", true, Some(1))?.expect("switched on");
        for _ in 0..30 {
            load(&mut harness, &mut rng, &spec, 100, 60)?;
            harness.advance_to(harness.engine.now().plus_ms(30_000))?;
        }
        let (earliest, latest) = told(&harness)?;
        for (name, time) in [("first", earliest), ("middle", earliest.plus_ms(200_001)), ("last", latest)] {
            harness.restore_to("Music", Some(time), RestoreTableFromBackupInput::new(name, ""))?.expect("a restore");
        }
        harness.update_recovery("Music", false, None)?.expect("switched off");
        load(&mut harness, &mut rng, &spec, 2_000, 60)?;
        harness.delete_table("Music")?.expect("nothing is being made");
        harness.advance_to(harness.engine.now().plus_ms(restore_ms - 1))?;
        assert_eq!(harness.model.restores.len(), 3, "none is done");
        harness.crash()?;
        harness.advance_to(harness.engine.now().plus_ms(1))?;
        assert_eq!(harness.model.restores.len(), 0, "all are done, and were looked at");
        harness.replay()?;
    }
    Ok(())
}

#[test]
fn p1_a_restored_table_has_a_past_of_its_own() -> Held {
    let (mut rng, (mut harness, spec)) = (Rng::new(6), recovering(0, 35, 2)?);
    load(&mut harness, &mut rng, &spec, 2_400, 30)?;
    harness.advance_to(harness.engine.now().plus_ms(MINUTES_5_MS))?;
    harness.restore_to("Music", None, RestoreTableFromBackupInput::new("Copy", ""))?.expect("a restore");
    harness.follow()?;
    harness.advance_to(harness.engine.now().plus_ms(1_500))?;
    harness.update_recovery("Copy", true, None)?.expect("switched on");
    let copy = TableSpec { name: "Copy".to_owned(), ..spec };
    for _ in 0..20 {
        load(&mut harness, &mut rng, &copy, 20, 30)?;
        harness.advance_to(harness.engine.now().plus_ms(20_000))?;
    }
    moments(&harness.eye(), harness.table("Copy").expect("the restored table"), usize::MAX)
}

#[test]
fn p2_the_window_at_every_edge_of_it() -> Held {
    for (after_ms, days) in [(0, 35), (1, 1), (499, 2), (999, 7), (10_715, 35)] {
        let (mut rng, (mut harness, spec)) = (Rng::new(days as u64), recovering(after_ms, days, 2)?);
        let on = harness.engine.now();
        let period_ms = i64::from(days) * DAY_MS;
        let edges = [
            on,
            on.plus_ms(1_000),
            on.plus_ms(MINUTES_5_MS),
            on.plus_ms(MINUTES_5_MS + 1_000),
            on.plus_ms(period_ms),
            on.plus_ms(period_ms + 1_000),
            on.plus_ms(period_ms + MINUTES_5_MS),
            on.plus_ms(2 * period_ms),
            on.plus_ms(400 * DAY_MS),
        ];
        let exact = edges.iter().flat_map(|edge| [*edge, edge.whole_second()]);
        let mut times: Vec<Timestamp> = exact.flat_map(|edge| [-1, 0, 1].map(|side| edge.plus_ms(side))).collect();
        times.retain(|time| *time >= on);
        times.sort_unstable();
        let mut before = LONG_AGO;
        for time in times {
            harness.advance_to(time)?;
            look(&harness, &mut before)?;
            write(&mut harness, &mut rng, &spec, 5)?;
            look(&harness, &mut before)?;
        }
        assert_eq!(before.1, harness.engine.now().plus_ms(-MINUTES_5_MS));
        assert_eq!(before.0, harness.engine.now().plus_ms(-period_ms).whole_second());
    }
    Ok(())
}

/// The same with everything that can happen to a table in between.
#[test]
fn p2_no_jump_moves_it_back() -> Held {
    let (mut ended, mut reused) = (0, 0);
    for seed in 0..60 {
        let mut rng = Rng::new(seed);
        let (after_ms, days) = (rng.between(0, 2_000), *rng.pick(&[1, 7, 35]));
        let (mut harness, spec) = recovering(after_ms, days, *rng.pick(&[1, 2, 5]))?;
        let mut before = LONG_AGO;
        for _ in 0..40 {
            for _ in 0..rng.below(4) {
                write(&mut harness, &mut rng, &spec, 8)?;
            }
            match rng.below(12) {
                0 => {
                    harness.update_recovery("Music", false, None)?.expect("switched off");
                    assert_eq!(refusal(&harness, harness.engine.now()), "PointInTimeRecoveryUnavailableException");
                    let later = harness.engine.now().plus_ms(rng.between(0, 1) * jump(&mut rng));
                    harness.advance_to(later)?;
                    harness.update_recovery("Music", true, None)?.expect("switched on");
                    (before, ended) = (LONG_AGO, ended + 1);
                }
                1 => {
                    harness.delete_table("Music")?.expect("nothing is being made");
                    harness.create_table(&spec)?.expect("the same name");
                    harness.update_recovery("Music", true, None)?.expect("switched on");
                    (before, reused) = (LONG_AGO, reused + 1);
                }
                2..5 => {
                    let days = *rng.pick(&[1, 2, 34, 35]);
                    harness.update_recovery("Music", true, Some(days))?.expect("another period");
                }
                5 => harness.crash()?,
                _ => {
                    let earlier = harness.engine.now().plus_ms(-jump(&mut rng));
                    harness.advance_to(earlier)?;
                    look(&harness, &mut before)?;
                    let later = harness.engine.now().plus_ms(jump(&mut rng));
                    harness.advance_to(later)?;
                }
            }
            look(&harness, &mut before)?;
        }
        moments(&harness.eye(), music(&harness), 20)?;
    }
    assert!(ended > 100 && reused > 100, "{ended} {reused}");
    Ok(())
}

#[test]
fn p3_off_and_on_begins_anew() -> Held {
    for gap_ms in [0, 1, 999, 1_000, 59_999, 60_001, DAY_MS, 35 * DAY_MS, 400 * DAY_MS] {
        let (mut rng, (mut harness, spec)) = (Rng::new(3), recovering(300, 35, 2)?);
        load(&mut harness, &mut rng, &spec, 400, 30)?;
        harness.advance_to(harness.engine.now().plus_ms(DAY_MS))?;
        let (first, _) = told(&harness)?;
        harness.update_recovery("Music", false, None)?.expect("switched off");
        assert_eq!(refusal(&harness, first), "PointInTimeRecoveryUnavailableException");
        load(&mut harness, &mut rng, &spec, 100, 30)?;
        harness.advance_to(harness.engine.now().plus_ms(gap_ms))?;
        load(&mut harness, &mut rng, &spec, 100, 30)?;
        harness.update_recovery("Music", true, None)?.expect("switched on");
        let now = harness.engine.now().whole_second();
        assert_eq!(told(&harness)?, (now, now), "after {gap_ms} ms");
        harness.advance_to(harness.engine.now().plus_ms(2 * MINUTES_5_MS))?;
        assert_eq!(told(&harness)?.0, now);
        for time in [first, now.plus_ms(-1_000), now.plus_ms(-1)] {
            assert_eq!(refusal(&harness, time), "InvalidRestoreTimeException");
        }
        moments(&harness.eye(), music(&harness), 10)?;
    }
    Ok(())
}

/// The latest table of a name has nothing of the earlier ones, nor their window.
#[test]
fn p3_a_name_that_comes_back_has_no_past() -> Held {
    let (mut rng, (mut harness, spec)) = (Rng::new(8), recovering(0, 35, 2)?);
    let first = harness.engine.now();
    for life in 0..4 {
        load(&mut harness, &mut rng, &spec, 60, 20 + life)?;
        harness.advance_to(harness.engine.now().plus_ms(DAY_MS + 1))?;
        validate(&harness, harness.engine.now().plus_ms(-DAY_MS))?;
        harness.delete_table("Music")?.expect("nothing is being made");
        assert_eq!(refusal(&harness, first), "TableNotFoundException");
        harness.create_table(&spec)?.expect("the same name");
        assert_eq!(refusal(&harness, first), "PointInTimeRecoveryUnavailableException");
        harness.update_recovery("Music", true, None)?.expect("switched on");
        let now = harness.engine.now().whole_second();
        assert_eq!(told(&harness)?, (now, now));
        assert_eq!(refusal(&harness, now.plus_ms(-1)), "InvalidRestoreTimeException");
        validate(&harness, now)?;
    }
    Ok(())
}

/// The number of changes that a table's log has truncated.
fn forgotten(harness: &Harness) -> u64 {
    let table = harness.engine.state().table("Music").expect("the table");
    table.partitions().iter().map(|partition| partition.log().start()).sum()
}

#[test]
fn p4_whatever_was_truncated_the_window_is_whole() -> Held {
    let mut truncations = 0;
    for partitions in [1, 2] {
        let (mut rng, (mut harness, spec)) = (Rng::new(partitions.into()), recovering(0, 1, partitions)?);
        let mut before = 0;
        for step in 0..70 {
            for _ in 0..6 {
                load(&mut harness, &mut rng, &spec, 20, 60)?;
                let later = harness.engine.now().plus_ms(rng.between(0, 1_000));
                harness.advance_to(later)?;
            }
            let leap = *rng.pick(&[1, 1_000, 60_000, 3_600_000, 7 * 3_600_000, DAY_MS / 2, DAY_MS - 1]);
            let leap = if step % 25 == 24 { 400 * DAY_MS } else { leap };
            harness.advance_to(harness.engine.now().plus_ms(leap))?;
            if forgotten(&harness) == before {
                continue;
            }
            (before, truncations) = (forgotten(&harness), truncations + 1);
            let (earliest, latest) = told(&harness)?;
            let table = harness.engine.state().table("Music").expect("the table");
            let snapshots: Vec<Timestamp> =
                table.partitions().iter().flat_map(|partition| partition.snapshots().map(|s| s.taken)).collect();
            let beside = snapshots.iter().flat_map(|taken| [-1, 0, 1].map(|side| taken.plus_ms(side)));
            for time in beside.filter(|time| earliest <= *time && *time <= latest) {
                validate(&harness, time)?;
            }
            moments(&harness.eye(), music(&harness), 12)?;
        }
    }
    assert!(truncations > 30, "{truncations}");
    Ok(())
}

/// With evenly spaced writes, the log has all of the window's changes and at most a quarter more.
#[test]
fn p4_the_log_has_the_window_and_little_more() -> Held {
    for days in [4, 35] {
        let (mut rng, (mut harness, spec)) = (Rng::new(11), recovering(0, days, 2)?);
        // A hundred batches of 20 fill a window.
        let step_ms = i64::from(days) * DAY_MS / 100;
        for step in 1..=400 {
            load(&mut harness, &mut rng, &spec, 20, 1_000)?;
            harness.advance_to(harness.engine.now().plus_ms(step_ms))?;
            let table = harness.engine.state().table("Music").expect("the table");
            let kept: usize = table.partitions().iter().map(|partition| partition.log().changes_from(0).count()).sum();
            let window = 20 * step.min(100);
            // A quarter of the window, and in each of two partitions a segment, which is truncated as a whole.
            assert!(
                (window - 20..=window + 500 + 2 * 256).contains(&kept),
                "{kept} changes after {step} steps of {days} days"
            );
        }
        let (earliest, latest) = told(&harness)?;
        for part in 0..=10 {
            validate(&harness, earliest.plus_ms((latest.millis() - earliest.millis()) / 10 * part))?;
        }
    }
    Ok(())
}

#[test]
fn p5_a_period_lowered_and_raised_brings_nothing_back() -> Held {
    for (first, lowered, raised) in [(35, 1, 35), (35, 34, 35), (7, 1, 2), (2, 1, 35)] {
        for wait_ms in [0, 1, 999, 1_000, DAY_MS - 1, DAY_MS, 2 * DAY_MS] {
            let (mut rng, (mut harness, spec)) = (Rng::new(7), recovering(250, first, 2)?);
            for _ in 0..=first + 2 {
                load(&mut harness, &mut rng, &spec, 40, 25)?;
                harness.advance_to(harness.engine.now().plus_ms(DAY_MS - 7))?;
            }
            let mut before = LONG_AGO;
            look(&harness, &mut before)?;
            harness.update_recovery("Music", true, Some(lowered))?.expect("lowered");
            let lowest = harness.engine.now().plus_ms(-i64::from(lowered) * DAY_MS).whole_second();
            assert_eq!(told(&harness)?.0, lowest, "at once");
            look(&harness, &mut before)?;
            harness.advance_to(harness.engine.now().plus_ms(wait_ms))?;
            let left = told(&harness)?.0;
            harness.update_recovery("Music", true, Some(raised))?.expect("raised");
            assert_eq!(told(&harness)?.0, left, "{raised} days bring nothing back");
            for time in [lowest.plus_ms(-1), left.plus_ms(-1_000), left.plus_ms(-1)] {
                assert_eq!(refusal(&harness, time), "InvalidRestoreTimeException");
            }
            moments(&harness.eye(), music(&harness), 10)?;
            // Until the longer period has caught up, to the second.
            let caught_up = left.plus_ms(i64::from(raised) * DAY_MS);
            for (side, earliest) in [(-1, left), (0, left), (999, left), (1_000, left.plus_ms(1_000))] {
                harness.advance_to(caught_up.plus_ms(side))?;
                assert_eq!(told(&harness)?.0, earliest, "{side} ms after it has caught up");
                look(&harness, &mut before)?;
            }
        }
    }
    Ok(())
}
