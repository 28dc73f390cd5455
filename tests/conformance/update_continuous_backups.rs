//! UpdateContinuousBackups.

use crate::describe_continuous_backups::window;
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};
use timemark_core::operations::UpdateContinuousBackupsInput;

const UPDATE: &str = "UpdateContinuousBackups";
const DAY_MS: i64 = 86_400_000;

fn specification(members: Value) -> Value {
    json!({"PointInTimeRecoverySpecification": members})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("TableName");
    let row = |what, value: Value, text: &str| wrong_type(what, specification(value), text);
    rungs.extend([
        row("a text for a structure", json!("x"), "Unexpected field type"),
        row("a list for a structure", json!([]), "Unexpected field type"),
        row(
            "a text for a switch",
            json!({"PointInTimeRecoveryEnabled": "true"}),
            "Unexpected token received from parser",
        ),
        row(
            "a text for a period",
            json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": "7"}),
            "STRING_VALUE cannot be converted to Integer",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let path = "pointInTimeRecoverySpecification";
    let period = |days: i64| specification(json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days}));
    let place = |days: &str| format!("'{days}' at '{path}.recoveryPeriodInDays'");
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("nothing", specification(Value::Null), format!("null at '{path}'"), NOT_NULL),
        constraint(
            "neither on nor off",
            specification(json!({})),
            format!("null at '{path}.pointInTimeRecoveryEnabled'"),
            NOT_NULL,
        ),
        constraint("no day", period(0), place("0"), value_from(1)),
        constraint("days to come", period(-1), place("-1"), value_from(1)),
        constraint("36 days", period(36), place("36"), value_to(35)),
    ]);
    for days in [1, 35] {
        rungs.push(invalid(
            "a period of what is off",
            specification(json!({"PointInTimeRecoveryEnabled": false, "RecoveryPeriodInDays": days})),
            "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.",
        ));
    }
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Young", "Restoring"] {
        let text = format!("Table not found: {name}");
        rungs.push(own("a table unknown to backups", json!({"TableName": name}), "TableNotFoundException", text));
    }
    for name in ["Creating", "Fresh"] {
        let text = format!("Backups are being enabled for the table: {name}. Please retry later");
        let overlay = json!({"TableName": name});
        rungs.push(own("a young table", overlay, "ContinuousBackupsUnavailableException", text));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = json!({"TableName": "Active", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}});
    assert_precedence(&states().lab, UPDATE, &base, &[serialization(), validation()].concat());
}

// Behaviour

fn on(period: Option<i64>) -> Value {
    let mut members = json!({"PointInTimeRecoveryEnabled": true});
    if let Some(days) = period {
        members["RecoveryPeriodInDays"] = json!(days);
    }
    members
}

fn update(lab: &mut Lab, specification: Value) -> Option<(i64, f64, f64)> {
    let answer = lab.ok(UPDATE, json!({"TableName": "Music", "PointInTimeRecoverySpecification": specification}));
    let described = lab.ok("DescribeContinuousBackups", json!({"TableName": "Music"}));
    assert_eq!(answer, described, "the answer is what is from now on");
    assert_eq!(lab.described("Music")["TableStatus"], "ACTIVE");
    window(&answer)
}

fn music() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab
}

const OFF: fn() -> Value = || json!({"PointInTimeRecoveryEnabled": false});

#[test]
fn on_and_off() {
    let mut lab = music();
    assert_eq!(update(&mut lab, OFF()), None, "off twice is off");
    assert_eq!(update(&mut lab, on(None)), Some((35, 0.0, 0.0)));
    lab.advance_ms(400_000);
    assert_eq!(update(&mut lab, on(None)), Some((35, 0.0, 100.0)), "on twice keeps the earliest");
    assert_eq!(update(&mut lab, OFF()), None);
    lab.advance_ms(1_500);
    assert_eq!(update(&mut lab, on(None)), Some((35, 401.0, 401.0)), "on again begins anew");
}

#[test]
fn by_arn_too() {
    let mut lab = music();
    let arn = format!("{TABLES}Music");
    let answer = lab.ok(UPDATE, json!({"TableName": arn, "PointInTimeRecoverySpecification": on(Some(3))}));
    assert_eq!(window(&answer), Some((3, 0.0, 0.0)));
}

