//! PutItem. Attribute values: `item_values.rs`.

use crate::conditions::*;
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const PUT: &str = "PutItem";
const PARAMETERS: &str = "One or more parameter values were invalid:";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("ReturnValues"), not_text("ReturnConsumedCapacity")].concat();
    rungs.extend([
        wrong_type("a text for a map", json!({"Item": "x"}), "Unexpected field type"),
        wrong_type("a list for a map", json!({"Item": []}), "Unexpected field type"),
        wrong_type("a text for a value", json!({"Item": {"pk": "x"}}), "Unexpected field type"),
    ]);
    rungs
}

// Validation

/// The cases of the enums that every write of an item has, in order.
pub fn write_enums() -> Vec<ErrorCase> {
    let row = |what, member: &str, path: &str, values| {
        constraint(what, json!({member: "X"}), format!("'X' at '{path}'"), one_of(values))
    };
    vec![
        row("no such capacity", "ReturnConsumedCapacity", "returnConsumedCapacity", "INDEXES, TOTAL, NONE"),
        // The service's own spelling.
        constraint_of_nothing(
            "no such values",
            json!({"ReturnValues": "X"}),
            one_of("ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE"),
        ),
        row("no such metrics", "ReturnItemCollectionMetrics", "returnItemCollectionMetrics", "SIZE, NONE"),
    ]
}

/// The cases of the enums of a write that come after those.
pub fn condition_enums() -> Vec<ErrorCase> {
    let row = |what, member: &str, path: &str, values| {
        constraint(what, json!({member: "X"}), format!("'X' at '{path}'"), one_of(values))
    };
    vec![
        row("no such operator", "ConditionalOperator", "conditionalOperator", "AND, OR"),
        row(
            "no such image",
            "ReturnValuesOnConditionCheckFailure",
            "returnValuesOnConditionCheckFailure",
            "ALL_OLD, NONE",
        ),
    ]
}

/// The cases of members that are known and not supported.
pub fn unsupported(members: &[&'static str]) -> Vec<ErrorCase> {
    let text = |member| format!("Timemark does not support the parameter {member} yet");
    members.iter().map(|member| invalid("not supported", json!({*member: {}}), text(member))).collect()
}

/// The refusals of a table, the same for every operation on items.
pub fn data_table_rungs() -> Vec<ErrorCase> {
    let mut rungs = table_arn_refusals("TableName");
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        let overlay = json!({"TableName": name});
        rungs.push(own(
            "no table to read or write",
            overlay,
            "ResourceNotFoundException",
            "Requested resource not found",
        ));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    let item = |item: Value| json!({"Item": item});
    let mut rungs = [serialization(), condition_types(), item_table_name_constraints()].concat();
    rungs.push(constraint("no item", json!({"Item": null}), "null at 'item'", NOT_NULL));
    rungs.extend(expected_constraints());
    rungs.extend([write_enums(), condition_enums()].concat());
    for values in ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] {
        rungs.push(invalid(
            "an update's values",
            json!({"ReturnValues": values}),
            enveloped("ReturnValues can only be ALL_OLD or NONE"),
        ));
    }
    let one = json!({"ExpressionAttributeValues": {":v": {"N": "1"}}});
    // An operation with several expressions names those that are null; PutItem does not.
    let text = "ExpressionAttributeValues can only be specified when using expressions";
    rungs.push(invalid("values without an expression", one, enveloped(text)));
    rungs.extend(condition_rungs().into_iter().map(ErrorCase::enveloped));
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    rungs.push(invalid("no value", item(json!({"pk": {}})), enveloped(empty)));
    let large = item(json!({"v": {"S": "x".repeat(400 * 1024)}}));
    rungs.push(invalid("too large, and without a key", large, "Item size has exceeded the maximum allowed size"));
    rungs.extend(data_table_rungs());
    let not_empty = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
                     string value. Key: pk";
    rungs.extend([
        invalid("no key", item(json!({"v": {"S": "x"}})), format!("{PARAMETERS} Missing the key pk in the item")),
        invalid("nothing", item(json!({})), format!("{PARAMETERS} Missing the key pk in the item")),
        invalid(
            "a number for a key",
            item(json!({"pk": {"N": "1"}})),
            format!("{PARAMETERS} Type mismatch for key pk expected: S actual: N"),
        ),
        invalid(
            "a map for a key",
            item(json!({"pk": {"M": {}}})),
            format!("{PARAMETERS} Type mismatch for key pk expected: S actual: M"),
        ),
        invalid("an empty key", item(json!({"pk": {"S": ""}})), not_empty),
        invalid(
            "a long key",
            item(json!({"pk": {"S": "x".repeat(2_049)}})),
            format!("{PARAMETERS} Size of hashkey has exceeded the maximum size limit of2048 bytes"),
        ),
    ]);
    rungs.push(failed_condition());
    assert_precedence(&states().lab, PUT, &json!({"TableName": "Active", "Item": {"pk": {"S": "a"}}}), &rungs);
}

