//! Stories of expiring backups, each named after its promise: E1 to E4.

use crate::recovery::{JUMPS, jump};
use crate::restore::{INSTANT, harness, load, spec};
use timemark_core::lab::ExplainBackupInput;
use timemark_core::operations::*;
use timemark_core::shapes::{BackupType, BackupTypeFilter};
use timemark_core::{ConsistencyWindow, Delays, Error, Timestamp};
use timemark_tests::checkers::{contents, listing};
use timemark_tests::model::Content;
use timemark_tests::{Broken, Harness, Held, Rng};

const DAY_MS: i64 = 86_400_000;

fn of_kind(harness: &Harness, kind: &BackupType) -> Vec<usize> {
    let all = harness.model.backups.iter().enumerate();
    all.filter(|(_, asked)| asked.kind == *kind && !asked.is_deleted).map(|(place, _)| place).collect()
}

/// The ARNs in the list of one type.
fn listed(harness: &Harness, kind: BackupTypeFilter) -> Vec<String> {
    let input = ListBackupsInput { backup_type: Some(kind), ..Default::default() };
    let answer = harness.eye().send(input).expect("a list");
    answer.backup_summaries.into_iter().flatten().filter_map(|summary| summary.backup_arn).collect()
}

/// The answers of all operations that take a backup's ARN.
fn everywhere(harness: &Harness, arn: &str) -> [String; 4] {
    let name = |error: Option<Error>| error.map_or("ok".to_owned(), |error| error.name().to_owned());
    [
        name(harness.eye().send(DescribeBackupInput::new(arn)).err()),
        name(harness.eye().send(RestoreTableFromBackupInput::new("Elsewhere", arn)).err()),
        name(harness.eye().send(ExplainBackupInput { backup_arn: Some(arn.to_owned()), ..Default::default() }).err()),
        name(harness.eye().send(DeleteBackupInput::new(arn)).err()),
    ]
}

/// The content of a table restored from a backup.
fn brought(harness: &Harness, place: usize) -> Result<Content, Broken> {
    let (asked, mut eye) = (&harness.model.backups[place], harness.eye());
    eye.send(RestoreTableFromBackupInput::new("Elsewhere", &asked.arn)).expect("a restore");
    let due = eye.now().plus_ms(harness.engine.settings().pace.delays().restore_ms);
    eye.advance_to(due);
    let table = &harness.model.tables[asked.table];
    let items = contents::scan(&mut eye, "Elsewhere", None, None)?;
    Ok(items.into_iter().map(|item| (table.label_of(&item), item)).collect())
}

/// A table with a number of items, with recovery on or off.
fn music(harness: &mut Harness, rng: &mut Rng, is_on: bool) -> Held {
    harness.create_table(&spec("Music"))?.expect("a table");
    harness.follow()?;
    if is_on {
        harness.update_recovery("Music", true, Some(1))?.expect("switched on");
    }
    load(harness, rng, &spec("Music"), 200, 40)
}

#[test]
fn e1_a_deletion_leaves_one_with_every_commit_before_it() -> Held {
    let windows = [ConsistencyWindow::Exact, ConsistencyWindow::Typical, ConsistencyWindow::Adversarial];
    for (window, gap_ms) in windows.iter().flat_map(|window| JUMPS.map(|gap_ms| (window, gap_ms))) {
        for (table_deletion_ms, system_backup_ms) in [(0, 0), (0, 9_000), (5_000, 9_000), (100_000, 9_000), (1, 0)] {
            let mut rng = Rng::new(gap_ms as u64);
            let delays = Delays { table_deletion_ms, system_backup_ms, ..INSTANT };
            let mut harness = harness(delays, window.clone(), 3);
            music(&mut harness, &mut rng, true)?;
            harness.advance_to(harness.engine.now().plus_ms(gap_ms - 1))?;
            load(&mut harness, &mut rng, &spec("Music"), 20, 40)?;
            harness.advance_to(harness.engine.now().plus_ms(1))?;
            load(&mut harness, &mut rng, &spec("Music"), 40, 40)?;
            let (deleted, live) = (harness.engine.now(), harness.table("Music").expect("the table").live().clone());
            harness.delete_table("Music")?.expect("nothing is being made");
            let shown = deleted.plus_ms(table_deletion_ms.max(system_backup_ms));
            if shown > deleted {
                harness.advance_to(shown.plus_ms(-1))?;
                assert_eq!(listed(&harness, BackupTypeFilter::All), [] as [String; 0], "a millisecond too early");
                harness.advance_to(shown)?;
            }
            let [place] = of_kind(&harness, &BackupType::System)[..] else { panic!("one, and one only") };
            let asked = harness.model.backups[place].clone();
            assert_eq!(listed(&harness, BackupTypeFilter::System), [asked.arn.as_str()]);
            assert_eq!((asked.requested, asked.expires), (deleted, Some(deleted.plus_ms(35 * DAY_MS))));
            assert!(brought(&harness, place)? == live, "every commit before the deletion and nothing else");
            harness.look(10)?;
        }
    }
    Ok(())
}

