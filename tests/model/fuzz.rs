//! Seeded fuzzing: texts drawn from the tokens of each small language, right and wrong. Any gets an answer, and a refusal
//! changes nothing (A1); the recovered engine follows (A5).
//!
//! `FUZZ=100000 cargo test --profile sim -p timemark-tests --test model fuzz` sends so many requests to each target; `SEED` is the
//! first seed, so that what failed can be repeated.

use timemark_core::{AttributeValue, Attributes, Options};
use timemark_tests::{Broken, Harness, Rng};

/// Requests to each target where the environment does not say.
const REQUESTS: u64 = 1_500;

const TABLE: &str = r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;

const EXPRESSION: &[&str] = &[
    "a",
    "b.c",
    "l[0]",
    "l[99]",
    "#n",
    "#",
    ":v",
    ":w",
    ":",
    "=",
    "<>",
    "<",
    ">=",
    "(",
    ")",
    ",",
    " AND ",
    " OR ",
    " NOT ",
    " BETWEEN ",
    " IN ",
    "size(",
    "contains(",
    "begins_with(",
    "attribute_type(",
    "attribute_exists(",
    "SET ",
    "REMOVE ",
    "ADD ",
    "DELETE ",
    "if_not_exists(",
    "list_append(",
    "+",
    "-",
    "[",
    "]",
    ".",
    "é",
    "\u{1F600}",
    "pk",
    "size",
    " ",
    "\t",
];
const STATEMENT: &[&str] = &[
    "SELECT ",
    "*",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "EXISTS(",
    " FROM ",
    " WHERE ",
    " SET ",
    " REMOVE ",
    " VALUE ",
    " RETURNING ALL OLD *",
    "Music",
    "\"Music\"",
    "\"Music\".\"x\"",
    "pk",
    "a.b",
    "l[1]",
    "'a'",
    "'it''s'",
    "'",
    "\"",
    "?",
    "1",
    "-1.5e3",
    "{",
    "}",
    "'pk':",
    "[",
    "]",
    "<<",
    ">>",
    ",",
    "=",
    "<>",
    " IN ",
    " AND ",
    " OR ",
    " NOT ",
    " BETWEEN ",
    "(",
    ")",
    " IS MISSING",
    " IS NULL",
    " ORDER BY ",
    " DESC",
    "true",
    "null",
    "size(",
    "contains(",
    ";",
    "--",
    "é",
];
const NUMBER: &[&str] = &[
    "0",
    "1",
    "9",
    "00",
    "123456789",
    "99999999999999999999",
    ".",
    "-",
    "+",
    "e",
    "E",
    "125",
    "126",
    "-130",
    "-131",
    " ",
    "x",
    "Infinity",
    "NaN",
    "\u{0660}",
];
const ARN: &[&str] = &[
    "arn:",
    "aws:",
    "aws-cn:",
    "dynamodb:",
    "us-east-1:",
    "eu-west-1:",
    "123456789012:",
    "table/",
    "Music",
    "Music-2",
    "/backup/",
    "/stream/",
    "/index/",
    "01767225600000-b4e58d3a",
    "01767225600000",
    "-",
    ":",
    "/",
    "*",
    "2026-01-01T00:00:00.000",
    "é",
    "%",
];

/// Some tokens in a row.
fn text(rng: &mut Rng, tokens: &[&str], longest: u64) -> String {
    (0..rng.below(longest + 1)).map(|_| *rng.pick(tokens)).collect()
}

