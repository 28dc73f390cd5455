//! Continuous backups and point-in-time recovery during a table's whole life, and after it.

use crate::harness::*;
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeContinuousBackups";
const UPDATE: &str = "UpdateContinuousBackups";
const RESTORE: &str = "RestoreTableToPointInTime";

fn music() -> Value {
    json!({"TableName": "Music"})
}

fn switch(is_on: bool) -> Value {
    with(&music(), &json!({"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": is_on}}))
}

/// The description while it is off: nothing but that.
fn off(continuous: &str) -> Value {
    json!({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": continuous,
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }})
}

/// The description while it is on, with the earliest and the latest moment in seconds after the start.
fn on(days: i32, earliest: f64, latest: f64) -> Value {
    json!({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": START + earliest,
            "LatestRestorableDateTime": START + latest,
        },
    }})
}

fn unknown(lab: &mut Lab, operation: &str, request: Value) {
    lab.refused(operation, request, "TableNotFoundException", "Table not found: Music");
}

/// At a realistic pace, to the millisecond: CREATING for 5 s, of which backups do not know it for 2.6 s; backups
/// enabled 3 s after ACTIVE; DELETING for 5 s, of which it is known for one.
#[test]
fn described_and_switched_in_every_phase() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    let unavailable = "Backups are being enabled for the table: Music. Please retry later";
    unknown(&mut lab, DESCRIBE, music());
    for life in [0.0, 1_000.0] {
        lab.ok("AdvanceClock", json!({"To": START + life}));
        lab.ok("CreateTable", plain("Music"));
        let at = |lab: &mut Lab, seconds: f64| lab.ok("AdvanceClock", json!({"To": START + life + seconds}));
        for seconds in [0.0, 2.599] {
            at(&mut lab, seconds);
            unknown(&mut lab, DESCRIBE, music());
            unknown(&mut lab, UPDATE, switch(true));
        }
        for (seconds, status) in [(2.6, "CREATING"), (4.999, "CREATING"), (5.0, "ACTIVE"), (7.999, "ACTIVE")] {
            at(&mut lab, seconds);
            assert_eq!(lab.described("Music")["TableStatus"], status, "{seconds}");
            assert_eq!(lab.ok(DESCRIBE, music()), off("DISABLED"), "{seconds}");
            for is_on in [true, false] {
                lab.refused(UPDATE, switch(is_on), "ContinuousBackupsUnavailableException", unavailable);
            }
        }
        at(&mut lab, 8.0);
        assert_eq!(lab.ok(DESCRIBE, music()), off("ENABLED"));
        at(&mut lab, 10.5);
        for _ in 0..2 {
            assert_eq!(lab.ok(UPDATE, switch(true)), on(35, life + 10.0, life + 10.0));
        }
        at(&mut lab, 400.25);
        assert_eq!(lab.ok(DESCRIBE, music()), on(35, life + 10.0, life + 100.25));
        for _ in 0..2 {
            assert_eq!(lab.ok(UPDATE, switch(false)), off("ENABLED"), "it stays ENABLED");
        }
        assert_eq!(lab.ok(DESCRIBE, music()), off("ENABLED"));
        at(&mut lab, 500.75);
        assert_eq!(lab.ok(UPDATE, switch(true)), on(35, life + 500.0, life + 500.0));
        lab.ok("DeleteTable", music());
        at(&mut lab, 501.749);
        assert_eq!(lab.described("Music")["TableStatus"], "DELETING");
        assert_eq!(lab.ok(DESCRIBE, music()), on(35, life + 500.0, life + 500.0));
        for seconds in [501.75, 505.749, 505.75, 600.0] {
            at(&mut lab, seconds);
            unknown(&mut lab, DESCRIBE, music());
            unknown(&mut lab, UPDATE, switch(false));
        }
    }
}

/// The target of a restore is known once it is ACTIVE, and then like any new table, with nothing switched on.
#[test]
fn a_restored_table_begins_like_any_other() {
    for of_backup in [true, false] {
        let mut lab = Lab::new();
        lab.table("Source");
        lab.put("Source", "a");
        let arn = lab.backup("Source");
        lab.ok(UPDATE, with(&switch(true), &json!({"TableName": "Source"})));
        lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
        let target = json!({"TargetTableName": "Music"});
        match of_backup {
            true => lab.ok("RestoreTableFromBackup", with(&target, &json!({"BackupArn": arn}))),
            false => {
                lab.ok(RESTORE, with(&target, &json!({"SourceTableName": "Source", "UseLatestRestorableTime": true})))
            }
        };
        lab.advance_ms(299_999);
        unknown(&mut lab, DESCRIBE, music());
        unknown(&mut lab, UPDATE, switch(true));
        lab.advance_ms(1);
        for ms in [2_999, 1] {
            assert_eq!(lab.ok(DESCRIBE, music()), off("DISABLED"));
            lab.advance_ms(ms);
        }
        assert_eq!(lab.ok(DESCRIBE, music()), off("ENABLED"));
    }
}

