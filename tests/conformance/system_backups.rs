//! SYSTEM backups: what a deleted table with point-in-time recovery leaves for 35 days.

use crate::harness::*;
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

fn switch(lab: &mut Lab, is_on: bool) {
    let specification = json!({"PointInTimeRecoveryEnabled": is_on});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": specification}));
}

/// A lab at a realistic pace with a table of two items that is old enough for backups.
fn music() -> Lab {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    lab.table("Music");
    lab.advance_ms(20_000);
    lab.put("Music", "a");
    lab.put("Music", "b");
    lab
}

fn delete(lab: &mut Lab) {
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
}

fn system(lab: &mut Lab) -> Vec<Value> {
    lab.ok("ListBackups", json!({"BackupType": "SYSTEM"}))["BackupSummaries"].as_array().unwrap().clone()
}

/// The ARN of the only backup.
fn only(lab: &mut Lab) -> String {
    let all = system(lab);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0]["BackupArn"].as_str().unwrap().to_owned()
}

#[test]
fn it_shows_itself_nine_seconds_after_the_deletion() {
    let mut lab = music();
    switch(&mut lab, true);
    lab.advance_ms(1_234);
    let id = lab.described("Music")["TableId"].clone();
    delete(&mut lab);
    lab.advance_ms(8_999);
    assert_eq!(system(&mut lab), [] as [Value; 0]);
    let arn = format!("{TABLES}Music/backup/01767225621234-00000000");
    let text = format!("Backup not found: {arn}");
    lab.refused("DescribeBackup", json!({"BackupArn": arn}), "BackupNotFoundException", &text);
    lab.advance_ms(1);
    assert_eq!(only(&mut lab), arn);
    let expected = json!({
        "BackupArn": arn,
        "BackupName": "Music$DeletedTableBackup",
        "BackupSizeBytes": 0,
        "BackupStatus": "AVAILABLE",
        "BackupType": "SYSTEM",
        "BackupCreationDateTime": START + 21.234,
        "BackupExpiryDateTime": START + 21.234 + 35.0 * 86_400.0,
    });
    let described = lab.described_backup(&arn);
    assert_eq!(described["BackupDetails"], expected);
    assert_eq!(described["SourceTableDetails"]["TableId"], id);
    assert_eq!(described["SourceTableFeatureDetails"], json!({}));
    assert_eq!(lab.ok("ListBackups", json!({})), json!({"BackupSummaries": []}), "hidden by default");
    assert_eq!(lab.ok("ListBackups", json!({"BackupType": "ALL"}))["BackupSummaries"].as_array().unwrap().len(), 1);
}

#[test]
fn it_cannot_be_deleted_and_can_be_restored() {
    let mut lab = music();
    switch(&mut lab, true);
    lab.put("Music", "c");
    delete(&mut lab);
    lab.advance_ms(9_000);
    let arn = only(&mut lab);
    let text = format!(
        "Invalid Request: User is not allowed to delete the system backup with arn {arn}. It will automatically expire \
         on 2026-02-05T00:00:20Z"
    );
    lab.refused("DeleteBackup", json!({"BackupArn": arn}), "ValidationException", &text);
    let request = json!({"BackupArn": arn, "TargetTableName": "Music"});
    let summary = lab.ok("RestoreTableFromBackup", request)["TableDescription"]["RestoreSummary"].clone();
    assert_eq!((&summary["SourceBackupArn"], &summary["RestoreDateTime"]), (&json!(arn), &json!(START + 20.0)));
    lab.advance_ms(300_000);
    assert_eq!(lab.scanned("Music").len(), 3, "every commit before the deletion");
}

