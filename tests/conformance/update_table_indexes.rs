//! UpdateTable: global indexes that are created, filled, changed and deleted.

use crate::harness::*;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateTable";
const ONLINE: &str =
    "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";

fn create(name: &str, keys: &[&str]) -> Value {
    let index = json!({"IndexName": name, "KeySchema": schema(keys), "Projection": {"ProjectionType": "ALL"}});
    json!({"TableName": "Music", "AttributeDefinitions": texts(keys), "GlobalSecondaryIndexUpdates": [{"Create": index}]})
}

fn delete(name: &str) -> Value {
    json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]})
}

/// A table of which three items have a text `artist`, one has a number, one has none.
fn music() -> Lab {
    let mut lab = Lab::paced(json!({"TableUpdate": 5, "IndexBackfill": 60}));
    lab.table("Music");
    for (pk, artist) in [
        ("a", json!({"S": "x"})),
        ("b", json!({"S": "y"})),
        ("c", json!({"S": "x"})),
        ("d", json!({"N": "1"})),
        ("e", json!({"S": ""})),
        ("f", json!({"S": "l".repeat(2_049)})),
    ] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "artist": artist}}));
    }
    lab.put("Music", "g");
    lab
}

fn index(lab: &mut Lab, place: usize) -> Value {
    lab.described("Music")["GlobalSecondaryIndexes"][place].clone()
}

fn status(lab: &mut Lab) -> (Value, Value, Value, Value) {
    let table = lab.described("Music");
    let index = &table["GlobalSecondaryIndexes"][0];
    (
        table["TableStatus"].clone(),
        index["IndexStatus"].clone(),
        index["Backfilling"].clone(),
        index["ItemCount"].clone(),
    )
}

fn scan(lab: &mut Lab, name: &str) -> Result<Vec<String>, Refused> {
    let answer = lab.call("Scan", json!({"TableName": "Music", "IndexName": name}))?;
    let mut keys: Vec<String> =
        answer["Items"].as_array().unwrap().iter().map(|item| item["pk"]["S"].as_str().unwrap().to_owned()).collect();
    keys.sort();
    Ok(keys)
}

#[test]
fn an_index_is_created_filled_and_then_read() {
    let mut lab = music();
    let answer = lab.ok(UPDATE, create("by-artist", &["artist"]));
    assert_eq!(answer["TableDescription"]["GlobalSecondaryIndexes"][0]["Backfilling"], false);
    assert_eq!(answer["TableDescription"]["AttributeDefinitions"], texts(&["pk", "artist"]));
    let backfilling = "Cannot read from backfilling global secondary index: by-artist";
    assert_eq!(status(&mut lab), (json!("UPDATING"), json!("CREATING"), json!(false), json!(0)));
    assert_eq!(scan(&mut lab, "by-artist"), Err(("ValidationException".to_owned(), backfilling.to_owned())));
    lab.advance_ms(5_000);
    assert_eq!(status(&mut lab), (json!("ACTIVE"), json!("CREATING"), json!(true), json!(0)));
    assert_eq!(scan(&mut lab, "by-artist"), Err(("ValidationException".to_owned(), backfilling.to_owned())));
    // Items written meanwhile are in it too, and deleted items are not.
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "h"}, "artist": {"S": "z"}}}));
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "b"}}}));
    let number = json!({"TableName": "Music", "Item": {"pk": {"S": "i"}, "artist": {"N": "1"}}});
    let text = "One or more parameter values were invalid: Type mismatch for Index Key artist Expected: S Actual: N \
                IndexName: by-artist";
    lab.refused("PutItem", number, "ValidationException", text);
    lab.advance_ms(60_000);
    assert_eq!(status(&mut lab), (json!("ACTIVE"), json!("ACTIVE"), Value::Null, json!(3)));
    assert_eq!(scan(&mut lab, "by-artist").unwrap(), ["a", "c", "h"], "wrong types, empty and long keys are left out");
    assert_eq!(index(&mut lab, 0)["IndexSizeBytes"], 3 * (2 + 1 + 6 + 1));
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}}}));
    assert_eq!(scan(&mut lab, "by-artist").unwrap(), ["c", "h"]);
}

