//! DescribeContributorInsights.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeContributorInsights";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    [not_text("TableName"), not_text("IndexName")].concat()
}

// Validation

/// The constraints of `IndexName`.
pub fn index_name_constraints() -> Vec<ErrorCase> {
    let long = "n".repeat(256);
    let row = |what, value: &str, sentence: String| {
        constraint(what, json!({"IndexName": value}), format!("'{value}' at 'indexName'"), sentence)
    };
    vec![
        row("a short index name", "ab", length_from(3)),
        row("a long index name", &long, length_to(255)),
        row("an index name with other characters", "bad name!", PATTERN.to_owned()),
    ]
}

/// Tables that the operations beside tables do not find: none, deleted, too young, being restored.
pub fn unknown_tables(member: &'static str, prefix: &str) -> Vec<ErrorCase> {
    let row = |name: &&str| {
        let text = format!("Requested resource not found: Table: {name} not found");
        own("no such table", json!({member: format!("{prefix}{name}")}), "ResourceNotFoundException", text)
    };
    ["Nowhere", "Gone", "Young", "Restoring"].iter().map(row).collect()
}

/// The case of an index that a table does not have.
pub fn unknown_index(table: &str) -> ErrorCase {
    let text = format!("Requested resource not found: Index: nowhere not found for table: {table}");
    own("no such index", json!({"IndexName": "nowhere"}), "ResourceNotFoundException", text)
}

fn validation() -> Vec<ErrorCase> {
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(index_name_constraints());
    rungs.extend(table_arn_refusals("TableName"));
    rungs.extend(unknown_tables("TableName", ""));
    rungs.push(unknown_index("Active"));
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        DESCRIBE,
        &json!({"TableName": "Active"}),
        &[serialization(), validation()].concat(),
    );
}

// Behaviour

/// A table `Music` with the global index `by-year` and the local index `within`.
pub fn indexed_lab(delays: Value) -> Lab {
    let mut lab = Lab::paced(delays);
    let index = |name: &str, keys: &[&str]| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": {"ProjectionType": "ALL"}});
    lab.ok(
        "CreateTable",
        with(
            &plain("Music"),
            &json!({
                "AttributeDefinitions": texts(&["pk", "sk", "year"]),
                "KeySchema": schema(&["pk", "sk"]),
                "GlobalSecondaryIndexes": [index("by-year", &["year"])],
                "LocalSecondaryIndexes": [index("within", &["pk", "year"])],
            }),
        ),
    );
    lab.advance_ms(60_000);
    lab
}

#[test]
fn of_a_plain_table_they_are_disabled_and_no_more_is_said() {
    let mut lab = states().lab;
    for table in ["Active", "Creating", "Doomed"] {
        let expected = json!({"TableName": table, "ContributorInsightsStatus": "DISABLED"});
        assert_eq!(lab.ok(DESCRIBE, json!({"TableName": format!("{TABLES}{table}")})), expected);
    }
    let mut lab = indexed_lab(json!({}));
    let index = json!({"TableName": "Music", "IndexName": "by-year"});
    assert_eq!(lab.ok(DESCRIBE, index.clone()), with(&index, &json!({"ContributorInsightsStatus": "DISABLED"})));
    let text = "Requested resource not found: Index: within not found for table: Music";
    let local = json!({"TableName": "Music", "IndexName": "within"});
    lab.refused(DESCRIBE, local, "ResourceNotFoundException", text);
}

#[test]
fn an_index_that_is_added_is_known_once_it_is_filled() {
    let mut lab = Lab::paced(json!({"TableUpdate": 5, "IndexBackfill": 60}));
    lab.table("Music");
    let index =
        json!({"IndexName": "by-year", "KeySchema": schema(&["year"]), "Projection": {"ProjectionType": "ALL"}});
    let update = json!({
        "TableName": "Music",
        "AttributeDefinitions": texts(&["year"]),
        "GlobalSecondaryIndexUpdates": [{"Create": index}],
    });
    lab.ok("UpdateTable", update);
    let asked = json!({"TableName": "Music", "IndexName": "by-year"});
    let text = "Requested resource not found: Index: by-year not found for table: Music";
    lab.advance_ms(4_999);
    lab.refused(DESCRIBE, asked.clone(), "ResourceNotFoundException", text);
    lab.advance_ms(1);
    assert_eq!(lab.ok(DESCRIBE, asked.clone())["ContributorInsightsStatus"], "DISABLED");
    let enable = with(&asked, &json!({"ContributorInsightsAction": "ENABLE"}));
    let text = "Table or Index is not in a valid state to update Key Access Insights: IndexStatus must be ACTIVE to enable \
                ContributorInsights.";
    lab.refused("UpdateContributorInsights", enable.clone(), "ValidationException", text);
    lab.advance_ms(60_000);
    lab.ok("UpdateContributorInsights", enable);
}