/// A text as JSON has it.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An attribute value: any type, right or wrong, nested.
fn value(rng: &mut Rng, depth: u32) -> String {
    match rng.below(if depth == 0 { 8 } else { 11 }) {
        0 => format!(r#"{{"S":{}}}"#, json(&text(rng, EXPRESSION, 4))),
        1 | 2 => format!(r#"{{"N":{}}}"#, json(&text(rng, NUMBER, 5))),
        3 => format!(r#"{{"B":{}}}"#, json(rng.pick::<&str>(&["", "AA==", "AAEC", "A", "====", "é"]))),
        4 => r#"{"NULL":true}"#.to_owned(),
        5 => format!(r#"{{"NS":[{},{}]}}"#, json(&text(rng, NUMBER, 2)), json(&text(rng, NUMBER, 2))),
        6 => rng
            .pick(&[r#"{"SS":[]}"#, r#"{"SS":["a","a"]}"#, r#"{"BS":["AA=="]}"#, r#"{}"#, r#"{"S":"a","N":"1"}"#])
            .to_string(),
        7 => r#"{"BOOL":false}"#.to_owned(),
        8 => format!(r#"{{"L":[{},{}]}}"#, value(rng, depth - 1), value(rng, depth - 1)),
        9 => format!(r#"{{"M":{{"x":{},"":{}}}}}"#, value(rng, depth - 1), value(rng, depth - 1)),
        _ => format!(r#"{{"M":{{"l":{}}}}}"#, value(rng, depth - 1)),
    }
}

/// A request to one of the targets: its operation, and a body.
fn request(rng: &mut Rng, target: &str) -> (&'static str, String) {
    let values =
        |rng: &mut Rng| format!(r#""ExpressionAttributeValues":{{":v":{},":w":{}}}"#, value(rng, 1), value(rng, 1));
    match target {
        "expressions" => {
            let (one, two) = (json(&text(rng, EXPRESSION, 9)), json(&text(rng, EXPRESSION, 9)));
            let values = values(rng);
            match rng.below(3) {
                0 => ("Scan", format!(r#"{{"TableName":"Music","FilterExpression":{one},{values}}}"#)),
                1 => (
                    "Query",
                    format!(
                        r#"{{"TableName":"Music","KeyConditionExpression":{one},"ProjectionExpression":{two},{values}}}"#
                    ),
                ),
                _ => (
                    "UpdateItem",
                    format!(
                        r#"{{"TableName":"Music","Key":{{"pk":{{"S":"a"}}}},"UpdateExpression":{one},"ConditionExpression":{two},{values}}}"#
                    ),
                ),
            }
        }
        "statements" => {
            let parameters = format!(r#""Parameters":[{}]"#, value(rng, 1));
            ("ExecuteStatement", format!(r#"{{"Statement":{},{parameters}}}"#, json(&text(rng, STATEMENT, 14))))
        }
        "arns" => {
            let arn = json(&text(rng, ARN, 12));
            match rng.below(4) {
                0 => ("DescribeBackup", format!(r#"{{"BackupArn":{arn}}}"#)),
                1 => ("DescribeTable", format!(r#"{{"TableName":{arn}}}"#)),
                2 => ("ListTagsOfResource", format!(r#"{{"ResourceArn":{arn}}}"#)),
                _ => (
                    "RestoreTableToPointInTime",
                    format!(
                        r#"{{"SourceTableArn":{arn},"TargetTableName":"restored","UseLatestRestorableTime":true}}"#
                    ),
                ),
            }
        }
        _ => ("PutItem", format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},"v":{}}}}}"#, value(rng, 3))),
    }
}

pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn fuzz(target: &str) -> Result<(), Broken> {
    let (first, requests) = (number("SEED").unwrap_or(1), number("FUZZ").unwrap_or(REQUESTS));
    let mut harness = Harness::new(Options::default());
    harness.wire("DynamoDB_20120810.CreateTable", TABLE.as_bytes())?;
    let mut accepted = 0;
    for seed in first..first + requests {
        let (operation, body) = request(&mut Rng::new(seed), target);
        let status = harness.wire(&format!("DynamoDB_20120810.{operation}"), body.as_bytes())?;
        assert!(status == 200 || status == 400, "SEED={seed}: {operation} {body} answered {status}");
        accepted += u64::from(status == 200);
    }
    println!("{target}: {requests} requests, of which {accepted} were accepted");
    assert!(accepted < requests, "{target}: nothing was wrong");
    Ok(())
}

#[test]
fn expressions() {
    fuzz("expressions").expect("every promise holds");
}

#[test]
fn statements() {
    fuzz("statements").expect("every promise holds");
}

#[test]
fn arns() {
    fuzz("arns").expect("every promise holds");
}

#[test]
fn items() {
    fuzz("items").expect("every promise holds");
}

/// A number that is taken means what it meant once it has been stored, read and stored again.
#[test]
fn numbers_come_back() {
    let (first, requests) = (number("SEED").unwrap_or(1), number("FUZZ").unwrap_or(REQUESTS));
    let stored = |text: &str| {
        let item =
            timemark_core::Item::new(&Attributes::from_iter([("n".to_owned(), AttributeValue::N(text.to_owned()))]));
        item.ok().and_then(|item| item.to_attributes().remove("n"))
    };
    let mut taken = 0;
    for seed in first..first + requests {
        let text = text(&mut Rng::new(seed), NUMBER, 6);
        if let Some(AttributeValue::N(once)) = stored(&text) {
            taken += 1;
            assert_eq!(stored(&once), Some(AttributeValue::N(once.clone())), "SEED={seed}: {text}");
            // Few digits fit a float exactly enough to be compared with the standard library's reading.
            if let (Ok(given), Ok(found)) = (text.parse::<f64>(), once.parse::<f64>()) {
                let is_near = given == found || ((given - found) / given).abs() < 1e-12;
                assert!(is_near, "SEED={seed}: {text} became {once}");
            }
        }
    }
    assert!(taken > 0 && taken < requests, "{taken} of {requests} were numbers");
}
