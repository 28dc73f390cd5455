//! ListExports and ListImports. The engine has no exports and no imports.

use crate::harness::*;
use serde_json::{Value, json};

/// The refusals of both; `size` is the name of the member for the page's size.
fn rungs(size: &'static str) -> Vec<ErrorCase> {
    let long = "x".repeat(1_025);
    let path = format!("{}{}", size[..1].to_lowercase(), &size[1..]);
    let mut rungs = [not_text("TableArn"), not_text("NextToken")].concat();
    rungs.extend([
        wrong_type("a text for a number", json!({size: "1"}), "STRING_VALUE cannot be converted to Integer"),
        constraint("an empty ARN", json!({"TableArn": ""}), "'' at 'tableArn'", length_from(1)),
        constraint("a long ARN", json!({"TableArn": long}), format!("'{long}' at 'tableArn'"), length_to(1_024)),
        constraint("a page of none", json!({size: 0}), format!("'0' at '{path}'"), value_from(1)),
        constraint("a page of 26", json!({size: 26}), format!("'26' at '{path}'"), value_to(25)),
    ]);
    rungs
}

#[test]
fn refusals_of_list_exports_and_an_empty_list() {
    assert_precedence(&Lab::new(), "ListExports", &json!({}), &rungs("MaxResults"));
    let request = json!({"TableArn": format!("{TABLES}Music"), "MaxResults": 25, "NextToken": "x"});
    assert_eq!(Lab::new().ok("ListExports", request), json!({"ExportSummaries": []}));
}

#[test]
fn refusals_of_list_imports_and_an_empty_list() {
    let mut all = rungs("PageSize");
    let row = |what, token: &str, sentence: String| {
        constraint(what, json!({"NextToken": token}), format!("'{token}' at 'nextToken'"), sentence)
    };
    let pattern = "Member must satisfy regular expression pattern: ([0-9a-f]{16})+";
    let (short, long) = ("0".repeat(96), "0".repeat(1_040));
    all.extend([
        row("a short token", &short, length_from(112)),
        row("a long token", &long, length_to(1_024)),
        row("capital letters", &"A".repeat(112), pattern.to_owned()),
        row("half a word", &"0".repeat(120), pattern.to_owned()),
    ]);
    assert_precedence(&Lab::new(), "ListImports", &json!({}), &all);
    for request in [json!({}), json!({"TableArn": format!("{TABLES}Music"), "NextToken": "0".repeat(112)})] {
        assert_eq!(Lab::new().ok("ListImports", request), json!({"ImportSummaryList": Value::Array(Vec::new())}));
    }
}
