//! CreateBackup.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const CREATE_BACKUP: &str = "CreateBackup";

fn request(table: &str) -> Value {
    json!({"TableName": table, "BackupName": "nightly"})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    [not_text("TableName"), not_text("BackupName")].concat()
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let table = |table: &str| json!({"TableName": table});
    let name = |name: &str| json!({"BackupName": name});
    let not_found =
        |what, name: &str| own(what, table(name), "TableNotFoundException", format!("Table not found: {name}"));
    let enabling = |what, name: &str| {
        let text = format!("Backups are being enabled for the table: {name}. Please retry later");
        own(what, table(name), "ContinuousBackupsUnavailableException", text)
    };
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("no name", json!({"BackupName": null}), "null at 'backupName'", NOT_NULL),
        constraint("a short name", name("ab"), "'ab' at 'backupName'", length_from(3)),
        constraint(
            "a long name",
            name(&"n".repeat(256)),
            format!("'{}' at 'backupName'", "n".repeat(256)),
            length_to(255),
        ),
        constraint("a name with blanks", name("bad name"), "'bad name' at 'backupName'", PATTERN),
        constraint("a SYSTEM backup's name", name("Music$Deleted"), "'Music$Deleted' at 'backupName'", PATTERN),
        constraints(
            "short and wrong",
            name("!"),
            &[("'!' at 'backupName'", &length_from(3)), ("'!' at 'backupName'", PATTERN)],
        ),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    rungs.extend([
        not_found("a table that never was", "Nowhere"),
        not_found("a table of another case", "active"),
        not_found("a deleted table", "Gone"),
        not_found("a table that is created for less than 2.6 s", "Young"),
        not_found("a table that is being restored", "Restoring"),
        enabling("a table that is created for more than 2.6 s", "Creating"),
        enabling("a table that is ACTIVE for less than 3 s", "Fresh"),
        own("a table that is being deleted", table("Doomed"), "TableInUseException", "Table is being deleted: Doomed"),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(&states().lab, CREATE_BACKUP, &request("Active"), &[serialization(), validation()].concat());
}

// Behaviour

#[test]
fn the_answer_field_by_field() {
    let mut lab = Lab::new();
    lab.advance_ms(1_234);
    lab.table("Music");
    lab.put("Music", "a");
    let details = lab.ok(CREATE_BACKUP, request("Music"))["BackupDetails"].clone();
    let arn = details["BackupArn"].as_str().unwrap().to_owned();
    assert_eq!(
        details,
        json!({
            "BackupArn": arn,
            "BackupName": "nightly",
            "BackupSizeBytes": 0,
            "BackupStatus": "CREATING",
            "BackupType": "USER",
            "BackupCreationDateTime": START + 1.234,
        })
    );
    let suffix = arn.strip_prefix(&format!("{TABLES}Music/backup/01767225601234-")).unwrap();
    assert!(suffix.len() == 8 && suffix.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{arn}");
    assert_ne!(suffix, "00000000", "that is how SYSTEM backups end");
}

#[test]
fn any_number_of_the_same_name_each_with_an_arn_of_its_own() {
    let mut lab = Lab::new();
    lab.table("Music");
    let mut arns: Vec<String> = (0..24).map(|_| lab.backup("Music")).collect();
    arns.sort();
    arns.dedup();
    assert_eq!(arns.len(), 24);
}

#[test]
fn the_arn_names_the_table_as_well() {
    let mut lab = Lab::new();
    lab.table("Music");
    let answer = lab.ok(CREATE_BACKUP, request(&format!("{TABLES}Music")));
    assert!(answer["BackupDetails"]["BackupArn"].as_str().unwrap().starts_with(&format!("{TABLES}Music/backup/")));
    lab.refused(CREATE_BACKUP, request(&format!("{TABLES}Other")), "TableNotFoundException", "Table not found: Other");
}

#[test]
fn unknown_members_are_ignored() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok(CREATE_BACKUP, with(&request("Music"), &json!({"ClientToken": {"a": [1]}, "backupName": 7})));
}

#[test]
fn a_name_of_3_and_of_255_characters() {
    let mut lab = Lab::new();
    lab.table("Music");
    for name in ["a_1".to_owned(), "n".repeat(255), "Az0_.-".to_owned()] {
        let answer = lab.ok(CREATE_BACKUP, json!({"TableName": "Music", "BackupName": name}));
        assert_eq!(answer["BackupDetails"]["BackupName"], json!(name));
    }
}

#[test]
fn creating_until_its_time_has_come() {
    let mut lab = Lab::paced(json!({"BackupCreation": 2.5}));
    lab.table("Music");
    let arn = lab.backup("Music");
    let status = |lab: &mut Lab| lab.described_backup(&arn)["BackupDetails"]["BackupStatus"].clone();
    assert_eq!(status(&mut lab), "CREATING");
    lab.advance_ms(2_499);
    assert_eq!(status(&mut lab), "CREATING");
    lab.advance_ms(1);
    assert_eq!(status(&mut lab), "AVAILABLE");
}

#[test]
fn fifty_in_any_second() {
    const TEXT: &str = "Subscriber limit exceeded: Only 50 CreateBackup requests can be made per second";
    let mut lab = Lab::new();
    lab.table("Music");
    lab.table("Other");
    (0..20).for_each(|_| drop(lab.backup("Music")));
    lab.advance_ms(400);
    (0..30).for_each(|_| drop(lab.backup("Other")));
    for ms in [0, 599] {
        lab.advance_ms(ms);
        lab.refused(CREATE_BACKUP, request("Music"), "LimitExceededException", TEXT);
    }
    lab.refused(CREATE_BACKUP, request("Nowhere"), "TableNotFoundException", "Table not found: Nowhere");
    lab.advance_ms(1);
    (0..20).for_each(|_| drop(lab.backup("Music")));
    lab.refused(CREATE_BACKUP, request("Music"), "LimitExceededException", TEXT);
    // Refused requests do not count: a second later all fifty are free again.
    lab.advance_ms(1_000);
    (0..50).for_each(|_| drop(lab.backup("Music")));
    lab.refused(CREATE_BACKUP, request("Music"), "LimitExceededException", TEXT);
}

#[test]
fn what_it_holds_is_decided_by_the_request() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.table("Music");
    lab.advance_ms(1);
    lab.put("Music", "before");
    let arn = lab.backup("Music");
    lab.put("Music", "after, in the same millisecond");
    lab.advance_ms(5_000);
    lab.put("Music", "after");
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "before"}}}));
    lab.advance_ms(5_000);
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    assert_eq!(lab.scanned("Copy"), [json!({"pk": {"S": "before"}})]);
}
