//! UpdateTimeToLive.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateTimeToLive";

fn request(enabled: bool, attribute: &str) -> Value {
    json!({"TableName": "Active", "TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let specification = |specification: Value| json!({"TimeToLiveSpecification": specification});
    let mut rungs = not_text("TableName");
    rungs.extend([
        wrong_type("a text for a structure", specification(json!("x")), "Unexpected field type"),
        wrong_type("a list for a structure", specification(json!([])), "Unexpected field type"),
        wrong_type(
            "a text for a switch",
            specification(json!({"Enabled": "true"})),
            "Unexpected token received from parser",
        ),
        wrong_type(
            "a number for a name",
            specification(json!({"AttributeName": 1})),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let specification = |specification: Value| json!({"TimeToLiveSpecification": specification});
    let long = "n".repeat(256);
    let path = "timeToLiveSpecification";
    let in_use = "Attempt to change a resource which is still in use: Table is being";
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("nothing", specification(Value::Null), format!("null at '{path}'"), NOT_NULL),
        constraints(
            "an empty structure",
            specification(json!({})),
            &[(&format!("null at '{path}.enabled'"), NOT_NULL), (&format!("null at '{path}.attributeName'"), NOT_NULL)],
        ),
        constraint(
            "an attribute without a name",
            specification(json!({"Enabled": true, "AttributeName": ""})),
            format!("'' at '{path}.attributeName'"),
            length_from(1),
        ),
        constraint(
            "a name of 256",
            specification(json!({"Enabled": true, "AttributeName": long})),
            format!("'{long}' at '{path}.attributeName'"),
            length_to(255),
        ),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Restoring"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rungs.push(own("no such table", json!({"TableName": name}), "ResourceNotFoundException", text));
    }
    for (name, why) in [("Creating", "created"), ("Young", "created"), ("Doomed", "deleted")] {
        let text = format!("{in_use} {why}: {name}");
        rungs.push(own("not ACTIVE", json!({"TableName": name}), "ResourceInUseException", text));
    }
    rungs.push(invalid(
        "off already",
        specification(json!({"Enabled": false, "AttributeName": "x"})),
        "TimeToLive is already disabled",
    ));
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(&states().lab, UPDATE, &request(true, "expires"), &[serialization(), validation()].concat());
}

// Behaviour

#[test]
fn the_answer_echoes_and_repeats_are_refused() {
    let mut lab = states().lab;
    assert_eq!(
        lab.ok(UPDATE, request(true, "expires")),
        json!({"TimeToLiveSpecification": {"Enabled": true, "AttributeName": "expires"}})
    );
    let other = "TimeToLive is active on a different AttributeName: current AttributeName is expires";
    let soon = "Time to live has been modified multiple times within a fixed interval";
    for (enabled, attribute, text) in [
        (true, "expires", "TimeToLive is already enabled"),
        (true, "other", other),
        (false, "other", other),
        (false, "expires", soon),
    ] {
        lab.refused(UPDATE, request(enabled, attribute), "ValidationException", text);
    }
}

#[test]
fn a_second_change_has_to_wait_31_minutes() {
    let mut lab = states().lab;
    let soon = "Time to live has been modified multiple times within a fixed interval";
    lab.ok(UPDATE, request(true, "expires"));
    lab.advance_ms(31 * 60_000 - 1);
    lab.refused(UPDATE, request(false, "expires"), "ValidationException", soon);
    lab.advance_ms(1);
    lab.ok(UPDATE, request(false, "expires"));
    lab.refused(UPDATE, request(true, "another"), "ValidationException", soon);
    lab.advance_ms(31 * 60_000);
    lab.ok(UPDATE, request(true, &"n".repeat(255)));
}

#[test]
fn it_is_a_setting_that_a_backup_records() {
    let mut lab = Lab::new();
    lab.table("Active");
    lab.ok(UPDATE, request(true, "expires"));
    let arn = lab.backup("Active");
    let features = lab.described_backup(&arn)["SourceTableFeatureDetails"].clone();
    assert_eq!(features["TimeToLiveDescription"]["AttributeName"], "expires");
}
