//! The setting MaxBytes: what an engine may hold, what is refused beyond it, and the ways out.

use crate::harness::Lab;
use serde_json::{Value, json};

/// What a table without items counts for.
const TABLE: u64 = 4_096 + 4 * 1_024;

fn held(lab: &mut Lab) -> u64 {
    // Tasks that are due run first.
    lab.engine.advance_to(lab.engine.now());
    lab.ok("DescribeLab", json!({}))["HeldBytes"].as_u64().unwrap()
}

fn bound(lab: &mut Lab, bytes: u64) {
    lab.ok("UpdateLab", json!({"Settings": {"MaxBytes": bytes}}));
}

/// An item whose text has so many bytes, and what it counts for: its stored bytes, once more for its key, and a place.
fn item(pk: &str, bytes: usize) -> Value {
    json!({"pk": {"S": pk}, "t": {"S": "x".repeat(bytes)}})
}

fn put(lab: &mut Lab, pk: &str, bytes: usize) {
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item(pk, bytes)}));
}

fn delete(lab: &mut Lab, pk: &str) {
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": pk}}}));
}

/// The stored bytes of an item, without its text: read off the count of one.
fn stored_without_text() -> u64 {
    let mut lab = Lab::new();
    lab.table("Music");
    put(&mut lab, "a", 200);
    (held(&mut lab) - TABLE - 128 - 256) / 2 - 200
}

#[test]
fn what_is_counted() {
    let mut lab = Lab::new();
    assert_eq!(held(&mut lab), 0);
    lab.table("Music");
    assert_eq!(held(&mut lab), TABLE);
    let stored = 5_000 + stored_without_text();
    assert!((5_010..5_030).contains(&stored), "{stored}");
    // A key is counted with at most 3 KiB.
    let one = stored + 3 * 1_024 + 256;
    put(&mut lab, "a", 5_000);
    assert_eq!(held(&mut lab), TABLE + one + 128);
    put(&mut lab, "a", 5_000);
    assert_eq!(held(&mut lab), TABLE + one + 2 * 128 + stored, "the log keeps what was replaced");
    put(&mut lab, "b", 5_000);
    assert_eq!(held(&mut lab), TABLE + 2 * one + 3 * 128 + stored);
    delete(&mut lab, "b");
    assert_eq!(held(&mut lab), TABLE + one + 4 * 128 + 2 * stored, "a deletion counts less than the item did");

    // The first backup counts its items, each later one what was written since.
    let before = held(&mut lab);
    let first = lab.backup("Music");
    assert_eq!(held(&mut lab), before + one);
    let second = lab.backup("Music");
    assert_eq!(held(&mut lab), before + one);
    put(&mut lab, "c", 5_000);
    let before = held(&mut lab);
    let third = lab.backup("Music");
    assert_eq!(held(&mut lab), before + one + 128);

    // What a deleted backup counted is taken over by the next, up to its items.
    let all = held(&mut lab);
    lab.ok("DeleteBackup", json!({"BackupArn": first}));
    assert_eq!(held(&mut lab), all);
    lab.ok("DeleteBackup", json!({"BackupArn": second}));
    assert_eq!(held(&mut lab), all - 128, "the third counts its two items");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let left = held(&mut lab);
    assert!(left >= 2 * one, "{left}");
    lab.ok("DeleteBackup", json!({"BackupArn": third}));
    assert_eq!(held(&mut lab), 0);
}

