//! ListContributorInsights.

use crate::describe_contributor_insights::{indexed_lab, unknown_tables};
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const LIST: &str = "ListContributorInsights";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("NextToken")].concat();
    rungs.push(wrong_type(
        "a text for a number",
        json!({"MaxResults": "1"}),
        "STRING_VALUE cannot be converted to Integer",
    ));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = table_name_constraints("TableName", "tableName");
    rungs.extend([
        constraint("a page of none", json!({"MaxResults": 0}), "'0' at 'maxResults'", value_from(1)),
        constraint("a page of 101", json!({"MaxResults": 101}), "'101' at 'maxResults'", value_to(100)),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    rungs.extend(unknown_tables("TableName", ""));
    rungs.push(invalid("a token that is none", json!({"NextToken": "x"}), "Invalid NextToken"));
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(&states().lab, LIST, &json!({}), &[serialization(), validation()].concat());
}

// Behaviour

#[test]
fn without_any_the_list_is_empty() {
    let mut lab = states().lab;
    let none = json!({"ContributorInsightsSummaries": []});
    assert_eq!(lab.ok(LIST, json!({})), none);
    assert_eq!(lab.ok(LIST, json!({"TableName": "Active", "MaxResults": 1})), none);
}

#[test]
fn those_that_are_not_disabled_are_listed_page_by_page() {
    let mut lab = indexed_lab(json!({"Insights": 2}));
    lab.table("Films");
    lab.table("Zeta");
    let entry = |table: &str, index: Option<&str>, status: &str, mode: &str| {
        let entry = json!({
            "TableName": table, "ContributorInsightsStatus": status, "ContributorInsightsMode": mode,
        });
        with(&entry, &index.map_or(json!({}), |index| json!({"IndexName": index})))
    };
    let enable = json!({"ContributorInsightsAction": "ENABLE"});
    for name in [json!({"TableName": "Music", "IndexName": "by-year"}), json!({"TableName": "Films"})] {
        lab.ok("UpdateContributorInsights", with(&enable, &name));
    }
    lab.advance_ms(2_000);
    let throttled = json!({"TableName": "Music", "ContributorInsightsMode": "THROTTLED_KEYS"});
    lab.ok("UpdateContributorInsights", with(&enable, &throttled));
    let (both, throttled) = ("ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS");
    let all = [
        entry("Films", None, "ENABLED", both),
        entry("Music", None, "ENABLING", throttled),
        entry("Music", Some("by-year"), "ENABLED", both),
    ];
    assert_eq!(lab.ok(LIST, json!({})), json!({"ContributorInsightsSummaries": all}));
    assert_eq!(lab.ok(LIST, json!({"TableName": "Music"})), json!({"ContributorInsightsSummaries": all[1..]}));
    assert_eq!(lab.ok(LIST, json!({"TableName": "Zeta"})), json!({"ContributorInsightsSummaries": []}));
    for size in 1..=3 {
        let (mut found, mut token) = (Vec::new(), Value::Null);
        loop {
            let page = lab.ok(LIST, json!({"MaxResults": size, "NextToken": token}));
            found.extend(page["ContributorInsightsSummaries"].as_array().unwrap().clone());
            token = page["NextToken"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(found, all, "pages of {size}");
    }
}