fn keyed(hash: &str, range: &str) -> Lab {
    let mut lab = Lab::new();
    let definitions = json!([
        {"AttributeName": "pk", "AttributeType": hash},
        {"AttributeName": "sk", "AttributeType": range},
        {"AttributeName": "other", "AttributeType": "S"},
    ]);
    let index = |name: &str, keys: &[&str]| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": {"ProjectionType": "ALL"}});
    let more = json!({
        "AttributeDefinitions": definitions,
        "KeySchema": schema(&["pk", "sk"]),
        "GlobalSecondaryIndexes": [index("global", &["other"])],
        "LocalSecondaryIndexes": [index("local", &["pk", "other"])],
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    lab
}

#[test]
fn keys_at_their_limits() {
    let bytes = |n: usize| json!({"S": "x".repeat(n)});
    let mut lab = keyed("S", "S");
    let put = |pk: Value, sk: Value| json!({"TableName": "Music", "Item": {"pk": pk, "sk": sk}});
    let hash = format!("{PARAMETERS} Size of hashkey has exceeded the maximum size limit of2048 bytes");
    let range = format!("{PARAMETERS} Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    lab.ok(PUT, put(bytes(2_048), bytes(1_024)));
    lab.ok(PUT, put(bytes(1), bytes(1)));
    lab.refused(PUT, put(bytes(2_049), bytes(1_024)), "ValidationException", &hash);
    lab.refused(PUT, put(bytes(2_048), bytes(1_025)), "ValidationException", &range);
    lab.refused(PUT, put(bytes(2_049), bytes(1_025)), "ValidationException", &hash);
    lab.refused(PUT, put(json!({"S": "ä".repeat(1_025)}), bytes(1)), "ValidationException", &hash);
    let missing = format!("{PARAMETERS} Missing the key sk in the item");
    lab.refused(PUT, json!({"TableName": "Music", "Item": {"pk": {"S": "a"}}}), "ValidationException", &missing);
}

#[test]
fn keys_of_numbers_and_bytes() {
    let mut lab = keyed("N", "B");
    let put = |pk: Value, sk: Value| json!({"TableName": "Music", "Item": {"pk": pk, "sk": sk}});
    lab.ok(PUT, put(json!({"N": "1"}), json!({"B": "AA=="})));
    lab.ok(PUT, put(json!({"N": "1.0"}), json!({"B": "AA=="})));
    assert_eq!(lab.described("Music")["ItemCount"], 1, "equal numbers are one key");
    let text = format!("{PARAMETERS} Type mismatch for key pk expected: N actual: S");
    lab.refused(PUT, put(json!({"S": "1"}), json!({"B": "AA=="})), "ValidationException", &text);
    let text = format!("{PARAMETERS} Type mismatch for key sk expected: B actual: S");
    lab.refused(PUT, put(json!({"N": "1"}), json!({"S": "AA=="})), "ValidationException", &text);
    let text = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary \
                value. Key: sk";
    lab.refused(PUT, put(json!({"N": "1"}), json!({"B": ""})), "ValidationException", text);
}

#[test]
fn keys_of_indexes_may_be_missing_but_not_be_of_another_type() {
    let mut lab = keyed("S", "S");
    let put = |other: Value| {
        let item = json!({"pk": {"S": "a"}, "sk": {"S": "b"}});
        json!({"TableName": "Music", "Item": with(&item, &json!({"other": other}))})
    };
    lab.ok(PUT, put(Value::Null));
    assert_eq!(lab.described("Music")["GlobalSecondaryIndexes"][0]["ItemCount"], 0);
    lab.ok(PUT, put(json!({"S": "c"})));
    assert_eq!(lab.described("Music")["LocalSecondaryIndexes"][0]["ItemCount"], 1);
    let text = format!("{PARAMETERS} Type mismatch for Index Key other Expected: S Actual: N IndexName: global");
    lab.refused(PUT, put(json!({"N": "1"})), "ValidationException", &text);
    let text = "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The \
                AttributeValue for a key attribute cannot contain an empty string value. IndexName: global, IndexKey: other";
    lab.refused(PUT, put(json!({"S": ""})), "ValidationException", text);
}

// Behaviour

#[test]
fn the_answer_and_the_item_before() {
    let mut lab = Lab::new();
    lab.table("Music");
    let put = |v: &str, values: Value| {
        let item = json!({"pk": {"S": "a"}, "v": {"S": v}});
        with(&json!({"TableName": "Music", "Item": item}), &json!({"ReturnValues": values}))
    };
    assert_eq!(lab.ok(PUT, put("1", json!("ALL_OLD"))), json!({}));
    assert_eq!(lab.ok(PUT, put("2", json!("ALL_OLD"))), json!({"Attributes": {"pk": {"S": "a"}, "v": {"S": "1"}}}));
    assert_eq!(lab.ok(PUT, put("3", json!("NONE"))), json!({}));
    assert_eq!(lab.ok(PUT, put("4", Value::Null)), json!({}));
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}, "v": {"S": "4"}})]);
}

