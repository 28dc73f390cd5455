//! PlanRepair.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const PLAN: &str = "PlanRepair";

// Serialization and validation

#[test]
fn refusals() {
    let states = states();
    let from = |side: Value| json!({"From": side});
    let limit = |limit: i32| json!({"Limit": limit});
    let mut rungs = [not_text("TableName"), not_text("FilterExpression"), not_text("NextToken")].concat();
    rungs.push(wrong_type("a text for a side", from(json!("Active")), "Unexpected field type"));
    rungs.push(wrong_type("a text for a time", json!({"Since": "x"}), "STRING_VALUE cannot be converted to Double"));
    rungs.push(constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL));
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("no side", from(Value::Null), "null at 'from'", NOT_NULL),
        constraint("no limit", limit(0), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 10,001", limit(10_001), "'10001' at 'limit'", value_to(10_000)),
        invalid(
            "values without an expression",
            json!({"ExpressionAttributeValues": {":x": {"S": "x"}}}),
            "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null",
        )
        .alone(),
        invalid(
            "a value that is not used",
            json!({"FilterExpression": "attribute_exists(x)", "ExpressionAttributeValues": {":x": {"S": "x"}}}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}",
        )
        .alone(),
    ]);
    rungs.push(
        own(
            "no such table",
            json!({"TableName": "Nowhere"}),
            "ResourceNotFoundException",
            "Requested resource not found",
        )
        .alone(),
    );
    let text = format!("Backup not found: {}", states.deleted);
    rungs.push(
        own("a deleted backup", from(json!({"BackupArn": states.deleted})), "BackupNotFoundException", text).alone(),
    );
    let text = "From needs either BackupArn, or TableName with an optional Time";
    rungs.push(invalid("neither", from(json!({})), text).alone());
    rungs.push(
        invalid("no key", json!({"Keys": [{"x": {"S": "a"}}]}), "The provided key element does not match the schema")
            .alone(),
    );
    rungs.push(invalid("no token", json!({"NextToken": "x"}), "NextToken is not one that this operation gave").alone());
    let base = json!({"TableName": "Active", "From": {"TableName": "Active"}});
    assert_precedence(&states.lab, PLAN, &base, &rungs);
}

#[test]
fn a_moment_that_is_not_known() {
    let mut lab = Lab::new();
    lab.table("Music");
    let request = json!({"TableName": "Music", "From": {"TableName": "Music"}, "Since": START + 1.0});
    let known = "what happened to the table is known from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:00.000Z";
    let text = format!("Since cannot be at 2026-01-01T00:00:01.000Z: {known}");
    lab.refused(PLAN, request, "ValidationException", &text);
}

// Behaviour

fn put(lab: &mut Lab, pk: &str, attributes: Value) {
    let item = with(&json!({"pk": {"S": pk}}), &attributes);
    lab.ok("PutItem", json!({"TableName": "Orders", "Item": item}));
}

fn total(total: u32) -> Value {
    json!({"Total": {"N": total.to_string()}})
}

fn delete(lab: &mut Lab, pk: &str) {
    lab.ok("DeleteItem", json!({"TableName": "Orders", "Key": {"pk": {"S": pk}}}));
}

/// Six orders, a backup, what a deploy did to them, and what was done since. Returns when the deploy ended.
fn damaged() -> (Lab, String, f64) {
    let mut lab = Lab::new();
    lab.table("Orders");
    for (pk, price) in
        [("1", 90), ("2", 35), ("3", 20), ("4", 70), ("6", 10), ("7", 5), ("good-1", 1), ("good-2", 2), ("good-3", 3)]
    {
        put(&mut lab, pk, total(price));
    }
    lab.advance_ms(1_000);
    let arn = lab.backup("Orders");
    lab.advance_ms(1_000);
    for pk in ["1", "2", "3", "5", "6", "9", "good-1", "good-2", "good-3"] {
        put(&mut lab, pk, with(&total(0), &json!({"Migrated": {"BOOL": true}})));
    }
    delete(&mut lab, "4");
    let ended = lab.now();
    lab.advance_ms(1_000);
    put(&mut lab, "2", json!({"Total": {"N": "0"}, "Migrated": {"BOOL": true}, "Paid": {"BOOL": true}}));
    put(&mut lab, "3", with(&total(25), &json!({"Migrated": {"BOOL": true}})));
    put(&mut lab, "6", total(10));
    put(&mut lab, "8", total(8));
    put(&mut lab, "9", total(9));
    // Made good again by hand, and changed otherwise.
    for (pk, price) in [("good-1", 1), ("good-2", 2), ("good-3", 3)] {
        put(&mut lab, pk, with(&total(price), &json!({"Paid": {"BOOL": true}})));
    }
    (lab, arn, ended)
}

