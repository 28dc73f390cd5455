//! BatchGetItem.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const BATCH_GET: &str = "BatchGetItem";

fn key(pk: &str) -> Value {
    json!({"pk": {"S": pk}})
}

fn of(table: &str, keys: Vec<Value>) -> Value {
    json!({"RequestItems": {table: {"Keys": keys}}})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ReturnConsumedCapacity");
    let list = "Unrecognized collection type class java.lang.String";
    rungs.extend([
        wrong_type("a text for a map", json!({"RequestItems": "x"}), "Unexpected field type"),
        wrong_type("a list for a structure", json!({"RequestItems": {"Active": []}}), "Unexpected field type"),
        wrong_type("a text for keys", json!({"RequestItems": {"Active": {"Keys": "x"}}}), list),
        wrong_type("a text for a key", of("Active", vec![json!("x")]), "Unexpected field type"),
        wrong_type(
            "a text for a switch",
            json!({"RequestItems": {"Active": {"ConsistentRead": "x"}}}),
            "Unexpected token received from parser",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let twice = "Provided list of item keys contains duplicates";
    let schema = "The provided key element does not match the schema";
    let two = |other: &str| json!({"RequestItems": {"Active": {"Keys": [key("a")]}, other: {"Keys": [key("a")]}}});
    let mut rungs = vec![
        constraint("nothing", json!({"RequestItems": null}), "null at 'requestItems'", NOT_NULL),
        constraint_at("no table", json!({"RequestItems": {}}), "RequestItems", length_from(1)),
        constraint_at("no keys", of("Active", vec![]), "RequestItems.Active.member.Keys", length_from(1)),
        constraint_at(
            "101 keys",
            of("Active", (0..101).map(|n| key(&n.to_string())).collect()),
            "RequestItems.Active.member.Keys",
            length_to(100),
        ),
        constraint(
            "no such capacity",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
        invalid(
            "101 keys of two tables",
            json!({"RequestItems": {
                "Active": {"Keys": (0..51).map(|n| key(&n.to_string())).collect::<Vec<_>>()},
                "Busy": {"Keys": (0..50).map(|n| key(&n.to_string())).collect::<Vec<_>>()},
            }}),
            "Too many items requested for the BatchGetItem call",
        ),
        invalid(
            "old and new, in two tables",
            json!({"RequestItems": {
                "Active": {"Keys": [key("a")], "ProjectionExpression": "a"},
                "Busy": {"Keys": [key("a")], "AttributesToGet": ["a"]},
            }}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
    ];
    for (what, more, text) in [
        (
            "old and new",
            json!({"ProjectionExpression": "a", "AttributesToGet": ["a"]}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributesToGet} Expression parameters: {ProjectionExpression}",
        ),
        (
            "names without an expression",
            json!({"ExpressionAttributeNames": {"#a": "a"}}),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        (
            "no projection",
            json!({"ProjectionExpression": "a b"}),
            "Invalid ProjectionExpression: Syntax error; token: \"b\", near: \"a b\"",
        ),
    ] {
        rungs.push(invalid(what, json!({"RequestItems": {"Active": with(&json!({"Keys": [key("a")]}), &more)}}), text));
    }
    rungs.extend([
        invalid(
            "no value",
            of("Active", vec![json!({"pk": {}})]),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ),
        invalid(
            "no value, in the table after a missing one",
            json!({"RequestItems": {"AMissing": {"Keys": [key("a")]}, "Busy": {"Keys": [{"pk": {"NULL": false}}]}}}),
            "One or more parameter values were invalid: Null attribute value types must have the value of true",
        ),
        invalid("another key", of("Active", vec![json!({"id": {"S": "a"}})]), schema),
        invalid("an item for a key", of("Active", vec![json!({"pk": {"S": "a"}, "v": {"S": "a"}})]), schema),
        invalid("a key twice", of("Active", vec![key("a"), key("b"), key("a")]), twice),
        invalid("a key twice, by name and by ARN", two(&format!("{TABLES}Active")), twice),
    ]);
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        rungs.push(own("no table to read", two(name), "ResourceNotFoundException", "Requested resource not found"));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        BATCH_GET,
        &of("Active", vec![key("a")]),
        &[serialization(), validation()].concat(),
    );
}

// Behaviour

#[test]
fn what_is_there_by_the_name_as_sent() {
    let mut lab = states().lab;
    let arn = format!("{TABLES}Busy");
    let request = json!({"RequestItems": {"Active": {"Keys": [key("a"), key("x"), key("c")]}, arn.clone(): {"Keys": [key("a")]}}});
    let answer = lab.ok(BATCH_GET, request);
    assert_eq!(answer, json!({"Responses": {"Active": [key("a"), key("c")], arn: []}, "UnprocessedKeys": {}}));
}

#[test]
fn parts_of_items_by_table() {
    let mut lab = Lab::new();
    for table in ["Music", "Films"] {
        lab.table(table);
        lab.ok(
            "PutItem",
            json!({"TableName": table, "Item": {"pk": {"S": "a"}, "name": {"S": table}, "v": {"N": "1"}}}),
        );
    }
    let request = json!({"RequestItems": {
        "Music": {"Keys": [key("a")], "ProjectionExpression": "#n", "ExpressionAttributeNames": {"#n": "name"}},
        "Films": {"Keys": [key("a"), key("b")], "ProjectionExpression": "v"},
    }});
    let expected = json!({"Music": [{"name": {"S": "Music"}}], "Films": [{"v": {"N": "1"}}]});
    assert_eq!(lab.ok(BATCH_GET, request)["Responses"], expected);
    let request = json!({"RequestItems": {
        "Music": {"Keys": [key("a")], "AttributesToGet": ["name"]},
        "Films": {"Keys": [key("a"), key("b")], "AttributesToGet": ["v"]},
    }});
    assert_eq!(lab.ok(BATCH_GET, request)["Responses"], expected);
}

#[test]
fn a_hundred_keys() {
    let mut lab = Lab::new();
    lab.table("Music");
    (0..100).for_each(|n| lab.put("Music", &n.to_string()));
    let answer = lab.ok(BATCH_GET, of("Music", (0..100).map(|n| key(&n.to_string())).collect()));
    assert_eq!(answer["Responses"]["Music"].as_array().unwrap().len(), 100);
}

#[test]
fn what_no_longer_fits_16_mb_is_to_be_asked_for_again() {
    let mut lab = Lab::new();
    lab.table("Music");
    let text = "x".repeat(400 * 1024 - "pk".len() - 2 - "v".len());
    for n in 0..50 {
        let item = json!({"pk": {"S": format!("{n:02}")}, "v": {"S": text}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    }
    let keys: Vec<Value> = (0..50).map(|n| key(&format!("{n:02}"))).collect();
    let mut request = json!({"RequestItems": {"Music": {"Keys": keys, "ConsistentRead": true}}});
    let mut found = Vec::new();
    for expected in [40, 10] {
        let answer = lab.ok(BATCH_GET, request.clone());
        let items = answer["Responses"]["Music"].as_array().unwrap();
        assert_eq!(items.len(), expected);
        found.extend(items.iter().map(|item| item["pk"].clone()));
        request = json!({"RequestItems": answer["UnprocessedKeys"]});
        if expected == 40 {
            assert_eq!(request["RequestItems"]["Music"]["ConsistentRead"], true, "it is the request that is left");
        }
    }
    assert_eq!(request, json!({"RequestItems": {}}));
    found.sort_by_key(Value::to_string);
    found.dedup();
    assert_eq!(found.len(), 50);
}