/// The last setting in the first second of DELETING decides whether a SYSTEM backup is left.
#[test]
fn switched_while_the_table_goes() {
    let periods = |days: i32| {
        let members = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days});
        with(&music(), &json!({"PointInTimeRecoverySpecification": members}))
    };
    for (before, switches, is_left) in [
        (false, vec![], false),
        (true, vec![], true),
        (true, vec![switch(false)], false),
        (false, vec![switch(true)], true),
        (true, vec![switch(false), switch(true)], true),
        (false, vec![switch(true), switch(false)], false),
        (true, vec![periods(1)], true),
        (false, vec![periods(1)], true),
        (true, vec![switch(true)], true),
    ] {
        for delay_ms in [0, 1, 999] {
            let mut lab = Lab::new();
            lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
            lab.table("Music");
            lab.advance_ms(20_000);
            lab.put("Music", "a");
            lab.ok(UPDATE, switch(before));
            lab.ok("DeleteTable", music());
            lab.advance_ms(delay_ms);
            for request in &switches {
                lab.ok(UPDATE, request.clone());
            }
            lab.advance_ms(1_000 - delay_ms);
            unknown(&mut lab, UPDATE, switch(!is_left));
            lab.advance_ms(7_999);
            let listed = |lab: &mut Lab| {
                let answer = lab.ok("ListBackups", json!({"BackupType": "SYSTEM"}));
                answer["BackupSummaries"].as_array().unwrap().clone()
            };
            assert_eq!(listed(&mut lab).len(), 0, "nine seconds after the deletion, not before");
            lab.advance_ms(1);
            let listed = listed(&mut lab);
            assert_eq!(listed.len(), usize::from(is_left), "{before} {switches:?}");
            if is_left {
                assert_eq!(listed[0]["BackupCreationDateTime"], START + 20.0, "the deletion, not the switch");
                assert_eq!(listed[0]["BackupExpiryDateTime"], START + 20.0 + 35.0 * 86_400.0);
                lab.ok(
                    "RestoreTableFromBackup",
                    json!({"BackupArn": listed[0]["BackupArn"], "TargetTableName": "Music"}),
                );
                lab.advance_ms(300_000);
                assert_eq!(lab.scanned("Music").len(), 1);
            }
        }
    }
}

/// A table that is being deleted can be restored from for a second, and only to another name.
#[test]
fn a_source_that_is_deleted_is_known_for_a_second() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    lab.ok(UPDATE, switch(true));
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    lab.ok("DeleteTable", music());
    let by_name =
        |target: &str| json!({"SourceTableName": "Music", "TargetTableName": target, "UseLatestRestorableTime": true});
    let by_arn = |target: &str| {
        let arn = format!("{TABLES}Music");
        json!({"SourceTableArn": arn, "TargetTableName": target, "UseLatestRestorableTime": true})
    };
    lab.advance_ms(999);
    lab.refused(RESTORE, by_name("Music"), "TableAlreadyExistsException", "Table already exists: Music");
    lab.ok(RESTORE, by_name("Copy"));
    lab.ok(RESTORE, by_arn("Other"));
    lab.advance_ms(1);
    unknown(&mut lab, RESTORE, by_name("Late"));
    lab.refused(RESTORE, by_arn("Late"), "TableNotFoundException", "Table not found");
    lab.advance_ms(299_999);
    assert_eq!((lab.scanned("Copy").len(), lab.scanned("Other").len()), (1, 1));
}

/// Right after switching on, the latest moment is the second of it: writes before that are in it, whether or not
/// recovery was on then; later writes in that second are not.
#[test]
fn the_latest_moment_right_after_the_switching_on() {
    for (written_ms, switched_ms, items) in
        [(0, 10_715, 1), (9_999, 10_715, 1), (10_000, 10_715, 1), (10_001, 10_715, 0)]
    {
        let mut lab = Lab::new();
        lab.table("Music");
        lab.advance_ms(written_ms);
        lab.put("Music", "a");
        lab.advance_ms(switched_ms - written_ms);
        lab.ok(UPDATE, switch(true));
        lab.put("Music", "b");
        let request = json!({"SourceTableName": "Music", "TargetTableName": "Copy", "UseLatestRestorableTime": true});
        let answer = lab.ok(RESTORE, request);
        assert_eq!(answer["TableDescription"]["RestoreSummary"]["RestoreDateTime"], START + 10.0);
        assert_eq!(lab.scanned("Copy").len(), items, "written at {written_ms}");
    }
}
