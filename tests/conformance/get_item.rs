//! GetItem.

use crate::harness::*;
use crate::put_item::{data_table_rungs, unsupported};
use crate::states::states;
use serde_json::{Value, json};

const GET: &str = "GetItem";

// Serialization

/// What every operation with a `Key` says of one of a wrong type.
pub fn key_types() -> Vec<Rung> {
    vec![
        wrong_type("a text for a key", json!({"Key": "x"}), "Unexpected field type"),
        wrong_type("a list for a key", json!({"Key": []}), "Unexpected field type"),
        wrong_type("a text for a value", json!({"Key": {"pk": "a"}}), "Unexpected field type"),
        wrong_type(
            "a number for a text",
            json!({"Key": {"pk": {"S": 1}}}),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]
}

fn serialization() -> Vec<Rung> {
    let mut rungs = [not_text("TableName"), key_types(), not_text("ReturnConsumedCapacity")].concat();
    let text = "Unexpected token received from parser";
    rungs.push(wrong_type("a text for a switch", json!({"ConsistentRead": "true"}), text));
    rungs
}

// Validation

/// What every operation with a `Key` says of values that are none.
pub fn key_value_rungs() -> Vec<Rung> {
    let key = |key: Value| json!({"Key": key});
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    vec![
        invalid("no value", key(json!({"pk": {}})), empty),
        invalid("no number", key(json!({"pk": {"N": "x"}})), "The parameter cannot be converted to a numeric value: x"),
    ]
}

/// What every operation with a `Key` says of one that is not the table's.
pub fn key_rungs() -> Vec<Rung> {
    let key = |key: Value| json!({"Key": key});
    let schema = "The provided key element does not match the schema";
    vec![
        invalid("no attribute", key(json!({})), schema),
        invalid("another attribute", key(json!({"id": {"S": "a"}})), schema),
        invalid("one more", key(json!({"pk": {"S": "a"}, "x": {"S": "b"}})), schema),
        invalid("another type", key(json!({"pk": {"N": "1"}})), schema),
        invalid(
            "an empty key",
            key(json!({"pk": {"S": ""}})),
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string \
             value. Key: pk",
        ),
        invalid(
            "a long key",
            key(json!({"pk": {"S": "x".repeat(2_049)}})),
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
        ),
    ]
}

#[test]
fn refusals_in_their_order() {
    let mut rungs = [serialization(), table_name_constraints("TableName", "tableName")].concat();
    rungs.push(constraint("no key", json!({"Key": null}), "null at 'key'", NOT_NULL));
    let figures = one_of("INDEXES, TOTAL, NONE");
    rungs.push(constraint(
        "no figures",
        json!({"ReturnConsumedCapacity": "X"}),
        "'X' at 'returnConsumedCapacity'",
        figures,
    ));
    rungs.extend(unsupported(&["ProjectionExpression", "ExpressionAttributeNames", "AttributesToGet"]));
    let text = "Timemark does not support the parameter ReturnConsumedCapacity yet";
    rungs.push(invalid("figures", json!({"ReturnConsumedCapacity": "TOTAL"}), text));
    rungs.extend([key_value_rungs(), data_table_rungs(), key_rungs()].concat());
    climb(&states().lab, GET, &json!({"TableName": "Active", "Key": {"pk": {"S": "a"}}}), &rungs);
}

// Behaviour

#[test]
fn there_or_not() {
    let mut lab = states().lab;
    let get = |table: &str, pk: &str| json!({"TableName": table, "Key": {"pk": {"S": pk}}});
    let item = json!({"Item": {"pk": {"S": "a"}}});
    assert_eq!(lab.ok(GET, get("Active", "a")), item);
    assert_eq!(lab.ok(GET, get(&format!("{TABLES}Active"), "a")), item);
    assert_eq!(lab.ok(GET, get("Active", "A")), json!({}));
    for consistent in [true, false] {
        let request =
            with(&get("Active", "a"), &json!({"ConsistentRead": consistent, "ReturnConsumedCapacity": "NONE"}));
        assert_eq!(lab.ok(GET, request), item);
    }
}

#[test]
fn a_write_is_read_at_once() {
    let mut lab = Lab::new();
    lab.table("Music");
    for n in 0..20 {
        let item = json!({"pk": {"S": "a"}, "n": {"N": n.to_string()}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
        assert_eq!(lab.ok(GET, json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}})), json!({"Item": item}));
    }
}

#[test]
fn equal_numbers_are_one_key() {
    let mut lab = Lab::new();
    let definitions = json!({"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "N"}]});
    lab.ok("CreateTable", with(&plain("Music"), &definitions));
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"N": "100"}}}));
    for same in ["100", "1e2", "100.00", "+100"] {
        let answer = lab.ok(GET, json!({"TableName": "Music", "Key": {"pk": {"N": same}}}));
        assert_eq!(answer, json!({"Item": {"pk": {"N": "100"}}}), "{same}");
    }
}