fn plan(lab: &mut Lab, arn: &str, more: Value) -> Value {
    lab.ok(PLAN, with(&json!({"TableName": "Orders", "From": {"BackupArn": arn}}), &more))
}

/// The writes by the key of their item.
fn by_key(plan: &Value) -> Vec<(&str, &Value)> {
    let key = |write: &'_ Value| -> String {
        let input = &write["Input"];
        let key = if input["Key"].is_null() { &input["Item"] } else { &input["Key"] };
        key["pk"]["S"].as_str().unwrap().to_owned()
    };
    let mut all: Vec<_> = plan["Writes"].as_array().unwrap().iter().map(|write| (key(write), write)).collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all.into_iter().map(|(_, write)| (write["Operation"].as_str().unwrap(), &write["Input"])).collect()
}

#[test]
fn the_damage_is_put_back_and_nothing_else_field_by_field() {
    let (mut lab, arn, ended) = damaged();
    let answer = plan(&mut lab, &arn, json!({"Since": ended}));
    assert_eq!(members(&answer), ["CapacityUnits", "Conflicts", "Writes"]);
    let update = |pk: &str, price: &str| {
        json!({
            "TableName": "Orders", "Key": {"pk": {"S": pk}},
            "UpdateExpression": "SET #2 = :n2 REMOVE #1",
            "ConditionExpression": "attribute_exists(#k) AND #1 = :1 AND #2 = :2",
            "ExpressionAttributeNames": {"#k": "pk", "#1": "Migrated", "#2": "Total"},
            "ExpressionAttributeValues": {":1": {"BOOL": true}, ":2": {"N": "0"}, ":n2": {"N": price}},
        })
    };
    let put = json!({
        "TableName": "Orders", "Item": {"pk": {"S": "4"}, "Total": {"N": "70"}},
        "ConditionExpression": "attribute_not_exists(#k)", "ExpressionAttributeNames": {"#k": "pk"},
    });
    let delete = json!({
        "TableName": "Orders", "Key": {"pk": {"S": "5"}},
        "ConditionExpression": "attribute_exists(#k) AND #1 = :1 AND #2 = :2",
        "ExpressionAttributeNames": {"#k": "pk", "#1": "Migrated", "#2": "Total"},
        "ExpressionAttributeValues": {":1": {"BOOL": true}, ":2": {"N": "0"}},
    });
    let (one, two) = (update("1", "90"), update("2", "35"));
    let expected = [("UpdateItem", &one), ("UpdateItem", &two), ("PutItem", &put), ("DeleteItem", &delete)];
    assert_eq!(by_key(&answer), expected);
    assert_eq!(answer["CapacityUnits"], 4.0);
    let item = |price: &str, migrated: bool| {
        let item = json!({"pk": {"S": "3"}, "Total": {"N": price}});
        if migrated { with(&item, &json!({"Migrated": {"BOOL": true}})) } else { item }
    };
    let conflict = json!({"Key": {"pk": {"S": "3"}}, "Good": item("20", false), "Damaged": item("0", true), "Now": item("25", true)});
    let new = json!({"pk": {"S": "9"}, "Total": {"N": "0"}, "Migrated": {"BOOL": true}});
    let anew = json!({"Key": {"pk": {"S": "9"}}, "Damaged": new, "Now": {"pk": {"S": "9"}, "Total": {"N": "9"}}});
    let mut conflicts = answer["Conflicts"].as_array().unwrap().clone();
    conflicts.sort_by_key(|conflict| conflict["Key"].to_string());
    assert_eq!(conflicts, [conflict, anew]);
}

