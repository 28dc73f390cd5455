//! DeleteBackup.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::json;

const DELETE_BACKUP: &str = "DeleteBackup";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("BackupArn")
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let arn = |arn: &str| json!({"BackupArn": arn});
    let (short, long) = ("x".repeat(36), "x".repeat(1_025));
    let mut rungs = vec![
        constraint("no ARN", json!({"BackupArn": null}), "null at 'backupArn'", NOT_NULL),
        constraint("a short ARN", arn(&short), format!("'{short}' at 'backupArn'"), length_from(37)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'backupArn'"), length_to(1_024)),
    ];
    rungs.extend(backup_arn_refusals().into_iter().map(|(what, no, name, text)| own(what, arn(&no), name, text)));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    let never = format!("{TABLES}Active/backup/01767225610000-0000abcd");
    let mut rungs = [serialization(), validation()].concat();
    for (what, arn, name, text) in [
        ("one that never was", &never, "BackupNotFoundException", format!("Backup not found: {never}")),
        ("a deleted one", &states.deleted, "BackupNotFoundException", format!("Backup not found: {}", states.deleted)),
        (
            "one that is made",
            &states.making,
            "BackupInUseException",
            format!("Backup is being created: {}", states.making),
        ),
        (
            "one that is restored from",
            &states.feeding,
            "BackupInUseException",
            format!("Backup is being used to restore table: {}", states.feeding),
        ),
    ] {
        rungs.push(own(what, json!({"BackupArn": arn}), name, text));
    }
    assert_precedence(&states.lab, DELETE_BACKUP, &json!({"BackupArn": states.idle}), &rungs);
}

// Behaviour

#[test]
fn the_answer_is_the_description_with_deleted() {
    let mut states = states();
    let mut described = states.lab.described_backup(&states.idle);
    described["BackupDetails"]["BackupStatus"] = json!("DELETED");
    let answer = states.lab.ok(DELETE_BACKUP, json!({"BackupArn": states.idle}));
    assert_eq!(answer, json!({"BackupDescription": described}));
}

#[test]
fn what_is_deleted_is_gone_for_every_operation() {
    let mut states = states();
    let arn = states.idle;
    states.lab.ok(DELETE_BACKUP, json!({"BackupArn": arn}));
    let text = format!("Backup not found: {arn}");
    for (operation, request) in [
        ("DescribeBackup", json!({"BackupArn": arn})),
        (DELETE_BACKUP, json!({"BackupArn": arn})),
        ("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"})),
        ("ExplainBackup", json!({"BackupArn": arn})),
    ] {
        states.lab.refused(operation, request, "BackupNotFoundException", &text);
    }
    let list = states.lab.ok("ListBackups", json!({"TableName": "Active", "BackupType": "ALL"}));
    assert!(!list.to_string().contains(&arn));
}

#[test]
fn another_real_region_is_ignored_and_it_really_deletes() {
    let mut states = states();
    let foreign = states.idle.replace("us-east-1", "ap-southeast-2");
    let answer = states.lab.ok(DELETE_BACKUP, json!({"BackupArn": foreign}));
    assert_eq!(answer["BackupDescription"]["BackupDetails"]["BackupArn"], json!(foreign));
    let text = format!("Backup not found: {}", states.idle);
    states.lab.refused("DescribeBackup", json!({"BackupArn": states.idle}), "BackupNotFoundException", &text);
}

#[test]
fn free_again_when_the_restore_is_done() {
    let mut states = states();
    // 6 of the restore's 300 seconds have passed.
    states.lab.advance_ms(293_999);
    let text = format!("Backup is being used to restore table: {}", states.feeding);
    states.lab.refused(DELETE_BACKUP, json!({"BackupArn": states.feeding}), "BackupInUseException", &text);
    states.lab.advance_ms(1);
    states.lab.ok(DELETE_BACKUP, json!({"BackupArn": states.feeding}));
    assert_eq!(states.lab.scanned("Restoring").len(), 3, "the restored table does not need it any more");
}

#[test]
fn the_backup_of_a_table_that_is_gone() {
    let mut states = states();
    states.lab.ok(DELETE_BACKUP, json!({"BackupArn": states.orphan}));
    assert_eq!(states.lab.ok("ListBackups", json!({"TableName": "Gone"})), json!({"BackupSummaries": []}));
}
