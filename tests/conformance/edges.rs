//! Edges that no other table of cases stands on: each was found by a planted fault that went unnoticed.

use crate::harness::Lab;
use serde_json::{Value, json};

/// A table with a global index on `g`, ACTIVE.
fn with_index(lab: &mut Lab) {
    let throughput = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    let body = json!({
        "TableName": "Music",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "ProvisionedThroughput": throughput,
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": throughput}],
    });
    lab.ok("CreateTable", body);
    lab.advance_ms(60_000);
}

fn put(lab: &mut Lab, text: &str) -> Value {
    let item = json!({"pk": {"S": "a"}, "g": {"S": "red"}, "text": {"S": text}});
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item, "ReturnConsumedCapacity": "INDEXES"}))
}

/// The backup operations know a new table in the very millisecond that the pace says.
#[test]
fn a_new_table_is_known_to_backups_in_its_millisecond() {
    let mut lab = Lab::paced(json!({"TableCreation": 10, "TableVisibility": 2.6}));
    lab.ok(
        "CreateTable",
        json!({"TableName": "Music", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}),
    );
    let backup = json!({"TableName": "Music", "BackupName": "nightly"});
    lab.advance_ms(2_599);
    let (name, _) = lab.call("CreateBackup", backup.clone()).unwrap_err();
    assert_eq!(name, "TableNotFoundException");
    lab.advance_ms(1);
    let (name, _) = lab.call("CreateBackup", backup).unwrap_err();
    assert_eq!(name, "ContinuousBackupsUnavailableException");
}

/// An index that is being updated follows writes.
#[test]
fn an_updating_index_follows_writes() {
    let mut lab = Lab::paced(json!({"TableUpdate": 5}));
    with_index(&mut lab);
    let throughput = json!({"ReadCapacityUnits": 2, "WriteCapacityUnits": 2});
    let update = json!([{"Update": {"IndexName": "by-g", "ProvisionedThroughput": throughput}}]);
    lab.ok("UpdateTable", json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": update}));
    put(&mut lab, "new");
    lab.advance_ms(5_000);
    let found = lab.ok("Scan", json!({"TableName": "Music", "IndexName": "by-g"}));
    assert_eq!(found["Count"], 1, "{found}");
}

/// A changed entry costs the larger of what it was and what it is.
#[test]
fn a_grown_index_entry_costs_what_it_is_now() {
    let mut lab = Lab::new();
    with_index(&mut lab);
    put(&mut lab, "short");
    let units = |answer: Value| {
        answer["ConsumedCapacity"]["GlobalSecondaryIndexes"]["by-g"]["CapacityUnits"].as_f64().unwrap_or_default()
    };
    let long = "x".repeat(2_500);
    let grown = units(put(&mut lab, &long));
    let shrunk = units(put(&mut lab, "short"));
    assert_eq!((grown, shrunk), (3.0, 3.0));
}

/// A text and a binary have no order, whatever their bytes.
#[test]
fn texts_and_binaries_have_no_order() {
    let mut lab = Lab::new();
    with_index(&mut lab);
    put(&mut lab, "a");
    for filter in ["#t < :b", "#t > :b", "#t BETWEEN :b AND :b"] {
        let body = json!({"TableName": "Music", "FilterExpression": filter,
            "ExpressionAttributeNames": {"#t": "text"}, "ExpressionAttributeValues": {":b": {"B": "YQ=="}}});
        assert_eq!(lab.ok("Scan", body)["Count"], 0, "{filter}");
    }
    let body = json!({"TableName": "Music", "FilterExpression": "#t < :b",
        "ExpressionAttributeNames": {"#t": "text"}, "ExpressionAttributeValues": {":b": {"B": "enp6"}}});
    assert_eq!(lab.ok("Scan", body)["Count"], 0);
}

/// A backup of a table that is gone is explained by its own changes, whatever table has the name now.
#[test]
fn a_backup_is_not_explained_by_a_later_table_of_its_name() {
    let mut lab = Lab::new();
    with_index(&mut lab);
    put(&mut lab, "old");
    let backup = lab.ok("CreateBackup", json!({"TableName": "Music", "BackupName": "nightly"}));
    lab.advance_ms(61_000);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    with_index(&mut lab);
    put(&mut lab, "new");
    put(&mut lab, "newer");
    let told = lab.ok("ExplainBackup", json!({"BackupArn": backup["BackupDetails"]["BackupArn"]}));
    assert_eq!(told["Changes"].as_array().map(Vec::len), Some(1), "{told}");
    assert!(told.get("LogFrom").is_none(), "{told}");
}
