//! Warm throughput: how tables and global indexes are described, and what can be requested.

use crate::harness::*;
use serde_json::{Value, json};

const LEAST: &str = "One or more parameter values were invalid:";

fn units(read: i64, write: i64) -> Value {
    json!({"ReadUnitsPerSecond": read, "WriteUnitsPerSecond": write})
}

fn warm(read: i64, write: i64, status: &str) -> Value {
    with(&units(read, write), &json!({"Status": status}))
}

fn global(name: &str, more: Value) -> Value {
    with(&json!({"IndexName": name, "KeySchema": schema(&["pk"]), "Projection": {"ProjectionType": "ALL"}}), &more)
}

fn of_table(lab: &mut Lab) -> Value {
    lab.described("Music")["WarmThroughput"].clone()
}

fn of_index(lab: &mut Lab, place: usize) -> Value {
    lab.described("Music")["GlobalSecondaryIndexes"][place]["WarmThroughput"].clone()
}

fn update(more: Value) -> Value {
    with(&json!({"TableName": "Music"}), &more)
}

fn update_of_index(more: Value) -> Value {
    let update = with(&json!({"IndexName": "global"}), &more);
    json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": [{"Update": update}]})
}

fn slow() -> Lab {
    Lab::paced(
        json!({"TableCreation": 5, "IndexedTableCreation": 5, "TableUpdate": 5, "IndexBackfill": 60, "TableDeletion": 5}),
    )
}

#[test]
fn without_being_asked_for() {
    let mut lab = slow();
    let request = with(&plain("Music"), &json!({"GlobalSecondaryIndexes": [global("global", json!({}))]}));
    let created = lab.ok("CreateTable", request)["TableDescription"].clone();
    assert_eq!(
        (created.get("WarmThroughput"), created["GlobalSecondaryIndexes"][0].get("WarmThroughput")),
        (None, None)
    );
    assert_eq!((of_table(&mut lab), of_index(&mut lab, 0)), (Value::Null, Value::Null));
    lab.advance_ms(5_000);
    let default = warm(12_000, 4_000, "ACTIVE");
    assert_eq!((of_table(&mut lab), of_index(&mut lab, 0)), (default.clone(), default.clone()));
    // An added index has it once it is ACTIVE.
    lab.ok("UpdateTable", update(json!({"GlobalSecondaryIndexUpdates": [{"Create": global("more", json!({}))}]})));
    assert_eq!((of_table(&mut lab), of_index(&mut lab, 1)), (default.clone(), Value::Null));
    lab.advance_ms(5_000);
    assert_eq!(of_index(&mut lab, 1), Value::Null);
    lab.advance_ms(60_000);
    assert_eq!(of_index(&mut lab, 1), default);
    // A provisioned table has its own figures.
    let capacity = |n: i64| json!({"ReadCapacityUnits": n, "WriteCapacityUnits": n + 1});
    let of_indexes = json!([
        {"Update": {"IndexName": "global", "ProvisionedThroughput": capacity(7)}},
        {"Update": {"IndexName": "more", "ProvisionedThroughput": capacity(8)}},
    ]);
    lab.ok("UpdateTable", update(json!({
        "BillingMode": "PROVISIONED", "ProvisionedThroughput": capacity(5), "GlobalSecondaryIndexUpdates": of_indexes,
    })));
    lab.advance_ms(5_000);
    assert_eq!(of_table(&mut lab), warm(5, 6, "ACTIVE"));
    assert_eq!((of_index(&mut lab, 0), of_index(&mut lab, 1)), (warm(7, 8, "ACTIVE"), warm(8, 9, "ACTIVE")));
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    assert_eq!((of_table(&mut lab), of_index(&mut lab, 0)), (Value::Null, Value::Null));
}

#[test]
fn asked_for_with_the_table() {
    let mut lab = slow();
    let index = global("global", json!({"WarmThroughput": units(15_000, 6_000)}));
    let more = json!({"WarmThroughput": units(13_000, 4_500), "GlobalSecondaryIndexes": [index]});
    let created = lab.ok("CreateTable", with(&plain("Music"), &more))["TableDescription"].clone();
    assert_eq!(created["WarmThroughput"], warm(13_000, 4_500, "UPDATING"));
    assert_eq!(created["GlobalSecondaryIndexes"][0]["WarmThroughput"], warm(15_000, 6_000, "UPDATING"));
    lab.advance_ms(5_000);
    assert_eq!(of_table(&mut lab), warm(13_000, 4_500, "ACTIVE"));
    assert_eq!(of_index(&mut lab, 0), warm(15_000, 6_000, "ACTIVE"));
}

