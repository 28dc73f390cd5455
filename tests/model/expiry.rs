//! Stories of backups that go of themselves, each named after its promise: E1 to E4.

use crate::recovery::{JUMPS, jump};
use crate::restore::{INSTANT, load, rig, spec};
use timemark_core::lab::ExplainBackupInput;
use timemark_core::operations::*;
use timemark_core::shapes::{BackupType, BackupTypeFilter};
use timemark_core::{ConsistencyWindow, Delays, Error, Timestamp};
use timemark_tests::checkers::{contents, listing};
use timemark_tests::model::Content;
use timemark_tests::{Broken, Dice, Held, Rig};

const DAY_MS: i64 = 86_400_000;

fn of_kind(rig: &Rig, kind: &BackupType) -> Vec<usize> {
    let all = rig.model.backups.iter().enumerate();
    all.filter(|(_, asked)| asked.kind == *kind && !asked.is_deleted).map(|(place, _)| place).collect()
}

/// The ARNs of a list of one type.
fn listed(rig: &Rig, kind: BackupTypeFilter) -> Vec<String> {
    let input = ListBackupsInput { backup_type: Some(kind), ..Default::default() };
    let answer = rig.eye().send(input).expect("a list");
    answer.backup_summaries.into_iter().flatten().filter_map(|summary| summary.backup_arn).collect()
}

/// What every operation that takes a backup's ARN answers.
fn everywhere(rig: &Rig, arn: &str) -> [String; 4] {
    let name = |error: Option<Error>| error.map_or("ok".to_owned(), |error| error.name().to_owned());
    [
        name(rig.eye().send(DescribeBackupInput::new(arn)).err()),
        name(rig.eye().send(RestoreTableFromBackupInput::new("Elsewhere", arn)).err()),
        name(rig.eye().send(ExplainBackupInput { backup_arn: Some(arn.to_owned()), ..Default::default() }).err()),
        name(rig.eye().send(DeleteBackupInput::new(arn)).err()),
    ]
}

/// What a restore from a backup brings.
fn brought(rig: &Rig, place: usize) -> Result<Content, Broken> {
    let (asked, mut eye) = (&rig.model.backups[place], rig.eye());
    eye.send(RestoreTableFromBackupInput::new("Elsewhere", &asked.arn)).expect("a restore");
    let due = eye.now().plus_ms(rig.engine.settings().pace.delays().restore_ms);
    eye.advance_to(due);
    let table = &rig.model.tables[asked.table];
    let items = contents::scan(&mut eye, "Elsewhere", None, None)?;
    Ok(items.into_iter().map(|item| (table.label_of(&item), item)).collect())
}

/// A table with so many items, its recovery on or off.
fn music(rig: &mut Rig, dice: &mut Dice, is_on: bool) -> Held {
    rig.create_table(&spec("Music"))?.expect("a table");
    rig.follow()?;
    if is_on {
        rig.update_recovery("Music", true, Some(1))?.expect("switched on");
    }
    load(rig, dice, &spec("Music"), 200, 40)
}

#[test]
fn e1_a_deletion_leaves_one_with_every_commit_before_it() -> Held {
    let windows = [ConsistencyWindow::Exact, ConsistencyWindow::Typical, ConsistencyWindow::Adversarial];
    for (window, gap_ms) in windows.iter().flat_map(|window| JUMPS.map(|gap_ms| (window, gap_ms))) {
        for (table_deletion_ms, system_backup_ms) in [(0, 0), (0, 9_000), (5_000, 9_000), (100_000, 9_000), (1, 0)] {
            let mut dice = Dice::new(gap_ms as u64);
            let delays = Delays { table_deletion_ms, system_backup_ms, ..INSTANT };
            let mut rig = rig(delays, window.clone(), 3);
            music(&mut rig, &mut dice, true)?;
            rig.advance_to(rig.engine.now().plus_ms(gap_ms - 1))?;
            load(&mut rig, &mut dice, &spec("Music"), 20, 40)?;
            rig.advance_to(rig.engine.now().plus_ms(1))?;
            load(&mut rig, &mut dice, &spec("Music"), 40, 40)?;
            let (deleted, live) = (rig.engine.now(), rig.table("Music").expect("the table").live().clone());
            rig.delete_table("Music")?.expect("nothing is being made");
            let shown = deleted.plus_ms(table_deletion_ms.max(system_backup_ms));
            if shown > deleted {
                rig.advance_to(shown.plus_ms(-1))?;
                assert_eq!(listed(&rig, BackupTypeFilter::All), [] as [String; 0], "a millisecond too early");
                rig.advance_to(shown)?;
            }
            let [place] = of_kind(&rig, &BackupType::System)[..] else { panic!("one, and one only") };
            let asked = rig.model.backups[place].clone();
            assert_eq!(listed(&rig, BackupTypeFilter::System), [asked.arn.as_str()]);
            assert_eq!((asked.requested, asked.expires), (deleted, Some(deleted.plus_ms(35 * DAY_MS))));
            assert!(brought(&rig, place)? == live, "every commit before the deletion and nothing else");
            rig.look(10)?;
        }
    }
    Ok(())
}

