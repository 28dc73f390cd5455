//! Consumed capacity: `ReturnConsumedCapacity` and `ReturnItemCollectionMetrics`, for each operation that has them.

use crate::harness::*;
use serde_json::{Value, json};

/// A table with a local index (KEYS_ONLY), a global one with the same key and all attributes, and one with another key.
fn music() -> Lab {
    let mut lab = Lab::new();
    let index = |name: &str, keys: &[&str], projection: &str| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": {"ProjectionType": projection}});
    let more = json!({
        "AttributeDefinitions": texts(&["pk", "sk", "other"]),
        "KeySchema": schema(&["pk", "sk"]),
        "GlobalSecondaryIndexes": [index("keys", &["other"], "KEYS_ONLY"), index("whole", &["other", "pk"], "ALL")],
        "LocalSecondaryIndexes": [index("local", &["pk", "other"], "KEYS_ONLY")],
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    lab.table("Plain");
    lab
}

/// An item of `bytes` bytes, with another key for the indexes, or none.
fn item(pk: &str, bytes: usize, other: Option<&str>) -> Value {
    let mut item = json!({"pk": {"S": pk}, "sk": {"S": "s"}, "v": {"S": ""}});
    let mut size = 2 + pk.len() + 2 + 1 + 1;
    if let Some(other) = other {
        item["other"] = json!({"S": other});
        size += 5 + other.len();
    }
    item["v"]["S"] = json!("x".repeat(bytes - size));
    item
}

fn key(pk: &str) -> Value {
    json!({"pk": {"S": pk}, "sk": {"S": "s"}})
}

/// The capacity that a BatchWriteItem consumed of the table.
fn written(lab: &mut Lab, requests: Value, wanted: &str) -> Value {
    let request = json!({"RequestItems": {"Music": requests}, "ReturnConsumedCapacity": wanted});
    lab.ok("BatchWriteItem", request)["ConsumedCapacity"].clone()
}

fn units(n: f64) -> Value {
    json!({"CapacityUnits": n})
}

fn shares(whole: f64, table: f64, local: Value, global: Value) -> Value {
    let shown = json!([{"TableName": "Music", "CapacityUnits": whole, "Table": units(table), "LocalSecondaryIndexes": local, "GlobalSecondaryIndexes": global}]);
    Value::Array(
        shown
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let mut one = one.clone();
                one.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                one
            })
            .collect(),
    )
}

#[test]
fn writes_count_the_larger_size_and_each_index_that_changes() {
    let mut lab = music();
    let put = |item: Value| json!([{"PutRequest": {"Item": item}}]);
    let none = Value::Null;
    for (what, requests, expected) in [
        ("1 KB", put(item("a", 1_024, None)), shares(1.0, 1.0, none.clone(), none.clone())),
        ("one byte more", put(item("a", 1_025, None)), shares(2.0, 2.0, none.clone(), none.clone())),
        ("smaller than before", put(item("a", 100, None)), shares(2.0, 2.0, none.clone(), none.clone())),
        (
            "into the indexes",
            put(item("a", 2_000, Some("x"))),
            shares(6.0, 2.0, json!({"local": units(1.0)}), json!({"keys": units(1.0), "whole": units(2.0)})),
        ),
        (
            "another value that only one of them holds",
            put(with(&item("a", 2_000, Some("x")), &json!({"w": {"S": "y"}}))),
            shares(4.0, 2.0, none.clone(), json!({"whole": units(2.0)})),
        ),
        (
            "another key: one entry goes, one comes",
            put(item("a", 900, Some("y"))),
            shares(9.0, 2.0, json!({"local": units(2.0)}), json!({"keys": units(2.0), "whole": units(3.0)})),
        ),
        ("the same", put(item("a", 900, Some("y"))), shares(1.0, 1.0, none.clone(), none.clone())),
        (
            "out of the indexes",
            json!([{"DeleteRequest": {"Key": key("a")}}]),
            shares(4.0, 1.0, json!({"local": units(1.0)}), json!({"keys": units(1.0), "whole": units(1.0)})),
        ),
        (
            "what is not there",
            json!([{"DeleteRequest": {"Key": key("a")}}]),
            shares(1.0, 1.0, none.clone(), none.clone()),
        ),
    ] {
        assert_eq!(written(&mut lab, requests, "INDEXES"), expected, "{what}");
    }
    let two =
        json!([{"PutRequest": {"Item": item("a", 1_025, Some("x"))}}, {"PutRequest": {"Item": item("b", 100, None)}}]);
    assert_eq!(written(&mut lab, two.clone(), "TOTAL"), json!([{"TableName": "Music", "CapacityUnits": 7.0}]));
    assert_eq!(written(&mut lab, two, "NONE"), Value::Null);
}