/// Sends the writes of a plan. Returns how many of them their conditions have refused.
fn carry_out(lab: &mut Lab, plan: &Value) -> usize {
    let mut refused = 0;
    for write in plan["Writes"].as_array().unwrap() {
        let sent = lab.call(write["Operation"].as_str().unwrap(), write["Input"].clone());
        if let Err((name, _)) = sent {
            assert_eq!(name, "ConditionalCheckFailedException");
            refused += 1;
        }
    }
    refused
}

fn totals(lab: &mut Lab) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = lab.scanned("Orders").into_iter();
    let mut all: Vec<_> = items.map(|item| (text(&item["pk"]["S"]), text(&item["Total"]["N"]))).collect();
    all.sort();
    all
}

#[test]
fn a_plan_that_is_carried_out_repairs_once() {
    let (mut lab, arn, ended) = damaged();
    let repair = plan(&mut lab, &arn, json!({"Since": ended}));
    // Another client writes in between.
    put(&mut lab, "1", total(91));
    assert_eq!(carry_out(&mut lab, &repair), 1);
    let expected =
        [("1", "91"), ("2", "35"), ("3", "25"), ("4", "70"), ("6", "10"), ("7", "5"), ("8", "8"), ("9", "9")];
    let good = [("good-1", "1"), ("good-2", "2"), ("good-3", "3")];
    let expected = [expected.as_slice(), &good].concat();
    let expected: Vec<_> = expected.into_iter().map(|(pk, price)| (pk.to_owned(), price.to_owned())).collect();
    assert_eq!(totals(&mut lab), expected);
    assert_eq!(lab.scanned("Orders").iter().filter(|item| !item["Paid"].is_null()).count(), 4, "it stays");
    assert_eq!(carry_out(&mut lab, &repair), 4);
    let again = plan(&mut lab, &arn, json!({"Since": ended}));
    let left: Vec<&Value> = again["Conflicts"].as_array().unwrap().iter().map(|one| &one["Key"]["pk"]["S"]).collect();
    assert_eq!((&again["Writes"], left.len(), &again["CapacityUnits"]), (&json!([]), 3, &json!(0.0)));
}

#[test]
fn without_since_all_that_differs_is_damage() {
    let (mut lab, arn, _) = damaged();
    let repair = plan(&mut lab, &arn, json!({}));
    assert_eq!(repair["Conflicts"], json!([]));
    assert_eq!(carry_out(&mut lab, &repair), 0);
    let sides = json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Orders"}});
    assert_eq!(
        lab.ok("CompareTables", sides)["Counts"],
        json!({"Same": 9, "OnlyLeft": 0, "OnlyRight": 0, "Different": 0})
    );
}

fn keys(keys: &[impl AsRef<str>]) -> Value {
    json!({"Keys": keys.iter().map(|pk| json!({"pk": {"S": pk.as_ref()}})).collect::<Vec<_>>()})
}

#[test]
fn keys_and_a_condition_choose() {
    let (mut lab, arn, ended) = damaged();
    let chosen = |lab: &mut Lab, more: Value| {
        let answer = plan(lab, &arn, with(&more, &json!({"Since": ended})));
        (by_key(&answer).len(), answer["Conflicts"].as_array().unwrap().len())
    };
    assert_eq!(chosen(&mut lab, keys(&["1", "3", "1", "7", "nowhere"])), (1, 1));
    assert_eq!(chosen(&mut lab, keys(&[""; 0])), (0, 0));
    let cheap = json!({"FilterExpression": "#t < :t", "ExpressionAttributeNames": {"#t": "Total"},
        "ExpressionAttributeValues": {":t": {"N": "50"}}});
    // Of 5 and 9, which should not be there, the damaged item counts.
    assert_eq!(chosen(&mut lab, cheap.clone()), (2, 2));
    assert_eq!(chosen(&mut lab, with(&cheap, &keys(&["5", "1"]))), (1, 0));
}

