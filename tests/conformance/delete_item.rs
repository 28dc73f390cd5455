//! DeleteItem.

use crate::conditions::*;
use crate::get_item::{key_rungs, key_types, key_value_rungs};
use crate::harness::*;
use crate::put_item::{condition_enums, data_table_rungs, write_enums};
use crate::states::states;
use serde_json::{Value, json};

const DELETE: &str = "DeleteItem";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    [not_text("TableName"), key_types(), not_text("ReturnValues"), not_text("ReturnConsumedCapacity")].concat()
}

// Validation

#[test]
fn refusals_in_their_order() {
    let mut rungs = [serialization(), condition_types(), item_table_name_constraints()].concat();
    rungs.push(constraint("no key", json!({"Key": null}), "null at 'key'", NOT_NULL));
    rungs.extend(expected_constraints());
    rungs.push(constraint(
        "no such operator",
        json!({"ConditionalOperator": "X"}),
        "'X' at 'conditionalOperator'",
        one_of("AND, OR"),
    ));
    rungs.extend(write_enums());
    rungs.extend(condition_enums().into_iter().skip(1));
    for values in ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] {
        rungs.push(invalid(
            "an update's values",
            json!({"ReturnValues": values}),
            "ReturnValues can only be ALL_OLD or NONE",
        ));
    }
    rungs.extend(condition_rungs());
    rungs.extend(key_value_rungs());
    rungs.extend([data_table_rungs(), key_rungs(), vec![failed_condition()]].concat());
    assert_precedence(&states().lab, DELETE, &json!({"TableName": "Active", "Key": {"pk": {"S": "a"}}}), &rungs);
}

// Behaviour

#[test]
fn the_answer_and_the_item_before() {
    let mut lab = states().lab;
    let delete = |pk: &str, values: Value| {
        with(&json!({"TableName": "Active", "Key": {"pk": {"S": pk}}}), &json!({"ReturnValues": values}))
    };
    assert_eq!(lab.ok(DELETE, delete("a", json!("ALL_OLD"))), json!({"Attributes": {"pk": {"S": "a"}}}));
    assert_eq!(lab.ok(DELETE, delete("a", json!("ALL_OLD"))), json!({}));
    assert_eq!(lab.ok(DELETE, delete("b", json!("NONE"))), json!({}));
    assert_eq!(lab.ok(DELETE, delete("never there", Value::Null)), json!({}));
    assert_eq!(lab.scanned("Active"), [json!({"pk": {"S": "c"}})]);
}

#[test]
fn deleting_what_is_not_there_is_no_change() {
    let mut lab = states().lab;
    let before = lab.engine.digest();
    lab.ok(DELETE, json!({"TableName": "Active", "Key": {"pk": {"S": "never there"}}}));
    assert_eq!(lab.engine.digest(), before);
}

#[test]
fn indexes_and_sizes_follow() {
    let mut lab = Lab::new();
    let index =
        json!({"IndexName": "global", "KeySchema": schema(&["v"]), "Projection": {"ProjectionType": "KEYS_ONLY"}});
    let more = json!({"AttributeDefinitions": texts(&["pk", "v"]), "GlobalSecondaryIndexes": [index]});
    lab.ok("CreateTable", with(&plain("Music"), &more));
    for pk in ["a", "b"] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "v": {"S": "x"}, "w": {"S": "yz"}}}));
    }
    let figures = |lab: &mut Lab| {
        let table = lab.described("Music");
        let index = &table["GlobalSecondaryIndexes"][0];
        [&table["ItemCount"], &table["TableSizeBytes"], &index["ItemCount"], &index["IndexSizeBytes"]]
            .map(|n| n.as_u64().unwrap())
    };
    assert_eq!(figures(&mut lab), [2, 16, 2, 10]);
    lab.ok(DELETE, json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}));
    assert_eq!(figures(&mut lab), [1, 8, 1, 5]);
}

#[test]
fn a_condition_is_checked_whether_the_item_is_there_or_not() {
    let mut lab = states().lab;
    let delete = |pk: &str, condition: &str| json!({"TableName": "Active", "Key": {"pk": {"S": pk}}, "ConditionExpression": condition});
    let failed = "The conditional request failed";
    lab.refused(DELETE, delete("a", "attribute_exists(v)"), FAILED, failed);
    lab.refused(DELETE, delete("x", "attribute_exists(pk)"), FAILED, failed);
    lab.ok(DELETE, delete("x", "attribute_not_exists(pk)"));
    lab.ok(DELETE, delete("a", "attribute_exists(pk)"));
    lab.ok(DELETE, json!({"TableName": "Active", "Key": {"pk": {"S": "b"}}, "Expected": {"v": {"Exists": false}}}));
    assert_eq!(lab.scanned("Active"), [json!({"pk": {"S": "c"}})]);
}

#[test]
fn a_failed_condition_shows_the_item_where_it_was_wanted() {
    shows_the_item_of_a_failed_condition(DELETE, json!({"Key": {"pk": {"S": "a"}}}));
}