#[test]
fn e1_one_for_each_life_of_a_name_and_none_without_recovery() -> Held {
    let (mut rng, mut harness) = (Rng::new(2), harness(INSTANT, ConsistencyWindow::Exact, 2));
    let mut expected = Vec::new();
    for (life, is_on) in [true, false, true, true, false].into_iter().enumerate() {
        music(&mut harness, &mut rng, is_on)?;
        load(&mut harness, &mut rng, &spec("Music"), 20 * life as u64, 23)?;
        let live = harness.table("Music").expect("the table").live().clone();
        harness.delete_table("Music")?.expect("nothing is being made");
        harness.advance_to(harness.engine.now().plus_ms(life as i64 % 2))?;
        expected.extend(is_on.then_some(live));
        assert_eq!(of_kind(&harness, &BackupType::System).len(), expected.len());
    }
    for (place, live) in of_kind(&harness, &BackupType::System).into_iter().zip(expected) {
        assert!(brought(&harness, place)? == live, "backup {place}");
    }
    harness.look(2)
}

/// A lab with a USER backup, one of AWS Backup for each of these numbers of days, and a SYSTEM backup.
fn with_all(restore_ms: i64, days: &[i32]) -> Result<Harness, Broken> {
    let (mut rng, mut harness) = (Rng::new(9), harness(Delays { restore_ms, ..INSTANT }, ConsistencyWindow::Exact, 2));
    music(&mut harness, &mut rng, true)?;
    harness.advance_to(harness.engine.now().plus_ms(1_234))?;
    harness.create_backup("Music", "nightly")?.expect("a backup");
    harness.start_backup_job("Music", None)?.expect("a job without an end");
    for &days in days {
        harness.start_backup_job("Music", Some(days))?.expect("a job");
        load(&mut harness, &mut rng, &spec("Music"), 20, 40)?;
    }
    harness.advance_to(harness.engine.now().plus_ms(4_321))?;
    harness.delete_table("Music")?.expect("nothing is being made");
    harness.look(10)?;
    Ok(harness)
}

/// All expiries to come, earliest first.
fn expiries(harness: &Harness) -> Vec<(Timestamp, usize)> {
    let all = harness.model.backups.iter().enumerate();
    let mut expiries: Vec<_> = all.filter_map(|(place, asked)| Some((asked.expires?, place))).collect();
    expiries.sort_unstable();
    expiries
}

#[test]
fn e2_usable_to_its_last_millisecond_and_gone_from_everywhere() -> Held {
    for seed in 0..8 {
        let (mut rng, mut harness) = (Rng::new(seed), with_all(0, &[1, 7, 34, 35, 36, 400, 36_500])?);
        let expiries = expiries(&harness);
        assert_eq!(expiries.len(), 8, "seven jobs and a SYSTEM backup");
        for (expiry, place) in expiries {
            let asked = harness.model.backups[place].clone();
            let kind = match asked.kind {
                BackupType::System => BackupTypeFilter::System,
                _ => BackupTypeFilter::AwsBackup,
            };
            // With one move of the clock, or with many.
            while seed > 0 && harness.engine.now() < expiry.plus_ms(-1) {
                let next = harness.engine.now().plus_ms(jump(&mut rng).max(DAY_MS / 3));
                harness.advance_to(next.min(expiry.plus_ms(-1)))?;
            }
            harness.advance_to(expiry.plus_ms(-1))?;
            assert_eq!(everywhere(&harness, &asked.arn), ["ok", "ok", "ok", "ValidationException"], "{}", asked.arn);
            assert!(listed(&harness, kind.clone()).contains(&asked.arn));
            assert!(brought(&harness, place)? == asked.made.as_ref().expect("it was made").content);
            listing::whole(&mut harness.eye(), &harness.model, None, 3)?;
            for _ in 0..2 {
                harness.advance_to(harness.engine.now().plus_ms(1))?;
                assert_eq!(everywhere(&harness, &asked.arn), ["BackupNotFoundException"; 4], "{}", asked.arn);
                assert!(!listed(&harness, kind.clone()).contains(&asked.arn));
                listing::whole(&mut harness.eye(), &harness.model, None, 3)?;
            }
        }
        // A backup without expiry outlives them all.
        harness.advance_to(harness.engine.now().plus_ms(400 * DAY_MS))?;
        let [user, job] =
            harness.model.backups.iter().enumerate().filter(|(_, asked)| !asked.is_deleted).collect::<Vec<_>>()[..]
        else {
            panic!("two are left")
        };
        assert_eq!((&user.1.kind, &job.1.kind), (&BackupType::User, &BackupType::AwsBackup));
        for (place, asked) in [user, job] {
            assert!(brought(&harness, place)? == asked.made.as_ref().expect("it was made").content);
        }
        harness.look(3)?;
        harness.replay()?;
    }
    Ok(())
}

