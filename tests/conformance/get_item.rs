//! GetItem.

use crate::harness::*;
use crate::put_item::data_table_rungs;
use crate::states::states;
use serde_json::{Value, json};

const GET: &str = "GetItem";

// Serialization

/// The cases of a `Key` of a wrong type, the same for every operation that has one.
pub fn key_types() -> Vec<ErrorCase> {
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

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), key_types(), not_text("ReturnConsumedCapacity")].concat();
    let text = "Unexpected token received from parser";
    rungs.push(wrong_type("a text for a switch", json!({"ConsistentRead": "true"}), text));
    rungs.extend(not_text("ProjectionExpression"));
    let list = "Unrecognized collection type class java.lang.String";
    rungs.push(wrong_type("a text for a list", json!({"AttributesToGet": "a"}), list));
    rungs.push(wrong_type("a list for names", json!({"ExpressionAttributeNames": []}), "Unexpected field type"));
    rungs
}

// Validation

/// The refusals of invalid values in a `Key`, the same for every operation that has one.
pub fn key_value_rungs() -> Vec<ErrorCase> {
    let key = |key: Value| json!({"Key": key});
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    vec![
        invalid("no value", key(json!({"pk": {}})), empty),
        invalid("no number", key(json!({"pk": {"N": "x"}})), "The parameter cannot be converted to a numeric value: x"),
    ]
}

/// The refusals of a `Key` that does not match the table's, the same for every operation that has one.
pub fn key_rungs() -> Vec<ErrorCase> {
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
    let mut rungs = [serialization(), item_table_name_constraints()].concat();
    rungs.push(constraint("no key", json!({"Key": null}), "null at 'key'", NOT_NULL));
    rungs.push(constraint("no attribute", json!({"AttributesToGet": []}), "'[]' at 'attributesToGet'", length_from(1)));
    let figures = one_of("INDEXES, TOTAL, NONE");
    rungs.push(constraint(
        "no figures",
        json!({"ReturnConsumedCapacity": "X"}),
        "'X' at 'returnConsumedCapacity'",
        figures,
    ));
    rungs.extend(projection_rungs());
    rungs.extend([key_value_rungs(), data_table_rungs(), key_rungs()].concat());
    assert_precedence(&states().lab, GET, &json!({"TableName": "Active", "Key": {"pk": {"S": "a"}}}), &rungs);
}

/// The refusals of a projection, the same for every operation that reads.
pub fn projection_rungs() -> Vec<ErrorCase> {
    let row = |what, members: Value, text: &str| {
        let none = json!({"ProjectionExpression": null, "ExpressionAttributeNames": null, "AttributesToGet": null});
        let mut overlay = none;
        members.as_object().unwrap().iter().for_each(|(name, value)| overlay[name] = value.clone());
        invalid(what, overlay, text)
    };
    vec![
        row(
            "old and new",
            json!({"ProjectionExpression": "", "AttributesToGet": ["a"]}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
        row(
            "names without an expression",
            json!({"ExpressionAttributeNames": {"#a": "a"}}),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        row(
            "no names",
            json!({"ProjectionExpression": "a", "ExpressionAttributeNames": {}}),
            "ExpressionAttributeNames must not be empty",
        ),
        row(
            "nothing",
            json!({"ProjectionExpression": ""}),
            "Invalid ProjectionExpression: The expression can not be empty;",
        ),
        row(
            "a reserved word",
            json!({"ProjectionExpression": "a, Name"}),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: Name",
        ),
        row(
            "two paths that overlap",
            json!({"ProjectionExpression": "a, a.b"}),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these \
             paths; path one: [a], path two: [a, b]",
        ),
        row(
            "a name that is not used",
            json!({"ProjectionExpression": "a", "ExpressionAttributeNames": {"#a": "a"}}),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
        ),
        row(
            "an attribute twice",
            json!({"AttributesToGet": ["a", "b", "a"]}),
            "One or more parameter values were invalid: Duplicate value in attribute name: a",
        ),
    ]
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

#[test]
fn a_part_of_an_item() {
    let mut lab = Lab::new();
    lab.table("Music");
    let item = json!({
        "pk": {"S": "a"}, "name": {"S": "n"}, "x.y": {"S": "dot"},
        "m": {"M": {"l": {"L": [{"S": "0"}, {"S": "1"}]}, "n": {"N": "1"}}},
    });
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    let get = |more: Value| with(&json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}), &more);
    for (more, expected) in [
        (
            json!({"ProjectionExpression": "pk, m.l[1]"}),
            json!({"pk": {"S": "a"}, "m": {"M": {"l": {"L": [{"S": "1"}]}}}}),
        ),
        (
            json!({"ProjectionExpression": "#n,#d", "ExpressionAttributeNames": {"#n": "name", "#d": "x.y"}}),
            json!({"name": {"S": "n"}, "x.y": {"S": "dot"}}),
        ),
        (json!({"AttributesToGet": ["name", "x.y", "nowhere"]}), json!({"name": {"S": "n"}, "x.y": {"S": "dot"}})),
        (json!({"ProjectionExpression": "nowhere"}), json!({})),
    ] {
        assert_eq!(lab.ok(GET, get(more.clone())), json!({"Item": expected}), "{more}");
    }
    let missing = json!({"TableName": "Music", "Key": {"pk": {"S": "b"}}, "ProjectionExpression": "pk"});
    assert_eq!(lab.ok(GET, missing), json!({}));
}