#[test]
fn e1_one_for_each_life_of_a_name_and_none_without_recovery() -> Held {
    let (mut dice, mut rig) = (Dice::new(2), rig(INSTANT, ConsistencyWindow::Exact, 2));
    let mut expected = Vec::new();
    for (life, is_on) in [true, false, true, true, false].into_iter().enumerate() {
        music(&mut rig, &mut dice, is_on)?;
        load(&mut rig, &mut dice, &spec("Music"), 20 * life as u64, 23)?;
        let live = rig.table("Music").expect("the table").live().clone();
        rig.delete_table("Music")?.expect("nothing is being made");
        rig.advance_to(rig.engine.now().plus_ms(life as i64 % 2))?;
        expected.extend(is_on.then_some(live));
        assert_eq!(of_kind(&rig, &BackupType::System).len(), expected.len());
    }
    for (place, live) in of_kind(&rig, &BackupType::System).into_iter().zip(expected) {
        assert!(brought(&rig, place)? == live, "backup {place}");
    }
    rig.look(2)
}

/// A lab with a USER backup, one of AWS Backup for each of these numbers of days, and a SYSTEM backup.
fn with_all(restore_ms: i64, days: &[i32]) -> Result<Rig, Broken> {
    let (mut dice, mut rig) = (Dice::new(9), rig(Delays { restore_ms, ..INSTANT }, ConsistencyWindow::Exact, 2));
    music(&mut rig, &mut dice, true)?;
    rig.advance_to(rig.engine.now().plus_ms(1_234))?;
    rig.create_backup("Music", "nightly")?.expect("a backup");
    rig.start_backup_job("Music", None)?.expect("a job without an end");
    for &days in days {
        rig.start_backup_job("Music", Some(days))?.expect("a job");
        load(&mut rig, &mut dice, &spec("Music"), 20, 40)?;
    }
    rig.advance_to(rig.engine.now().plus_ms(4_321))?;
    rig.delete_table("Music")?.expect("nothing is being made");
    rig.look(10)?;
    Ok(rig)
}

/// All expiries there will be, the earliest first.
fn expiries(rig: &Rig) -> Vec<(Timestamp, usize)> {
    let all = rig.model.backups.iter().enumerate();
    let mut expiries: Vec<_> = all.filter_map(|(place, asked)| Some((asked.expires?, place))).collect();
    expiries.sort_unstable();
    expiries
}

#[test]
fn e2_usable_to_its_last_millisecond_and_gone_from_everywhere() -> Held {
    for seed in 0..8 {
        let (mut dice, mut rig) = (Dice::new(seed), with_all(0, &[1, 7, 34, 35, 36, 400, 36_500])?);
        let expiries = expiries(&rig);
        assert_eq!(expiries.len(), 8, "seven jobs and a SYSTEM backup");
        for (expiry, place) in expiries {
            let asked = rig.model.backups[place].clone();
            let kind = match asked.kind {
                BackupType::System => BackupTypeFilter::System,
                _ => BackupTypeFilter::AwsBackup,
            };
            // In one leap, or in many.
            while seed > 0 && rig.engine.now() < expiry.plus_ms(-1) {
                let next = rig.engine.now().plus_ms(jump(&mut dice).max(DAY_MS / 3));
                rig.advance_to(next.min(expiry.plus_ms(-1)))?;
            }
            rig.advance_to(expiry.plus_ms(-1))?;
            assert_eq!(everywhere(&rig, &asked.arn), ["ok", "ok", "ok", "ValidationException"], "{}", asked.arn);
            assert!(listed(&rig, kind.clone()).contains(&asked.arn));
            assert!(brought(&rig, place)? == asked.made.as_ref().expect("it was made").content);
            listing::whole(&mut rig.eye(), &rig.model, None, 3)?;
            for _ in 0..2 {
                rig.advance_to(rig.engine.now().plus_ms(1))?;
                assert_eq!(everywhere(&rig, &asked.arn), ["BackupNotFoundException"; 4], "{}", asked.arn);
                assert!(!listed(&rig, kind.clone()).contains(&asked.arn));
                listing::whole(&mut rig.eye(), &rig.model, None, 3)?;
            }
        }
        // What has no expiry outlives them all.
        rig.advance_to(rig.engine.now().plus_ms(400 * DAY_MS))?;
        let [user, job] =
            rig.model.backups.iter().enumerate().filter(|(_, asked)| !asked.is_deleted).collect::<Vec<_>>()[..]
        else {
            panic!("two are left")
        };
        assert_eq!((&user.1.kind, &job.1.kind), (&BackupType::User, &BackupType::AwsBackup));
        for (place, asked) in [user, job] {
            assert!(brought(&rig, place)? == asked.made.as_ref().expect("it was made").content);
        }
        rig.look(3)?;
        rig.replay()?;
    }
    Ok(())
}