#[test]
fn changed_and_partly_given() {
    let mut lab = slow();
    let index = global("global", json!({"WarmThroughput": units(15_000, 6_000)}));
    lab.ok("CreateTable", with(&plain("Music"), &json!({"GlobalSecondaryIndexes": [index]})));
    lab.advance_ms(5_000);
    let answer = lab.ok("UpdateTable", update(json!({"WarmThroughput": {"WriteUnitsPerSecond": 5_000}})));
    assert_eq!(answer["TableDescription"]["WarmThroughput"], warm(12_000, 5_000, "UPDATING"));
    assert_eq!(lab.described("Music")["TableStatus"], "UPDATING");
    assert_eq!(of_index(&mut lab, 0), warm(15_000, 6_000, "ACTIVE"));
    lab.advance_ms(5_000);
    assert_eq!(of_table(&mut lab), warm(12_000, 5_000, "ACTIVE"));
    lab.ok("UpdateTable", update_of_index(json!({"WarmThroughput": {"ReadUnitsPerSecond": 16_000}})));
    assert_eq!(
        (of_index(&mut lab, 0), of_table(&mut lab)["Status"].clone()),
        (warm(16_000, 6_000, "UPDATING"), json!("ACTIVE"))
    );
    assert_eq!(lab.described("Music")["GlobalSecondaryIndexes"][0]["IndexStatus"], "UPDATING");
    lab.advance_ms(5_000);
    assert_eq!(of_index(&mut lab, 0), warm(16_000, 6_000, "ACTIVE"));
    // Added with an index, it is UPDATING until the index is ACTIVE.
    let added = global("added", json!({"WarmThroughput": {"ReadUnitsPerSecond": 14_000}}));
    lab.ok("UpdateTable", update(json!({"GlobalSecondaryIndexUpdates": [{"Create": added}]})));
    assert_eq!(of_index(&mut lab, 1), warm(14_000, 4_000, "UPDATING"));
    lab.advance_ms(65_000);
    assert_eq!(of_index(&mut lab, 1), warm(14_000, 4_000, "ACTIVE"));
    // Neither a backup nor a table restored from it has any.
    let arn = lab.backup("Music");
    assert!(!lab.described_backup(&arn).to_string().contains("WarmThroughput"));
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Restored", "BackupArn": arn}));
    lab.advance_ms(600_000);
    let restored = lab.described("Restored");
    assert_eq!(restored["WarmThroughput"], warm(12_000, 4_000, "ACTIVE"));
    for index in restored["GlobalSecondaryIndexes"].as_array().unwrap() {
        assert_eq!(index["WarmThroughput"], warm(12_000, 4_000, "ACTIVE"));
    }
}

#[test]
fn what_is_not_named_stays_as_it_is() {
    let mut lab = slow();
    let of_two = [("global", 15_000), ("other", 17_000)]
        .map(|(name, read)| global(name, json!({"WarmThroughput": units(read, 6_000)})));
    lab.ok("CreateTable", with(&plain("Music"), &json!({"GlobalSecondaryIndexes": of_two})));
    lab.advance_ms(5_000);
    let of_indexes = |lab: &mut Lab| {
        [0, 1].map(|place| lab.described("Music")["GlobalSecondaryIndexes"][place]["IndexStatus"].clone())
    };
    lab.ok("UpdateTable", update(json!({"WarmThroughput": {"WriteUnitsPerSecond": 5_000}})));
    assert_eq!(of_indexes(&mut lab), ["ACTIVE", "ACTIVE"]);
    lab.advance_ms(5_000);
    lab.ok("UpdateTable", update_of_index(json!({"WarmThroughput": {"ReadUnitsPerSecond": 16_000}})));
    assert_eq!(of_indexes(&mut lab), ["UPDATING", "ACTIVE"]);
    assert_eq!(of_index(&mut lab, 1), warm(17_000, 6_000, "ACTIVE"));
    lab.advance_ms(5_000);
    assert_eq!(
        [0, 1].map(|place| of_index(&mut lab, place)),
        [warm(16_000, 6_000, "ACTIVE"), warm(17_000, 6_000, "ACTIVE")]
    );
}