#[test]
fn reads_count_4_kb_half_where_they_need_not_be_consistent_and_what_is_missing_too() {
    let mut lab = music();
    for (pk, bytes) in [("a", 4_096), ("b", 4_097), ("c", 10)] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item(pk, bytes, None)}));
    }
    let get = |lab: &mut Lab, keys: &[&str], consistent: bool| {
        let keys: Vec<Value> = keys.iter().map(|pk| key(pk)).collect();
        let request = json!({"RequestItems": {"Music": {"Keys": keys, "ConsistentRead": consistent}}, "ReturnConsumedCapacity": "TOTAL"});
        lab.ok("BatchGetItem", request)["ConsumedCapacity"][0]["CapacityUnits"].clone()
    };
    assert_eq!(get(&mut lab, &["a", "b", "c"], true), 4.0);
    assert_eq!(get(&mut lab, &["a", "b", "c"], false), 2.0);
    assert_eq!(get(&mut lab, &["none"], true), 1.0);
    assert_eq!(get(&mut lab, &["none"], false), 0.5);
}

#[test]
fn a_page_is_counted_as_a_whole() {
    let mut lab = music();
    let scan = |lab: &mut Lab, more: Value| {
        let request = with(&json!({"TableName": "Music", "ReturnConsumedCapacity": "INDEXES"}), &more);
        lab.ok("Scan", request)["ConsumedCapacity"].clone()
    };
    assert_eq!(scan(&mut lab, json!({}))["CapacityUnits"], 0.5, "nothing costs, too");
    for n in 0..10 {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item(&n.to_string(), 1_000, Some("x"))}));
    }
    assert_eq!(scan(&mut lab, json!({})), json!({"TableName": "Music", "CapacityUnits": 1.5, "Table": units(1.5)}));
    assert_eq!(scan(&mut lab, json!({"ConsistentRead": true}))["CapacityUnits"], 3.0);
    assert_eq!(scan(&mut lab, json!({"Limit": 4, "Select": "COUNT"}))["CapacityUnits"], 0.5);
    let of_index = json!({"TableName": "Music", "CapacityUnits": 0.5, "Table": units(0.0), "GlobalSecondaryIndexes": {"keys": units(0.5)}});
    assert_eq!(scan(&mut lab, json!({"IndexName": "keys"})), of_index);
    // Attributes that a local index does not hold are read from the table, item by item.
    let fetched = json!({"TableName": "Music", "CapacityUnits": 5.5, "Table": units(5.0), "LocalSecondaryIndexes": {"local": units(0.5)}});
    assert_eq!(scan(&mut lab, json!({"IndexName": "local", "Select": "ALL_ATTRIBUTES"})), fetched);
    let of_arn = format!("{TABLES}Music");
    assert_eq!(scan(&mut lab, json!({"TableName": of_arn}))["TableName"], of_arn, "the name as it was sent");
}

#[test]
fn one_item_at_a_time() {
    let mut lab = music();
    let arn = format!("{TABLES}Music");
    let total = |n: f64| json!({"TableName": arn, "CapacityUnits": n});
    let wanted = json!({"TableName": arn, "ReturnConsumedCapacity": "TOTAL"});
    let consumed = |lab: &mut Lab, operation: &str, more: Value| {
        lab.ok(operation, with(&wanted, &more))["ConsumedCapacity"].clone()
    };
    assert_eq!(
        consumed(&mut lab, "PutItem", json!({"Item": item("a", 4_097, Some("x"))})),
        total(5.0 + 1.0 + 1.0 + 5.0)
    );
    assert_eq!(consumed(&mut lab, "GetItem", json!({"Key": key("a")})), total(1.0));
    assert_eq!(consumed(&mut lab, "GetItem", json!({"Key": key("a"), "ConsistentRead": true})), total(2.0));
    assert_eq!(consumed(&mut lab, "GetItem", json!({"Key": key("b")})), total(0.5));
    assert_eq!(consumed(&mut lab, "DeleteItem", json!({"Key": key("a")})), total(12.0));
    assert_eq!(consumed(&mut lab, "DeleteItem", json!({"Key": key("a")})), total(1.0));
    let answer = lab.ok("GetItem", json!({"TableName": "Music", "Key": key("a")}));
    assert_eq!(answer.get("ConsumedCapacity"), None);
}

