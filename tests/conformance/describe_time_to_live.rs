//! DescribeTimeToLive.

use crate::harness::*;
use crate::states::states;
use serde_json::json;

const DESCRIBE: &str = "DescribeTimeToLive";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("TableName")
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Restoring"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rungs.push(own("no such table", json!({"TableName": name}), "ResourceNotFoundException", text));
    }
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

#[test]
fn on_with_its_attribute_and_off_without() {
    let mut lab = Lab::new();
    lab.table("Music");
    let off = json!({"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}});
    let on = json!({"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}});
    assert_eq!(lab.ok(DESCRIBE, json!({"TableName": "Music"})), off);
    for (enabled, expected) in [(true, on), (false, off)] {
        let specification = json!({"Enabled": enabled, "AttributeName": "expires"});
        lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": specification}));
        assert_eq!(lab.ok(DESCRIBE, json!({"TableName": format!("{TABLES}Music")})), expected);
        lab.advance_ms(31 * 60_000);
    }
}
