//! TransactGetItems.

use crate::harness::*;
use crate::states::states;
use crate::transact_write_items::list_types;
use serde_json::{Value, json};

const GET: &str = "TransactGetItems";

fn gets(gets: Value) -> Value {
    json!({"TransactItems": gets})
}

fn get(pk: &str) -> Value {
    json!({"Get": {"TableName": "Active", "Key": {"pk": {"S": pk}}}})
}

fn more(action: &Value, members: Value) -> Value {
    json!({"Get": with(&action["Get"], &members)})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [list_types(), not_text("ReturnConsumedCapacity")].concat();
    rungs.push(wrong_type("a text for a read", gets(json!([{"Get": "x"}])), "Unexpected field type"));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let at = |path: &str| format!("null at 'transactItems.1.member.{path}'");
    let both = [at("get.key"), at("get.tableName")];
    let short = more(&get("a"), json!({"TableName": "ab"}));
    vec![
        constraint("no list", gets(Value::Null), "null at 'transactItems'", NOT_NULL),
        constraint("no read", gets(json!([])), "'[]' at 'transactItems'", length_from(1)),
        constraint("nothing to read", gets(json!([{}])), at("get"), NOT_NULL),
        constraints("an empty read", gets(json!([{"Get": {}}])), &[(&both[0], NOT_NULL), (&both[1], NOT_NULL)]),
        constraint(
            "a short name",
            gets(json!([short])),
            "'ab' at 'transactItems.1.member.get.tableName'",
            length_from(3),
        ),
        constraint(
            "no such figures",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
    ]
}

fn own_refusals() -> Vec<ErrorCase> {
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    let twice = "Transaction request cannot include multiple operations on one item";
    let mut rungs = vec![
        invalid(
            "a projection that is none",
            gets(json!([get("a"), more(&get("b"), json!({"ProjectionExpression": ""}))])),
            "Invalid ProjectionExpression: The expression can not be empty;",
        ),
        invalid("no value", gets(json!([more(&get("a"), json!({"Key": {"pk": {}}}))])), empty),
    ];
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        let missing = more(&get("a"), json!({"TableName": name}));
        rungs.push(own(
            "no table to read",
            gets(json!([get("a"), missing])),
            "ResourceNotFoundException",
            "Requested resource not found",
        ));
    }
    rungs.extend([
        invalid("an item twice", gets(json!([get("a"), get("a")])), twice),
        own(
            "a key that is none",
            gets(json!([get("a"), more(&get("b"), json!({"Key": {"other": {"S": "b"}}}))])),
            "TransactionCanceledException",
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]",
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = gets(json!([get("a")]));
    assert_precedence(&states().lab, GET, &base, &[serialization(), validation(), own_refusals()].concat());
}

// Behaviour

#[test]
fn items_in_the_order_of_the_request() {
    let mut lab = Lab::new();
    lab.table("Active");
    lab.table("Other");
    let item = |v: &str| json!({"pk": {"S": "a"}, "v": {"S": v}, "w": {"S": v}});
    for table in ["Active", "Other"] {
        lab.ok("PutItem", json!({"TableName": table, "Item": item(table)}));
    }
    let projected = more(&get("a"), json!({"ProjectionExpression": "#v", "ExpressionAttributeNames": {"#v": "v"}}));
    let request = gets(json!([more(&get("a"), json!({"TableName": "Other"})), get("absent"), projected]));
    let expected = json!([{"Item": item("Other")}, {}, {"Item": {"v": {"S": "Active"}}}]);
    assert_eq!(lab.ok(GET, request.clone()), json!({"Responses": expected}));
    let nothing = more(&get("a"), json!({"ProjectionExpression": "x"}));
    assert_eq!(lab.ok(GET, gets(json!([nothing]))), json!({"Responses": [{}]}), "a projection that finds nothing");
    let answer = lab.ok(GET, with(&request, &json!({"ReturnConsumedCapacity": "TOTAL"})));
    let of = |name: &str, n: f64| json!({"TableName": name, "CapacityUnits": n, "ReadCapacityUnits": n});
    assert_eq!(answer["ConsumedCapacity"], json!([of("Active", 4.0), of("Other", 2.0)]), "what is missing costs too");
}

#[test]
fn a_hundred_items_and_four_megabytes() {
    let mut lab = Lab::new();
    lab.table("Active");
    let reads = |n: usize| (0..n).map(|n| get(&n.to_string())).collect::<Value>();
    lab.ok(GET, gets(reads(100)));
    let (name, text) = lab.call(GET, gets(reads(101))).unwrap_err();
    assert_eq!(name, "ValidationException");
    assert!(text.ends_with(
        "at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
    ));
    // Each is 400,000 bytes: ten of them and 194,304 more are 4 MB.
    for n in 0..11 {
        let bytes = if n == 10 { 194_304 - 5 } else { 400_000 - 4 };
        let item = json!({"pk": {"S": n.to_string()}, "v": {"S": "x".repeat(bytes)}});
        lab.ok("PutItem", json!({"TableName": "Active", "Item": item}));
    }
    lab.ok(GET, gets(reads(11)));
    let item = json!({"pk": {"S": "10"}, "v": {"S": "x".repeat(194_304 - 4)}});
    lab.ok("PutItem", json!({"TableName": "Active", "Item": item}));
    let text = "The aggregate size of the items in the transaction exceeds the maximum of 4 MB";
    lab.refused(GET, gets(reads(11)), "ValidationException", text);
}