#[test]
fn the_period_is_changed_in_place_and_forgotten_with_off() {
    let mut lab = music();
    assert_eq!(update(&mut lab, on(Some(7))), Some((7, 0.0, 0.0)));
    assert_eq!(update(&mut lab, on(Some(1))), Some((1, 0.0, 0.0)));
    assert_eq!(update(&mut lab, on(None)), Some((35, 0.0, 0.0)), "35 on every switching on");
    update(&mut lab, on(Some(7)));
    update(&mut lab, OFF());
    assert_eq!(update(&mut lab, on(None)), Some((35, 0.0, 0.0)));
}

#[test]
fn lowered_it_loses_and_raised_it_grows() {
    let mut lab = music();
    let day = 86_400.0;
    update(&mut lab, on(None));
    lab.advance_ms(20 * DAY_MS);
    let latest = 20.0 * day - 300.0;
    assert_eq!(update(&mut lab, on(Some(5))), Some((5, 15.0 * day, latest)), "at once");
    assert_eq!(update(&mut lab, on(Some(10))), Some((10, 15.0 * day, latest)), "nothing comes back");
    lab.advance_ms(5 * DAY_MS);
    assert_eq!(update(&mut lab, on(Some(10))), Some((10, 15.0 * day, latest + 5.0 * day)));
    lab.advance_ms(1_000);
    assert_eq!(update(&mut lab, on(Some(10))), Some((10, 15.0 * day + 1.0, latest + 5.0 * day + 1.0)));
}

#[test]
fn what_is_set_already_is_not_set_again() {
    let mut lab = music();
    lab.engine.send(UpdateContinuousBackupsInput::with_period("Music", 7)).unwrap();
    assert_eq!(window(&lab.ok("DescribeContinuousBackups", json!({"TableName": "Music"}))), Some((7, 0.0, 0.0)));
    lab.advance_ms(20 * DAY_MS);
    let before = lab.engine.state().digest();
    assert!(update(&mut lab, on(Some(7))).is_some());
    assert_eq!(lab.engine.state().digest(), before);
}

#[test]
fn a_table_that_is_deleted_can_be_switched_for_a_second() {
    let states = states();
    let request = |is_on: bool| json!({"TableName": "Doomed", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": is_on}});
    let mut lab = states.lab;
    lab.ok(UPDATE, request(true));
    lab.advance_ms(999);
    lab.ok(UPDATE, request(false));
    lab.advance_ms(1);
    lab.refused(UPDATE, request(true), "TableNotFoundException", "Table not found: Doomed");
}

/// Changes before the window are forgotten, even if no write comes any more.
#[test]
fn the_log_is_kept_for_the_window_and_no_longer() {
    let changes = |lab: &Lab| {
        let table = lab.engine.state().table("Music").unwrap();
        table.partitions().iter().map(|partition| partition.log().changes_from(0).count()).sum::<usize>()
    };
    let mut lab = music();
    update(&mut lab, on(Some(10)));
    for n in 0..2_000 {
        lab.put("Music", &(n % 40).to_string());
        lab.advance_ms(1_000);
    }
    lab.advance_ms(10 * DAY_MS - 2_000_000);
    assert_eq!(changes(&lab), 2_000, "all of the window");
    assert_eq!(lab.ok("DescribeLab", json!({})).get("NextDue"), None, "the trimming is not waited for");
    lab.advance_ms(10 * DAY_MS);
    assert_eq!(changes(&lab), 0, "without writes nothing is left");
    lab.put("Music", "0");
    lab.advance_ms(400 * DAY_MS);
    assert_eq!(changes(&lab), 0);

    for n in 0..2_000 {
        lab.put("Music", &(n % 40).to_string());
        lab.advance_ms(100_000);
    }
    assert_eq!(changes(&lab), 2_000);
    update(&mut lab, on(Some(1)));
    assert!((864..=864 + 4 * 256).contains(&changes(&lab)), "a day: {}", changes(&lab));
    update(&mut lab, OFF());
    assert!(changes(&lab) <= 4 * 256, "a minute: {}", changes(&lab));
    assert_eq!(lab.scanned("Music").len(), 40);
}