#[test]
fn of_an_index_that_a_restore_overrides() {
    let mut lab = Lab::new();
    let index = global("global", json!({}));
    lab.ok("CreateTable", with(&plain("Music"), &json!({"GlobalSecondaryIndexes": [index]})));
    let arn = lab.backup("Music");
    let restore = |units: Value| {
        let overridden = global("global", json!({"WarmThroughput": units}));
        json!({"TargetTableName": "Restored", "BackupArn": arn, "GlobalSecondaryIndexOverride": [overridden]})
    };
    let text = format!(
        "{LEAST} Requested ReadUnitsPerSecond for WarmThroughput is lower than the current value. Requested: 1, current: 12000"
    );
    lab.refused("RestoreTableFromBackup", restore(units(1, 4_000)), "ValidationException", &text);
    lab.ok("RestoreTableFromBackup", restore(units(13_000, 4_000)));
    let restored = lab.described("Restored")["GlobalSecondaryIndexes"][0]["WarmThroughput"].clone();
    assert_eq!(restored, warm(13_000, 4_000, "ACTIVE"));
}

#[test]
fn figures_that_grow_beyond_it() {
    let mut lab = Lab::new();
    let capacity = |n: i64| json!({"ProvisionedThroughput": {"ReadCapacityUnits": n, "WriteCapacityUnits": n}});
    let base = with(&plain("Music"), &json!({"BillingMode": null, "WarmThroughput": units(9, 5)}));
    lab.ok("CreateTable", with(&base, &capacity(5)));
    assert_eq!(of_table(&mut lab), warm(9, 5, "ACTIVE"));
    lab.ok("UpdateTable", update(capacity(7)));
    assert_eq!(of_table(&mut lab), warm(9, 7, "ACTIVE"));
    lab.ok("UpdateTable", update(json!({"BillingMode": "PAY_PER_REQUEST"})));
    assert_eq!(of_table(&mut lab), warm(12_000, 4_000, "ACTIVE"));
}

#[test]
fn too_little() {
    let mut lab = Lab::new();
    let below = |member: &str, least: i64, given: i64| {
        format!(
            "{LEAST} Requested {member} for WarmThroughput is lower than the current value. Requested: {given}, current: {least}"
        )
    };
    let read = |n: i64| json!({"WarmThroughput": {"ReadUnitsPerSecond": n}});
    let write = |n: i64| json!({"WarmThroughput": {"WriteUnitsPerSecond": n}});
    let (r, w) = (below("ReadUnitsPerSecond", 12_000, 11_999), below("WriteUnitsPerSecond", 4_000, 3_999));
    lab.refused("CreateTable", with(&plain("Music"), &read(11_999)), "ValidationException", &r);
    lab.refused("CreateTable", with(&plain("Music"), &write(3_999)), "ValidationException", &w);
    let index = json!({"GlobalSecondaryIndexes": [global("global", read(11_999))]});
    lab.refused("CreateTable", with(&plain("Music"), &index), "ValidationException", &r);
    let provisioned =
        json!({"BillingMode": null, "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}});
    let request = with(&with(&plain("Music"), &provisioned), &read(4));
    lab.refused("CreateTable", request, "ValidationException", &below("ReadUnitsPerSecond", 5, 4));
    let index = json!({"GlobalSecondaryIndexes": [global("global", json!({}))]});
    lab.ok("CreateTable", with(&plain("Music"), &index));
    lab.refused("UpdateTable", update(read(11_999)), "ValidationException", &r);
    lab.refused("UpdateTable", update_of_index(write(3_999)), "ValidationException", &w);
    let create = json!({"GlobalSecondaryIndexUpdates": [{"Create": global("more", read(11_999))}]});
    lab.refused("UpdateTable", update(create), "ValidationException", &r);
    lab.ok("UpdateTable", update(read(20_000)));
    lab.refused(
        "UpdateTable",
        update(read(19_999)),
        "ValidationException",
        &below("ReadUnitsPerSecond", 20_000, 19_999),
    );
    // Repeating the request is accepted, and changes nothing.
    lab.ok("UpdateTable", update(read(20_000)));
}
