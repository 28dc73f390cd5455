//! A lab that stands still at a moment at which there is a table and a backup in every state.

use crate::harness::{Lab, TABLES, plain};
use serde_json::json;

/// The lab and the ARNs of its backups. Its tables:
///
/// | name | state |
/// | --- | --- |
/// | `Active` | ACTIVE, with three items |
/// | `Busy` | ACTIVE, one of its backups is being made |
/// | `Recovering` | ACTIVE, with point-in-time recovery since 00:00:10 and an item |
/// | `Young` | CREATING, for less than 2.6 s |
/// | `Creating` | CREATING, for 3 s |
/// | `Fresh` | ACTIVE for 1 s, its backups are being enabled |
/// | `Doomed` | DELETING |
/// | `Gone` | deleted |
/// | `Restoring` | CREATING, from the backup `feeding` |
pub struct States {
    pub lab: Lab,
    /// Of `Active`, AVAILABLE, feeds the restore of `Restoring`.
    pub feeding: String,
    /// Of `Active`, AVAILABLE.
    pub idle: String,
    /// Of `Busy`, CREATING.
    pub making: String,
    /// Of `Active`, deleted.
    pub deleted: String,
    /// Of `Gone`, AVAILABLE.
    pub orphan: String,
}

/// Builds it.
pub fn states() -> States {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    for name in ["Active", "Busy", "Recovering", "Doomed", "Gone"] {
        lab.table(name);
    }
    lab.advance_ms(10_000);
    for pk in ["a", "b", "c"] {
        lab.put("Active", pk);
    }
    let [feeding, idle, deleted] = [0; 3].map(|_| lab.backup("Active"));
    let orphan = lab.backup("Gone");
    let on = json!({"PointInTimeRecoveryEnabled": true});
    lab.put("Recovering", "a");
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Recovering", "PointInTimeRecoverySpecification": on}));
    lab.advance_ms(60_000);
    lab.ok("DeleteBackup", json!({"BackupArn": deleted}));
    lab.ok("DeleteTable", json!({"TableName": "Gone"}));
    lab.advance_ms(5_000);
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Restoring", "BackupArn": feeding}));
    lab.ok("CreateTable", plain("Fresh"));
    lab.advance_ms(3_000);
    lab.ok("CreateTable", plain("Creating"));
    lab.advance_ms(3_000);
    lab.ok("CreateTable", plain("Young"));
    lab.ok("DeleteTable", json!({"TableName": "Doomed"}));
    let making = lab.backup("Busy");
    States { lab, feeding, idle, making, deleted, orphan }
}

/// The ARNs that are not a backup's of this account, and the refusals of every operation on a backup for them.
pub fn backup_arn_refusals() -> Vec<(&'static str, String, &'static str, String)> {
    let tail = "123456789012:table/Active/backup/01767225610000-0000abcd";
    let row = |what, arn: String, name, text: &str| (what, arn, name, text.to_owned());
    let (validation, denied) = ("ValidationException", "AccessDeniedException");
    let invalid = "Invalid Backup ARN";
    let not_valid = "Invalid Request: BackupArn is not valid";
    vec![
        row("a table's ARN", format!("{TABLES}Active"), validation, invalid),
        row("48 characters of junk", "x".repeat(48), validation, invalid),
        row("37 characters of junk", "x".repeat(37), validation, invalid),
        row("1,024 characters of junk", "x".repeat(1_024), validation, invalid),
        row("an unknown region", format!("arn:aws:dynamodb:xx-fake-1:{tail}"), validation, not_valid),
        row("a wrong partition", format!("arn:aws-cn:dynamodb:us-east-1:{tail}"), validation, not_valid),
        row("a wrong service", format!("arn:aws:s3:us-east-1:{tail}"), validation, not_valid),
        row("an empty region", format!("arn:aws:dynamodb::{tail}"), denied, "Access is denied"),
        row(
            "another account",
            "arn:aws:dynamodb:us-east-1:999999999999:table/Active/backup/01767225610000-0000abcd".to_owned(),
            denied,
            "Access is denied",
        ),
    ]
}