/// One that is late goes in time all the same, by way of AVAILABLE.
#[test]
fn e2_one_that_is_still_being_made_goes_too() -> Held {
    for creation_ms in [DAY_MS - 1, DAY_MS, DAY_MS + 1, 300 * DAY_MS] {
        let mut dice = Dice::new(3);
        let mut rig = rig(Delays { backup_creation_ms: creation_ms, ..INSTANT }, ConsistencyWindow::Adversarial, 2);
        music(&mut rig, &mut dice, false)?;
        rig.start_backup_job("Music", Some(1))?.expect("a job");
        let (expiry, _) = expiries(&rig)[0];
        let arn = rig.model.backups[0].arn.clone();
        rig.advance_to(expiry.plus_ms(-1))?;
        assert_eq!(everywhere(&rig, &arn)[0], "ok");
        rig.advance_to(expiry)?;
        assert_eq!(everywhere(&rig, &arn), ["BackupNotFoundException"; 4]);
        rig.delete_table("Music")?.expect("nothing is being made any more");
        rig.advance_to(expiry.plus_ms(400 * DAY_MS))?;
        rig.look(3)?;
    }
    Ok(())
}

#[test]
fn e3_no_jump_moves_an_expiry() -> Held {
    for seed in 0..30 {
        let (mut dice, mut rig) = (Dice::new(seed), with_all(0, &[1, 35, 400])?);
        let expiries = expiries(&rig);
        for _ in 0..30 {
            let earlier = rig.engine.now().plus_ms(-jump(&mut dice));
            rig.advance_to(earlier)?;
            match dice.below(3) {
                0 => rig.crash()?,
                1 => rig.mark_middle(),
                _ => {}
            }
            let (now, leap) = (rig.engine.now(), jump(&mut dice));
            let ahead = expiries.iter().map(|(expiry, _)| *expiry).find(|expiry| *expiry > now.plus_ms(1));
            let beside = ahead.filter(|_| dice.percent(30)).map(|expiry| expiry.plus_ms(dice.between(-1, 1)));
            rig.advance_to(beside.unwrap_or(now.plus_ms(leap)))?;
            for (expiry, place) in &expiries {
                let arn = &rig.model.backups[*place].arn;
                let described = rig.eye().send(DescribeBackupInput::new(arn)).ok();
                let details = described.and_then(|answer| answer.backup_description?.backup_details);
                let told = details.and_then(|details| details.backup_expiry_date_time);
                let now = rig.engine.now();
                assert_eq!(told, (now < *expiry).then_some(*expiry), "{arn} at {now}");
            }
        }
        rig.replay()?;
    }
    Ok(())
}

#[test]
fn e4_a_restore_begun_before_the_expiry_completes() -> Held {
    for (restore_ms, of_which) in [1, 2, 81_000, 400 * DAY_MS].into_iter().flat_map(|ms| [0, 1, 2].map(|n| (ms, n))) {
        for begun_ms in [1, 2, restore_ms - 1, restore_ms, restore_ms + 1] {
            let mut rig = with_all(restore_ms, &[35, 36])?;
            let (expiry, place) = expiries(&rig)[of_which];
            let arn = rig.model.backups[place].arn.clone();
            let begin = expiry.plus_ms(-begun_ms.max(1)).max(rig.engine.now());
            rig.advance_to(begin)?;
            rig.restore(place, RestoreTableFromBackupInput::new("Copy", &arn))?.expect("before the expiry");
            rig.crash()?;
            rig.advance_to(expiry.plus_ms(-1))?;
            rig.advance_to(expiry)?;
            let late = rig.restore(place, RestoreTableFromBackupInput::new("late", &arn))?.expect_err("at the expiry");
            assert_eq!(late.name(), "BackupNotFoundException");
            rig.look(5)?;
            rig.advance_to(begin.plus_ms(restore_ms))?;
            assert!(rig.model.restores.is_empty(), "it is done, and was looked at");
            assert!(
                *rig.table("Copy").expect("the new table").live()
                    == rig.model.backups[place].made.as_ref().expect("it was made").content
            );
            rig.replay()?;
        }
    }
    Ok(())
}