#[test]
fn one_index_at_a_time() {
    let mut lab = music();
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    let updating = "Attempt to change a resource which is still in use: Table is being updated: Music";
    lab.refused(UPDATE, create("by-title", &["title"]), "LimitExceededException", ONLINE);
    lab.advance_ms(5_000);
    lab.refused(UPDATE, create("by-title", &["title"]), "LimitExceededException", ONLINE);
    lab.refused("DeleteTable", json!({"TableName": "Music"}), "ResourceInUseException", updating);
    // While it is filled, other settings of the table can change, and the index can be deleted.
    lab.ok(UPDATE, json!({"TableName": "Music", "TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    lab.advance_ms(5_000);
    assert_eq!(
        lab.ok(UPDATE, delete("by-artist"))["TableDescription"]["GlobalSecondaryIndexes"][0]["IndexStatus"],
        "DELETING"
    );
    lab.advance_ms(5_000);
    assert_eq!(lab.described("Music").get("GlobalSecondaryIndexes"), None);
    assert_eq!(lab.described("Music")["AttributeDefinitions"], texts(&["pk"]));
    // The same name again: the end of filling the first index is not that of the second.
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    lab.advance_ms(50_000);
    assert_eq!(status(&mut lab).2, true);
    lab.advance_ms(15_000);
    assert_eq!(status(&mut lab).1, "ACTIVE");
    lab.ok(UPDATE, create("by-title", &["title", "artist"]));
    assert_eq!(lab.described("Music")["AttributeDefinitions"], texts(&["pk", "artist", "title"]));
}

#[test]
fn an_index_goes() {
    let mut lab = music();
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    lab.advance_ms(65_000);
    lab.ok(UPDATE, delete("by-artist"));
    assert_eq!(status(&mut lab), (json!("UPDATING"), json!("DELETING"), Value::Null, json!(3)));
    let gone = "The table does not have the specified index: by-artist";
    assert_eq!(scan(&mut lab, "by-artist"), Err(("ValidationException".to_owned(), gone.to_owned())));
    // The deleted index is no longer an obstacle.
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "i"}, "artist": {"N": "1"}}}));
    lab.advance_ms(5_000);
    assert_eq!(lab.described("Music").get("GlobalSecondaryIndexes"), None);
}

#[test]
fn refusals_of_indexes() {
    let mut lab = music();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "INSTANT"}}));
    let parameters = "One or more parameter values were invalid:";
    let without = |name: &str, members: &str| with(&create(name, &["artist"]), &json!({members: null}));
    let text = format!(
        "{parameters} Some index key attributes are not defined in AttributeDefinitions. Keys: [artist], AttributeDefinitions: [pk]"
    );
    lab.refused(UPDATE, without("by-artist", "AttributeDefinitions"), "ValidationException", &text);
    let unused = with(&create("by-artist", &["artist"]), &json!({"AttributeDefinitions": texts(&["artist", "other"])}));
    let text = format!(
        "{parameters} Some AttributeDefinitions are not used. AttributeDefinitions: [pk, artist, other], keys used: [artist, pk]"
    );
    lab.refused(UPDATE, unused, "ValidationException", &text);
    let number = json!({"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "N"}]});
    let text = format!("{parameters} The type of an attribute that is defined cannot change: pk");
    lab.refused(UPDATE, with(&create("by-artist", &["pk"]), &number), "ValidationException", &text);
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    let text = "Attempting to create an index which already exists: by-artist";
    lab.refused(UPDATE, create("by-artist", &["artist"]), "ValidationException", text);
    for n in 1..20 {
        lab.ok(UPDATE, create(&format!("index-{n}"), &["artist"]));
    }
    let text = "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20";
    lab.refused(UPDATE, create("index-20", &["artist"]), "LimitExceededException", text);
}

#[test]
fn throughput_of_indexes() {
    let mut lab = Lab::paced(json!({"TableUpdate": 5}));
    let units = |n: i64| json!({"ReadCapacityUnits": n, "WriteCapacityUnits": n});
    let index = json!({"IndexName": "by-artist", "KeySchema": schema(&["artist"]), "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": units(2)});
    let more = json!({"BillingMode": null, "ProvisionedThroughput": units(1), "AttributeDefinitions": texts(&["pk", "artist"]), "GlobalSecondaryIndexes": [index]});
    lab.ok("CreateTable", with(&plain("Music"), &more));
    let change = |n: i64| json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "by-artist", "ProvisionedThroughput": units(n)}}]});
    let text = "The provisioned throughput for the index by-artist will not change. The requested value equals the current value. \
                Current ReadCapacityUnits provisioned for the index by-artist: 2. Requested ReadCapacityUnits: 2. Current \
                WriteCapacityUnits provisioned for the index by-artist: 2. Requested WriteCapacityUnits: 2. Refer to the Amazon \
                DynamoDB Developer Guide for current limits and how to request higher limits.";
    lab.refused(UPDATE, change(2), "ValidationException", text);
    lab.ok(UPDATE, change(3));
    let described = self::index(&mut lab, 0);
    assert_eq!(
        (&described["IndexStatus"], &described["ProvisionedThroughput"]["ReadCapacityUnits"]),
        (&json!("UPDATING"), &json!(2))
    );
    assert_eq!(scan(&mut lab, "by-artist").unwrap(), Vec::<String>::new());
    lab.advance_ms(5_000);
    let described = self::index(&mut lab, 0);
    assert_eq!(
        (&described["IndexStatus"], &described["ProvisionedThroughput"]["ReadCapacityUnits"]),
        (&json!("ACTIVE"), &json!(3))
    );
    // The indexes follow the table to on-demand; on the way back, each needs its own throughput.
    lab.ok(UPDATE, json!({"TableName": "Music", "BillingMode": "PAY_PER_REQUEST"}));
    lab.advance_ms(5_000);
    assert_eq!(self::index(&mut lab, 0)["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    let back = json!({"TableName": "Music", "BillingMode": "PROVISIONED", "ProvisionedThroughput": units(1)});
    let text =
        "One or more parameter values were invalid: ProvisionedThroughput must be specified for index: by-artist";
    lab.refused(UPDATE, back.clone(), "ValidationException", text);
    lab.ok(UPDATE, with(&back, &json!({"GlobalSecondaryIndexUpdates": change(4)["GlobalSecondaryIndexUpdates"]})));
    lab.advance_ms(5_000);
    assert_eq!(self::index(&mut lab, 0)["ProvisionedThroughput"]["ReadCapacityUnits"], 4);
}

#[test]
fn while_an_index_comes() {
    let mut lab = music();
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    let music = |more: Value| with(&json!({"TableName": "Music"}), &more);
    let stream = music(json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}}));
    let units = music(json!({
        "BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    }));
    let bounds = music(json!({"OnDemandThroughput": {"MaxReadRequestUnits": 7}}));
    let of_index = music(json!({"GlobalSecondaryIndexUpdates": [
        {"Update": {"IndexName": "by-artist", "OnDemandThroughput": {"MaxReadRequestUnits": 7}}},
    ]}));
    let text = "Can't change table IOPS when an index is being created. Table: Music Indexes: [by-artist]";
    lab.refused(UPDATE, units, "ResourceInUseException", text);
    lab.refused(UPDATE, bounds.clone(), "ResourceInUseException", text);
    let text = "Can't change stream status when an index is being created. Table: Music Indexes: [by-artist]";
    lab.refused(UPDATE, stream.clone(), "ResourceInUseException", text);
    let text = "Index is being created but is not backfilling yet. Table: Music Index: by-artist";
    lab.refused(UPDATE, of_index, "ResourceInUseException", text);
    lab.refused(UPDATE, delete("by-artist"), "ResourceInUseException", text);
    let text = "Attempt to change a resource which is still in use: Table is being updated: Music";
    lab.refused(UPDATE, music(json!({"DeletionProtectionEnabled": true})), "ResourceInUseException", text);
    // Once it is being filled, the table is ACTIVE and its throughput can change.
    lab.advance_ms(5_000);
    lab.refused(UPDATE, create("by-title", &["title"]), "LimitExceededException", ONLINE);
    lab.ok(UPDATE, bounds);
}

#[test]
fn while_an_index_goes() {
    let mut lab = music();
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    lab.advance_ms(65_000);
    lab.ok(UPDATE, delete("by-artist"));
    let music = |more: Value| with(&json!({"TableName": "Music"}), &more);
    let text = "Can't change table IOPS when an index is being deleted. Table: Music Indexes: [by-artist]";
    let bounds = music(json!({"OnDemandThroughput": {"MaxReadRequestUnits": 7}}));
    lab.refused(UPDATE, bounds, "ResourceInUseException", text);
    let text = "Can't change stream status when an index is being deleted. Table: Music Indexes: [by-artist]";
    let stream = music(json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}}));
    lab.refused(UPDATE, stream, "ResourceInUseException", text);
    let text = "Index is being deleted. Table: Music Index: by-artist";
    lab.refused(UPDATE, create("by-artist", &["artist"]), "ResourceInUseException", text);
    lab.refused(UPDATE, delete("by-artist"), "ResourceInUseException", text);
    lab.refused(UPDATE, create("by-title", &["title"]), "LimitExceededException", ONLINE);
}