/// The share of each index in an update and in a deletion: nothing if its entry does not change, two writes if it
/// moves.
#[test]
fn single_writes_tell_each_index_apart() {
    let mut lab = music();
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item("a", 1_500, Some("x"))}));
    let set = |name: &str, value: Value| json!({"UpdateExpression": "SET #n = :v", "ExpressionAttributeNames": {"#n": name}, "ExpressionAttributeValues": {":v": value}});
    let none = Value::Null;
    for (what, operation, more, expected) in [
        (
            "an attribute that one index holds",
            "UpdateItem",
            set("w", json!({"N": "1"})),
            shares(4.0, 2.0, none.clone(), json!({"whole": units(2.0)})),
        ),
        (
            "the key of all three",
            "UpdateItem",
            set("other", json!({"S": "y"})),
            shares(10.0, 2.0, json!({"local": units(2.0)}), json!({"keys": units(2.0), "whole": units(4.0)})),
        ),
        (
            "out of all three",
            "UpdateItem",
            json!({"UpdateExpression": "REMOVE #n", "ExpressionAttributeNames": {"#n": "other"}}),
            shares(6.0, 2.0, json!({"local": units(1.0)}), json!({"keys": units(1.0), "whole": units(2.0)})),
        ),
        ("no change", "UpdateItem", json!({}), shares(2.0, 2.0, none.clone(), none.clone())),
        (
            "back into them",
            "UpdateItem",
            set("other", json!({"S": "z"})),
            shares(6.0, 2.0, json!({"local": units(1.0)}), json!({"keys": units(1.0), "whole": units(2.0)})),
        ),
        (
            "gone",
            "DeleteItem",
            json!({}),
            shares(6.0, 2.0, json!({"local": units(1.0)}), json!({"keys": units(1.0), "whole": units(2.0)})),
        ),
        ("gone already", "DeleteItem", json!({}), shares(1.0, 1.0, none.clone(), none.clone())),
    ] {
        let request = json!({"TableName": "Music", "Key": key("a"), "ReturnConsumedCapacity": "INDEXES"});
        let consumed = lab.ok(operation, with(&request, &more))["ConsumedCapacity"].clone();
        assert_eq!(json!([consumed]), expected, "{what}");
    }
}

#[test]
fn item_collections_of_tables_with_local_indexes() {
    let mut lab = music();
    let metrics = json!({"ItemCollectionKey": {"pk": {"S": "a"}}, "SizeEstimateRangeGB": [0.0, 1.0]});
    let size = json!({"ReturnItemCollectionMetrics": "SIZE"});
    let put = with(&json!({"TableName": "Music", "Item": item("a", 100, None)}), &size);
    assert_eq!(lab.ok("PutItem", put.clone())["ItemCollectionMetrics"], metrics);
    assert_eq!(lab.ok("PutItem", with(&put, &json!({"ReturnItemCollectionMetrics": "NONE"}))), json!({}));
    let delete = with(&json!({"TableName": "Music", "Key": key("a")}), &size);
    assert_eq!(lab.ok("DeleteItem", delete.clone())["ItemCollectionMetrics"], metrics);
    assert_eq!(lab.ok("DeleteItem", delete)["ItemCollectionMetrics"], metrics);
    let other = with(&item("a", 100, None), &json!({"sk": {"S": "t"}}));
    let batch = json!({"Music": [{"PutRequest": {"Item": item("a", 100, None)}}, {"PutRequest": {"Item": other}}]});
    let answer = lab.ok("BatchWriteItem", with(&json!({"RequestItems": batch}), &size));
    assert_eq!(answer["ItemCollectionMetrics"], json!({"Music": [metrics]}), "each collection once");
    let plain = with(&json!({"TableName": "Plain", "Item": {"pk": {"S": "a"}}}), &size);
    assert_eq!(lab.ok("PutItem", plain), json!({}), "a table without local indexes has none");
}
