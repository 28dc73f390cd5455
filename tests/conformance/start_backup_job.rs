//! StartBackupJob: backups as AWS Backup makes them.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const START_JOB: &str = "StartBackupJob";
const DAY_MS: i64 = 86_400_000;

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("BackupName")].concat();
    let text = "STRING_VALUE cannot be converted to Integer";
    rungs.push(wrong_type("a text for days", json!({"RetainDays": "7"}), text));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let (long, name) = ("n".repeat(256), |name: &str| json!({"BackupName": name}));
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("no name", json!({"BackupName": null}), "null at 'backupName'", NOT_NULL),
        constraint("a short name", name("ab"), "'ab' at 'backupName'", length_from(3)),
        constraint("a long name", name(&long), format!("'{long}' at 'backupName'"), length_to(255)),
        constraint("a bad name", name("a$c"), "'a$c' at 'backupName'", PATTERN),
        constraint("no day", json!({"RetainDays": 0}), "'0' at 'retainDays'", value_from(1)),
        constraint("36,501 days", json!({"RetainDays": 36_501}), "'36501' at 'retainDays'", value_to(36_500)),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Young", "Restoring"] {
        let text = format!("Table not found: {name}");
        rungs.push(own("a table unknown to backups", json!({"TableName": name}), "TableNotFoundException", text));
    }
    for name in ["Creating", "Fresh"] {
        let text = format!("Backups are being enabled for the table: {name}. Please retry later");
        let overlay = json!({"TableName": name});
        rungs.push(own("a young table", overlay, "ContinuousBackupsUnavailableException", text));
    }
    let text = "Table is being deleted: Doomed";
    rungs.push(own("a table that is deleted", json!({"TableName": "Doomed"}), "TableInUseException", text));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = json!({"TableName": "Active", "BackupName": "vault", "RetainDays": 7});
    assert_precedence(&states().lab, START_JOB, &base, &[serialization(), validation()].concat());
}

// Behaviour

fn job(lab: &mut Lab, more: Value) -> Value {
    let request = with(&json!({"TableName": "Music", "BackupName": "vault"}), &more);
    lab.ok(START_JOB, request)["BackupDetails"].clone()
}

fn arn_of(details: &Value) -> String {
    details["BackupArn"].as_str().unwrap().to_owned()
}

fn listed(lab: &mut Lab, kind: Option<&str>) -> Vec<String> {
    let request = kind.map_or(json!({}), |kind| json!({"BackupType": kind}));
    let answer = lab.ok("ListBackups", request);
    answer["BackupSummaries"].as_array().unwrap().iter().map(arn_of).collect()
}

#[test]
fn the_answer_field_by_field() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.table("Music");
    let mut details = job(&mut lab, json!({"RetainDays": 7}));
    let arn = arn_of(&details);
    assert!(arn.starts_with(&format!("{TABLES}Music/backup/01767225600000-")), "{arn}");
    assert_eq!(
        details,
        json!({
            "BackupArn": arn,
            "BackupName": "vault",
            "BackupSizeBytes": 0,
            "BackupStatus": "CREATING",
            "BackupType": "AWS_BACKUP",
            "BackupCreationDateTime": START,
            "BackupExpiryDateTime": START + 7.0 * 86_400.0,
        })
    );
    lab.advance_ms(10_000);
    details["BackupStatus"] = json!("AVAILABLE");
    assert_eq!(lab.described_backup(&arn)["BackupDetails"], details);
    let for_ever = job(&mut lab, json!({}));
    assert_eq!(for_ever.get("BackupExpiryDateTime"), None);
}

#[test]
fn it_lists_under_its_type_only() {
    let mut lab = Lab::new();
    lab.table("Music");
    let own = lab.backup("Music");
    let vault = arn_of(&job(&mut lab, json!({})));
    for (kind, expected) in [
        (None, vec![own.clone()]),
        (Some("USER"), vec![own.clone()]),
        (Some("SYSTEM"), vec![]),
        (Some("ALL"), vec![own.clone()]),
        (Some("AWS_BACKUP"), vec![vault.clone()]),
    ] {
        assert_eq!(listed(&mut lab, kind), expected, "{kind:?}");
    }
}

#[test]
fn it_restores_and_is_not_deleted_by_delete_backup() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    let arn = arn_of(&job(&mut lab, json!({})));
    lab.put("Music", "b");
    let text = format!(
        "Invalid Request: User is not allowed to delete the backup with arn {arn}. It is managed by AWS Backup"
    );
    lab.refused("DeleteBackup", json!({"BackupArn": arn}), "ValidationException", &text);
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"}));
    assert_eq!(lab.scanned("Copy").len(), 1);
}

/// AWS Backup is another service: its jobs are not counted as CreateBackup calls.
#[test]
fn the_rate_of_create_backup_is_not_its() {
    let mut lab = Lab::new();
    lab.table("Music");
    for _ in 0..60 {
        job(&mut lab, json!({}));
    }
    for _ in 0..50 {
        lab.backup("Music");
    }
}

#[test]
fn at_its_expiry_it_is_gone_and_a_restore_that_runs_completes() {
    let mut lab = Lab::paced(json!({"Restore": 10}));
    lab.table("Music");
    lab.put("Music", "a");
    let arn = arn_of(&job(&mut lab, json!({"RetainDays": 1})));
    lab.advance_ms(DAY_MS - 1);
    assert_eq!(listed(&mut lab, Some("AWS_BACKUP")), [arn.as_str()]);
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"}));
    lab.advance_ms(1);
    assert_eq!(listed(&mut lab, Some("AWS_BACKUP")), [] as [String; 0]);
    let text = format!("Backup not found: {arn}");
    for (operation, request) in [
        ("DescribeBackup", json!({"BackupArn": arn})),
        ("DeleteBackup", json!({"BackupArn": arn})),
        ("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Other"})),
        ("ExplainBackup", json!({"BackupArn": arn})),
    ] {
        lab.refused(operation, request, "BackupNotFoundException", &text);
    }
    let summary = lab.described("Copy")["RestoreSummary"].clone();
    assert_eq!(summary["SourceBackupArn"], json!(arn));
    lab.advance_ms(10_000);
    assert_eq!(lab.scanned("Copy").len(), 1);
}

#[test]
fn one_that_would_be_made_after_its_expiry_is_never_seen_available() {
    let mut lab = Lab::paced(json!({"BackupCreation": 2 * 86_400}));
    lab.table("Music");
    let arn = arn_of(&job(&mut lab, json!({"RetainDays": 1})));
    lab.advance_ms(DAY_MS - 1);
    assert_eq!(lab.described_backup(&arn)["BackupDetails"]["BackupStatus"], "CREATING");
    lab.advance_ms(1);
    let text = format!("Backup not found: {arn}");
    lab.refused("DescribeBackup", json!({"BackupArn": arn}), "BackupNotFoundException", &text);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
}