#[test]
fn capacity_of_an_index_on_an_on_demand_table() {
    let mut lab = music();
    let text = "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified \
                for index: by-artist when BillingMode is PAY_PER_REQUEST";
    let units = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    let mut with_units = create("by-artist", &["artist"]);
    with_units["GlobalSecondaryIndexUpdates"][0]["Create"]["ProvisionedThroughput"] = units.clone();
    lab.refused(UPDATE, with_units, "ValidationException", text);
    lab.ok(UPDATE, create("by-artist", &["artist"]));
    lab.advance_ms(65_000);
    let update = json!([{"Update": {"IndexName": "by-artist", "ProvisionedThroughput": units}}]);
    let update = json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": update});
    lab.refused(UPDATE, update, "ValidationException", text);
}

#[test]
fn a_new_index_of_a_provisioned_table_needs_units() {
    let mut lab = Lab::new();
    let units = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    lab.ok("CreateTable", with(&plain("Music"), &json!({"BillingMode": null, "ProvisionedThroughput": units})));
    let text =
        "One or more parameter values were invalid: ProvisionedThroughput must be specified for index: by-artist";
    lab.refused(UPDATE, create("by-artist", &["artist"]), "ValidationException", text);
}

#[test]
fn an_attribute_projected_twice() {
    let mut lab = music();
    let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b", "a"]});
    let index = json!({"IndexName": "twice", "KeySchema": schema(&["pk"]), "Projection": projection});
    let text = "One or more parameter values were invalid: Duplicate value in NonKeyAttributes: a";
    let made = with(&plain("Films"), &json!({"GlobalSecondaryIndexes": [index]}));
    lab.refused("CreateTable", made, "ValidationException", text);
    let added = json!({"TableName": "Music", "GlobalSecondaryIndexUpdates": [{"Create": index}]});
    lab.refused(UPDATE, added, "ValidationException", text);
}
