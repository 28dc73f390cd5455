//! The operations on global tables. The engine has none.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

/// Sends each case as it is, because an operation that never succeeds has no request that `assert_precedence` could
/// use.
fn refused(operation: &str, rows: &[(Value, &str, String)]) {
    let mut lab = states().lab;
    for (request, name, text) in rows {
        lab.refused(operation, request.clone(), name, text);
    }
}

fn constraint_text(place: &str, sentence: &str) -> String {
    format!("1 validation error detected: Value {place} failed to satisfy constraint: {sentence}")
}

/// The cases of a `GlobalTableName`.
fn names(base: &Value) -> Vec<(Value, &'static str, String)> {
    let row = |name: Value, place: &str, sentence: &str| {
        (with(base, &json!({"GlobalTableName": name})), "ValidationException", constraint_text(place, sentence))
    };
    vec![
        (
            with(base, &json!({"GlobalTableName": 7})),
            "SerializationException",
            "NUMBER_VALUE cannot be converted to String".to_owned(),
        ),
        row(Value::Null, "null at 'globalTableName'", NOT_NULL),
        row(json!("ab"), "'ab' at 'globalTableName'", &length_from(3)),
        row(json!("a b c"), "'a b c' at 'globalTableName'", PATTERN),
        row(json!("n".repeat(256)), &format!("'{}' at 'globalTableName'", "n".repeat(256)), &length_to(255)),
    ]
}

#[test]
fn there_is_no_global_table_to_describe() {
    for (operation, text) in [
        ("DescribeGlobalTable", "Global table not found: Global table with name: 'Active' does not exist."),
        ("DescribeGlobalTableSettings", "Global table with name: 'Active' does not exist."),
    ] {
        let mut rows = names(&json!({}));
        rows.push((json!({"GlobalTableName": "Active"}), "GlobalTableNotFoundException", text.to_owned()));
        refused(operation, &rows);
    }
}

#[test]
fn none_can_be_created() {
    let base = json!({"GlobalTableName": "Active", "ReplicationGroup": [{"RegionName": "us-east-1"}]});
    let mut rows = names(&base);
    let group = |group: Value| with(&base, &json!({"ReplicationGroup": group}));
    rows.extend([
        (group(Value::Null), "ValidationException", constraint_text("null at 'replicationGroup'", NOT_NULL)),
        (group(json!(["x"])), "SerializationException", "Unexpected field type".to_owned()),
        (
            base.clone(),
            "ValidationException",
            "Unsupported operation: Global tables version 2017.11.29 is not supported".to_owned(),
        ),
    ]);
    refused("CreateGlobalTable", &rows);
}

#[test]
fn no_table_has_replicas_that_scale() {
    let not_found = "ResourceNotFoundException";
    let mut rows = vec![(json!({}), "ValidationException", constraint_text("null at 'tableName'", NOT_NULL))];
    for name in ["Nowhere", "Young", "Restoring"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rows.push((json!({"TableName": name}), not_found, text));
    }
    for name in ["Active", "Creating", "Doomed"] {
        let text = format!("Global table with name: '{name}' does not exist.");
        rows.push((json!({"TableName": format!("{TABLES}{name}")}), not_found, text));
    }
    refused("DescribeTableReplicaAutoScaling", &rows);
}

#[test]
fn the_list_is_empty() {
    let row = |what, member: &'static str, value: Value, sentence: String| {
        let shown = value.to_string().replace('"', "'");
        let shown = if value.is_string() { shown } else { format!("'{shown}'") };
        let path = format!("{}{}", member[..1].to_lowercase(), &member[1..]);
        constraint(what, json!({member: value}), format!("{shown} at '{path}'"), sentence)
    };
    let mut rungs = [not_text("ExclusiveStartGlobalTableName"), not_text("RegionName")].concat();
    rungs.extend([
        wrong_type("a text for a number", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
        row("a short name", "ExclusiveStartGlobalTableName", json!("ab"), length_from(3)),
        row("other characters", "ExclusiveStartGlobalTableName", json!("a b c"), PATTERN.to_owned()),
        row("none", "Limit", json!(0), value_from(1)),
        own("no region", json!({"RegionName": "xx-fake-1"}), "InternalServerError", "Internal server error"),
    ]);
    let base = json!({"RegionName": "eu-west-1"});
    assert_precedence(&Lab::new(), "ListGlobalTables", &base, &rungs);
    let mut lab = states().lab;
    for request in [base, json!({}), json!({"Limit": 1, "ExclusiveStartGlobalTableName": "Active"})] {
        assert_eq!(lab.ok("ListGlobalTables", request), json!({"GlobalTables": []}));
    }
}