/// A backup that is made late still expires in time, after it was AVAILABLE.
#[test]
fn e2_one_that_is_still_being_made_goes_too() -> Held {
    for creation_ms in [DAY_MS - 1, DAY_MS, DAY_MS + 1, 300 * DAY_MS] {
        let mut rng = Rng::new(3);
        let mut harness =
            harness(Delays { backup_creation_ms: creation_ms, ..INSTANT }, ConsistencyWindow::Adversarial, 2);
        music(&mut harness, &mut rng, false)?;
        harness.start_backup_job("Music", Some(1))?.expect("a job");
        let (expiry, _) = expiries(&harness)[0];
        let arn = harness.model.backups[0].arn.clone();
        harness.advance_to(expiry.plus_ms(-1))?;
        assert_eq!(everywhere(&harness, &arn)[0], "ok");
        harness.advance_to(expiry)?;
        assert_eq!(everywhere(&harness, &arn), ["BackupNotFoundException"; 4]);
        harness.delete_table("Music")?.expect("nothing is being made any more");
        harness.advance_to(expiry.plus_ms(400 * DAY_MS))?;
        harness.look(3)?;
    }
    Ok(())
}

#[test]
fn e3_no_jump_moves_an_expiry() -> Held {
    for seed in 0..30 {
        let (mut rng, mut harness) = (Rng::new(seed), with_all(0, &[1, 35, 400])?);
        let expiries = expiries(&harness);
        for _ in 0..30 {
            let earlier = harness.engine.now().plus_ms(-jump(&mut rng));
            harness.advance_to(earlier)?;
            match rng.below(3) {
                0 => harness.crash()?,
                1 => harness.mark_middle(),
                _ => {}
            }
            let (now, leap) = (harness.engine.now(), jump(&mut rng));
            let ahead = expiries.iter().map(|(expiry, _)| *expiry).find(|expiry| *expiry > now.plus_ms(1));
            let beside = ahead.filter(|_| rng.percent(30)).map(|expiry| expiry.plus_ms(rng.between(-1, 1)));
            harness.advance_to(beside.unwrap_or(now.plus_ms(leap)))?;
            for (expiry, place) in &expiries {
                let arn = &harness.model.backups[*place].arn;
                let described = harness.eye().send(DescribeBackupInput::new(arn)).ok();
                let details = described.and_then(|answer| answer.backup_description?.backup_details);
                let told = details.and_then(|details| details.backup_expiry_date_time);
                let now = harness.engine.now();
                assert_eq!(told, (now < *expiry).then_some(*expiry), "{arn} at {now}");
            }
        }
        harness.replay()?;
    }
    Ok(())
}

#[test]
fn e4_a_restore_begun_before_the_expiry_completes() -> Held {
    for (restore_ms, of_which) in [1, 2, 81_000, 400 * DAY_MS].into_iter().flat_map(|ms| [0, 1, 2].map(|n| (ms, n))) {
        for begun_ms in [1, 2, restore_ms - 1, restore_ms, restore_ms + 1] {
            let mut harness = with_all(restore_ms, &[35, 36])?;
            let (expiry, place) = expiries(&harness)[of_which];
            let arn = harness.model.backups[place].arn.clone();
            let begin = expiry.plus_ms(-begun_ms.max(1)).max(harness.engine.now());
            harness.advance_to(begin)?;
            harness.restore(place, RestoreTableFromBackupInput::new("Copy", &arn))?.expect("before the expiry");
            harness.crash()?;
            harness.advance_to(expiry.plus_ms(-1))?;
            harness.advance_to(expiry)?;
            let late =
                harness.restore(place, RestoreTableFromBackupInput::new("late", &arn))?.expect_err("at the expiry");
            assert_eq!(late.name(), "BackupNotFoundException");
            harness.look(5)?;
            harness.advance_to(begin.plus_ms(restore_ms))?;
            assert!(harness.model.restores.is_empty(), "it is done, and was looked at");
            assert!(
                *harness.table("Copy").expect("the new table").live()
                    == harness.model.backups[place].made.as_ref().expect("it was made").content
            );
            harness.replay()?;
        }
    }
    Ok(())
}
