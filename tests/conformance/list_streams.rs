//! ListStreams.

use crate::harness::*;
use crate::streaming::{stream_arn_refusals, streaming};
use serde_json::{Value, json};

const LIST: &str = "ListStreams";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("ExclusiveStartStreamArn")].concat();
    rungs.push(wrong_type("a text for Limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let name = |name: &str| json!({"TableName": name});
    let (long, arn) = ("n".repeat(256), format!("{TABLES}Active"));
    let (short_arn, long_arn) = ("x".repeat(36), "x".repeat(1_025));
    let start = "exclusiveStartStreamArn";
    vec![
        constraint("a short name", name("ab"), "'ab' at 'tableName'", length_from(3)),
        constraint("a long name", name(&long), format!("'{long}' at 'tableName'"), length_to(255)),
        constraint("an ARN for a name", name(&arn), format!("'{arn}' at 'tableName'"), PATTERN),
        constraint("no limit", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 101", json!({"Limit": 101}), "'101' at 'limit'", value_to(100)),
        constraint(
            "a short ARN",
            json!({"ExclusiveStartStreamArn": short_arn}),
            format!("'{short_arn}' at '{start}'"),
            length_from(37),
        ),
        constraint(
            "a long ARN",
            json!({"ExclusiveStartStreamArn": long_arn}),
            format!("'{long_arn}' at '{start}'"),
            length_to(1_024),
        ),
    ]
}

#[test]
fn refusals_in_their_order() {
    let row = |(what, arn, name, text): (_, String, _, String)| {
        own(what, json!({"ExclusiveStartStreamArn": arn}), name, text)
    };
    let own: Vec<ErrorCase> = stream_arn_refusals().into_iter().map(row).collect();
    assert_precedence(&Lab::new(), LIST, &json!({}), &[serialization(), validation(), own].concat());
}

// Behaviour

fn listed(lab: &mut Lab, request: Value) -> (Vec<String>, Value) {
    let answer = lab.ok(LIST, request);
    let arn = |stream: &Value| stream["StreamArn"].as_str().unwrap().to_owned();
    let arns = answer["Streams"].as_array().unwrap().iter().map(arn).collect();
    (arns, answer.get("LastEvaluatedStreamArn").cloned().unwrap_or(Value::Null))
}

#[test]
fn a_stream_in_the_list() {
    let mut lab = Lab::new();
    assert_eq!(lab.ok(LIST, json!({})), json!({"Streams": []}));
    lab.table("Silent");
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    assert_eq!(arn, format!("{TABLES}Music/stream/2026-01-01T00:00:00.000"));
    let stream = json!({"StreamArn": arn, "TableName": "Music", "StreamLabel": "2026-01-01T00:00:00.000"});
    assert_eq!(lab.ok(LIST, json!({})), json!({"Streams": [stream]}));
    assert_eq!(lab.ok(LIST, json!({"TableName": "Music"})), json!({"Streams": [stream]}));
    assert_eq!(lab.ok(LIST, json!({"TableName": "Silent"})), json!({"Streams": []}));
    assert_eq!(lab.ok(LIST, json!({"TableName": "Nowhere"})), json!({"Streams": []}));
}

#[test]
fn paging_by_a_place() {
    let mut lab = Lab::new();
    let arns: Vec<String> = ["aaa", "bbb", "ccc"].iter().map(|name| streaming(&mut lab, name, "KEYS_ONLY")).collect();
    let start = |arn: &str| json!({"ExclusiveStartStreamArn": arn});
    assert_eq!(listed(&mut lab, json!({"Limit": 3})), (arns.clone(), Value::Null));
    assert_eq!(listed(&mut lab, json!({"Limit": 2})), (arns[..2].to_vec(), json!(arns[1])));
    assert_eq!(listed(&mut lab, start(&arns[1])), (arns[2..].to_vec(), Value::Null));
    let nowhere = format!("{TABLES}bb/stream/2030-01-01T00:00:00.000");
    assert_eq!(listed(&mut lab, start(&nowhere)).0, arns[1..], "a place, whether a stream is there or not");
    let (before, after) = (start(&arns[0]), start(&arns[2]));
    assert_eq!(listed(&mut lab, with(&before, &json!({"TableName": "bbb"}))).0, arns[1..2]);
    assert_eq!(listed(&mut lab, with(&after, &json!({"TableName": "bbb"}))).0, Vec::<String>::new());
}

/// A table's name can be used again, the labels of its streams cannot, even if the clock stands still.
#[test]
fn streams_of_one_name_and_their_end() {
    let mut lab = Lab::new();
    let first = streaming(&mut lab, "Music", "KEYS_ONLY");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let second = streaming(&mut lab, "Music", "NEW_IMAGE");
    assert_eq!(second, format!("{TABLES}Music/stream/2026-01-01T00:00:00.001"));
    assert_eq!(listed(&mut lab, json!({"TableName": "Music"})).0, [first.clone(), second.clone()]);
    lab.advance_ms(86_399_999);
    assert_eq!(listed(&mut lab, json!({})).0, [first, second.clone()], "24 hours after its end it can still be read");
    lab.advance_ms(1);
    assert_eq!(listed(&mut lab, json!({})).0, [second]);
}