#[test]
fn pages_have_each_item_once() {
    let (mut lab, arn, ended) = damaged();
    for more in [
        json!({}),
        keys(&(1..10).map(|n| n.to_string()).chain((1..4).map(|n| format!("good-{n}"))).collect::<Vec<_>>()),
    ] {
        let (mut start, mut writes, mut conflicts) = (Value::Null, 0, 0);
        let mut pages = 0;
        loop {
            let mut request = with(&more, &json!({"Since": ended, "Limit": 1}));
            if !start.is_null() {
                request["NextToken"] = start;
            }
            let answer = plan(&mut lab, &arn, request);
            let found = (by_key(&answer).len(), answer["Conflicts"].as_array().unwrap().len());
            // What is good again counts for nothing, but on the last page.
            assert_eq!(found.0 + found.1, usize::from(!answer["NextToken"].is_null() || found != (0, 0)));
            (writes, conflicts, pages) = (writes + found.0, conflicts + found.1, pages + 1);
            start = answer["NextToken"].clone();
            if start.is_null() {
                break;
            }
        }
        assert_eq!((writes, conflicts), (4, 2));
        assert!(pages <= 7, "{pages}");
    }
}

/// 300 attributes: their conditions do not fit into one expression.
#[test]
fn an_item_of_many_attributes_takes_several_updates() {
    let mut lab = Lab::new();
    lab.table("Orders");
    let many = |value: u32| -> Value {
        (0..300).map(|n| (format!("a rather long name {n}"), json!({"N": value.to_string()}))).collect()
    };
    put(&mut lab, "1", many(1));
    put(&mut lab, "2", with(&json!({"x": {"S": "x"}}), &json!({})));
    lab.advance_ms(1_000);
    let arn = lab.backup("Orders");
    lab.advance_ms(1_000);
    put(&mut lab, "1", many(2));
    put(&mut lab, "2", many(2));
    put(&mut lab, "3", many(2));
    let repair = plan(&mut lab, &arn, json!({}));
    let operations: Vec<&str> = by_key(&repair).into_iter().map(|(operation, _)| operation).collect();
    assert_eq!(operations, ["UpdateItem"; 6].into_iter().chain(["DeleteItem"]).collect::<Vec<_>>());
    assert_eq!(carry_out(&mut lab, &repair), 0);
    let sides = json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Orders"}});
    assert_eq!(lab.ok("CompareTables", sides)["Counts"]["Same"], 2);
}

/// What others have added leaves no room for what was taken away.
#[test]
fn what_would_be_too_large_is_a_conflict() {
    let mut lab = Lab::new();
    lab.table("Orders");
    let text = |name: &str, letter: &str| json!({name: {"S": letter.repeat(300_000)}});
    put(&mut lab, "1", text("a", "x"));
    lab.advance_ms(1_000);
    let arn = lab.backup("Orders");
    lab.advance_ms(1_000);
    put(&mut lab, "1", total(0));
    let ended = lab.now();
    lab.advance_ms(1_000);
    put(&mut lab, "1", with(&total(0), &text("b", "y")));
    let answer = plan(&mut lab, &arn, json!({"Since": ended}));
    assert_eq!((by_key(&answer).len(), answer["Conflicts"].as_array().unwrap().len()), (0, 1));
}

/// A quarter of a megabyte each.
#[test]
fn a_page_ends_at_a_megabyte() {
    let mut lab = Lab::new();
    lab.table("Orders");
    for n in 0..5 {
        put(&mut lab, &n.to_string(), json!({"t": {"S": "x".repeat(256 * 1024 - 4)}}));
    }
    lab.advance_ms(1_000);
    let arn = lab.backup("Orders");
    lab.advance_ms(1_000);
    (0..5).for_each(|n| delete(&mut lab, &n.to_string()));
    let first = plan(&mut lab, &arn, json!({}));
    let second = plan(&mut lab, &arn, json!({"NextToken": first["NextToken"]}));
    let writes = [&first, &second].map(|plan| by_key(plan).len());
    assert_eq!((writes, &second["NextToken"]), ([4, 1], &Value::Null));
}