#[test]
fn nothing_is_left_when_all_is_deleted() {
    let mut lab = Lab::new();
    let keys = |names: &[&str]| -> Value {
        names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
    };
    let index = json!([{"IndexName": "by-t", "KeySchema": [{"AttributeName": "t", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"}}]);
    lab.ok(
        "CreateTable",
        json!({"TableName": "Music", "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": keys(&["pk", "t"]),
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "GlobalSecondaryIndexes": index,
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}}),
    );
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": recovery}));
    for n in 0..20 {
        put(&mut lab, &format!("{}", n % 7), 10 + n);
    }
    let arn = lab.backup("Music");
    lab.advance_ms(1_000);
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    lab.ok(
        "RestoreTableToPointInTime",
        json!({"SourceTableName": "Music", "TargetTableName": "Past", "UseLatestRestorableTime": true}),
    );
    let with_three = held(&mut lab);
    lab.ok(
        "UpdateTable",
        json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by-t"}}]}),
    );
    assert!(held(&mut lab) < with_three, "an index goes with its entries");
    lab.ok("UpdateTable", json!({"TableName": "Music", "StreamSpecification": {"StreamEnabled": false}}));
    for table in ["Music", "Copy", "Past"] {
        lab.ok("DeleteTable", json!({"TableName": table}));
    }
    // The stream is read for a day, the SYSTEM backup is kept for 35.
    lab.advance_ms(36 * 86_400_000);
    lab.ok("DeleteBackup", json!({"BackupArn": arn}));
    assert_eq!(lab.ok("ListBackups", json!({}))["BackupSummaries"], json!([]));
    assert_eq!(held(&mut lab), 0);
}

/// A lab that holds as much as it may, its clock an hour on: a table with two items and recovery, and a backup of it.
fn full() -> (Lab, String) {
    let mut lab = Lab::new();
    lab.table("Music");
    put(&mut lab, "a", 5_000);
    put(&mut lab, "b", 5_000);
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": recovery}));
    let arn = lab.backup("Music");
    lab.advance_ms(3_600_000);
    let bytes = held(&mut lab);
    bound(&mut lab, bytes);
    (lab, arn)
}

#[test]
fn what_would_go_over_it_is_refused() {
    let (mut lab, arn) = full();
    let key = json!({"pk": {"S": "a"}});
    let update = json!({"TableName": "Music", "Key": key, "UpdateExpression": "SET x = :x",
        "ExpressionAttributeValues": {":x": {"S": "y"}}});
    let statement = json!({"Statement": "INSERT INTO Music VALUE {'pk': 'new'}"});
    let new_put = json!({"TableName": "Music", "Item": {"pk": {"S": "new"}}});
    let index = json!({"TableName": "Music",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "t", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {"IndexName": "by-t",
            "KeySchema": [{"AttributeName": "t", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}}]});
    for (operation, body) in [
        ("PutItem", new_put.clone()),
        ("UpdateItem", update),
        ("BatchWriteItem", json!({"RequestItems": {"Music": [{"PutRequest": {"Item": {"pk": {"S": "new"}}}}]}})),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": new_put}]})),
        ("ExecuteStatement", statement.clone()),
        ("BatchExecuteStatement", json!({"Statements": [statement.clone()]})),
        ("ExecuteTransaction", json!({"TransactStatements": [statement]})),
        ("CreateTable", crate::harness::plain("Other")),
        ("UpdateTable", index),
        ("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn})),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableName": "Music", "TargetTableName": "Copy", "UseLatestRestorableTime": true}),
        ),
    ] {
        // The harness asserts that nothing has changed.
        let (name, text) = lab.call(operation, body.clone()).expect_err(operation);
        assert_eq!(name, "ValidationException", "{operation}");
        let bytes = held(&mut lab);
        assert!(text.starts_with(&format!("The engine holds {bytes} bytes and this request may add ")), "{text}");
        assert!(text.contains(&format!("which is over MaxBytes ({bytes})")), "{text}");
        let mut free = lab.clone();
        bound(&mut free, 0);
        free.ok(operation, body);
    }
}

#[test]
fn a_growth_that_just_fits_is_accepted() {
    let (mut lab, _) = full();
    let body = json!({"TableName": "Music", "Item": {"pk": {"S": "new"}}});
    let (_, text) = lab.call("PutItem", body.clone()).unwrap_err();
    let growth: u64 = text.split("may add ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    let before = held(&mut lab);
    bound(&mut lab, before + growth - 1);
    lab.call("PutItem", body.clone()).unwrap_err();
    bound(&mut lab, before + growth);
    lab.ok("PutItem", body);
    assert_eq!(held(&mut lab), before + growth);
}

#[test]
fn all_regions_count_together() {
    let mut lab = Lab::new();
    lab.table("Music");
    bound(&mut lab, TABLE + 100);
    lab.region = Some("eu-west-1");
    let (name, _) = lab.call("CreateTable", crate::harness::plain("Music")).unwrap_err();
    assert_eq!(name, "ValidationException");
    bound(&mut lab, 2 * TABLE);
    lab.ok("CreateTable", crate::harness::plain("Music"));
}

#[test]
fn what_does_not_grow_goes_on() {
    let (mut lab, arn) = full();
    let key = json!({"pk": {"S": "a"}});
    lab.ok("GetItem", json!({"TableName": "Music", "Key": key}));
    assert_eq!(lab.scanned("Music").len(), 2);
    let table_arn = lab.described("Music")["TableArn"].clone();
    lab.ok("TagResource", json!({"ResourceArn": table_arn, "Tags": [{"Key": "a", "Value": "b"}]}));
    let backup = lab.backup("Music");
    assert_eq!(lab.described_backup(&backup)["BackupDetails"]["BackupStatus"], "AVAILABLE");
    lab.ok("DeleteBackup", json!({"BackupArn": backup}));
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": key}));
    lab.ok("BatchWriteItem", json!({"RequestItems": {"Music": [{"DeleteRequest": {"Key": {"pk": {"S": "b"}}}}]}}));
    assert_eq!(lab.scanned("Music").len(), 0);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(36 * 86_400_000);
    // With the table gone, its backup can be restored within the same bound.
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    assert_eq!(lab.scanned("Copy").len(), 2);
}

/// The log of a table without recovery is trimmed when it has left what the lab looks back on, also if nothing is written.
#[test]
fn deleted_items_make_room_once_the_log_has_left_them() {
    let mut lab = Lab::new();
    lab.table("Music");
    for pk in ["a", "b", "c", "d"] {
        put(&mut lab, pk, 5_000);
    }
    let bytes = held(&mut lab);
    bound(&mut lab, bytes);
    for pk in ["a", "b", "c", "d"] {
        delete(&mut lab, pk);
    }
    assert!(held(&mut lab) > TABLE + 4 * 5_000);
    lab.advance_ms(60_000);
    assert!(held(&mut lab) > TABLE + 4 * 5_000);
    lab.advance_ms(1);
    assert_eq!(held(&mut lab), TABLE);
    for pk in ["a", "b", "c", "d"] {
        put(&mut lab, pk, 5_000);
    }
}

/// The SYSTEM backup of a table comes after all others, whatever its id is: its own may sort before that of a backup of the
/// same millisecond. It takes over what these counted for, hidden and shown; a backup of another table of the name does not.
#[test]
fn a_system_backup_takes_over_what_the_last_backup_counted() {
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    for wait_ms in [0, 3_600_000] {
        let mut lab = Lab::new();
        lab.table("Music");
        lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": recovery}));
        put(&mut lab, "a", 5_000);
        let backup = lab.backup("Music");
        lab.ok("DeleteTable", json!({"TableName": "Music"}));
        lab.table("Music");
        put(&mut lab, "b", 3_000);
        let of_another = lab.backup("Music");
        lab.advance_ms(wait_ms);
        let all = held(&mut lab);
        lab.ok("DeleteBackup", json!({"BackupArn": backup}));
        assert!(
            all - held(&mut lab) < 2_000,
            "the items are held still, after {wait_ms} ms: {all}, {}",
            held(&mut lab)
        );
        lab.ok("DeleteBackup", json!({"BackupArn": of_another}));
        lab.ok("DeleteTable", json!({"TableName": "Music"}));
        lab.advance_ms(36 * 86_400_000);
        assert_eq!(held(&mut lab), 0);
    }
}
