//! TransactWriteItems.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const WRITE: &str = "TransactWriteItems";

/// A transaction of these actions.
fn actions(actions: Value) -> Value {
    json!({"TransactItems": actions})
}

fn key(pk: &str) -> Value {
    json!({"pk": {"S": pk}})
}

fn put(pk: &str) -> Value {
    json!({"Put": {"TableName": "Active", "Item": key(pk)}})
}

fn delete(pk: &str) -> Value {
    json!({"Delete": {"TableName": "Active", "Key": key(pk)}})
}

/// An action with more members.
fn more(action: &Value, members: Value) -> Value {
    let (kind, inner) = action.as_object().unwrap().iter().next().unwrap();
    json!({kind.as_str(): with(inner, &members)})
}

// Serialization

/// The cases of a transaction's list of a wrong type.
pub fn list_types() -> Vec<ErrorCase> {
    vec![
        wrong_type("a text for a list", actions(json!("x")), "Unrecognized collection type class java.lang.String"),
        wrong_type("a structure for a list", actions(json!({})), CONTAINER),
        wrong_type("a list for an action", actions(json!([[]])), "Unexpected field type"),
    ]
}

fn serialization() -> Vec<ErrorCase> {
    let texts = ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics", "ClientRequestToken"];
    let mut rungs = [list_types(), texts.into_iter().flat_map(not_text).collect()].concat();
    rungs.extend([
        wrong_type("a text for an action", actions(json!([{"Put": "x"}])), "Unexpected field type"),
        wrong_type(
            "a number for a condition",
            actions(json!([{"Put": {"ConditionExpression": 1}}])),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let at = |path: &str| format!("null at 'transactItems.1.member.{path}'");
    let mut rungs = vec![
        constraint("no list", actions(Value::Null), "null at 'transactItems'", NOT_NULL),
        constraint("no action", actions(json!([])), "'[]' at 'transactItems'", length_from(1)),
    ];
    for kind in ["ConditionCheck", "Put", "Delete", "Update"] {
        let path = kind[..1].to_lowercase() + &kind[1..];
        let broken = match kind {
            "ConditionCheck" => vec!["key", "tableName", "conditionExpression"],
            "Put" => vec!["item", "tableName"],
            "Delete" => vec!["key", "tableName"],
            _ => vec!["key", "updateExpression", "tableName"],
        };
        let places: Vec<String> = broken.iter().map(|member| at(&format!("{path}.{member}"))).collect();
        let places: Vec<(&str, &str)> = places.iter().map(|place| (place.as_str(), NOT_NULL)).collect();
        rungs.push(constraints("an empty action", actions(json!([{kind: {}}])), &places));
        let one = match kind {
            "Put" => put("a"),
            "Delete" => delete("a"),
            "Update" => json!({kind: {"TableName": "Active", "Key": key("a"), "UpdateExpression": "REMOVE x"}}),
            _ => json!({kind: {"TableName": "Active", "Key": key("a"), "ConditionExpression": "attribute_exists(pk)"}}),
        };
        let image = more(&one, json!({"ReturnValuesOnConditionCheckFailure": "X"}));
        let place = format!("'X' at 'transactItems.1.member.{path}.returnValuesOnConditionCheckFailure'");
        rungs.push(constraint("no such image", actions(json!([image])), place, one_of("ALL_OLD, NONE")));
        let short = more(&one, json!({"TableName": "ab"}));
        let place = format!("'ab' at 'transactItems.1.member.{path}.tableName'");
        rungs.push(constraint("a short name", actions(json!([short])), place, length_from(3)));
    }
    let long = "x".repeat(37);
    rungs.extend([
        constraint(
            "no such figures",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
        constraint(
            "no such metrics",
            json!({"ReturnItemCollectionMetrics": "X"}),
            "'X' at 'returnItemCollectionMetrics'",
            one_of("SIZE, NONE"),
        ),
        constraint("an empty token", json!({"ClientRequestToken": ""}), "'' at 'clientRequestToken'", length_from(1)),
        constraint(
            "a long token",
            json!({"ClientRequestToken": long}),
            format!("'{long}' at 'clientRequestToken'"),
            length_to(36),
        ),
    ]);
    rungs
}

fn own_refusals() -> Vec<ErrorCase> {
    let one = "TransactItems can only contain one of Check, Put, Update or Delete";
    let twice = "Transaction request cannot include multiple operations on one item";
    let mut both = put("a");
    both["Delete"] = delete("b")["Delete"].clone();
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    let large = more(&put("a"), json!({"Item": {"pk": {"S": "a"}, "v": {"S": "x".repeat(400 * 1024)}}}));
    let mut rungs = vec![
        invalid("nothing to do", actions(json!([put("a"), {}])), one),
        invalid("two things to do", actions(json!([both])), one),
        invalid(
            "a condition that is none",
            actions(json!([put("a"), more(&put("b"), json!({"ConditionExpression": ""}))])),
            "Invalid ConditionExpression: The expression can not be empty;",
        ),
        invalid("no value", actions(json!([more(&put("a"), json!({"Item": {"pk": {}}}))])), empty),
        invalid("no value in a key", actions(json!([more(&delete("a"), json!({"Key": {"pk": {}}}))])), empty),
        invalid("too large", actions(json!([large])), "Item size has exceeded the maximum allowed size"),
    ];
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        let missing = more(&delete("a"), json!({"TableName": name}));
        rungs.push(own(
            "no table to write",
            actions(json!([put("a"), missing])),
            "ResourceNotFoundException",
            "Requested resource not found",
        ));
    }
    rungs.extend([
        invalid("an item twice", actions(json!([put("a"), delete("a")])), twice),
        invalid(
            "an item twice, by name and by ARN",
            actions(json!([put("a"), more(&put("a"), json!({"TableName": format!("{TABLES}Active")}))])),
            twice,
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = actions(json!([put("a")]));
    assert_precedence(&states().lab, WRITE, &base, &[serialization(), validation(), own_refusals()].concat());
}

#[test]
fn a_hundred_items_and_one_more() {
    let mut lab = Lab::new();
    lab.table("Active");
    let puts = |n: usize| (0..n).map(|n| put(&n.to_string())).collect::<Value>();
    lab.ok(WRITE, actions(puts(100)));
    assert_eq!(lab.described("Active")["ItemCount"], 100);
    let (name, text) = lab.call(WRITE, actions(puts(101))).unwrap_err();
    assert_eq!(name, "ValidationException");
    assert!(text.ends_with(
        "at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
    ));
}

#[test]
fn four_megabytes_and_one_byte_more() {
    let mut lab = Lab::new();
    lab.table("Active");
    let large =
        |pk: &str, bytes: usize| more(&put(pk), json!({"Item": {"pk": {"S": pk}, "v": {"S": "x".repeat(bytes)}}}));
    // Each has 4 bytes beside its text: two names and a key of one.
    let ten = |last: usize| {
        let mut items: Vec<Value> =
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map(|pk| large(pk, 400_000 - 4)).into();
        items.push(large("k", last));
        json!(items)
    };
    let rest = 4 * 1024 * 1024 - 4_000_000;
    let text = "The aggregate size of the items in the transaction exceeds the maximum of 4 MB";
    lab.refused(WRITE, actions(ten(rest - 3)), "ValidationException", text);
    lab.ok(WRITE, actions(ten(rest - 4)));
    let deletes: Value = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].iter().map(|pk| delete(pk)).collect();
    // The request is measured: the items that are deleted may be larger.
    lab.ok("PutItem", json!({"TableName": "Active", "Item": large("l", 300_000)["Put"]["Item"]}));
    let all: Vec<Value> = deletes.as_array().unwrap().iter().cloned().chain([delete("l")]).collect();
    lab.ok(WRITE, actions(json!(all)));
    let set = |pk: &str, bytes: usize| {
        json!({"Update": {
            "TableName": "Active", "Key": key(pk), "UpdateExpression": "SET v = :v",
            "ExpressionAttributeValues": {":v": {"S": "x".repeat(bytes)}},
        }})
    };
    // Each has 5 bytes beside its text: two names and a key of one.
    let ten = |last: usize| {
        let mut items: Vec<Value> =
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map(|pk| set(pk, 400_000 - 5)).into();
        items.push(set("k", last));
        json!(items)
    };
    lab.refused(WRITE, actions(ten(rest - 4)), "ValidationException", text);
    lab.ok(WRITE, actions(ten(rest - 5)));
}

#[test]
fn an_empty_key_refuses_the_request() {
    let mut lab = Lab::new();
    lab.table("Active");
    let text = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
                string value. Key: pk";
    let update = json!({"Update": {"TableName": "Active", "Key": key(""), "UpdateExpression": "REMOVE v"}});
    let check = json!({"ConditionCheck": {"TableName": "Active", "Key": key(""), "ConditionExpression": "attribute_exists(v)"}});
    for action in [put(""), delete(""), update, check] {
        lab.refused(WRITE, actions(json!([put("a"), action])), "ValidationException", text);
    }
    let get = json!({"Get": {"TableName": "Active", "Key": key("")}});
    lab.refused("TransactGetItems", actions(json!([get])), "ValidationException", text);
}

#[test]
fn after_the_first_item_that_is_wrong_no_other_is_looked_at() {
    let mut lab = Lab::new();
    lab.table("Active");
    let other = |pk: &str| more(&put("a"), json!({"Item": {"other": {"S": pk}}}));
    let failed = |pk: &str| more(&put(pk), json!({"ConditionExpression": "attribute_exists(v)"}));
    let request = actions(json!([put("a"), failed("b"), other("c"), failed("d"), other("e"), put("f")]));
    let text = "Transaction cancelled, please refer cancellation reasons for specific reasons [None, \
                ConditionalCheckFailed, ValidationError, None, None, None]";
    lab.refused(WRITE, request, "TransactionCanceledException", text);
}

// Behaviour

/// A lab with a table of the items `a` and `b`, each with the number 1.
fn two() -> Lab {
    let mut lab = Lab::new();
    lab.table("Active");
    for pk in ["a", "b"] {
        lab.ok("PutItem", json!({"TableName": "Active", "Item": item(pk, "1")}));
    }
    lab
}

fn item(pk: &str, n: &str) -> Value {
    json!({"pk": {"S": pk}, "n": {"N": n}})
}

/// An update that adds to an item's number.
fn add(pk: &str, n: &str) -> Value {
    let values = json!({":n": {"N": n}});
    let update = json!({"UpdateExpression": "SET n = n + :n", "ExpressionAttributeValues": values});
    json!({"Update": with(&json!({"TableName": "Active", "Key": key(pk)}), &update)})
}

/// A check of an item's number.
fn check(pk: &str, n: &str) -> Value {
    let values = json!({":n": {"N": n}});
    let condition = json!({"ConditionExpression": "n = :n", "ExpressionAttributeValues": values});
    json!({"ConditionCheck": with(&json!({"TableName": "Active", "Key": key(pk)}), &condition)})
}

/// The reasons of a cancelled transaction, and what its text lists.
fn cancelled(lab: &mut Lab, request: &Value) -> (Vec<Value>, String) {
    let (name, text) = lab.call(WRITE, request.clone()).unwrap_err();
    assert_eq!(name, "TransactionCanceledException");
    let body = lab.handle("DynamoDB_20120810.TransactWriteItems", request.to_string().as_bytes()).body;
    let reasons = serde_json::from_slice::<Value>(&body).unwrap()["CancellationReasons"].as_array().unwrap().clone();
    let told = "Transaction cancelled, please refer cancellation reasons for specific reasons ";
    (reasons, text.strip_prefix(told).unwrap().to_owned())
}

#[test]
fn all_four_kinds_at_once() {
    let mut lab = two();
    lab.table("Other");
    let other = more(&put("x"), json!({"TableName": "Other"}));
    let request = actions(json!([check("a", "1"), add("b", "2"), put("c"), delete("d"), other]));
    assert_eq!(lab.ok(WRITE, request), json!({}));
    assert_eq!(lab.scanned("Active"), [item("a", "1"), item("b", "3"), key("c")]);
    assert_eq!(lab.scanned("Other"), [key("x")]);
    lab.ok(WRITE, actions(json!([delete("a"), add("b", "1"), more(&delete("x"), json!({"TableName": "Other"}))])));
    assert_eq!(lab.scanned("Active"), [item("b", "4"), key("c")]);
    assert_eq!(lab.scanned("Other"), [] as [Value; 0]);
}

#[test]
fn reasons_in_the_order_of_the_request() {
    let mut lab = two();
    let failed = json!({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"});
    let none = json!({"Code": "None"});
    let (reasons, text) = cancelled(&mut lab, &actions(json!([put("c"), check("a", "7"), add("b", "1")])));
    assert_eq!(
        (reasons, text.as_str()),
        (vec![none.clone(), failed.clone(), none.clone()], "[None, ConditionalCheckFailed, None]")
    );

    let all_old = json!({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"});
    let request =
        json!([more(&check("a", "7"), all_old.clone()), more(&check("absent", "7"), all_old), check("b", "1")]);
    let (reasons, text) = cancelled(&mut lab, &actions(request));
    let shown = with(&failed, &json!({"Item": item("a", "1")}));
    assert_eq!(reasons, [shown, failed, none.clone()]);
    assert_eq!(text, "[ConditionalCheckFailed, ConditionalCheckFailed, None]");

    let validation = |text: &str| json!({"Code": "ValidationError", "Message": text});
    let (reasons, text) = cancelled(
        &mut lab,
        &actions(json!([
            put("c"),
            more(&put("d"), json!({"Item": {"v": {"S": "x"}}})),
            more(&delete("e"), json!({"Key": {"pk": {"N": "1"}}})),
            add("absent", "1"),
        ])),
    );
    assert_eq!(
        reasons,
        [
            none.clone(),
            validation("One or more parameter values were invalid: Missing the key pk in the item"),
            none.clone(),
            none.clone(),
        ],
        "what comes after it was not looked at"
    );
    assert_eq!(text, "[None, ValidationError, None, None]");
    for (wrong, message) in [
        (more(&delete("e"), json!({"Key": {"pk": {"N": "1"}}})), "The provided key element does not match the schema"),
        (add("absent", "1"), "The provided expression refers to an attribute that does not exist in the item"),
    ] {
        let (reasons, text) = cancelled(&mut lab, &actions(json!([wrong, check("b", "7")])));
        assert_eq!((reasons, text.as_str()), (vec![validation(message), none.clone()], "[ValidationError, None]"));
    }
    assert_eq!(lab.scanned("Active"), [item("a", "1"), item("b", "1")], "all or none");
}

/// Every condition is checked against the old items, whatever the other actions do.
#[test]
fn conditions_see_the_items_before() {
    let mut lab = two();
    let free = |pk: &str| more(&put(pk), json!({"ConditionExpression": "attribute_not_exists(pk)"}));
    lab.ok(WRITE, actions(json!([free("c"), delete("a")])));
    let (_, text) = cancelled(&mut lab, &actions(json!([delete("b"), free("c")])));
    assert_eq!(text, "[None, ConditionalCheckFailed]");
    assert_eq!(lab.described("Active")["ItemCount"], 2);
}

#[test]
fn a_token_makes_a_repetition_the_same_for_ten_minutes() {
    let mut lab = two();
    let request = with(&actions(json!([check("a", "1"), add("b", "1")])), &json!({"ClientRequestToken": "once"}));
    let b = |lab: &mut Lab| lab.scanned("Active")[1]["n"]["N"].as_str().unwrap().to_owned();
    lab.ok(WRITE, request.clone());
    assert_eq!(b(&mut lab), "2");
    // The conditions of an executed transaction are not checked again.
    lab.ok("PutItem", json!({"TableName": "Active", "Item": item("a", "9")}));
    lab.advance_ms(600_000);
    assert_eq!(lab.ok(WRITE, request.clone()), json!({}));
    assert_eq!(b(&mut lab), "2");
    let mismatch = "DynamoDB rejected the request because you retried a request with a different payload but with an \
                    idempotent token that was already used.";
    for other in [actions(json!([add("b", "1")])), json!({"ReturnConsumedCapacity": "TOTAL"})] {
        lab.refused(WRITE, with(&request, &other), "IdempotentParameterMismatchException", mismatch);
    }
    lab.ok(WRITE, with(&request, &json!({"ClientRequestToken": "twice", "TransactItems": [add("b", "1")]})));
    assert_eq!(b(&mut lab), "3");
    lab.advance_ms(1);
    let (_, text) = cancelled(&mut lab, &request);
    assert_eq!(text, "[ConditionalCheckFailed, None]", "after ten minutes it is a request like any other");
    lab.ok(WRITE, with(&request, &actions(json!([add("b", "1")]))));
    assert_eq!(b(&mut lab), "4", "what was cancelled has not used the token up");
}

#[test]
fn what_it_consumes() {
    let mut lab = two();
    lab.table("Other");
    let other = more(&put("x"), json!({"TableName": "Other"}));
    let large = more(&put("c"), json!({"Item": {"pk": {"S": "c"}, "v": {"S": "x".repeat(1_500)}}}));
    let items = json!([check("a", "1"), large, delete("absent"), other]);
    let request = |figures: &str| {
        with(&actions(items.clone()), &json!({"ReturnConsumedCapacity": figures, "ClientRequestToken": figures}))
    };
    let units = |n: f64, kind: &str| json!({"CapacityUnits": n, kind: n});
    let total = |active: f64, other: f64, kind: &str| {
        let of = |name: &str, n: f64| with(&units(n, kind), &json!({"TableName": name}));
        json!({"ConsumedCapacity": [of("Active", active), of("Other", other)]})
    };
    assert_eq!(lab.ok(WRITE, request("TOTAL")), total(8.0, 2.0, "WriteCapacityUnits"));
    assert_eq!(lab.ok(WRITE, request("TOTAL")), total(6.0, 2.0, "ReadCapacityUnits"), "a repetition only reads");
    let shares = |name: &str, n: f64| {
        with(&units(n, "WriteCapacityUnits"), &json!({"TableName": name, "Table": units(n, "WriteCapacityUnits")}))
    };
    let expected = json!({"ConsumedCapacity": [shares("Active", 8.0), shares("Other", 2.0)]});
    assert_eq!(lab.ok(WRITE, request("INDEXES")), expected);
    assert_eq!(lab.ok(WRITE, request("NONE")), json!({}));
}

/// All changes of a transaction have the same commit time and are adjacent in the log.
#[test]
fn changes_stand_together() {
    let mut lab = two();
    lab.ok("UpdateLab", json!({"Settings": {"ChangeLogSeconds": 60}}));
    lab.advance_ms(1_000);
    lab.ok(WRITE, actions(json!([put("c"), check("a", "1"), add("b", "1"), delete("absent"), put("d")])));
    let answer = lab.ok("DescribeTimeline", json!({"TableName": "Active"}));
    let writes: Vec<(Value, Value, Value)> = answer["Events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["Kind"] == "WRITE")
        .map(|event| (event["Sequence"].clone(), event["Time"].clone(), event["Key"]["pk"]["S"].clone()))
        .collect();
    let at = json!(START + 1.0);
    let expected = [(3, "c"), (4, "b"), (5, "d")].map(|(n, pk)| (json!(n), at.clone(), json!(pk)));
    assert_eq!(writes[2..], expected);
}
