//! ListTables.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const LIST_TABLES: &str = "ListTables";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ExclusiveStartTableName");
    rungs.extend([
        wrong_type("a text for Limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
        wrong_type("false for Limit", json!({"Limit": false}), "FALSE_VALUE cannot be converted to Integer"),
        wrong_type("a structure for Limit", json!({"Limit": {}}), CONTAINER),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let start = |name: &str| json!({"ExclusiveStartTableName": name});
    let (arn, long) = (format!("{TABLES}Active"), "n".repeat(256));
    let path = "exclusiveStartTableName";
    vec![
        constraint("a short place", start("ab"), format!("'ab' at '{path}'"), length_from(3)),
        constraint("a long place", start(&long), format!("'{long}' at '{path}'"), length_to(255)),
        constraint("a bad place", start("a b c"), format!("'a b c' at '{path}'"), PATTERN),
        constraint("an ARN", start(&arn), format!("'{arn}' at '{path}'"), PATTERN),
        constraint("no limit", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 101", json!({"Limit": 101}), "'101' at 'limit'", value_to(100)),
    ]
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(&Lab::new(), LIST_TABLES, &json!({}), &[serialization(), validation()].concat());
}

// Behaviour

fn names(lab: &mut Lab, request: Value) -> (Vec<String>, Value) {
    let answer = lab.ok(LIST_TABLES, request);
    let names = answer["TableNames"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
    (names.collect(), answer.get("LastEvaluatedTableName").cloned().unwrap_or(Value::Null))
}

#[test]
fn in_the_order_of_bytes_and_in_every_state() {
    let mut lab = states().lab;
    for name in ["zebra", "Zebra", "_abc", "-abc", ".abc", "0abc"] {
        lab.table(name);
    }
    let expected = [
        "-abc",
        ".abc",
        "0abc",
        "Active",
        "Busy",
        "Creating",
        "Doomed",
        "Fresh",
        "Recovering",
        "Restoring",
        "Young",
        "Zebra",
        "_abc",
        "zebra",
    ];
    assert_eq!(lab.ok(LIST_TABLES, json!({})), json!({"TableNames": expected}));
}

#[test]
fn paging() {
    let mut lab = Lab::new();
    assert_eq!(lab.ok(LIST_TABLES, json!({})), json!({"TableNames": []}));
    for name in ["aaa", "bbb", "ccc", "ddd"] {
        lab.table(name);
    }
    for (request, expected, last) in [
        (json!({"Limit": 4}), &["aaa", "bbb", "ccc", "ddd"][..], Value::Null),
        (json!({"Limit": 3}), &["aaa", "bbb", "ccc"], json!("ccc")),
        (json!({"Limit": 3, "ExclusiveStartTableName": "ccc"}), &["ddd"], Value::Null),
        (json!({"Limit": 1, "ExclusiveStartTableName": "bbb"}), &["ccc"], json!("ccc")),
        (json!({"ExclusiveStartTableName": "bbbb"}), &["ccc", "ddd"], Value::Null),
        (json!({"ExclusiveStartTableName": "zzz"}), &[], Value::Null),
    ] {
        let found = names(&mut lab, request.clone());
        assert_eq!(found, (expected.iter().map(|name| (*name).to_owned()).collect(), last), "{request}");
    }
}

#[test]
fn without_a_limit_a_page_is_a_hundred() {
    let mut lab = Lab::new();
    for n in 0..101 {
        lab.table(&format!("table{n:03}"));
    }
    let (first, last) = names(&mut lab, json!({}));
    assert_eq!((first.len(), last), (100, json!("table099")));
}

#[test]
fn a_deleted_table_is_gone() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    assert_eq!(lab.ok(LIST_TABLES, json!({})), json!({"TableNames": []}));
}