#[test]
fn it_is_gone_at_its_expiry_and_a_restore_that_runs_completes() {
    let mut lab = music();
    switch(&mut lab, true);
    delete(&mut lab);
    lab.advance_ms(35 * DAY_MS - 1);
    let arn = only(&mut lab);
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"}));
    lab.advance_ms(1);
    assert_eq!(system(&mut lab), [] as [Value; 0]);
    let text = format!("Backup not found: {arn}");
    for (operation, request) in [
        ("DescribeBackup", json!({"BackupArn": arn})),
        ("DeleteBackup", json!({"BackupArn": arn})),
        ("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Other"})),
        ("ExplainBackup", json!({"BackupArn": arn})),
    ] {
        lab.refused(operation, request, "BackupNotFoundException", &text);
    }
    lab.advance_ms(300_000);
    assert_eq!(lab.scanned("Copy").len(), 2);
}

#[test]
fn one_jump_over_all_of_it_leaves_nothing() {
    let mut lab = music();
    switch(&mut lab, true);
    delete(&mut lab);
    lab.advance_ms(400 * DAY_MS);
    assert_eq!(system(&mut lab), [] as [Value; 0]);
}

#[test]
fn without_recovery_there_is_none() {
    let mut lab = music();
    delete(&mut lab);
    lab.advance_ms(60_000);
    assert_eq!(system(&mut lab), [] as [Value; 0]);
}

#[test]
fn switched_off_while_the_table_goes_suppresses_it() {
    let mut lab = music();
    switch(&mut lab, true);
    delete(&mut lab);
    lab.advance_ms(900);
    switch(&mut lab, false);
    lab.advance_ms(60_000);
    assert_eq!(system(&mut lab), [] as [Value; 0]);
}

#[test]
fn switched_on_while_the_table_goes_causes_it() {
    let mut lab = music();
    delete(&mut lab);
    lab.advance_ms(900);
    switch(&mut lab, true);
    lab.advance_ms(60_000);
    let arn = only(&mut lab);
    let request = json!({"BackupArn": arn, "TargetTableName": "Copy"});
    lab.ok("RestoreTableFromBackup", request);
    lab.advance_ms(300_000);
    assert_eq!(lab.scanned("Copy").len(), 2);
}

/// It records all that is needed to create the table again as it was.
#[test]
fn indexes_are_kept() {
    let (mut lab, ..) = crate::restore_overrides::sources();
    let before = lab.described("Provisioned");
    lab.ok("DeleteTable", json!({"TableName": "Provisioned"}));
    let arn = only(&mut lab);
    let features = lab.described_backup(&arn)["SourceTableFeatureDetails"].clone();
    assert_eq!(features["GlobalSecondaryIndexes"].as_array().unwrap().len(), 2);
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Provisioned"}));
    let after = lab.described("Provisioned");
    for member in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes", "KeySchema", "ProvisionedThroughput", "ItemCount"]
    {
        assert!(before.get(member).is_some(), "{member}");
        assert_eq!(after[member], before[member], "{member}");
    }
}

/// One for each table of the same name; two in one millisecond, if the clock stands still, have different ARNs.
#[test]
fn one_for_each_deletion() {
    let mut lab = Lab::new();
    for _ in 0..3 {
        lab.table("Music");
        switch(&mut lab, true);
        delete(&mut lab);
    }
    let arns: Vec<Value> = system(&mut lab).iter().map(|backup| backup["BackupArn"].clone()).collect();
    let expected = [0, 1, 2].map(|n| json!(format!("{TABLES}Music/backup/0176722560000{n}-00000000")));
    assert_eq!(arns, expected);
    lab.advance_ms(35 * DAY_MS - 1);
    assert_eq!(system(&mut lab).len(), 3);
    for left in [2, 1, 0] {
        lab.advance_ms(1);
        assert_eq!(system(&mut lab).len(), left);
    }
}

#[test]
fn a_period_of_a_day_changes_nothing_of_its_35() {
    let mut lab = music();
    let specification = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 1});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": specification}));
    delete(&mut lab);
    lab.advance_ms(35 * DAY_MS - 1);
    only(&mut lab);
}