#[test]
fn a_put_replaces_the_whole_item() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok(PUT, json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "x": {"S": "1"}, "y": {"S": "1"}}}));
    lab.ok(PUT, json!({"TableName": format!("{TABLES}Music"), "Item": {"pk": {"S": "a"}, "x": {"S": "2"}}}));
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}, "x": {"S": "2"}})]);
    assert_eq!(lab.described("Music")["TableSizeBytes"], "pkax2".len());
}

#[test]
fn a_condition_is_checked_against_the_item_that_is_there() {
    let mut lab = Lab::new();
    lab.table("Music");
    let put =
        |v: &str, more: Value| with(&json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "v": {"S": v}}}), &more);
    let new = json!({"ConditionExpression": "attribute_not_exists(pk)"});
    lab.ok(PUT, put("1", new.clone()));
    lab.refused(PUT, put("2", new), FAILED, "The conditional request failed");
    let version = |v: &str| json!({"ConditionExpression": "#v = :v", "ExpressionAttributeNames": {"#v": "v"}, "ExpressionAttributeValues": {":v": {"S": v}}});
    lab.refused(PUT, put("2", version("0")), FAILED, "The conditional request failed");
    lab.ok(PUT, put("2", version("1")));
    let expected = |v: &str| json!({"Expected": {"v": {"Value": {"S": v}}, "w": {"Exists": false}}});
    lab.refused(PUT, put("3", expected("1")), FAILED, "The conditional request failed");
    lab.ok(PUT, put("3", expected("2")));
    let either = json!({"Expected": {"v": {"Value": {"S": "0"}}, "w": {"Exists": false}}, "ConditionalOperator": "OR"});
    lab.ok(PUT, put("4", either));
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}, "v": {"S": "4"}})]);
}

#[test]
fn a_failed_condition_shows_the_item_where_it_was_wanted() {
    shows_the_item_of_a_failed_condition(PUT, json!({"Item": {"pk": {"S": "a"}}}));
}
